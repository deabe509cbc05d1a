"""Whoever is late: an officer is called back, citizens are told, one count of it."""

from __future__ import annotations

from typing import Any

import pytest

from satupintu.courier import service
from satupintu.courier.tests.home import WEDNESDAY, at, siti_has
from satupintu.kernel import journal

NINE = at("09:00")


def test_a_ride_that_has_begun_is_called_back_and_given_to_another(staff: Any) -> None:
    (visit,) = siti_has(staff, "10:00")
    start = at("09:45")
    ride = {"visit_id": visit.id, "state": "riding", "at": start, "now": start}
    who = {"actor": staff.dispatcher, "now": start}
    tono = {"visit_id": visit.id, "shift_id": staff.shift("tono").id, "position": 0}
    with pytest.raises(service.NotOnTheWay):
        service.place_visit(**tono, **who, release=True)
    service.set_progress(**ride, actor=staff.rider("siti"))

    assert service.what_if(**tono, now=start).feasible
    assert any(r.fits for r in service.why_not(visit_id=visit.id, now=start))
    with pytest.raises(service.NotPlanned):
        service.place_visit(**tono, **who)
    assert staff.again(visit, now=start).state == "riding"
    service.place_visit(**tono, **who, release=True)

    given = staff.again(visit, now=start)
    assert (given.state, given.officer.name, given.riding_at) == (
        "booked",
        "Tono",
        None,
    )
    assert "home.released" in [e.action for e in journal.entries(visit.id)]
    assert service.faults_of(day=WEDNESDAY, now=start) == []
    # It waits already: called back again, nothing changes.
    service.release_visit(visit_id=visit.id, **who)
    service.set_progress(**ride | {"state": "arrived"}, actor=staff.rider("tono"))
    with pytest.raises(service.NotOnTheWay):
        service.release_visit(visit_id=visit.id, **who)


def test_a_delay_is_told_once_with_its_reason(staff: Any) -> None:
    early, late = siti_has(staff, "10:00", "15:00")
    who = {"actor": staff.dispatcher, "now": NINE}
    service.pause_riding(until=at("12:30"), reason="Hujan", **who)

    told = service.tell_delay(visit_id=early.id, reason="rain", **who)
    again = service.tell_delay(
        visit_id=early.id, reason="rain", actor=staff.dispatcher, now=at("09:01")
    )

    assert (again.at, told.arrives_at) == (NINE, staff.again(early, NINE).arrives_at)
    actions = [e.action for e in journal.entries(early.id)]
    assert actions.count("home.delay_told") == 1
    seen = service.delays_told(visits=[staff.again(early, NINE)])
    assert (seen[early.id].reason, seen[early.id].holds) == ("rain", True)
    for visit, reason, error in (
        (late, "rain", service.NothingToTell),
        (early, "aliens", service.BadReason),
    ):
        with pytest.raises(error):
            service.tell_delay(visit_id=visit.id, reason=reason, **who)


def test_a_promise_at_risk_is_counted_in_one_way(staff: Any) -> None:
    early, _late = siti_has(staff, "10:00", "15:00")
    service.set_progress(
        visit_id=early.id,
        state="riding",
        at=at("09:45"),
        actor=staff.rider("siti"),
        now=at("09:45"),
    )
    now = at("11:50")
    upset = service.pause_riding(
        until=at("13:30"), reason="Hujan", actor=staff.dispatcher, now=now
    )
    listed = [v.id for v in staff.plan(now=now).at_risk]
    made = service.propose(
        day=WEDNESDAY, reason="x", seconds=0.02, actor=staff.dispatcher, now=now
    )
    assert listed == [v.id for v in upset.stranded] == [early.id]
    assert made.summary.unkept_before == 1
