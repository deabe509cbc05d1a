"""Imports of Django models are inside: this is read before Django is set up."""

from typing import Any

import pytest


@pytest.fixture
def home(mall: Any) -> Any:
    """Home visits of Jakarta, with short ways through their door."""
    from satupintu.courier.tests.home import Home

    return Home(mall)
