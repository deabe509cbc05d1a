"""What happened between the page and the click: nothing slips through."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from tests.cast import as_sent

from satupintu.cases import service as cases
from satupintu.cases.models import Draft
from satupintu.catalogue import service as catalogue
from satupintu.documents import service as documents
from satupintu.kernel import tenancy
from satupintu.kernel.errors import Conflict, Invalid
from satupintu.kernel.jobs import run_due
from satupintu.payments import service as payments

PAUSED = ("version: 3\n", "version: 3\npaused: {id: Ditutup, en: Closed for now}\n")


def test_a_service_paused_meanwhile_takes_no_draft(mall, tmp_path):
    draft_id = mall.draft()
    mall.republish(tmp_path, "sip-dokter", PAUSED)
    with pytest.raises(cases.ServicePaused):
        cases.submit_draft(draft_id=draft_id, actor=mall.melati, now=mall.now)


def test_a_service_changed_meanwhile_is_looked_through_again(mall, tmp_path):
    draft_id = mall.draft()
    mall.republish(tmp_path, "sip-dokter")
    with pytest.raises(cases.ServiceChanged):
        cases.submit_draft(draft_id=draft_id, actor=mall.melati, now=mall.now)
    cases.review_draft(draft_id=draft_id, actor=mall.melati, now=mall.now)
    case = cases.submit_draft(draft_id=draft_id, actor=mall.melati, now=mall.now)
    assert catalogue.version(case.version_id).version == 3


def test_an_answer_after_the_time_is_too_late_even_before_the_sweep(mall):
    case = mall.ask(mall.file(), "intake", "question:address")
    late = case.answer_by + timedelta(hours=1)
    with pytest.raises(cases.NothingToCorrect):
        mall.answer(case, address="Jl. Baru 1", at=late)
    case.refresh_from_db()
    assert case.status == "withdrawn"
    assert case.closed_at == late - timedelta(hours=1)


def test_what_the_law_has_granted_is_not_withdrawn(mall):
    case = mall.file()
    mall.decide(case, "intake")
    case.refresh_from_db()
    late = case.due_at + timedelta(hours=1)
    with pytest.raises(Conflict):
        cases.withdraw(case_id=case.pk, reason="", actor=mall.melati, now=late)
    case.refresh_from_db()
    assert (case.status, case.deemed) == ("granted", True)


def test_money_for_a_withdrawn_case_is_on_the_cashiers_list(mall):
    case = mall.file("reklame")
    for step in ("intake", "papers", "inspection", "tax"):
        mall.decide(case, step)
    run_due()
    cases.withdraw(case_id=case.pk, reason="", actor=mall.melati, now=mall.now)
    mall.pay(case, mall.now)  # before the bill is cancelled in the background
    run_due()
    (odd,) = payments.odd_events(actor=mall.hadi)
    assert odd.verdict is payments.Verdict.BILL_CANCELLED
    assert odd.bill is not None
    payments.give_back(bill_id=odd.bill.id, now=mall.now)
    assert len(payments.odd_events(actor=mall.hadi)) == 1


def test_nobody_decides_what_they_filed_themselves(mall):
    """An officer whose key files an application stays out of its review."""
    papers = {
        paper: mall.store("rini", paper)
        for paper in mall.papers("sip-dokter", mall.answers(), "melati", mall.now)
    }
    case = cases.submit_application(
        service_code="sip-dokter",
        raw=as_sent(mall.answers()),
        papers=papers,
        key="an officer's own",
        actor=mall.rini,
        now=mall.now,
    )
    with pytest.raises(cases.FourEyes):
        mall.decide(case, "intake")
    mall.decide(case, "intake", by="wati")


def test_a_file_of_a_wrong_type_is_no_paper(mall, monkeypatch):
    answers = mall.answers()
    papers = mall.papers("sip-dokter", answers, "melati", mall.now)
    kinds = catalogue.current("sip-dokter").papers
    name = next(iter(papers))
    monkeypatch.setitem(kinds, name, kinds[name].model_copy(update={"types": ["png"]}))
    with pytest.raises(Invalid) as refused:
        cases.submit_application(
            service_code="sip-dokter",
            raw=as_sent(answers),
            papers=papers,
            key="wrong-type",
            actor=mall.melati,
            now=mall.now,
        )
    assert set(refused.value.fields) == {name}


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_start_one_draft(mall):
    def start():
        cases.start_draft(service_code="sip-dokter", actor=mall.melati, now=mall.now)

    _at_once(mall, *[start] * 6)
    assert len(cases.drafts_of(mall.melati)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_vault_paper_is_not_deleted_while_a_draft_takes_it(mall):
    """Whoever is first wins; never does a draft keep the id of a deleted file."""
    mall.file()
    run_due()
    for _n in range(5):
        draft_id = cases.start_draft(
            service_code="penelitian", actor=mall.melati, now=mall.now
        )
        file_id = uuid.UUID(mall.store("melati", f"ktp {_n}"))
        item_id = documents.keep(
            owner_id=mall.melati.account_id, paper="ktp", file_id=file_id, now=mall.now
        )
        _at_once(
            mall,
            lambda d=draft_id: cases.use_vault_paper(
                draft_id=d, paper="ktp", actor=mall.melati, now=mall.now
            ),
            lambda i=item_id: documents.forget_paper(
                actor=mall.melati,
                item_id=i,
                in_use=lambda f: cases.holds_file(
                    account_id=mall.melati.account_id, file_id=f
                ),
            ),
        )
        given = Draft.objects.get(pk=draft_id).papers.get("ktp")
        assert given is None or documents.read(uuid.UUID(given))
        cases.discard_draft(draft_id=draft_id, actor=mall.melati)


def _at_once(mall, *actions):
    start = threading.Barrier(len(actions))

    def run(action):
        try:
            with tenancy.scope(mall.tenant):
                start.wait()
                action()
        except cases.NoSuchPage:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_what_was_paid_for_a_withdrawn_case_is_on_the_cashiers_list(mall):
    case = mall.file("reklame")
    for step in ("intake", "papers", "inspection", "tax"):
        mall.decide(case, step)
    run_due()
    mall.pay(case, mall.now)
    run_due()
    assert payments.odd_events(actor=mall.hadi) == []
    cases.withdraw(case_id=case.pk, reason="", actor=mall.melati, now=mall.now)
    run_due()
    assert len(payments.odd_events(actor=mall.hadi)) == 1
