"""Imports of Django models are inside: this is read before Django is set up."""

from typing import Any

import pytest


@pytest.fixture
def home(mall: Any) -> Any:
    """Home visits of Jakarta, with short ways through their door."""
    from satupintu.courier.tests.home import Home

    return Home(mall)


@pytest.fixture
def road(mall: Any, now: Any) -> Any:
    """A day on the road without an engine: rows are written directly."""
    from satupintu.courier.tests.door import Road

    return Road(mall, now)


@pytest.fixture
def phone(road: Any) -> Any:
    """Sari's phone."""
    from satupintu.courier.tests.phone import Phone

    return Phone(road)


@pytest.fixture
def visit_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plan has tests of its own: here only the visit itself goes on."""
    from satupintu.courier.tests.door import set_plainly

    monkeypatch.setattr("satupintu.courier.service.set_progress", set_plainly)


@pytest.fixture
def staff(home: Any) -> Any:
    """Siti and Tono ride from Rasuna Said, and Siti on the day after, too."""
    from satupintu.courier.tests.home import THURSDAY, WEDNESDAY

    home.officer("siti", days=(WEDNESDAY, THURSDAY))
    home.officer("tono")
    return home
