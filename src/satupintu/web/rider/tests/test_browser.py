"""A whole day without network in a real browser: nothing is lost, nothing doubled.

The phone is switched off and on, replies get lost after the server has acted, the
session ends, the plan changes, reports come in the wrong order.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from uuid import UUID

import pytest

from satupintu.cases import service as cases
from satupintu.courier import reports
from satupintu.courier.folders import bag_of, chain_of, folders_of
from satupintu.courier.models import Folder, HomeVisit, Hop, Report
from satupintu.courier.tests.door import Road
from satupintu.documents import service as documents
from satupintu.web.rider.tests.browser import (
    KEPT,
    WAITING,
    Phone,
    fail,
    file_at_the_door,
    hand_over,
    plan_day,
    state,
    sync,
    take_papers,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _keys_on(phone: Phone) -> list[str]:
    return list(phone.page.evaluate(f"{KEPT}.then((all) => all.map((o) => o.key))"))


def test_a_day_without_network_loses_nothing_and_doubles_nothing(
    road: Road, phone: Phone, tmp_path: Path
) -> None:
    visits = plan_day(road)
    phone.start(offline=False)
    phone.until("navigator.serviceWorker.controller !== null")
    phone.tap("Begin the shift")
    phone.until(f"{WAITING}.then((n) => n === 0)")
    phone.look()

    phone.context.set_offline(True)
    file_at_the_door(phone, visits["melati"], tmp_path)
    phone.restart()
    assert phone.page.get_by_text("No signal").is_visible()
    take_papers(phone, visits["melati"])
    phone.restart()
    hand_over(phone, visits["budi"])
    fail(phone, visits["out"])
    road.give_to(visits["moved"], "tono")
    fail(phone, visits["moved"])
    phone.restart()
    phone.look()
    kept = _keys_on(phone)
    assert phone.waiting() == len(kept) - 1  # the shift was opened with a network
    assert Report.objects.exclude(action="told").count() == 1

    # Back in town: first the session has ended, then every reply is lost once.
    phone.context.clear_cookies()
    phone.context.set_offline(False)
    phone.page.evaluate("Ride.outbox.again()")
    assert phone.page.get_by_text("Please sign in again").is_visible()
    assert phone.waiting() == len(kept) - 1
    phone.sign_in()
    _refuse_wrong_order(phone)
    phone.lose_each_reply_once()
    sync(phone)

    _judge(road, phone, visits, kept)


def _refuse_wrong_order(phone: Phone) -> None:
    """Filing before its papers and its signature have come: it waits for them."""
    last = f"{KEPT}.then((all) => all.find((o) => o.action === 'filed'))"
    early = f"Ride.day.refresh().then(() => {last}).then((one) => Ride.net.report(one))"
    assert phone.page.evaluate(early)["state"] == "waits"


def _judge(
    road: Road, phone: Phone, visits: dict[str, HomeVisit], kept: list[str]
) -> None:
    came = Report.objects.exclude(action="told")
    assert set(came.values_list("key", flat=True)) == set(kept) == set(_keys_on(phone))
    assert set(phone.answered.values()) == {2}  # each one was sent again
    count = Counter(came.values_list("action", flat=True))
    assert {k: count[k] for k in ("filed", "custody", "delivered", "answers")} == {
        "filed": 1,
        "custody": 1,
        "delivered": 1,
        "answers": 1,
    }
    assert (count["paper"], count["proof"], count["failed"]) == (4, 2, 2)
    states = {name: state(visit) for name, visit in visits.items()}
    assert states == {
        "melati": "done",
        "budi": "done",
        "out": "failed",
        "moved": "booked",
    }
    (case,) = cases.cases_list(actor=road.mall.melati)
    assert (case.channel, case.answers["facility_name"]) == ("home", "Klinik Baru")
    assert sorted(_pages(road, paper) for paper in case.papers.values()) == [1, 1, 2]
    assert [f.code for f in bag_of(account_id=road.sari.account_id)] == ["F-2208"]
    (taken,) = folders_of(visit_id=visits["melati"].pk)
    (hop,) = chain_of(folder_id=taken.id)
    assert hop.proof_id is not None
    assert (taken.case_id, taken.sheets) == (case.pk, 2)
    (brought,) = folders_of(visit_id=visits["budi"].pk)
    assert chain_of(folder_id=brought.id)[-1].proof == "code"
    assert (Folder.objects.count(), Hop.objects.count()) == (2, 4)
    _see_conflicts(road, phone)


def _pages(road: Road, file_id: str) -> int:
    stored, data = documents.read_own(road.mall.melati, UUID(file_id))
    return documents.page_count(stored, data)


def _see_conflicts(road: Road, phone: Phone) -> None:
    """What the plan took away is shown here and to the dispatcher, with a sentence."""
    found = reports.conflicts(day=road.day)
    assert {each.visit_name for each in found} == {"Bengkel Contoh"}
    assert {each.action for each in found} == {"riding", "arrived", "failed"}
    phone.go("#/outbox")
    phone.page.get_by_text("no longer yours").first.wait_for()
    phone.look()


def test_the_other_pages_are_readable_by_everybody(road: Road, phone: Phone) -> None:
    visits = plan_day(road)
    phone.start(offline=False)
    phone.page.get_by_text("Begin the shift").wait_for()
    for where in ("bag", "help", f"problem/{visits['out'].pk}", "outbox"):
        phone.go(f"#/{where}")
        phone.page.locator("main h1").first.wait_for(state="attached")
        phone.look()
