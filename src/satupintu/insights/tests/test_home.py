"""The figures of home visits, from rows written directly."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from satupintu.courier.models import HomeErrand, HomeVisit
from satupintu.insights.home import Funnel, HomeMeasures, measure_home
from satupintu.kernel.ids import uuid7

pytestmark = pytest.mark.django_db
WINDOW = timedelta(hours=2)


def visit(now: datetime, **more: Any) -> HomeVisit:
    """A request of this morning; with `arrive` somebody came so many minutes after
    the window began, having ridden a quarter of an hour."""
    services = more.pop("services", ("a",))
    case_id = more.pop("case_id", None)
    arrive = more.pop("arrive", None)
    row: dict[str, Any] = {
        "token": uuid.uuid4().hex[:22],
        "key": uuid.uuid4().hex,
        "kind": "file",
        "account_id": uuid7(),
        "name": "Ani",
        "minutes": 20,
        "door_code": "1234",
        "created_at": now,
    }
    if "state" in more and more["state"] != "asked":
        row |= {
            "day": now.date(),
            "from_at": now,
            "until_at": now + WINDOW,
            "booked_at": now,
        }
    if arrive is not None:
        at = now + timedelta(minutes=arrive)
        row |= {"arrived_at": at, "riding_at": at - timedelta(minutes=15)}
        row |= {"ended_at": at + timedelta(minutes=20)}
    made = HomeVisit.objects.create(**(row | more))
    for place, service in enumerate(services):
        HomeErrand.objects.create(
            visit=made, place=place, service=service, case_id=case_id
        )
    return made


def measured(now: datetime, at: datetime | None = None) -> HomeMeasures:
    day = now.date()
    bounds = (now - timedelta(hours=9), now + timedelta(hours=9))
    return measure_home(days=(day, day), bounds=bounds, now=at or now)


def test_the_funnel_has_one_denominator(tenant: Any, now: datetime) -> None:
    case = uuid7()
    visit(now, services=("a", "b"))  # two services, no time yet
    first = visit(now, state="failed", outcome="not_home", ended_at=now)
    visit(now, state="done", arrive=30, previous=first, attempt=2, case_id=case)
    visit(now, state="booked", case_id=uuid7())  # sent online meanwhile
    visit(now, kind="deliver", state="done", arrive=40, case_id=case)
    visit(now - timedelta(days=3))  # of another day

    funnel = measured(now).funnel

    assert funnel == Funnel(
        asked=4,
        booked=2,
        visited=1,
        filed=1,
        issued=0,
        delivered=0,
        online=1,
        waiting=(2, 1, 0, 0, 0),
    )
    assert [funnel.to_come(step) for step, _n in funnel.counts()] == [0, 2, 1, 0, 0, 0]
    assert [funnel.lost(step) for step, _n in funnel.counts()] == [0, 0, 0, 0, 1, 0]
    assert funnel.share("booked") == 0.5


def test_who_is_still_under_way_is_not_lost(tenant: Any, now: datetime) -> None:
    for state in ("booked", "booked", "cancelled"):
        visit(now, state=state)
    visit(now, state="failed", outcome="refused", ended_at=now)

    funnel = measured(now).funnel

    assert (funnel.booked, funnel.visited) == (4, 0)
    assert (funnel.to_come("visited"), funnel.lost("visited")) == (2, 2)


def test_a_promise_is_kept_within_its_window_only(tenant: Any, now: datetime) -> None:
    for minutes in (-5, 0, 60, 120, 121):
        visit(now, state="done", arrive=minutes)
    visit(now, state="failed", outcome="rain", ended_at=now)
    visit(now, state="cancelled", ended_at=now)
    visit(now, state="booked")  # its window is not over

    found = measured(now)

    assert (found.promised, found.kept) == (6, 3)
    assert (found.early, found.late, found.missed) == (1, 1, 1)
    assert found.minutes_a_stop == pytest.approx(15)
    assert found.reasons == [("rain", 1)]
    # When the window has ended without anybody at the door, it was missed.
    later = measured(now, at=now + WINDOW + timedelta(minutes=1))
    assert (later.promised, later.missed) == (7, 2)


def test_nothing_asked_is_no_share(tenant: Any, now: datetime) -> None:
    found = measured(now)

    assert found.funnel.share("delivered") is None
    assert found.kept_share is None
    assert found.minutes_a_stop is None
