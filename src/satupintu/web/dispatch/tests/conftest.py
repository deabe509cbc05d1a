from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def room(mall: Any, at_now: Any) -> Any:
    """Dinda dispatches on Wednesday at nine; Siti and Tono ride, Siti has three."""
    from satupintu.web.dispatch.tests.room import open_room

    return open_room(mall, at_now)
