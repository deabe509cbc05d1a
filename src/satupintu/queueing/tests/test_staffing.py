"""What if: more counters help, the same plan changes nothing, today ends today."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from satupintu.catalogue import service as catalogue
from satupintu.queueing import staffing
from satupintu.queueing.profiles import hours_of
from satupintu.queueing.teams import NoSuchTeam, team, teams
from satupintu.queueing.tests.hall import MALL, PERMITS, REGISTRY, Scene

TODAY = date(2026, 11, 24)


def test_counters_with_a_common_queue_or_agency_are_a_team(scene: Scene) -> None:
    mall = catalogue.mall(MALL)
    found = teams(mall)
    assert sum(len(p.counters) for t in found for p in t.pools) == len(mall.counters)
    permits = team(mall, "izin-usaha")
    assert permits.agencies == ("dpmptsp",)
    assert team(mall, "dpmptsp") == permits
    # Counters 1, 2 and 5 serve the same two queues.
    assert [len(pool.counters) for pool in permits.pools] == [3, 1, 1, 1]
    with pytest.raises(NoSuchTeam):
        team(mall, "kua")


def test_more_counters_shorten_the_rest_of_the_day(scene: Scene) -> None:
    mall = catalogue.mall(MALL)
    registry = team(mall, "dukcapil")
    scene.sit(scene.mall.tuti, "loket8", "dukcapil")
    for _visitor in range(12):
        scene.ticket(REGISTRY)
    scene.wait(10)
    (pool,) = registry.pools
    same = staffing.rest_of_day(
        mall=mall, team=registry, plan=None, now=scene.now, runs=10
    )
    assert same is not None
    assert same.before == same.after
    assert same.now[pool.code] == [1] * len(same.slots)
    more = staffing.rest_of_day(
        mall=mall, team=registry, plan={pool.code: [9] * 9}, now=scene.now, runs=10
    )
    assert more is not None
    assert set(more.plan[pool.code]) == {4}  # never more than there are
    assert more.after[0].p90 < more.before[0].p90
    assert more.after[0].late < more.before[0].late


def test_nothing_is_left_of_a_day_that_is_over(scene: Scene) -> None:
    mall = catalogue.mall(MALL)
    night = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
    found = staffing.rest_of_day(
        mall=mall, team=team(mall, "dukcapil"), plan=None, now=night
    )
    assert found is None
    sunday = staffing.usual_weekday(
        mall=mall,
        team=team(mall, "dukcapil"),
        day=date(2026, 11, 29),
        plan=None,
        today=TODAY,
    )
    assert sunday is None


def test_a_usual_day_is_assumed_until_it_was_measured(scene: Scene) -> None:
    mall = catalogue.mall(MALL)
    permits = team(mall, "dpmptsp")
    day = TODAY + timedelta(weeks=1)
    given: dict[str, Any] = {
        "mall": mall,
        "team": permits,
        "day": day,
        "plan": None,
        "runs": 5,
    }
    assumed = staffing.usual_weekday(**given, today=day)
    assert assumed is not None
    assert assumed.usual.days == 0
    for weeks in (1, 2):
        scene.now = datetime(2026, 11, 24, 3, 0, tzinfo=UTC) - timedelta(weeks=weeks)
        for _visitor in range(6):
            scene.ticket(PERMITS)
    measured = staffing.usual_weekday(**given, today=TODAY)
    assert measured is not None
    assert measured.usual.days == 2
    # Ten o'clock is in the third hour after half past seven.
    assert measured.usual.arrivals["izin-usaha"][2] == 6.0


def test_suggests_the_fewest_counters_that_keep_the_promise(scene: Scene) -> None:
    mall = catalogue.mall(MALL)
    registry = team(mall, "dukcapil")
    found = staffing.usual_weekday(
        mall=mall,
        team=registry,
        day=TODAY,
        plan=None,
        suggest=True,
        today=TODAY,
        runs=8,
    )
    assert found is not None
    (pool,) = registry.pools
    assert all(1 <= n <= 4 for n in found.plan[pool.code])
    assert sum(found.plan[pool.code]) <= sum(found.now[pool.code])


def test_a_break_in_the_day_has_no_work(scene: Scene) -> None:
    mall = catalogue.mall(MALL)
    friday = hours_of(mall, team(mall, "dukcapil"), date(2026, 11, 27))
    worked = [friday.worked(slot) for slot in friday.slots]
    assert min(worked) == 0.0  # the prayer
    assert max(worked) == 1.0
