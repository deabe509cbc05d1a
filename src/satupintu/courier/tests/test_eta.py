"""What a citizen is told of the arrival is never the past, nor before the promise."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from satupintu.courier.rules import Eta, eta_of
from satupintu.courier.tests.home import at

WINDOW = (at("13:00"), at("15:00"))


def eta(arrives: str, now: str, **more: Any) -> Eta:
    given: dict[str, Any] = {"stops_before": 0, "is_riding": False, "window": WINDOW}
    return eta_of(arrives_at=at(arrives), now=at(now), **(given | more))


def test_hours_before_the_range_is_the_promise() -> None:
    early = eta("13:05", "09:00", stops_before=3)
    assert (early.low, early.high, early.is_window) == (*WINDOW, True)
    near = eta("13:35", "12:40")
    assert not near.is_window
    assert near.low <= at("13:35") <= near.high
    # A promise that cannot be kept is not told as if it were.
    assert eta("15:30", "09:00").high > at("15:30")


def test_nobody_comes_before_the_promise_begins() -> None:
    for riding in (False, True):
        early = eta("12:48", "12:45", is_riding=riding)
        assert early.low == at("13:00")
        assert early.high > early.low
        assert not early.is_now


def test_what_would_begin_in_the_past_is_any_moment() -> None:
    now = at("14:44")
    due = eta("14:42", "14:44", is_riding=True)
    assert due.is_now
    assert due.high > now
    assert due.high <= now + timedelta(minutes=10)
