"""The hall of the tests; imports are inside, since this is read before Django."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from satupintu.web.counter.tests.hall import Hall


@pytest.fixture
def hall(mall: Any, at_now: Any) -> Hall:
    from satupintu.web.counter.tests.hall import Hall

    return Hall(mall, at_now)
