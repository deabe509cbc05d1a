"""What is forgotten some time after home visits, and what stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from satupintu.courier import codes, jobs, reports, service
from satupintu.courier.clock import set_road_clock
from satupintu.courier.folders import chain_of, folder_of
from satupintu.courier.forgetting import forget_visits
from satupintu.courier.models import HomeVisit, Hop, Proposal, Report, Shift
from satupintu.courier.tests.door import Road
from satupintu.courier.tests.home import WEDNESDAY
from satupintu.courier.tests.phone import RECEIPT, Phone
from satupintu.documents import service as documents
from satupintu.kernel import journal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("visit_only")]
LONG = timedelta(days=91)
NOTE = "Ibunya dirawat di rumah sakit"


def test_a_wish_without_a_window_ends_and_is_forgotten(home: Any) -> None:
    wish = home.ask("tebet", needs=("elderly",))

    assert forget_visits(now=home.now + timedelta(days=89)) == 0
    assert home.again(wish).state == "asked"
    assert forget_visits(now=home.now + LONG) == 1
    assert forget_visits(now=home.now + LONG) == 0

    gone = home.again(wish)
    assert (gone.state, gone.name, gone.address, gone.lat) == (
        "cancelled",
        "",
        "",
        None,
    )
    assert not gone.can_change


def test_needs_are_forgotten_with_what_follows_from_them(home: Any) -> None:
    home.officer("siti")
    deaf = home.book("tebet", needs=("hearing", "elderly"))
    assert deaf.is_priority
    assert "sign" in deaf.skills
    service.cancel_visit(
        token=deaf.token, reason=NOTE, actor=home.operator, now=home.now
    )

    forget_visits(now=home.now + LONG)

    old = home.again(deaf)
    assert (old.needs, old.skills, old.is_priority, old.note) == ((), (), False, "")
    assert NOTE not in str([entry.data for entry in journal.entries(deaf.id)])


def test_what_a_phone_said_is_forgotten_but_counts_once(
    road: Road, phone: Phone
) -> None:
    visit = road.visit()
    sent = phone.sent("failed", visit, outcome="not_home", note=NOTE)
    stranger = road.visit("budi", by="tono")
    assert phone.give(sent).state == "applied"
    assert phone.send("riding", stranger, note=NOTE).state == "conflict"

    forget_visits(now=road.now + LONG)

    rows = Report.objects.exclude(action="told").order_by("pk")
    assert [(r.data, r.answer) for r in rows] == [
        ({}, {"state": "applied"}),
        ({}, {"state": "conflict"}),
    ]
    assert reports.known_keys(keys=[sent.key], actor=road.sari) == (sent.key,)


def test_a_folder_forgets_its_owner_and_its_chain_is_the_proof(
    road: Road, phone: Phone
) -> None:
    visit = road.loaded()
    code = codes.code_of(visit_id=visit.pk)
    phone.send("delivered", visit, code_typed=code, lat=-6.2, lon=106.9)
    before = folder_of(code="F-2191")
    assert before.where == f"citizen ({visit.name})"

    forget_visits(now=road.now + LONG)

    after = folder_of(code="F-2191")
    assert (after.holder_name, after.where) == ("", "citizen")
    assert chain_of(folder_id=after.id)[-1].taker_name == visit.name
    # What cannot be rewritten has never held where the door is.
    assert not {"lat", "lon"} & {field.name for field in Hop._meta.fields}


def test_signatures_are_erased_once_the_papers_are_back_for_long(
    road: Road, phone: Phone
) -> None:
    visit = road.visit()
    phone.send("arrived", visit)
    signature = phone.picture(visit)
    phone.send("custody", visit, folder="F-7", papers=RECEIPT, signature=signature)
    phone.send("done", visit)
    folder = folder_of(code="F-7")
    (hop,) = chain_of(folder_id=folder.id)
    assert hop.proof_id is not None
    fingerprint = documents.describe(hop.proof_id).sha256

    forget_visits(now=road.now + LONG)
    # The papers are still out: what was signed for is kept.
    assert documents.read(hop.proof_id)
    returned = phone.picture(visit)
    phone.send("returned", visit, folder="F-7", signature=returned)
    forget_visits(now=road.now + LONG)

    for receipt in (1, 2):
        found = service.receipt_of(visit_id=visit.pk, code="f-7", seq=receipt)
        assert (found.hop.proof, found.proof) == ("signature", None)
    with pytest.raises(documents.NoSuchFile):
        documents.read(hop.proof_id)
    entry = journal.entries(folder.id)[0]
    assert entry.data["proof_sha256"] == fingerprint


def test_plans_and_officers_of_that_day_are_forgotten_too(home: Any) -> None:
    home.officer("siti")
    home.book("tebet")
    made = service.propose(
        day=WEDNESDAY, reason="Siti sakit", actor=home.dispatcher, now=home.now
    )
    Shift.objects.update(lat=-6.2, lon=106.8, reason="Siti sakit")

    forget_visits(now=home.now + timedelta(days=60))
    assert Proposal.objects.get().pk == made.id
    forget_visits(now=home.now + LONG + timedelta(days=1))

    assert not Proposal.objects.exists()
    shift = Shift.objects.get()
    assert (shift.lat, shift.lon, shift.reason) == (None, None, "")


def test_a_demonstration_forgets_by_its_own_clock(home: Any) -> None:
    home.ask("tebet")
    real = datetime(2027, 6, 1, tzinfo=UTC)
    set_road_clock(shown=home.now, speed=1, now=real)

    jobs.forget(int(real.timestamp()))

    assert HomeVisit.objects.get().address
