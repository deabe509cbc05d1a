"""Filing together, paying and fetching a permit, over HTTP from the counter."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.test import Client
from tests.cast import as_sent, pdf
from tests.pages import Form, Seen, visit

from satupintu.cases.models import Case
from satupintu.notifications import service as notifications
from satupintu.payments import service as payments
from satupintu.permits import service as permits
from satupintu.queueing import service as queueing
from satupintu.web.counter.tests.hall import Hall, press

MELATI = "melati@contoh.example"


class Pair:
    """Rini, with a visitor at her counter, and the visitor's own mail."""

    def __init__(self, hall: Hall, run_jobs: Any) -> None:
        self.hall, self.run_jobs = hall, run_jobs
        hall.sit()
        self.visitor, self.page = hall.serve()

    def mail(self, pattern: str, address: str = MELATI) -> str:
        self.run_jobs()
        (letter, *_older) = notifications.mailbox(address=address)
        return str(re.findall(pattern, letter.body)[0])

    def code(self, address: str = MELATI) -> str:
        return self.mail(r"\b\d{6}\b", address)

    def ask(self, address: str = MELATI) -> Seen:
        self.page = self.page.send("address", address=address)
        return self.page

    def agree(self) -> Seen:
        if "/help/code/" not in self.page.html:
            self.ask()
        form = _form(self.page, "/help/code/")
        sent = {**form.values, "code": self.code()}
        self.page.client.post(form.action, sent)
        self.page = self.hall.desk()
        return self.page

    def fill_in(self) -> Seen:
        """The whole form, as far as the page before sending."""
        page = self.page.send("service", service="sip-dokter")
        answers = {k: v for k, v in as_sent(self.hall.mall.answers()).items()}
        while "/page/" in page.path:
            form = page.form("_shown")
            values = {n: v for n, v in _fields(answers).items() if n in form.names}
            page = page.send("_shown", **values)
        names = page.form("go").files
        files = {n: _file(n) for n in names if n in ("ktp", "str", "surat_praktik")}
        return page.send("go", button=("go", "1"), files=files)


def _form(page: Seen, ending: str) -> Form:
    """The form whose address ends so."""
    return next(f for f in page._read.forms if f.action.endswith(ending))


def _fields(answers: dict[str, list[str]]) -> dict[str, Any]:
    found: dict[str, Any] = dict(answers)
    for name, values in answers.items():
        if re.fullmatch(r"\d{4}-\d\d-\d\d", values[0]):
            year, month, day = values[0].split("-")
            found |= {
                f"{name}_day": str(int(day)),
                f"{name}_month": str(int(month)),
                f"{name}_year": year,
            }
    return found


def _file(name: str) -> io.BytesIO:
    file = io.BytesIO(pdf(name))
    file.name = f"{name}.pdf"
    return file


@pytest.fixture
def pair(hall: Hall, run_jobs: Any) -> Pair:
    return Pair(hall, run_jobs)


def test_from_the_address_to_the_case_with_two_codes(pair: Pair) -> None:
    page = pair.agree()
    assert "dr. Melati Kusuma" in page.text
    page = pair.fill_in()
    assert page.path.endswith("/check/")
    assert "You are filling this in for dr. Melati Kusuma" in page.text
    page = visit(page.client, page.path)
    asks = _form(page, "/ask/")
    page.client.post(asks.action, asks.values)
    page = visit(page.client, page.path).send("code", code="000000")
    if Case.objects.exists():  # one in a million
        return
    assert (page.status, page.wrong) == (422, {"code"})
    page = page.send("code", code=pair.code())
    assert "The number is SP-2026-000001" in page.text
    case = Case.objects.get()
    assert case.channel == "counter"
    assert case.number in pair.hall.desk().text
    # The citizen sees who helped.
    seen = visit(pair.hall.mall.client("melati"), f"/en/cases/{case.number}/")
    assert "filed together with Rini" in seen.text


def test_the_tap_on_the_own_phone_sends_and_a_no_does_not(pair: Pair) -> None:
    pair.agree()
    page = visit(pair.page.client, pair.fill_in().path)
    asks = _form(page, "/ask/")
    page.client.post(asks.action, asks.values)
    phone = Client()
    link = pair.mail(r"/en/agree/\S+|/id/agree/\S+")
    asked = visit(phone, link)
    assert "Klinik" in asked.text or "Kebayoran" in asked.text
    asked.send("answer", button=("answer", "no"))
    assert not Case.objects.exists()
    assert visit(phone, link).status == 404
    page.client.post(asks.action, asks.values)
    done = visit(phone, pair.mail(r"/id/agree/\S+")).send(
        "answer", button=("answer", "yes")
    )
    assert Case.objects.get().number in done.text
    # The officer's page leads back to the counter, where the case now is.
    assert visit(page.client, page.path).path == "/en/counter/"


def test_without_the_visitors_agreement_no_form_opens(pair: Pair) -> None:
    draft = pair.hall.mall.draft()
    rini = pair.page.client
    for path in ("apply/sip-dokter/", f"drafts/{draft}/", f"drafts/{draft}/check/"):
        assert rini.get(f"/en/{path}", follow=True).status_code == 403, path
    pair.ask()  # asked, not answered yet
    assert rini.get(f"/en/drafts/{draft}/check/").status_code == 403
    pair.agree()
    assert rini.get(f"/en/drafts/{draft}/check/").status_code == 200
    # Another officer, and the same one after the visitor has gone.
    wati = pair.hall.mall.client("wati")
    assert wati.get(f"/en/drafts/{draft}/check/").status_code == 403
    press(pair.hall.desk(), "finish")
    assert rini.get(f"/en/drafts/{draft}/check/").status_code == 403


def test_the_help_opens_nothing_but_the_forms(pair: Pair) -> None:
    pair.agree()
    for path in ("account/", "cases/", "account/papers/", "account/my-data.json"):
        assert pair.page.client.get(f"/en/{path}").status_code == 403, path


def test_somebody_new_gives_the_name_after_the_code(pair: Pair) -> None:
    address = "siti.baru@contoh.example"
    page = pair.ask(address)
    form = _form(page, "/help/code/")
    assert "Siti" not in page.text
    page.client.post(form.action, {**form.values, "code": pair.code(address)})
    page = pair.hall.desk().send("identity", name="", identity="3174014101900003")
    assert (page.status, page.wrong) == (422, {"name"})
    page = page.send("identity", name="Siti Baru", identity="3174014101900003")
    assert "Siti Baru lets you fill in the forms" in page.text


def test_a_wrong_code_and_a_bad_address_are_marked(pair: Pair) -> None:
    page = pair.ask("not an address")
    assert (page.status, page.wrong) == (422, {"address"})
    page = pair.ask("agus@dpmptsp.contoh.example")
    assert (page.status, page.wrong) == (422, {"address"})


def _granted(pair: Pair) -> Case:
    """Melati's permit is issued, and she has asked for it at the counter."""
    mall = pair.hall.mall
    case: Case = mall.file()
    mall.decide(case, "intake")
    mall.pass_reviews(case)
    mall.decide(case, "approval")
    pair.run_jobs()
    return case


def test_a_permit_is_handed_over_against_the_holders_code(pair: Pair) -> None:
    case = _granted(pair)
    melati = pair.hall.mall.client("melati")
    page = visit(melati, f"/en/cases/{case.number}/")
    form = _form(page, "/handover/")
    melati.post(form.action, form.values)
    page = visit(melati, f"/en/cases/{case.number}/")
    code = re.findall(r"\b[2-9A-Z]{4} [2-9A-Z]{4}\b", page.text)[0]
    assert code in pair.mail(r".*: (.{9})\n")
    desk = pair.hall.desk()
    handing = _form(desk, "/handover/")
    sent = {**handing.values, "code": "WRONG999"}
    assert desk.client.post(handing.action, sent).status_code == 422
    found = desk.client.post(handing.action, {**sent, "code": code})
    assert "dr. Melati Kusuma" in found.content.decode()
    sure = {**sent, "code": code, "sure": "yes"}
    done = desk.client.post(handing.action, sure)
    assert "is handed over to" in done.content.decode()
    again = desk.client.post(handing.action, sure)
    assert (again.status_code, b"already handed over" in again.content) == (409, True)
    permit = permits.permit_of(case.pk)
    assert permit is not None
    assert desk.client.get(f"/en/counter/permits/{permit.id}/").status_code == 200
    assert (
        "Handed to you at a counter by Rini"
        in visit(melati, f"/en/cases/{case.number}/").text
    )


def test_another_persons_code_does_nothing(pair: Pair) -> None:
    case = _granted(pair)
    permit = permits.permit_of(case.pk)
    assert permit is not None
    asked = permits.ask_handover(
        permit_id=permit.id, actor=pair.hall.mall.melati, now=pair.hall.clock.now
    )
    pair.ask("+6281208860002")  # Budi stands at the counter
    form = _form(pair.page, "/help/code/")
    code = {**form.values, "code": pair.code("+6281208860002")}
    pair.page.client.post(form.action, code)
    desk = pair.hall.desk()
    handing = _form(desk, "/handover/")
    sent = {**handing.values, "code": asked.code, "sure": "yes"}
    answer = desk.client.post(handing.action, sent)
    assert answer.status_code == 403
    seen = permits.handover_of(permit_id=permit.id, actor=pair.hall.mall.melati)
    assert seen is not None
    assert seen.done_at is None


def test_the_bill_of_the_visitors_case_is_shown_and_seen_paid(pair: Pair) -> None:
    mall = pair.hall.mall
    case = mall.file("reklame")
    mall.decide(case, "intake")
    mall.pass_reviews(case, "papers", "inspection", "tax")
    pair.run_jobs()
    (bill,) = payments.bills_of(case.pk)
    rini = pair.page.client
    # A bill of somebody who is not at the counter is not to be had.
    assert rini.get(f"/en/counter/bills/{bill.id}/").status_code == 404
    assert "Show the QR" not in pair.hall.desk(query=f"?bill={bill.id}").text
    queueing.link_case(stop_id=pair.visitor.stops[0].id, case_id=case.pk)
    page = pair.hall.desk(query=f"?bill={bill.id}")
    assert "visitor scans it" in page.text
    assert "Counters take no cash" in page.text
    status = f"/en/counter/bills/{bill.id}/"
    assert rini.get(status).status_code == 204
    mall.pay(case, mall.now)
    pair.run_jobs()
    answer = rini.get(status)
    assert answer.headers["HX-Redirect"] == "/en/counter/"
    assert (
        f"Bill {bill.number} is paid."
        in pair.page.client.get("/en/counter/").content.decode()
    )
