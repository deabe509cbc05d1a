"""Issuing once, checking, and changing a permit's standing."""

import threading
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from pypdf import PdfReader

from satupintu.documents import service as documents
from satupintu.kernel import journal, tenancy
from satupintu.kernel.actor import SYSTEM
from satupintu.kernel.models import NumberSeries, Tenant
from satupintu.permits import keys, service, signing, status, token
from satupintu.permits.models import Permit
from satupintu.permits.service import NoSuchPermit, Verdict
from satupintu.permits.tests.example import (
    BUDI,
    FACTS,
    IDENTITY_NUMBER,
    INVOLVED,
    JOKO,
    MELATI,
    RINI,
    issue_permit,
)

pytestmark = pytest.mark.usefixtures("tenant")
CASE = uuid.UUID(int=100)


def actions(permit_id: uuid.UUID) -> list[str]:
    return [entry.action for entry in journal.entries(permit_id)]


def announced(name: str, permit_id: uuid.UUID) -> int:
    jobs = ProcrastinateJob.objects.filter(lock=f"{name}:{permit_id}")
    return jobs.count()


def test_issues_a_signed_permit_with_its_facts(tenant: Tenant, now: datetime) -> None:
    permit = issue_permit(now)
    assert permit.number == "440/SIP/2026/000001"
    stored, pdf = service.document(actor=MELATI, permit_id=permit.id)
    assert stored.name == "440-SIP-2026-000001.pdf"
    assert stored.owner_id == MELATI.id
    root = keys.signer_key(tenant=tenant.slug, name=tenant.name, now=now).root
    assert signing.check_pdf(pdf, roots=[root], now=now).is_valid
    (data,) = PdfReader(BytesIO(pdf)).attachments["permit.json"]
    assert IDENTITY_NUMBER.encode() in data
    assert permit.token.encode() in data
    assert actions(permit.id) == ["permit.issued", "permit.signed"]
    assert journal.verify(permit.id) is None
    assert announced("permit.issued", permit.id) == 1


def test_issuing_again_gives_the_same_permit(now: datetime) -> None:
    first = issue_permit(now)
    again = issue_permit(now + timedelta(days=1), facts=replace(FACTS, holder="Budi"))
    assert again == first
    assert NumberSeries.objects.get(series="sip").last == 1
    assert announced("permit.issued", first.id) == 1


def test_numbers_and_status_places_have_no_gaps(now: datetime) -> None:
    permits = [issue_permit(now, case_id=uuid.UUID(int=n)) for n in range(1, 4)]
    assert [permit.number[-1] for permit in permits] == ["1", "2", "3"]
    places = Permit.objects.order_by("id").values_list("status_index", flat=True)
    assert list(places) == [0, 1, 2]


def test_the_year_of_a_number_is_the_issuers(now: datetime) -> None:
    new_year = now.replace(month=12, day=31, hour=18)  # 01:00 in Jakarta
    assert issue_permit(new_year).number == "440/SIP/2027/000001"


def test_a_crash_before_the_document_is_finished_by_a_retry(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object, **__: object) -> bytes:
        raise signing.SigningUnavailable("away")

    with monkeypatch.context() as patch:
        patch.setattr(signing, "sign_pdf", crash)
        with pytest.raises(signing.SigningUnavailable):
            issue_permit(now)
    half = service.permit_of(CASE)
    assert half is not None
    assert half.document_id is None
    assert announced("permit.issued", half.id) == 0
    with pytest.raises(NoSuchPermit):
        service.document(actor=MELATI, permit_id=half.id)

    whole = issue_permit(now + timedelta(minutes=5))
    assert whole.document_id is not None
    assert (whole.number, whole.token) == (half.number, half.token)
    assert announced("permit.issued", half.id) == 1


def test_a_template_that_fails_costs_no_second_number(now: datetime) -> None:
    for _ in range(2):
        with pytest.raises(service.BadTemplate):
            issue_permit(now, template='#import "/house.typ": *\n#nonsense()')
    issue_permit(now)
    assert NumberSeries.objects.get(series="sip").last == 1


def test_a_bad_number_pattern_changes_nothing(now: datetime) -> None:
    with pytest.raises(service.BadNumberPattern, match="exactly once"):
        issue_permit(now, number_pattern="SIP/{year}")
    assert not Permit.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_parallel_issue_gives_one_permit(tenant: Tenant, now: datetime) -> None:
    start = threading.Barrier(4)
    results: list[service.PermitView] = []

    def work() -> None:
        try:
            with tenancy.scope(tenant):
                start.wait(10)
                results.append(issue_permit(now))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(results) == 4
    assert {(p.id, p.number, p.document_id) for p in results} == {
        (results[0].id, "440/SIP/2026/000001", results[0].document_id)
    }
    assert NumberSeries.objects.get(series="sip").last == 1
    assert announced("permit.issued", results[0].id) == 1
    assert actions(results[0].id) == ["permit.issued", "permit.signed"]


# --- who may read the document -------------------------------------------------


def test_the_document_is_for_the_holder_and_the_agencies(now: datetime) -> None:
    permit = issue_permit(now)
    for actor in (MELATI, RINI):
        assert service.document(actor=actor, permit_id=permit.id, agencies=INVOLVED)
    for actor in (BUDI, JOKO, SYSTEM):
        with pytest.raises(NoSuchPermit):
            service.document(actor=actor, permit_id=permit.id, agencies=INVOLVED)
    with pytest.raises(NoSuchPermit):
        service.document(actor=RINI, permit_id=permit.id)


def test_another_tenant_does_not_find_it(now: datetime) -> None:
    permit = issue_permit(now)
    other = Tenant.objects.create(slug="depok", name="MPP Depok")
    with tenancy.scope(other):
        assert service.permit_of(CASE) is None
        assert service.verify(permit.number, now=now).verdict is Verdict.UNKNOWN
        assert service.verify_token(permit.token, now=now).verdict is Verdict.FORGED


# --- what a stranger is told ---------------------------------------------------


@pytest.fixture
def permit(now: datetime) -> service.PermitView:
    return issue_permit(now)


def test_finds_a_permit_by_number_code_and_token(
    permit: service.PermitView, now: datetime
) -> None:
    for typed in (
        permit.number,
        f" {permit.number.lower()} ",
        permit.check_code,
        permit.printed_check_code.lower(),
    ):
        assert service.verify(typed, now=now).verdict is Verdict.IN_FORCE
    assert service.verify_token(permit.token, now=now).verdict is Verdict.IN_FORCE


@pytest.mark.parametrize("typed", ["", "440/SIP/2026/000002", "x" * 500, "\x00", "%"])
def test_does_not_know_what_was_never_issued(
    permit: service.PermitView, now: datetime, typed: str
) -> None:
    answer = service.verify(typed, now=now)
    assert answer.verdict is Verdict.UNKNOWN
    assert answer.permit is None


def test_a_forged_token_is_refused(permit: service.PermitView, now: datetime) -> None:
    forged = ("B" if permit.token[0] == "A" else "A") + permit.token[1:]
    answer = service.verify_token(forged, now=now)
    assert answer.verdict is Verdict.FORGED
    assert answer.permit is None


def test_the_last_day_counts_on_the_issuers_clock(
    permit: service.PermitView, now: datetime
) -> None:
    late = datetime(2031, 11, 23, 16, 59, tzinfo=now.tzinfo)  # 23:59 in Jakarta
    assert service.verify(permit.number, now=late).verdict is Verdict.IN_FORCE
    over = late + timedelta(minutes=1)
    assert service.verify(permit.number, now=over).verdict is Verdict.EXPIRED
    claims = token.read_token(permit.token, keys.token_keys(tenant="jakarta"))
    assert claims.expires == over


def test_a_permit_may_begin_later(now: datetime) -> None:
    later = issue_permit(now, valid_from=date(2026, 12, 1))
    assert service.verify(later.number, now=now).verdict is Verdict.NOT_YET
    claims = token.read_token(later.token, keys.token_keys(tenant="jakarta"))
    assert claims.not_before is not None


def test_strangers_see_no_identity_number_and_no_full_name(
    permit: service.PermitView, now: datetime
) -> None:
    public = service.verify(permit.number, now=now).permit
    assert public is not None
    assert public.holder == "dr. M***** C*****"
    assert [line.value["id"] for line in public.lines] == ["Klinik Contoh Sehat"]  # type: ignore[index]
    assert IDENTITY_NUMBER not in repr(public)
    assert IDENTITY_NUMBER not in permit.token


# --- standing --------------------------------------------------------------------


def change(what: Any, permit_id: uuid.UUID, now: datetime, **given: Any) -> Any:
    base = {"actor": RINI, "agencies": INVOLVED, "reason": "Alamat berubah"}
    return what(permit_id=permit_id, now=now, **base | given)


def test_suspends_reinstates_and_revokes(
    permit: service.PermitView, now: datetime
) -> None:
    expected = {
        service.suspend: Verdict.SUSPENDED,
        service.reinstate: Verdict.IN_FORCE,
        service.revoke: Verdict.REVOKED,
    }
    for what, verdict in expected.items():
        change(what, permit.id, now)
        answer = service.verify(permit.number, now=now)
        assert answer.verdict is verdict
        assert answer.permit is not None
        shown = "" if verdict is Verdict.IN_FORCE else "Alamat berubah"
        assert answer.permit.reason == shown
        assert service.verify_token(permit.token, now=now).verdict is verdict
    assert actions(permit.id)[2:] == [
        "permit.suspended",
        "permit.reinstated",
        "permit.revoked",
    ]
    assert announced("permit.revoked", permit.id) == 1
    assert journal.verify(permit.id) is None


@pytest.mark.parametrize("actor", [MELATI, BUDI, JOKO, SYSTEM])
def test_only_staff_of_an_agency_involved_may_revoke(
    permit: service.PermitView, now: datetime, actor: Any
) -> None:
    with pytest.raises(service.NotYourPermit):
        change(service.revoke, permit.id, now, actor=actor)
    assert service.verify(permit.number, now=now).verdict is Verdict.IN_FORCE


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_a_revocation_needs_a_reason(
    permit: service.PermitView, now: datetime, reason: str
) -> None:
    with pytest.raises(service.ReasonMissing) as caught:
        change(service.revoke, permit.id, now, reason=reason)
    assert "reason" in caught.value.fields


def test_a_revoked_permit_stays_revoked(
    permit: service.PermitView, now: datetime
) -> None:
    change(service.revoke, permit.id, now)
    for what in (service.revoke, service.suspend, service.reinstate):
        with pytest.raises(service.WrongStanding):
            change(what, permit.id, now)


def test_a_valid_permit_cannot_be_reinstated(
    permit: service.PermitView, now: datetime
) -> None:
    with pytest.raises(service.WrongStanding):
        change(service.reinstate, permit.id, now)


@pytest.fixture
def unpacked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    seen: list[bytes] = []
    pack = status.pack_bits

    def spy(*args: Any, **given: Any) -> bytes:
        seen.append(pack(*args, **given))
        return seen[-1]

    monkeypatch.setattr(status, "pack_bits", spy)
    return iter([seen])


def test_the_status_list_follows_a_revocation(
    now: datetime, unpacked: Iterator[list[bytes]]
) -> None:
    seen = next(unpacked)
    permits = [issue_permit(now, case_id=uuid.UUID(int=n)) for n in range(1, 4)]
    before = service.status_list(now=now)
    assert service.status_list(now=now) == before
    change(service.revoke, permits[1].id, now)
    after = service.status_list(now=now)
    assert after.version != before.version
    assert [status.read_bits(seen[-1], n) for n in range(3)] == [0, 1, 0]


def test_an_empty_register_has_a_list_too(now: datetime) -> None:
    assert service.status_list(now=now).data


def test_a_designer_sees_a_preview_that_verifies_nowhere(now: datetime) -> None:
    permit = issue_permit(now)
    row = Permit.objects.get(pk=permit.id)
    pdf = service.render_preview(facts=row.facts, template=service.default_template())
    assert pdf.startswith(b"%PDF")
    assert service.verify_token("PREVIEWA", now=now).verdict is Verdict.FORGED


def test_the_stored_document_is_a_pdf(now: datetime) -> None:
    permit = issue_permit(now)
    assert permit.document_id is not None
    assert documents.describe(permit.document_id).media_type == "application/pdf"
