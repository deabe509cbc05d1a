"""Imports of Django models are inside: this is read before Django is set up."""

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def street(mall: Any, at_now: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Officers ride from two bases on the day of the test and the days after."""
    from satupintu.web.home.tests.street import open_street

    return open_street(mall, at_now)


@pytest.fixture
def letters(run_jobs: Callable[[], int]) -> Callable[[str], Any]:
    """The latest letter whose subject begins so, after all jobs have run."""
    from satupintu.notifications import service as notifications

    def latest(subject: str) -> Any:
        run_jobs()
        for letter in notifications.mailbox():
            if letter.subject.startswith(subject):
                return letter
        raise AssertionError([letter.subject for letter in notifications.mailbox()])

    return latest
