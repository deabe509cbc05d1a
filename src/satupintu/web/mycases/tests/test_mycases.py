"""Following a case over the pages: timeline, receipt, correction, bill, permit."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest

from satupintu.cases import service as cases
from satupintu.payments import service as payments
from satupintu.permits import service as permits


@pytest.fixture
def melati(mall: Any, at_now: Any) -> Any:
    return mall.client("melati")


def test_the_list_shows_first_what_waits_for_the_citizen(
    mall: Any, melati: Any
) -> None:
    waiting, other = mall.file(), mall.file()
    mall.ask(waiting, "intake", "question:address")
    draft = mall.draft()
    page = _visit(melati, "/en/cases/")
    at = [page.html.index(f'href="{_of(c)}"') for c in (waiting, other)]
    assert at == sorted(at)
    assert f"/en/drafts/{draft}/" in page.links
    assert _visit(mall.client("budi"), "/en/cases/").html.count("SP-2026") == 0


def test_the_case_says_who_has_it_until_when_and_who_looked(
    mall: Any, melati: Any
) -> None:
    case = mall.file()
    mall.decide(case, "intake")
    cases.open_case(ref=case.number, actor=mall.joko, now=mall.now)
    page = _visit(melati, _of(case))
    assert page.status == 200
    for words in ("Health Agency", "Civil Registry", "Joko", "1 December 2026"):
        assert words in page.text, words
    svg = melati.get(f"{_of(case)}procedure.svg")
    assert svg["Content-Type"] == "image/svg+xml"


def test_the_receipt_lists_what_was_handed_in(mall: Any, melati: Any) -> None:
    case = mall.file()
    page = _visit(melati, f"{_of(case)}receipt/")
    for words in (case.number, "dr. Melati Kusuma", "24 November 2026"):
        assert words in page.text


def test_a_paper_of_the_case_is_downloaded_never_shown_inline(
    mall: Any, melati: Any
) -> None:
    answer = melati.get(f"{_of(mall.file())}papers/ktp/")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


def test_a_correction_asks_for_exactly_what_the_officer_named(
    mall: Any, melati: Any
) -> None:
    case = mall.file()
    mall.ask(case, "intake", "question:address", "paper:surat_praktik")
    page = _visit(melati, _of(case))
    page = _visit(melati, page.link(f"{case.number}/correct/"))
    form = page.form("address")
    assert form.names - {"csrfmiddlewaretoken"} == {"address", "surat_praktik"}
    assert form.values["address"] == ["Jl. Contoh Raya No. 12, Karet"]
    assert "Tidak cocok dengan surat." in page.text
    page = page.send("address", address="Jl. Baru 1")
    assert (page.status, page.wrong) == (422, {"surat_praktik"})
    assert page.form("address").values["address"] == ["Jl. Baru 1"]
    page = page.send("address", address="Jl. Baru 1", files={"surat_praktik": _file()})
    assert page.path == _of(case)
    case.refresh_from_db()
    assert case.answers["address"] == "Jl. Baru 1"


def test_what_a_correction_brings_up_can_be_answered_on_the_same_page(
    mall: Any, melati: Any
) -> None:
    """A renewal needs the old permit's number and a paper that was not asked."""
    case = mall.file()
    mall.ask(case, "intake", "question:purpose")
    page = _visit(melati, f"{_of(case)}correct/")
    page = page.send("purpose", purpose="renewal")
    assert page.status == 422
    assert {"old_permit_number", "old_permit_until_day"} <= page.form("purpose").names
    assert page.form("purpose").values["purpose"] == ["renewal"]
    old = {
        "old_permit_number": "1234/SIP/2021",
        "old_permit_until_day": "31",
        "old_permit_until_month": "12",
        "old_permit_until_year": "2026",
    }
    page = page.send("purpose", **old)
    assert page.status == 422
    assert "skp" in page.form("purpose").files
    values = page.form("purpose").values
    assert values["old_permit_number"] == ["1234/SIP/2021"]
    assert values["old_permit_until_year"] == ["2026"]
    page = page.send("purpose", files={"skp": _file()})
    assert page.path == _of(case)
    case.refresh_from_db()
    assert "skp" in case.papers


def test_every_error_of_a_correction_links_to_its_field(mall: Any, melati: Any) -> None:
    case = mall.file()
    mall.ask(case, "intake", "question:opens", "paper:ktp")
    page = _visit(melati, f"{_of(case)}correct/")
    page = page.send("opens", opens="15.00")
    assert page.wrong == {"closes", "ktp"}
    targets = {href for href in page.links if href.startswith("#f-")}
    assert targets == {"#f-closes", "#f-ktp"}
    assert {target[1:] for target in targets} <= page.ids


def test_a_correction_that_is_sent_twice_is_told_so(mall: Any, melati: Any) -> None:
    case = mall.file()
    mall.ask(case, "intake", "question:address")
    page = _visit(melati, f"{_of(case)}correct/")
    page.send("address", address="Jl. Baru 1")
    again = page.send("address", address="Jl. Baru 1")
    assert again.status == 409
    assert _visit(melati, f"{_of(case)}correct/").path == _of(case)


def test_a_bill_is_found_from_the_case_and_paid_once(
    mall: Any, melati: Any, run_jobs: Any
) -> None:
    case = mall.file("reklame")
    mall.decide(case, "intake")
    mall.pass_reviews(case, "papers", "inspection", "tax")
    run_jobs()
    (bill,) = payments.bills_of(case.pk)
    page = _visit(melati, _of(case))
    page = _visit(melati, page.link(f"/bills/{bill.id}/"))
    assert "Rp4,500,000" in page.text
    mall.pay(case, mall.now)
    run_jobs()
    assert _visit(melati, _of(case)).link(f"/bills/{bill.id}/")
    assert _visit(mall.client("budi"), f"/en/bills/{bill.id}/").status == 404


def test_the_permit_is_downloaded_by_its_holder_only(
    mall: Any, melati: Any, run_jobs: Any
) -> None:
    case = mall.file()
    mall.decide(case, "intake")
    mall.pass_reviews(case)
    mall.decide(case, "approval")
    assert melati.get(f"{_of(case)}permit/").status_code == 404  # not printed yet
    assert _visit(melati, _of(case)).status == 200
    run_jobs()
    permit = permits.permit_of(case.pk)
    assert permit is not None
    page = _visit(melati, _of(case))
    answer = melati.get(page.link(f"{case.number}/permit/"))
    assert answer["Content-Type"] == "application/pdf"
    assert permit.number in page.text
    assert mall.client("budi").get(f"{_of(case)}permit/").status_code == 404
    public = _visit(melati, page.link(f"/verify/{permit.check_code}/"))
    assert public.status == 200


def test_what_the_law_granted_says_so(mall: Any, melati: Any) -> None:
    case = mall.file()
    case = mall.decide(case, "intake")
    cases.sweep(now=case.due_at + timedelta(minutes=1))
    assert "UU 30/2014" in _visit(melati, _of(case)).text


def test_a_refusal_shows_its_reason(mall: Any, melati: Any) -> None:
    case = mall.file()
    mall.decide(case, "intake")
    mall.pass_reviews(case)
    mall.decide(case, "approval", "reject", reason="Kuota tempat ini sudah penuh.")
    assert "Kuota tempat ini sudah penuh." in _visit(melati, _of(case)).text


def test_withdrawing_asks_first_and_then_ends_the_case(mall: Any, melati: Any) -> None:
    case = mall.file()
    page = _visit(melati, f"{_of(case)}withdraw/")
    page = page.send("reason", reason="Pindah kota.")
    assert page.path == _of(case)
    case.refresh_from_db()
    assert case.status == "withdrawn"
    assert f"{_of(case)}withdraw/" not in page.links


@pytest.mark.parametrize("place", ["", "receipt/", "correct/", "withdraw/", "permit/"])
def test_a_neighbours_case_is_not_found(mall: Any, at_now: Any, place: str) -> None:
    case = mall.file()
    mall.ask(case, "intake", "question:address")
    client = mall.client("budi")
    answer = client.get(f"{_of(case)}{place}")
    assert answer.status_code == 404
    assert b"Melati" not in answer.content


@pytest.mark.parametrize(
    "number", ["SP-2026-999999", "nonsense", "%00", "a%2Fb", "sp-2026-000001%20"]
)
def test_a_number_that_is_none_is_not_found(
    mall: Any, melati: Any, number: str
) -> None:
    mall.file()
    assert melati.get(f"/en/cases/{number}/").status_code in (400, 404)


def test_both_languages_show_every_page(mall: Any, melati: Any) -> None:
    case = mall.file()
    mall.ask(case, "intake", "question:address")
    for language in ("id", "en"):
        for place in ("", "receipt/", "correct/", "withdraw/"):
            page = _visit(melati, f"/{language}/cases/{case.number}/{place}")
            assert page.status == 200
            assert f'lang="{language}"' in page.html


def _visit(client: Any, url: str) -> Any:
    from tests.pages import visit

    return visit(client, url)


def _of(case: Any) -> str:
    return f"/en/cases/{case.number}/"


def _file() -> io.BytesIO:
    from tests.cast import pdf

    found = io.BytesIO(pdf("new"))
    found.name = "new.pdf"
    return found
