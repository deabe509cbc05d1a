"""Two visits that one officer does in an order, and what is brought between them."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings, strategies as st

from satupintu.courier import custody, service
from satupintu.courier.models import Folder, HomeVisit, Officer, PlannedStop
from satupintu.courier.scans import Scan
from satupintu.courier.tests.door import STATEMENT, new_key
from satupintu.courier.tests.home import WEDNESDAY, at
from satupintu.kernel import journal
from satupintu.kernel.errors import Refused
from satupintu.kernel.ids import uuid7

NINE = at("09:00")
THURSDAY = WEDNESDAY.replace(day=26)


@pytest.fixture
def day(home: Any) -> Any:
    """Siti and Tono ride; each has a visit that the other one does not have."""
    home.officer("siti", days=(WEDNESDAY, THURSDAY))
    home.officer("tono")
    return home


def link(home: Any, first: Any, second: Any, now: Any = None, **more: Any) -> Any:
    given = {"carries": False, "actor": home.dispatcher, "now": now or home.now}
    return service.link_visits(
        first_id=first.id, second_id=second.id, **{**given, **more}
    )


def go(home: Any, visit: Any, state: str, clock: str, by: str = "siti") -> None:
    outcome = "not_home" if state == "failed" else ""
    service.set_progress(
        visit_id=visit.id,
        state=state,
        at=at(clock),
        outcome=outcome,
        actor=home.rider(by),
        now=at(clock),
    )


def order(*visits: Any) -> list[tuple[Any, int]]:
    stops = {s.visit_id: s for s in PlannedStop.objects.all()}
    return [(stops[v.id].shift_id, stops[v.id].seq) for v in visits]


def give(home: Any, visit: Any, name: str, position: int = 0, now: Any = None) -> Any:
    return service.place_visit(
        visit_id=visit.id,
        shift_id=home.shift(name).id,
        position=position,
        actor=home.dispatcher,
        now=now or home.now,
    )


def why(visit: Any) -> str:
    ended = service.link_ended(visit_id=visit.id)
    return ended.why if ended else ""


def test_a_link_brings_two_visits_to_one_officer_in_order(day: Any) -> None:
    sister, applicant = day.book("menteng", "10:00"), day.book("tebet", "10:00")
    for visit, name in ((sister, "siti"), (applicant, "tono")):
        give(day, visit, name)
        service.unlock_stop(visit_id=visit.id, actor=day.dispatcher, now=day.now)
    promised = [day.again(v).from_at for v in (sister, applicant)]
    with pytest.raises(service.DoesNotFit, match="too late"):
        link(day, day.book("menteng", "15:00"), day.book("tebet", "08:00"))

    for _twice in range(2):
        link(day, sister, applicant)
    (one, before), (other, after) = order(sister, applicant)

    assert one == other
    assert before < after
    assert [day.again(v).from_at for v in (sister, applicant)] == promised
    assert service.faults_of(day=WEDNESDAY, now=day.now) == []
    assert day.again(sister).link.name == "Melati Kusuma"
    assert (day.again(applicant).link.is_second, why(applicant)) == (True, "")
    entries = [e.action for e in journal.entries(applicant.id)]
    assert entries.count("home.linked") == 1

    service.unlink_visit(visit_id=sister.id, actor=day.dispatcher, now=day.now)
    service.unlink_visit(visit_id=sister.id, actor=day.dispatcher, now=day.now)
    assert day.again(applicant).link is None
    assert [e.action for e in journal.entries(applicant.id)][-1] == "home.unlinked"


def test_what_cannot_be_linked_is_refused_with_a_sentence(day: Any) -> None:
    first, second = day.book("tebet", "10:00"), day.book("menteng", "13:00")
    printed = day.book(
        "kuningan", "13:00", kind="deliver", base="rasuna-said", ready_at=at("10:00")
    )
    morning = day.book("kuningan", "15:00", kind="deliver", base="rasuna-said")
    later = day.book("tebet", "10:00", day=THURSDAY)
    wish = day.ask("tebet")

    def refused(one: Any, two: Any, **more: Any) -> str:
        with pytest.raises(service.NotLinkable) as error:
            link(day, one, two, **more)
        return str(error.value.sentence)

    assert "two planned visits" in refused(first, first)
    assert "two planned visits" in refused(first, wish)
    assert "same day" in refused(first, later)
    assert "same day" in refused(wish, first)
    assert "printed during the day" in refused(first, printed)
    assert "one application to another" in refused(first, morning, carries=True)
    link(day, first, morning)
    assert "linked with" in refused(first, second)
    assert "linked with" in refused(second, first)
    go(day, second, "riding", "12:40")
    with pytest.raises(service.NotLinkable, match="rode to"):
        link(day, second, printed, now=at("12:41"))
    with pytest.raises(service.NotDispatcher):
        link(day, first, second, actor=day.rider("siti"))


def test_the_database_keeps_links_of_two(day: Any) -> None:
    a, b, c = (day.book("tebet", clock) for clock in ("08:00", "10:00", "13:00"))
    link(day, a, b)
    rows = HomeVisit.objects
    name = rows.get(pk=a.id).link
    for pk, wrong in (
        (c.id, {"link": name, "link_part": "second"}),
        (c.id, {"link": uuid7()}),
        (c.id, {"carries": True}),
        (a.id, {"carries": True}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.filter(pk=pk).update(**wrong)


@pytest.mark.parametrize("what", ["move", "cancel", "failed", "away", "order"])
def test_a_link_ends_with_what_it_was_for_and_no_promise_with_it(
    day: Any, what: str
) -> None:
    first, second = day.book("tebet", "10:00"), day.book("menteng", "10:00")
    link(day, first, second, carries=True)
    shift, _seq = order(first)[0]
    name = "siti" if shift == day.shift("siti").id else "tono"
    now = NINE

    if what == "move":
        service.move_visit(
            token=first.token,
            from_at=at("15:00"),
            until_at=at("17:00"),
            key="m",
            actor=day.operator,
            now=now,
        )
    elif what == "cancel":
        service.cancel_visit(token=first.token, actor=day.operator, now=now)
    elif what == "failed":
        now = at("10:30")
        go(day, first, "failed", "10:30", name)
    elif what == "away":
        now = at("10:40")
        go(day, first, "done", "10:35", name)
        service.officer_away(
            shift_id=shift, reason="Demam", actor=day.dispatcher, now=now
        )
    else:
        now = at("09:40")
        go(day, second, "riding", "09:40", name)

    assert day.again(second, now=now).link is None
    assert why(second)
    assert day.again(second, now=now).officer
    assert service.faults_of(day=WEDNESDAY, now=now) == []


def test_a_promise_is_worth_more_than_a_link(day: Any) -> None:
    first, second = day.book("cakung", "10:00"), day.book("setiabudi", "10:00")
    link(day, first, second)
    shift, _seq = order(first)[0]
    name = "siti" if shift == day.shift("siti").id else "tono"
    go(day, first, "arrived", "10:50", name)

    go(day, first, "done", "11:35", name)

    # Who did the first one comes too late to the second now; the other one does not.
    assert day.again(second, now=at("11:35")).officer.name.lower() != name
    assert service.faults_of(day=WEDNESDAY, now=at("11:35")) == []
    assert "promises" in why(second)


def test_a_pair_counts_in_the_bag_from_one_door_to_the_other(home: Any) -> None:
    home.officer("siti")
    between = home.book("kuningan", "13:00")
    landlord, tenant = home.book("tebet", "10:00"), home.book("menteng", "15:00")
    HomeVisit.objects.exclude(pk=between.id).update(collects=0)
    Officer.objects.update(bag=1)

    # Siti has room for one folder: the lease is in it between the two doors.
    with pytest.raises(service.DoesNotFit, match="bag"):
        link(home, landlord, tenant, carries=True)
    link(home, landlord, tenant)

    assert home.again(between).officer
    assert service.faults_of(day=WEDNESDAY, now=home.now) == []


def test_what_is_taken_at_the_first_door_is_handed_over_at_the_second(
    day: Any,
) -> None:
    landlord = day.book("tebet", "10:00", name="Pak Budi", who="budi")
    tenant = day.book("menteng", "13:00")
    link(day, landlord, tenant, carries=True)
    shift, _seq = order(landlord)[0]
    name = "siti" if shift == day.shift("siti").id else "tono"
    go(day, landlord, "arrived", "10:10", name)

    taken = custody.begin_folder(
        code="F-77",
        visit_id=landlord.id,
        papers=[STATEMENT],
        scan=Scan(new_key(), at("10:30"), at("10:30")),
        actor=day.rider(name),
    )
    assert taken.delivery_id == tenant.id
    go(day, landlord, "done", "10:40", name)
    other = "tono" if name == "siti" else "siti"
    with pytest.raises(service.DoesNotFit) as refused:
        give(day, tenant, other, now=at("10:41"))
    assert refused.value.sentence == (
        f"Its folder F-77 is in the bag of {name.capitalize()}; let it be brought back "
        "to the desk first."
    )
    assert service.faults_of(day=WEDNESDAY, now=at("10:41")) == []

    done = custody.give_back(
        code="F-77",
        scan=Scan(new_key(), at("13:10"), at("13:10"), proof="signature"),
        actor=day.rider(name),
        at_visit=HomeVisit.objects.get(pk=tenant.id),
    )
    hop = service.chain_of(folder_id=done.id)[-1]
    assert (hop.taker_name, hop.proof) == ("Melati Kusuma", "signature")
    assert Folder.objects.get(code="F-77").holder_id == tenant.account_id


def test_a_delivery_stays_with_who_has_its_folder(day: Any) -> None:
    visit = day.book("tebet", "13:00", kind="deliver", base="rasuna-said")
    give(day, visit, "siti")
    service.unlock_stop(visit_id=visit.id, actor=day.dispatcher, now=day.now)
    Folder.objects.create(
        code="F-8",
        account_id=visit.account_id,
        delivery_id=visit.id,
        holder="officer",
        holder_id=day.rider("siti").id,
        holder_name="Siti",
        created_at=NINE,
    )
    with pytest.raises(service.DoesNotFit, match="in the bag of Siti"):
        give(day, visit, "tono", now=NINE)
    service.pause_riding(  # a change of the plan, so that it is read anew
        until=at("09:30"), reason="", actor=day.dispatcher, now=NINE
    )

    reasons = {r.officer: r for r in service.why_not(visit_id=visit.id, now=NINE)}
    assert reasons["Siti"].fits
    assert reasons["Tono"].sentence.startswith("Its folder F-8 is in the bag of Siti")
    verdict = service.what_if(
        visit_id=visit.id, shift_id=day.shift("tono").id, position=0, now=NINE
    )
    assert verdict.sentences == (reasons["Tono"].sentence,)
    service.officer_away(
        shift_id=day.shift("siti").id, reason="", actor=day.dispatcher, now=NINE
    )
    assert not day.offers(visit, now=NINE)["15:00"].is_open


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["riding", "arrived", "done", "failed", "away", "cancel"]),
        st.integers(0, 3),
        st.integers(5, 60),
    ),
    min_size=2,
    max_size=7,
)


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=EVENTS, carries=st.booleans())
def test_whatever_happens_on_the_road_a_link_breaks_no_plan(
    day: Any, events: Any, carries: bool
) -> None:
    with transaction.atomic():
        visits = [day.book("tebet", clock) for clock in ("10:00", "10:00")]
        visits += [day.book("menteng", clock) for clock in ("10:00", "13:00")]
        link(day, visits[0], visits[2], carries=carries)
        link(day, visits[1], visits[3])
        now = at("08:30")
        for what, n, minutes in events:
            now += timedelta(minutes=minutes)
            with suppress(Refused):
                happen(day, what, visits[n], now)
        rules = {f.rule for f in service.faults_of(day=WEDNESDAY, now=now)}
        assert not rules & {"order", "half", "skill", "folder", "twice", "forgotten"}
        for row in HomeVisit.objects.filter(link_part="second", state="booked"):
            first = HomeVisit.objects.get(link=row.link, link_part="first")
            assert first.state not in ("failed", "cancelled")
            planned = PlannedStop.objects.filter(visit__in=(first, row)).count()
            if first.state == "booked":
                assert planned in (0, 2)
                assert not planned or order(first)[0] < order(row)[0]
        transaction.set_rollback(True)


def happen(home: Any, what: str, visit: Any, now: Any) -> None:
    stop = PlannedStop.objects.filter(visit_id=visit.id).first()
    if stop is None:
        return
    if what == "away":
        service.officer_away(
            shift_id=stop.shift_id, reason="", actor=home.dispatcher, now=now
        )
    elif what == "cancel":
        service.cancel_visit(token=visit.token, actor=home.operator, now=now)
    else:
        service.set_progress(
            visit_id=visit.id,
            state=what,
            at=now,
            outcome="not_home" if what == "failed" else "",
            actor=home.dispatcher,
            now=now,
        )
