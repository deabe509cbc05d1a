from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def room(mall: Any, at_now: Any) -> Any:
    """The mall at ten o'clock, as `Room`; its kiosks are paired over HTTP."""
    # Read here: conftest is loaded before Django is set up.
    from satupintu.web.kiosk.tests.room import Room

    return Room(mall, at_now)
