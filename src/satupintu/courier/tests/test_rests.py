"""The break of an officer who is under way when it is time for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from satupintu.courier import service, thinking
from satupintu.courier.models import PlannedStop, Shift
from satupintu.courier.tests.home import WEDNESDAY, at


def reported(home: Any, visit: Any, state: str, when: datetime) -> None:
    """By Siti, whose phone is heard."""
    Shift.objects.filter(pk=home.shift("siti").id).update(
        state="open", opened_at=at("08:00"), seen_at=when
    )
    service.set_progress(
        visit_id=visit.id, state=state, at=when, actor=home.rider("siti"), now=when
    )


def kinds() -> list[str]:
    stops = PlannedStop.objects.filter(shift__day=WEDNESDAY).order_by("seq")
    return list(stops.values_list("kind", flat=True))


def test_nobody_rests_before_the_door_at_which_they_are(home: Any) -> None:
    home.officer("siti")
    first = home.book("tebet", "10:00")
    home.book("menteng", "13:00")

    reported(home, first, "riding", at("11:05"))
    reported(home, first, "arrived", at("11:31"))
    for clock in ("11:36", "11:41", "11:46"):
        thinking.watch(now=at(clock))
        assert service.faults_of(day=WEDNESDAY, now=at(clock)) == []

    assert kinds() == ["visit", "rest", "visit"]


def test_a_rest_that_was_put_off_is_taken_after_the_visit(home: Any) -> None:
    home.officer("siti")
    home.book("tebet", "08:00")
    second = home.book("menteng", "13:00")
    assert kinds() == ["visit", "rest", "visit"]

    reported(home, second, "riding", at("11:10"))

    assert kinds().count("rest") == 1
