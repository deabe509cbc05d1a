"""One phone, several officers; one delivery, several codes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from satupintu.courier import codes
from satupintu.courier.models import HomeVisit
from satupintu.courier.tests.door import Road
from satupintu.web.rider.tests.browser import (
    WAITING,
    Phone,
    fail,
    plan_day,
    state,
    sync,
)
from satupintu.web.rider.tests.test_phone import client_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _hand_the_phone_to(phone: Phone, road: Road, name: str) -> None:
    cookie = client_of(road, name).cookies["satupintu_session"].value
    phone.cookie = cookie
    phone.sign_in()


def _sees_nothing_of(visit: HomeVisit, phone: Phone, kept: int) -> None:
    """Neither the stops, nor the records, nor the bag of the officer before."""
    phone.page.evaluate("Ride.day.refresh()")
    phone.page.get_by_text("No stops on this phone").wait_for()
    phone.go(f"#/stop/{visit.pk}")
    phone.page.get_by_text("no longer on your list").first.wait_for()
    phone.go("#/outbox")
    phone.page.get_by_text(f"{kept} records of another officer").wait_for()
    phone.look()
    for words in (visit.name, "Sari", visit.address):
        assert words not in phone.page.locator("#ride").inner_text()
    phone.go("#/bag")
    phone.page.get_by_text("The bag is empty.", exact=True).wait_for()
    phone.go("#/")
    phone.page.evaluate("Ride.outbox.again()")
    assert phone.waiting() == kept


def test_a_shared_phone_shows_nobody_what_another_officer_has_on_it(
    road: Road, phone: Phone
) -> None:
    visit = road.visit(draft_id=road.mall.draft())
    later = road.shifts["tono"]
    later.day += timedelta(days=1)
    later.save()
    phone.start(offline=False)
    phone.tap("Begin the shift")
    phone.until(f"{WAITING}.then((n) => n === 0)")
    phone.context.set_offline(True)
    fail(phone, visit)
    kept = phone.waiting()

    # Tono signs in while Sari's page is open, then opens it himself: he has no day.
    _hand_the_phone_to(phone, road, "tono")
    phone.context.set_offline(False)
    _sees_nothing_of(visit, phone, kept)
    phone.page.reload()
    _sees_nothing_of(visit, phone, kept)

    # His own day comes; what Sari did still waits, and goes with her next sign-in.
    later.day = road.day
    later.save()
    phone.page.evaluate("Ride.day.refresh()")
    phone.page.get_by_text("Tono Misal").wait_for()
    assert phone.waiting() == kept
    _hand_the_phone_to(phone, road, "sari")
    phone.page.reload()
    phone.page.get_by_text("Sari Misal").wait_for()
    sync(phone)
    assert state(visit) == "failed"


def test_a_new_code_has_tries_of_its_own(road: Road, phone: Phone) -> None:
    visit = plan_day(road)["budi"]
    phone.start(offline=False)
    phone.page.get_by_text("Begin the shift").wait_for()
    for _code in range(2):
        phone.go(f"#/deliver/{visit.pk}")
        for digit in f"{(int(codes.code_of(visit_id=visit.pk)) + 1) % 10**6:06}":
            phone.page.locator(".r-pad").get_by_text(digit, exact=True).click()
        phone.page.get_by_text("Tries left: 4").wait_for()
        codes.renew_code(visit_id=visit.pk)
        phone.go("#/")
        phone.page.evaluate("Ride.day.refresh()")
