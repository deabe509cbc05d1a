"""A small day on the road, played to its end at once by the demonstration's robots."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from satupintu.catalogue import service as catalogue
from satupintu.courier import service as courier
from satupintu.demo.road import driver
from satupintu.demo.road.booking import evening_before
from satupintu.demo.script import Script, read_script
from satupintu.insights.home import measure_home

pytestmark = pytest.mark.django_db

WEDNESDAY = date(2026, 11, 25)
OFFICERS = ("AJ-02", "AJ-03", "AJ-10", "AJ-16")


def small_day() -> Script:
    """Four officers, all of whom ride by themselves, and no rain."""
    found = read_script()
    assert found is not None
    assert found.home is not None
    some = [rider for rider in found.home.officers if rider.badge in OFFICERS]
    less = {"officers": some, "stops": 20, "later": 0, "ill": "", "rain": ""}
    return found.model_copy(update={"home": found.home.model_copy(update=less)})


def test_a_small_day_is_ridden_to_its_end(mall: Any) -> None:
    script = small_day()
    assert script.home is not None
    driver.book_day(script.home, WEDNESDAY)
    evening = evening_before(WEDNESDAY)
    assert courier.faults_of(day=WEDNESDAY, now=evening) == []

    play = driver.prepare(script, script.home, WEDNESDAY, evening)
    play.until(play.ends_at)

    plan = courier.day_plan(day=WEDNESDAY, now=play.ends_at)
    assert plan.unplanned == ()
    visits = [stop.visit for r in plan.routes for stop in r.stops if stop.visit]
    assert len(visits) >= 12
    assert {visit.state for visit in visits} <= {"done", "failed"}
    assert [route.state for route in plan.routes] == ["ended"] * len(OFFICERS)
    assert courier.conflicts(day=WEDNESDAY) == ()
    for visit in visits:
        for folder in courier.folders_of(visit_id=visit.id):
            _in_one_place(folder)
    _adds_up(len([visit for visit in visits if visit.kind == "file"]), play.ends_at)


def _in_one_place(folder: courier.FolderView) -> None:
    """Each hop begins where the one before ended, and the last one says where it is."""
    chain = courier.chain_of(folder_id=folder.id)
    assert folder.holder != "officer"
    assert chain[-1].taker == folder.holder
    for before, after in pairwise(chain):
        assert (before.taker, before.taker_name) == (after.giver, after.giver_name)


def _adds_up(asked: int, now: Any) -> None:
    """Each step counts some of those of the step before."""
    first = catalogue.local_day(evening_before(WEDNESDAY))
    bounds = (
        catalogue.day_bounds(first)[0],
        catalogue.day_bounds(WEDNESDAY)[1],
    )
    found = measure_home(days=(first, WEDNESDAY), bounds=bounds, now=now).funnel
    assert found.asked >= found.booked >= found.visited >= found.filed > 0
    assert found.booked == asked
