"""Two small days on the road, played to their end at once by the robots of the
demonstration."""

from __future__ import annotations

from datetime import date, datetime
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction

from satupintu.catalogue import service as catalogue
from satupintu.courier import service as courier
from satupintu.demo.road import driver, office, past
from satupintu.demo.road.booking import evening_before
from satupintu.demo.road.office import Office
from satupintu.demo.road.rider import Robot
from satupintu.demo.script import Script, read_script
from satupintu.insights.home import measure_home
from satupintu.kernel import jobs

pytestmark = pytest.mark.django_db

TUESDAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)
OFFICERS = ("AJ-02", "AJ-03", "AJ-10", "AJ-16")


def small_days() -> Script:
    """Four officers, no rain, and a few visits on each of two days."""
    found = read_script()
    assert found is not None
    assert found.home is not None
    some = [rider for rider in found.home.officers if rider.badge in OFFICERS]
    less = {"officers": some, "stops": 10, "later": 0, "earlier": [6]}
    less |= {"ill": "", "rain": ""}
    return found.model_copy(update={"home": found.home.model_copy(update=less)})


def test_a_day_is_ridden_to_its_end_and_brings_what_was_filed_before(
    mall: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _look_seldom(monkeypatch)
    script = small_days()
    road = script.home
    assert road is not None
    driver.play_before(script, road, WEDNESDAY, jobs.run_due)
    evening = evening_before(WEDNESDAY)
    driver.book_day(road, WEDNESDAY, road.stops)
    assert courier.faults_of(day=WEDNESDAY, now=evening) == []

    pace = past.EVERY, past.ROUNDS
    decides = Office(script, road)
    play = driver.prepare(script, road, WEDNESDAY, evening, decides, pace)
    _seat_is_left_to_people(play.robots[0], evening)
    play.until(play.ends_at)

    visits = [*_ended(TUESDAY, play.ends_at), *_ended(WEDNESDAY, play.ends_at)]
    assert len(visits) >= 12
    brought = [visit for visit in visits if visit.kind == "deliver"]
    assert all(e.permit_id for visit in brought for e in visit.errands)
    for visit in visits:
        for folder in courier.folders_of(visit_id=visit.id):
            _in_one_place(folder)
    first = [v for v in visits if v.kind == "file" and v.previous_id is None]
    _adds_up(len(first), play.ends_at)


def _look_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    """What makes a day look alive takes time, and nothing is promised about it."""
    monkeypatch.setattr(past, "SHARE", 1)
    monkeypatch.setattr(office, "WAITS", (5, 15))


def _seat_is_left_to_people(robot: Robot, now: datetime) -> None:
    """As soon as somebody opens the phone of an officer who has a login."""
    robot.may_be_taken = True
    assert not robot.is_taken()
    account = robot.phone.actor.account_id
    with transaction.atomic():
        courier.manifest(account_id=account, day=WEDNESDAY, now=now)
        assert robot.is_taken()
        transaction.set_rollback(True)  # and leaves it again


def _ended(day: date, now: datetime) -> list[courier.HomeVisitView]:
    """The visits of a day, each of which has come to an end."""
    plan = courier.day_plan(day=day, now=now)
    assert plan.unplanned == ()
    visits = [stop.visit for r in plan.routes for stop in r.stops if stop.visit]
    assert {visit.state for visit in visits} <= {"done", "failed"}
    assert {route.state for route in plan.routes} == {"ended"}
    assert courier.conflicts(day=day) == ()
    return visits


def _in_one_place(folder: courier.FolderView) -> None:
    """Each hop begins where the one before ended, and the last one says where it is."""
    chain = courier.chain_of(folder_id=folder.id)
    assert folder.holder != "officer"
    assert chain[-1].taker == folder.holder
    for before, after in pairwise(chain):
        assert (before.taker, before.taker_name) == (after.giver, after.giver_name)


def _adds_up(asked: int, now: datetime) -> None:
    """Each step counts some of those of the step before, down to the last."""
    first = catalogue.local_day(evening_before(TUESDAY))
    bounds = catalogue.day_bounds(first)[0], catalogue.day_bounds(WEDNESDAY)[1]
    found = measure_home(days=(first, WEDNESDAY), bounds=bounds, now=now).funnel
    steps = [count for _step, count in found.counts()]
    assert steps == sorted(steps, reverse=True)
    assert found.booked == asked
    assert found.delivered > 0
