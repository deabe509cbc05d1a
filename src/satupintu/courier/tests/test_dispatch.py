"""Dispatchers change the plan by hand, and survive what upsets a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from satupintu.courier import service
from satupintu.courier.models import Folder, PlannedStop, Shift
from satupintu.courier.tests.home import THURSDAY, WEDNESDAY, at, clock, siti_has
from satupintu.kernel import journal

NINE = at("09:00")


def test_a_what_if_changes_nothing_and_says_what_it_costs(staff: Any) -> None:
    (visit,) = siti_has(staff, "10:00")
    version = staff.plan().version

    verdict = service.what_if(
        visit_id=visit.id, shift_id=staff.shift("tono").id, position=0, now=staff.now
    )

    assert (verdict.feasible, verdict.riding, verdict.late) == (True, 0, ())
    assert staff.plan().version == version
    assert staff.again(visit).officer.name == "Siti"


def test_what_would_break_a_promise_is_refused_with_names(staff: Any) -> None:
    first, second = siti_has(staff, "08:00", "13:00")

    def what(do: Any, **more: Any) -> Any:
        return do(
            visit_id=second.id,
            shift_id=staff.shift("siti").id,
            position=0,
            now=staff.now,
            **more,
        )

    verdict = what(service.what_if)
    with pytest.raises(service.DoesNotFit) as refused:
        what(service.place_visit, actor=staff.dispatcher)

    assert not verdict.feasible
    assert [late.visit_id for late in verdict.late] == [first.id]
    assert "too late" in refused.value.sentence
    assert staff.again(first) == first


def test_a_visit_placed_by_hand_stays_there(staff: Any) -> None:
    (visit,) = siti_has(staff, "10:00")

    for _twice in range(2):
        service.place_visit(
            visit_id=visit.id,
            shift_id=staff.shift("tono").id,
            position=0,
            actor=staff.dispatcher,
            now=staff.now,
        )

    assert staff.again(visit).officer.name == "Tono"
    assert PlannedStop.objects.get(visit_id=visit.id).locked
    reasons = service.why_not(visit_id=visit.id, now=staff.now)
    assert [(r.officer, r.fits) for r in reasons] == [("Tono", True), ("Siti", False)]
    assert service.faults_of(day=WEDNESDAY, now=staff.now) == []


def test_only_dispatchers_change_a_plan(staff: Any, mall: Any) -> None:
    (visit,) = siti_has(staff, "10:00")
    shift = staff.shift("siti").id

    for actor in (mall.rini, mall.melati, staff.rider("siti")):
        with pytest.raises(service.NotDispatcher):
            service.place_visit(
                visit_id=visit.id, shift_id=shift, position=0, actor=actor, now=NINE
            )
        with pytest.raises(service.NotDispatcher):
            service.officer_away(shift_id=shift, reason="", actor=actor, now=NINE)
        with pytest.raises(service.NotDispatcher):
            service.propose(day=WEDNESDAY, reason="", actor=actor, now=NINE)


def test_why_not_is_said_for_each_officer(home: Any) -> None:
    home.officer("siti", hours="08:00-12:00")
    home.officer("tono", skills=("trade",))
    home.officer("rudi", base="cakung", hours="13:00-17:00")
    visit = home.ask("setiabudi")

    found = {
        r.officer: r
        for r in service.why_not(
            visit_id=visit.id, from_at=at("10:00"), until_at=at("12:00"), now=home.now
        )
    }

    assert found["Siti"].fits
    assert found["Siti"].sentence.startswith("Siti can do it, with ")
    assert found["Tono"].sentence == (
        "Tono has not been taught: Permits of health workers."
    )
    assert found["Rudi"].sentence == "Rudi does not ride then."


def test_an_officer_who_falls_ill_is_replaced_where_that_is_possible(
    staff: Any,
) -> None:
    visits = siti_has(staff, "10:00", "13:00", "15:00")
    sign = staff.book("menteng", "13:00")

    upset = service.officer_away(
        shift_id=staff.shift("siti").id,
        reason="Demam",
        actor=staff.dispatcher,
        now=NINE,
    )

    assert {v.id for v in upset.moved} >= {v.id for v in visits}
    assert upset.stranded == ()
    assert {v.officer.name for v in upset.moved if v.officer} == {"Tono"}
    assert staff.again(sign).officer.name == "Tono"
    assert service.faults_of(day=WEDNESDAY, now=NINE) == []
    again = service.officer_away(
        shift_id=staff.shift("siti").id, reason="", actor=staff.dispatcher, now=NINE
    )
    assert again.version == upset.version


def test_a_promise_that_nobody_can_keep_is_listed_with_what_is_free(home: Any) -> None:
    home.officer("siti", days=(WEDNESDAY, THURSDAY))
    visit = home.book("tebet", "10:00")

    upset = service.officer_away(
        shift_id=home.shift("siti").id, reason="Ban", actor=home.dispatcher, now=NINE
    )

    assert [v.id for v in upset.stranded] == [visit.id]
    assert [v.id for v in home.plan(now=NINE).unplanned] == [visit.id]
    assert [e.action for e in journal.entries(visit.id)][-1] == "home.at_risk"
    days = service.offers(token=visit.token, now=NINE)
    assert any(w.is_open for day in days if day.day == THURSDAY for w in day.windows)
    back = service.bring_back(
        shift_id=home.shift("siti").id, actor=home.dispatcher, now=NINE
    )
    assert back.stranded == ()
    assert home.again(visit, now=NINE).arrives_at


def test_who_was_being_visited_waits_for_somebody_else(staff: Any) -> None:
    (visit,) = siti_has(staff, "08:00")
    service.set_progress(
        visit_id=visit.id,
        state="riding",
        at=at("08:05"),
        actor=staff.rider("siti"),
        now=at("08:05"),
    )

    service.officer_away(
        shift_id=staff.shift("siti").id,
        reason="Kecelakaan",
        actor=staff.dispatcher,
        now=at("08:10"),
    )

    after = staff.again(visit, now=at("08:10"))
    assert (after.state, after.officer.name) == ("booked", "Tono")
    assert after.arrives_at > at("08:10")


def test_papers_in_the_bag_of_who_is_away_are_not_promised_twice(home: Any) -> None:
    home.officer("siti", days=(WEDNESDAY, THURSDAY))
    home.officer("tono", days=(THURSDAY,))
    visit = home.book("tebet", "10:00", kind="deliver", base="rasuna-said")
    home.officer("tono", days=(WEDNESDAY,))
    Shift.objects.filter(pk=home.shift("siti").id).update(state="open")
    Folder.objects.create(
        code="F-1",
        account_id=visit.account_id,
        delivery_id=visit.id,
        holder="officer",
        holder_id=home.rider("siti").id,
        holder_name="Siti",
        created_at=NINE,
    )

    upset = service.officer_away(
        shift_id=home.shift("siti").id, reason="Ban", actor=home.dispatcher, now=NINE
    )

    assert [v.id for v in upset.stranded] == [visit.id]


def test_rain_makes_everybody_later_and_shows_whose_promise_is_in_danger(
    staff: Any,
) -> None:
    early, late = siti_has(staff, "10:00", "15:00")

    upset = service.pause_riding(
        until=at("12:30"), reason="Hujan", actor=staff.dispatcher, now=NINE
    )

    assert [v.id for v in upset.stranded] == [early.id]
    assert staff.again(early, now=NINE).arrives_at > at("12:30")
    assert staff.again(late, now=NINE).arrives_at < at("17:00")
    with pytest.raises(service.BadPause):
        service.pause_riding(
            until=at("08:00"), reason="", actor=staff.dispatcher, now=NINE
        )
    for name in ("siti", "tono"):
        service.bring_back(
            shift_id=staff.shift(name).id, actor=staff.dispatcher, now=NINE
        )
    assert staff.plan(now=NINE).at_risk == ()


def test_many_visits_move_to_another_day_at_the_same_hours(staff: Any) -> None:
    visits = siti_has(staff, "10:00", "10:00", "13:00")

    moved = service.move_many(
        visit_ids=[v.id for v in visits],
        day=THURSDAY,
        reason="Banjir",
        actor=staff.dispatcher,
        now=staff.now,
    )

    assert moved.stuck == ()
    assert {v.day for v in moved.moved} == {THURSDAY}
    assert sorted(clock(v.from_at) for v in moved.moved if v.from_at) == [
        "10:00",
        "10:00",
        "13:00",
    ]
    assert staff.plan().riding == 0
    nowhere = service.move_many(
        visit_ids=[visits[0].id],
        day=THURSDAY + timedelta(days=1),
        actor=staff.dispatcher,
        now=staff.now,
    )
    assert [v.id for v in nowhere.stuck] == [visits[0].id]


def routes_of(plan: Any) -> list[Any]:
    return [
        (route.officer.name, [s.visit.id for s in route.stops if s.visit])
        for route in plan.routes
    ]


def test_a_proposal_is_compared_published_and_undone(staff: Any) -> None:
    visits = siti_has(staff, "10:00", "13:00")
    for visit, name in zip(visits, ("siti", "tono"), strict=True):
        service.place_visit(
            visit_id=visit.id,
            shift_id=staff.shift(name).id,
            position=0,
            actor=staff.dispatcher,
            now=staff.now,
        )
        service.unlock_stop(visit_id=visit.id, actor=staff.dispatcher, now=staff.now)
    before = staff.plan()

    proposal = service.propose(
        day=WEDNESDAY,
        reason="Kurang jalan",
        actor=staff.dispatcher,
        now=staff.now,
        seconds=0.1,
    )

    assert staff.plan() == before
    assert proposal.summary.riding_after <= proposal.summary.riding_before
    assert (proposal.summary.unkept_after, proposal.is_current) == (0, True)
    changes = service.compare(proposal_id=proposal.id, now=staff.now)
    assert len(changes) >= proposal.summary.reassigned

    def publish(found: Any) -> Any:
        who = {"actor": staff.dispatcher, "now": staff.now}
        return service.publish_proposal(proposal_id=found.id, **who)

    done = publish(proposal)
    assert done.published_at
    assert publish(proposal) == done
    assert staff.plan().riding == proposal.summary.riding_after
    assert service.faults_of(day=WEDNESDAY, now=staff.now) == []
    undo = service.proposals(day=WEDNESDAY)[0]
    assert undo.is_current
    publish(undo)
    assert routes_of(staff.plan()) == routes_of(before)


def propose(staff: Any, reason: str) -> Any:
    return service.propose(
        day=WEDNESDAY,
        reason=reason,
        actor=staff.dispatcher,
        now=staff.now,
        seconds=0.02,
    )


def test_a_proposal_is_fitted_into_a_day_that_went_on(staff: Any) -> None:
    siti_has(staff, "10:00")
    proposal, dropped = propose(staff, "x"), propose(staff, "y")
    who = {"actor": staff.dispatcher, "now": staff.now}
    service.drop_proposal(proposal_id=dropped.id, **who)
    later = staff.book("menteng", "15:00")

    assert service.publish_proposal(proposal_id=proposal.id, **who).published_at
    assert staff.again(later).arrives_at is not None
    assert staff.plan().at_risk == ()
    with pytest.raises(service.ProposalOld):
        service.publish_proposal(proposal_id=dropped.id, **who)


def test_a_proposal_that_would_break_a_promise_is_refused(staff: Any) -> None:
    siti_has(staff, "10:00")
    proposal = propose(staff, "x")
    who = {"actor": staff.dispatcher, "now": NINE}
    for name in ("siti", "tono"):
        shift = staff.shift(name).id
        service.officer_away(shift_id=shift, reason="Banjir", **who)
    version = staff.plan().version
    with pytest.raises(service.ProposalOld):
        service.publish_proposal(proposal_id=proposal.id, **who)
    assert staff.plan().version == version
