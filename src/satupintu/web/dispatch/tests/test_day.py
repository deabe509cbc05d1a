"""A dispatcher looks at a day, and does something about it."""

from __future__ import annotations

from typing import Any


def test_a_day_shows_who_rides_where_and_when(room: Any) -> None:
    page = room.page()
    for words in ("Siti", "Tono", "1. Wati Peraga, visit", "Promises kept 100 %"):
        assert words in page
    assert "2 officers" in page
    assert "3 stops" in page
    assert "All promises are kept" in page
    assert "1. Wati Peraga" in room.page("now/")
