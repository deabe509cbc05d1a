from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from satupintu.queueing.tests.hall import Scene


@pytest.fixture
def scene(mall, now) -> Scene:
    """The mall at ten o'clock, with Rini of the permits' agency at counter 1."""
    # Imported here: this file is read before Django is set up.
    from satupintu.queueing.tests.hall import Scene

    found = Scene(mall, now)
    found.sit(mall.rini, "loket1", "izin-usaha", "bangunan-reklame")
    return found
