"""Imports of Django models are inside: this is read before Django is set up."""

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture
def hall(mall: Any, at_now: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    from satupintu.appointments.tests.hall import entered_hall

    with entered_hall(mall, monkeypatch) as found:
        yield found
