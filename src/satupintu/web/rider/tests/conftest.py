"""The road of the cast, and Sari's phone on it.

Imported before the settings are known: what needs them is imported when it is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def road(mall: Any, now: Any, at_now: Any) -> Any:
    from satupintu.courier.tests.door import Road

    return Road(mall, now)


@pytest.fixture
def phone(road: Any, chromium: Any, live_server: Any, tmp_path: Path) -> Iterator[Any]:
    from satupintu.web.rider.tests.browser import Phone
    from satupintu.web.rider.tests.test_phone import client_of

    cookie = client_of(road, "sari").cookies["satupintu_session"].value
    found = Phone(chromium, live_server.url, tmp_path / "phone", cookie)
    yield found
    found.context.close()
