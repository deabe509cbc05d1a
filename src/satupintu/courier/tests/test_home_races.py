"""Several people at the same moment, in threads of their own."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction

from satupintu.courier import service
from satupintu.courier.models import HomeVisit, PlannedStop
from satupintu.courier.shifts import locked_shift
from satupintu.courier.tests.home import at
from satupintu.kernel.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)


def tried(act: Any) -> Any:
    def work(n: int) -> Any:
        try:
            return act(n)
        except Refused as refused:
            return refused.code

    return work


def plan_is_true(home: Any) -> None:
    """Every booked visit stands in one route, in time; nothing else does."""
    booked = HomeVisit.objects.filter(state="booked")
    stops = PlannedStop.objects.filter(visit__isnull=False)
    assert {v.pk for v in booked} == {s.visit_id for s in stops}
    assert home.plan().at_risk == ()


def test_the_last_place_in_a_window_goes_to_one(home: Any, mall: Any) -> None:
    home.officer("siti", hours="10:00-10:50")
    visits = [home.ask("setiabudi") for _n in range(3)]
    for visit in visits:
        assert home.offers(visit)["10:00"].is_open

    got = mall.at_once(tried(lambda n: home.take(visits[n], "10:00")), times=3)

    assert got.count("home_window_gone") == 2
    plan_is_true(home)


def test_a_double_tap_is_one_booking(home: Any, mall: Any) -> None:
    home.officer("siti")
    visit = home.ask()

    got = mall.at_once(lambda n: home.take(visit, "10:00"), times=3)

    assert {each.from_at for each in got} == {at("10:00")}
    assert home.plan().version == 2
    plan_is_true(home)


def test_booking_moving_and_cancelling_at_once_leave_a_true_plan(
    home: Any, mall: Any
) -> None:
    home.officer("siti")
    home.officer("tono")
    visits = [home.book("tebet", "10:00") for _n in range(2)]
    new = [home.ask("menteng") for _n in range(2)]
    acts = [
        lambda: home.take(new[0], "10:00"),
        lambda: home.take(new[1], "13:00"),
        lambda: service.cancel_visit(
            token=visits[0].token, actor=home.operator, now=home.now
        ),
        lambda: service.move_visit(
            token=visits[1].token,
            from_at=at("15:00"),
            until_at=at("17:00"),
            key="m",
            actor=home.operator,
            now=home.now,
        ),
    ]

    got = mall.at_once(tried(lambda n: acts[n]()), times=4)

    assert all(isinstance(each, service.HomeVisitView) for each in got), got
    assert HomeVisit.objects.filter(state="booked").count() == 3
    plan_is_true(home)


def test_a_phone_that_reports_does_not_hold_up_who_plans(home: Any, mall: Any) -> None:
    home.officer("siti")
    visit = home.ask()

    def book(_n: int) -> Any:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '5s'")
        return home.take(visit, "10:00")

    with transaction.atomic():
        locked_shift(home.shift("siti").id)
        (booked,) = mall.at_once(book, times=1)

    assert booked.state == "booked"
