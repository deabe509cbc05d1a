"""The day goes on, and the plan with it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from satupintu.courier import forgetting, service, thinking
from satupintu.courier.models import HomeVisit, PlannedStop, Shift
from satupintu.courier.tests.home import at, clock
from satupintu.kernel import journal


def go(home: Any, visit: Any, state: str, when: datetime, **more: Any) -> Any:
    return service.set_progress(
        visit_id=visit.id,
        state=state,
        at=more.pop("at", when),
        actor=more.pop("actor", home.rider("siti")),
        now=when,
        **more,
    )


def heard(home: Any, name: str, when: datetime) -> None:
    """The shift is open, and its phone has just told where it is."""
    Shift.objects.filter(pk=home.shift(name).id).update(
        state="open", opened_at=at("08:00"), seen_at=when
    )


@pytest.fixture
def morning(home: Any) -> list[Any]:
    """Siti's three visits of Wednesday: at 8, 10 and 13 o'clock."""
    home.officer("siti")
    return [
        home.book("setiabudi", "08:00"),
        home.book("tebet", "10:00"),
        home.book("menteng", "13:00"),
    ]


def test_a_visit_goes_from_riding_to_done(home: Any, morning: list[Any]) -> None:
    first = morning[0]

    riding = go(home, first, "riding", at("08:10"))
    arrived = go(home, first, "arrived", at("08:20"))
    done = go(home, first, "done", at("08:55"))

    assert (riding.state, riding.eta.low >= at("08:10")) == ("riding", True)
    assert arrived.arrived_at == at("08:20")
    assert (done.state, done.ended_at) == ("done", at("08:55"))
    assert done.officer.name == "Siti"
    stop = PlannedStop.objects.get(visit_id=first.id)
    assert (stop.arrives_at, stop.leaves_at) == (at("08:20"), at("08:55"))
    actions = [e.action for e in journal.entries(first.id)]
    assert actions[2:] == ["home.riding", "home.arrived", "home.done"]


def test_the_same_report_twice_changes_nothing(home: Any, morning: list[Any]) -> None:
    riding = go(home, morning[0], "riding", at("08:10"))
    version = home.plan().version

    assert go(home, morning[0], "riding", at("08:10")) == riding
    assert home.plan().version == version
    go(home, morning[0], "done", at("09:00"))
    with pytest.raises(service.NotNow):
        go(home, morning[0], "arrived", at("09:01"))


def test_only_who_is_sent_reports(home: Any, mall: Any, morning: list[Any]) -> None:
    home.officer("tono")

    with pytest.raises(service.NotYourStop):
        go(home, morning[0], "riding", at("08:10"), actor=home.rider("tono"))
    with pytest.raises(service.NotDispatcher):
        go(home, morning[0], "riding", at("08:10"), actor=mall.joko)
    with pytest.raises(service.BadOutcome):
        go(home, morning[0], "failed", at("08:10"), outcome="bored")
    assert home.again(morning[0]).state == "booked"


def test_who_takes_longer_comes_later_to_the_next_and_says_so(
    home: Any, morning: list[Any]
) -> None:
    told = at("10:00")
    HomeVisit.objects.filter(pk=morning[1].id).update(told_at=told)
    go(home, morning[0], "riding", at("08:10"))
    go(home, morning[0], "arrived", at("08:30"))
    heard(home, "siti", at("10:40"))

    go(home, morning[0], "done", at("10:40"))

    late = home.again(morning[1], now=at("10:40"))
    assert at("10:40") < late.arrives_at < at("11:10")
    assert late.told_at == late.arrives_at
    assert late.eta.low <= late.arrives_at <= late.eta.high
    assert [e.action for e in journal.entries(late.id)][-1] == "home.told"
    assert home.plan(now=at("10:40")).at_risk == ()


def test_a_promise_that_cannot_be_kept_stays_planned_and_is_shown(
    home: Any, morning: list[Any]
) -> None:
    go(home, morning[0], "arrived", at("08:30"))

    go(home, morning[0], "done", at("12:10"))

    plan = home.plan(now=at("12:10"))
    assert [v.id for v in plan.at_risk] == [morning[1].id]
    late = home.again(morning[1], now=at("12:10"))
    assert late.arrives_at > at("12:10")
    (stop,) = [s for s in plan.routes[0].stops if s.is_at_risk]
    assert stop.slack_minutes < 0
    assert home.again(morning[2]).arrives_at < at("15:00")


def test_another_officer_takes_over_what_one_cannot_keep(
    home: Any, morning: list[Any]
) -> None:
    home.officer("tono")
    go(home, morning[0], "arrived", at("08:30"))

    go(home, morning[0], "done", at("11:45"))

    plan = home.plan(now=at("11:45"))
    assert plan.at_risk == ()


def test_a_stop_done_out_of_order_leaves_the_others_to_do(
    home: Any, morning: list[Any]
) -> None:
    go(home, morning[1], "riding", at("09:50"))
    go(home, morning[1], "done", at("10:40"))

    (route,) = home.plan(now=at("10:40")).routes
    states = [(s.visit.id, s.visit.state) for s in route.stops if s.visit]
    assert states[0] == (morning[1].id, "done")
    assert (morning[0].id, "booked") in states


def test_a_phone_without_a_network_makes_nobody_late(
    home: Any, morning: list[Any]
) -> None:
    home.officer("tono")
    home.officer("rudi", base="cakung")
    other = home.book("klender", "15:00")

    service.cancel_visit(token=other.token, actor=home.dispatcher, now=at("11:55"))

    plan = home.plan(now=at("11:55"))
    assert plan.at_risk == ()
    (siti,) = [r for r in plan.routes if r.officer.name == "Siti"]
    arrivals = [clock(s.arrives_at) for s in siti.stops if s.visit]
    assert arrivals[0] < "09:00" < "10:30" > arrivals[1]


def test_nobody_is_sent_into_the_past(home: Any, morning: list[Any]) -> None:
    visit = home.ask("kuningan")
    now = at("10:30")

    booked: Any = service.book(
        token=visit.token,
        from_at=at("13:00"),
        until_at=at("15:00"),
        key="now",
        actor=home.operator,
        now=now,
    )

    assert booked.arrives_at >= now
    assert booked.told_at >= at("13:00")


def test_who_takes_over_in_the_middle_of_the_day_sets_out_then(
    home: Any, morning: list[Any]
) -> None:
    home.officer("tono")  # no visit all morning, and no word from the phone
    go(home, morning[0], "riding", at("08:10"))
    go(home, morning[0], "done", at("08:55"))

    service.officer_away(
        shift_id=home.shift("siti").id,
        reason="ill",
        actor=home.dispatcher,
        now=at("11:00"),
    )
    thinking.watch(now=at("11:02"))

    begins = PlannedStop.objects.get(visit_id=morning[1].id).begins_at
    assert at("11:00") < begins < at("12:00")


def test_a_failed_visit_is_followed_by_another_one(
    home: Any, morning: list[Any]
) -> None:
    failed = go(
        home, morning[0], "failed", at("08:40"), outcome="not_home", note="Sepi"
    )

    after = service.visit_by_id(visit_id=failed.next_id, now=home.now)
    assert (failed.state, failed.outcome, failed.note) == ("failed", "not_home", "Sepi")
    assert (after.state, after.attempt, after.previous_id) == ("asked", 2, failed.id)
    assert after.address == failed.address
    assert after.errands == failed.errands

    home.take(after, "15:00")
    last = go(home, after, "failed", at("15:20"), outcome="not_home")
    assert last.next_id is None


def test_who_refuses_is_not_visited_again(home: Any, morning: list[Any]) -> None:
    failed = go(home, morning[0], "failed", at("08:40"), outcome="refused")

    assert failed.next_id is None


def test_a_wrong_address_has_to_be_said_again(home: Any, morning: list[Any]) -> None:
    failed = go(home, morning[0], "failed", at("08:40"), outcome="wrong_address")

    after = service.visit_by_id(visit_id=failed.next_id, now=home.now)
    assert not after.has_place


def test_an_officer_on_the_way_is_met_with_a_word_not_a_button(
    home: Any, mall: Any, morning: list[Any]
) -> None:
    go(home, morning[0], "riding", at("08:10"))

    with pytest.raises(service.VisitFixed):
        service.cancel_visit(token=morning[0].token, actor=mall.melati, now=at("08:11"))
    gone = service.cancel_visit(
        token=morning[0].token, actor=home.dispatcher, now=at("08:12")
    )
    with pytest.raises(service.NotNow) as refused:
        go(home, morning[0], "arrived", at("08:20"))
    assert gone.state == "cancelled"
    assert refused.value.sentence == "This visit was cancelled meanwhile."
    assert home.again(morning[1]).arrives_at - at("08:12") > timedelta(minutes=5)


def test_where_people_live_is_forgotten_in_time(home: Any, morning: list[Any]) -> None:
    go(home, morning[0], "done", at("08:55"))

    assert forgetting.forget_visits(now=at("08:55") + timedelta(days=89)) == 0
    assert forgetting.forget_visits(now=at("08:55") + timedelta(days=91)) == 1

    old, open_ = home.again(morning[0]), home.again(morning[1])
    assert (old.name, old.address, old.lat, old.needs) == ("", "", None, ())
    assert old.area == morning[0].area
    assert open_.address


def test_who_is_late_at_the_end_of_the_day_still_comes(home: Any) -> None:
    home.officer("siti", hours="13:00-15:20")
    first, last = home.book("setiabudi", "13:00"), home.book("tebet", "13:00")
    go(home, first, "arrived", at("13:10"))

    go(home, first, "done", at("14:55"))

    late = home.again(last, now=at("14:55"))
    assert late.arrives_at > at("15:00")
    assert [v.id for v in home.plan(now=at("14:55")).at_risk] == [last.id]


def test_who_rides_on_before_the_break_is_there_before_it(
    home: Any, morning: list[Any]
) -> None:
    for visit, clock_ in zip(morning[:2], ("08:40", "10:40"), strict=True):
        go(home, visit, "done", at(clock_))
    heard(home, "siti", at("12:30"))

    going = go(home, morning[2], "riding", at("12:30"))

    assert going.arrives_at < at("13:10")
    stop = PlannedStop.objects.get(visit_id=going.id)
    assert stop.locked
