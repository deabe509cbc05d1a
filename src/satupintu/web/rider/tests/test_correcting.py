"""A filing that is refused leads back to its answers, and is filed again."""

from __future__ import annotations

from pathlib import Path

import pytest

from satupintu.cases import service as cases
from satupintu.courier import reports
from satupintu.courier.models import HomeVisit
from satupintu.courier.tests.door import Road
from satupintu.web.rider.tests.browser import WAITING, Phone, file_at_the_door, state

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# A number that only the server can tell from a right one: born on 99-99.
MADE_UP = "3174019999909001"


def test_a_refused_filing_is_corrected_and_filed_again(
    road: Road, phone: Phone, tmp_path: Path
) -> None:
    visit = road.visit(draft_id=road.mall.draft(with_papers=False))
    phone.start(offline=False)
    phone.tap("Begin the shift")
    phone.until(f"{WAITING}.then((n) => n === 0)")
    phone.context.set_offline(True)
    phone.until("!Ride.net.isOnline()")
    file_at_the_door(phone, visit, tmp_path, nik=MADE_UP)
    phone.tap("Done here")
    phone.until("location.hash === '#/'")

    phone.context.set_offline(False)
    phone.page.evaluate("Ride.outbox.again()")
    phone.until(f"{WAITING}.then((n) => n === 0)")
    assert state(visit) == "done"
    phone.go(f"#/stop/{visit.pk}")
    phone.page.get_by_text("was not accepted").wait_for()
    phone.look()
    phone.tap("Correct and file again")
    phone.page.get_by_text("Answers and photos are still here").wait_for()
    phone.look()
    _correct(phone, visit)
    phone.go(f"#/review/{visit.pk}/sip-dokter")
    phone.sign()
    phone.tap("File it now")
    phone.until(f"location.hash === '#/stop/{visit.pk}'")
    phone.until(f"{WAITING}.then((n) => n === 0)")
    (case,) = cases.cases_list(actor=road.mall.melati)
    assert (case.channel, case.answers["nik"]) == ("home", "3174015407909002")
    phone.page.get_by_text(case.number).wait_for()
    assert not phone.page.get_by_text("was not accepted").is_visible()
    assert not phone.page.get_by_text("needs a look").is_visible()
    assert reports.conflicts(day=road.day) == ()


def _correct(phone: Phone, visit: HomeVisit) -> None:
    phone.go(f"#/page/{visit.pk}/sip-dokter/doctor")
    nik = phone.page.locator("#q-nik")
    assert nik.input_value() == MADE_UP
    nik.fill("123")
    phone.tap("Save")
    assert phone.page.get_by_text("This is not a").is_visible()
    nik.fill("3174015407909002")
    phone.tap("Save")
    phone.until("!location.hash.endsWith('/doctor')")
