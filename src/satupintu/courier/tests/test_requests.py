"""Asking for a home visit, and who may."""

from __future__ import annotations

from typing import Any

import pytest

from satupintu.courier import service
from satupintu.courier.models import HomeVisit
from satupintu.courier.tests.home import TUESDAY, WEDNESDAY, at
from satupintu.kernel import journal
from satupintu.kernel.actor import Actor, ActorKind
from satupintu.kernel.errors import NotFound, Refused
from satupintu.kernel.ids import uuid7


def test_minutes_skills_and_folders_come_from_services_and_needs(home: Any) -> None:
    visit = home.ask(services=("sip-dokter", "reklame"), needs=("hearing",))

    assert visit.state == "asked"
    assert visit.minutes == 30 + 25 + 10
    assert visit.skills == ("health", "sign", "trade")
    assert (visit.collects, visit.delivers) == (2, 0)
    assert visit.is_priority
    assert visit.area
    assert [errand.service for errand in visit.errands] == ["sip-dokter", "reklame"]
    assert [each.action for each in journal.entries(visit.id)] == ["home.asked"]


def test_a_permit_is_brought_from_the_nearest_base_unless_it_is_said(home: Any) -> None:
    near = home.ask("klender", kind="deliver")
    said = home.ask("klender", kind="deliver", base="kembangan")

    assert (near.base, near.minutes, near.delivers) == ("cakung", 6, 1)
    assert said.base == "kembangan"


def test_the_same_form_twice_is_one_visit(home: Any, mall: Any) -> None:
    first = home.ask(key="form-1", actor=mall.melati)
    again = home.ask("tebet", key="form-1", actor=mall.melati)

    assert again == first
    assert HomeVisit.objects.count() == 1


def test_a_form_of_somebody_else_is_refused(home: Any, mall: Any) -> None:
    home.ask(key="form-1", actor=mall.melati)

    with pytest.raises(service.KeyTaken):
        home.ask(key="form-1", who="budi", actor=mall.budi)
    with pytest.raises(service.NoSuchVisit):
        home.ask(who="melati", actor=mall.budi)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"services": ("nikah",)}, "services"),
        ({"needs": ("elephant",)}, "needs"),
        ({"name": "x"}, "name"),
    ],
)
def test_what_is_not_possible_is_said(
    home: Any, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(service.BadHomeVisit) as refused:
        home.ask(**wrong)

    assert field in refused.value.fields
    assert HomeVisit.objects.count() == 0


def test_officers_do_not_ride_out_to_sea(home: Any) -> None:
    visit = home.ask()

    with pytest.raises(service.NotServed):
        service.set_place(
            token=visit.token,
            place=service.PlaceGiven("Laut Jawa", lat=-5.5, lon=106.8),
            actor=home.operator,
            now=home.now,
        )
    assert home.again(visit) == visit


def test_a_place_can_be_said_later_also_by_the_name_of_its_area(home: Any) -> None:
    visit = home.ask()

    placed = service.set_place(
        token=visit.token,
        place=service.PlaceGiven("Jl. Melati 3", area=visit.area),
        needs=["wheelchair"],
        phone="0812 0886 0009",
        actor=home.operator,
        now=home.now,
    )

    assert (placed.precision, placed.area) == ("area", visit.area)
    assert placed.phone == "+6281208860009"
    assert placed.minutes == visit.minutes + 10


def test_the_address_of_a_visit_is_the_right_to_it(home: Any, mall: Any) -> None:
    visit = home.ask()
    nobody = Actor(kind=ActorKind.CITIZEN)

    def set_name(actor: Actor) -> Any:
        return service.set_place(
            token=visit.token, name="Melati K.", actor=actor, now=home.now
        )

    assert set_name(nobody).name == "Melati K."
    with pytest.raises(NotFound):
        set_name(mall.budi)
    with pytest.raises(service.NotOfHomeVisits):
        set_name(mall.joko)
    with pytest.raises(service.NoSuchVisit):
        service.home_visit(token="guessed", now=home.now)


def test_a_citizen_has_a_handful_of_open_visits_at_most(home: Any, mall: Any) -> None:
    for _n in range(5):
        home.ask(actor=mall.melati)

    with pytest.raises(service.TooManyVisits):
        home.ask(actor=mall.melati)
    home.ask(actor=home.operator)


def test_visits_are_found_by_citizen_and_by_case(home: Any, mall: Any) -> None:
    draft, case = uuid7(), uuid7()
    visit = home.ask()
    HomeVisit.objects.get(pk=visit.id).errands.update(draft_id=draft)

    assert service.link_case(case_id=case, draft_id=draft)
    assert service.link_case(case_id=case, draft_id=draft)

    assert [v.id for v in service.visits_of_case(case_id=case)] == [visit.id]
    account = mall.account("melati").pk
    assert [v.id for v in service.visits_of(account_id=account, now=home.now)] == [
        visit.id
    ]
    assert not service.link_case(case_id=case, draft_id=None)


def test_a_roster_is_kept_by_dispatchers(home: Any, mall: Any) -> None:
    siti = home.officer("siti", base="cakung", skills=("health",))
    shift = home.shift("siti")

    assert service.officers() == [siti]
    assert siti.bag == 12
    assert (shift.starts_at, shift.ends_at) == (at("08:00"), at("17:00"))
    assert [s.id for s in service.shifts(day=WEDNESDAY)] == [shift.id]
    assert service.shifts(day=TUESDAY) == []
    with pytest.raises(service.NotDispatcher):
        service.plan_shift(
            officer_id=siti.id,
            day=WEDNESDAY,
            starts_at=at("09:00"),
            ends_at=at("12:00"),
            actor=mall.rini,
            now=home.now,
        )


def test_a_shift_lies_within_one_day_and_changes_the_plan(home: Any) -> None:
    siti = home.officer("siti")
    before = home.plan().version

    def shift(first: str, last: str) -> Any:
        return service.plan_shift(
            officer_id=siti.id,
            day=WEDNESDAY,
            starts_at=at(first),
            ends_at=at(last),
            actor=home.dispatcher,
            now=home.now,
        )

    with pytest.raises(Refused):
        shift("12:00", "09:00")
    shift("08:00", "17:00")
    assert home.plan().version == before
    shift("09:00", "15:00")
    assert home.plan().version == before + 1
    home.officer("siti", skills=("trade",), days=())
    assert home.plan().version == before + 2
