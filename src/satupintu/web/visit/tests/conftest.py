from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from satupintu.web.visit.tests.phone import Phone


@pytest.fixture
def phone(mall, at_now) -> Phone:
    """A phone in the mall at ten o'clock, and Rini at counter 1 of the permits."""
    # Imported here: this file is read before Django is set up.
    from satupintu.web.visit.tests.phone import Phone

    found = Phone(mall, at_now)
    found.hall.sit(mall.rini, "loket1", "izin-usaha", "bangunan-reklame")
    return found
