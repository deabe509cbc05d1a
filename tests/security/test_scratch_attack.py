from datetime import timedelta
import pytest
from satupintu.cases import service as cases
from satupintu.documents import service as documents
from satupintu.kernel import jobs
from satupintu.payments import service as payments
from satupintu.cases.models import Draft, Case
from tests.cast import as_sent, pdf


def test_deleted_file_in_draft(mall):
    d = mall.draft()
    draft = Draft.objects.get(pk=d)
    name, fid = next(iter(draft.papers.items()))
    documents.delete_file(file_id=__import__("uuid").UUID(fid))
    with pytest.raises(Exception) as e:
        cases.submit_draft(draft_id=d, actor=mall.melati, now=mall.now)
    print(repr(e.value))


def test_paused_meanwhile(mall, tmp_path):
    d = mall.draft()
    mall.republish(
        tmp_path,
        "sip-dokter",
        (
            "version: 2\n",
            "version: 2\npaused: {id: Ditutup dulu, en: Closed for now}\n",
        ),
    )
    with pytest.raises(cases.ServicePaused):
        cases.submit_draft(draft_id=d, actor=mall.melati, now=mall.now)


def test_version_meanwhile(mall, tmp_path):
    d = mall.draft()
    mall.republish(tmp_path, "sip-dokter")
    c = cases.submit_draft(draft_id=d, actor=mall.melati, now=mall.now)
    from satupintu.catalogue import service as cat

    assert cat.version(c.version_id).version == 2


def test_lapsed_answer(mall):
    c = mall.file()
    mall.ask(c, "intake", "question:address")
    c.refresh_from_db()
    at = c.answer_by + timedelta(days=3)
    with pytest.raises(cases.NothingToCorrect):
        mall.answer(c, address="Jl. Baru 1", at=at)
    c.refresh_from_db()
    assert c.status == "withdrawn"


def test_pay_after_withdraw(mall):
    c = mall.file("reklame")
    mall.decide(c, "intake")
    for s in ("papers", "inspection", "tax"):
        mall.decide(c, s)
    jobs.run_due()
    c.refresh_from_db()
    assert c.status == "payment"
    cases.withdraw(case_id=c.pk, reason="x", actor=mall.melati, now=mall.now)
    mall.pay(c, mall.now)
    jobs.run_due()
    (b,) = payments.bills_of(c.pk)
    print(b.status)
    assert payments.odd_events(actor=mall.hadi)


def test_api_wrong_type(mall):
    given = mall.answers()
    papers = mall.papers("sip-dokter", given, "melati", mall.now)
    print(papers.keys())
    from satupintu.catalogue import service as cat

    p = cat.current("sip-dokter")
    only = [n for n in papers if "pdf" not in p.papers[n].types]
    print(
        "image only:",
        only,
        {n: (p.papers[n].types, p.papers[n].max_mb) for n in papers},
    )
    c = cases.submit_application(
        service_code="sip-dokter",
        raw=as_sent(given),
        papers=papers,
        key="k" * 10,
        actor=mall.melati,
        now=mall.now,
    )
    assert not only


def test_withdraw_after_deemed(mall):
    c = mall.file("penelitian")
    mall.decide(c, "intake")
    c.refresh_from_db()
    print(c.due_at)
    late = c.due_at + timedelta(days=1)
    try:
        cases.withdraw(case_id=c.pk, reason="", actor=mall.melati, now=late)
    except Exception as e:
        print(repr(e))
    c.refresh_from_db()
    print(c.status, c.deemed)


def test_rebase_with_correction(mall, tmp_path):
    c = mall.file()
    mall.ask(c, "intake", "question:address")
    print(
        [
            q
            for q in __import__("satupintu.catalogue.service", fromlist=["x"])
            .current("sip-dokter")
            .questions
        ]
    )
