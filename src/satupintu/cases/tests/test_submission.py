"""Sending an application: once, complete, numbered without gaps."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from satupintu.cases import service as cases
from satupintu.cases.models import Case, Draft
from satupintu.kernel import journal
from satupintu.kernel.errors import Invalid
from satupintu.people import service as people


def test_a_draft_becomes_one_case_however_often_it_is_sent(mall: Any) -> None:
    draft = mall.draft()
    first = cases.submit_draft(draft_id=draft, actor=mall.melati, now=mall.now)
    again = cases.submit_draft(draft_id=draft, actor=mall.melati, now=mall.now)
    assert again.pk == first.pk
    assert first.number == "SP-2026-000001"
    assert Case.objects.count() == 1


def test_the_same_key_gives_the_same_case_even_when_it_is_too_late_to_file(
    mall: Any,
) -> None:
    sent = mall.file("reklame", key="from-a-kiosk", start_date="2026-11-25")
    later = mall.now + timedelta(days=3)
    again = cases.submit_application(
        service_code="reklame",
        raw={},
        papers={},
        key="from-a-kiosk",
        actor=mall.melati,
        now=later,
    )
    assert again.pk == sent.pk


def test_keys_of_two_people_do_not_meet(mall: Any) -> None:
    assert mall.file(key="one-key").pk != mall.file(key="one-key", who="budi").pk


def test_an_incomplete_draft_is_refused_with_a_sentence_by_field(mall: Any) -> None:
    draft = mall.draft(with_papers=False, postcode="99999", city=None)
    with pytest.raises(cases.Incomplete) as refusal:
        cases.submit_draft(draft_id=draft, actor=mall.melati, now=mall.now)
    assert set(refusal.value.fields) == {
        "postcode",
        "city",
        "ktp",
        "str",
        "surat_praktik",
    }
    assert all(str(sentence) for sentence in refusal.value.fields.values())
    assert not Case.objects.exists()


def test_what_was_typed_wrong_is_not_dropped_without_a_word(mall: Any) -> None:
    """The e-mail is optional; a mistyped one still has to be put right."""
    draft = mall.draft(email="melati at contoh")
    review = cases.review_draft(draft_id=draft, actor=mall.melati, now=mall.now)
    assert [p.name for p in review.problems] == ["email"]
    with pytest.raises(cases.Incomplete):
        cases.submit_draft(draft_id=draft, actor=mall.melati, now=mall.now)


def test_a_number_is_lost_neither_by_a_refusal_nor_by_a_rollback(mall: Any) -> None:
    assert mall.file().number == "SP-2026-000001"
    with pytest.raises(Invalid):
        mall.file(postcode="99999")
    with transaction.atomic():
        assert mall.file().number == "SP-2026-000002"
        transaction.set_rollback(True)
    assert mall.file(key="twice-sent").number == "SP-2026-000002"
    assert mall.file(key="twice-sent").number == "SP-2026-000002"
    assert mall.file().number == "SP-2026-000003"


def test_each_series_counts_by_itself(mall: Any) -> None:
    numbers = [mall.file("reklame").number, mall.file().number]
    assert numbers == ["RK-2026-000001", "SP-2026-000001"]


def test_the_year_of_a_number_ends_at_midnight_in_jakarta(mall: Any) -> None:
    last = datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC)
    assert mall.file(at=last).number == "SP-2026-000001"
    first = last + timedelta(seconds=1)
    assert mall.file(at=first).number == "SP-2027-000001"


def test_today_is_the_day_in_jakarta(mall: Any) -> None:
    """At 18:00 UTC it is tomorrow there already, so starting today is too early."""
    evening = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
    with pytest.raises(Invalid) as refusal:
        mall.file("reklame", at=evening, start_date="2026-11-24")
    assert "start_date" in refusal.value.fields
    assert mall.file("reklame", at=evening, start_date="2026-11-25").number


def test_answers_to_questions_that_are_hidden_do_not_reach_the_case(mall: Any) -> None:
    draft = mall.draft(
        doctor_kind="specialist", specialisation="surgery", str_lifetime=True
    )
    cases.save_page(
        draft_id=draft,
        page_name="doctor",
        raw={
            **_raw(mall.answers(doctor_kind="general")),
            "specialisation": ["surgery"],
        },
        actor=mall.melati,
        now=mall.now,
    )
    case = cases.submit_draft(draft_id=draft, actor=mall.melati, now=mall.now)
    assert case.answers["doctor_kind"] == "general"
    assert "specialisation" not in case.answers


def test_a_paper_that_is_not_asked_for_any_more_does_not_reach_the_case(
    mall: Any,
) -> None:
    renewal = {"purpose": "renewal", "old_permit_number": "1/SIP/2021"}
    draft = mall.draft(**renewal, old_permit_until="2026-12-31")
    again = _raw(mall.answers(purpose="new"))
    cases.save_page(
        draft_id=draft,
        page_name="application",
        raw=again,
        actor=mall.melati,
        now=mall.now,
    )
    case = cases.submit_draft(draft_id=draft, actor=mall.melati, now=mall.now)
    assert set(case.papers) == {"ktp", "str", "surat_praktik"}


def test_a_draft_that_was_sent_cannot_be_changed(mall: Any) -> None:
    draft = mall.draft()
    cases.submit_draft(draft_id=draft, actor=mall.melati, now=mall.now)
    with pytest.raises(cases.NoSuchDraft):
        cases.save_page(
            draft_id=draft,
            page_name="doctor",
            raw={},
            actor=mall.melati,
            now=mall.now,
        )
    with pytest.raises(cases.NoSuchDraft):
        cases.open_draft(draft_id=draft, actor=mall.melati, now=mall.now)
    with pytest.raises(cases.NoSuchDraft):
        mall.attach(draft, "ktp")
    assert cases.drafts_of(mall.melati) == []


def test_a_neighbours_draft_cannot_be_opened_filled_in_sent_or_deleted(
    mall: Any,
) -> None:
    given = {"draft_id": mall.draft(), "actor": mall.budi}
    timed = given | {"now": mall.now}
    with pytest.raises(cases.NoSuchDraft):
        cases.open_draft(**timed)
    with pytest.raises(cases.NoSuchDraft):
        cases.save_page(page_name="doctor", raw={}, **timed)
    with pytest.raises(cases.NoSuchDraft):
        cases.submit_draft(**timed)
    with pytest.raises(cases.NoSuchDraft):
        cases.discard_draft(**given)
    with pytest.raises(cases.NoSuchDraft):
        cases.read_draft_paper(paper="ktp", **given)
    assert Draft.objects.count() == 1


@pytest.mark.parametrize("strange", ["a neighbour's", "nonsense", ""])
def test_a_paper_has_to_be_a_file_of_ones_own(mall: Any, strange: str) -> None:
    answers = mall.answers()
    papers = mall.papers("sip-dokter", answers, "melati", mall.now)
    papers["ktp"] = mall.store("budi") if strange == "a neighbour's" else strange
    with pytest.raises(Invalid) as refusal:
        cases.submit_application(
            service_code="sip-dokter",
            raw=_raw(answers),
            papers=papers,
            key="strange-paper",
            actor=mall.melati,
            now=mall.now,
        )
    assert list(refusal.value.fields) == ["ktp"]


def test_filing_for_another_needs_a_power_of_attorney_and_an_authority(
    mall: Any,
) -> None:
    draft, _authority = _on_behalf(mall)
    with pytest.raises(cases.Incomplete) as refusal:
        cases.submit_draft(draft_id=draft, actor=mall.budi, now=mall.now)
    assert list(refusal.value.fields) == ["kuasa"]
    mall.attach(draft, "kuasa", who="budi")
    case = cases.submit_draft(draft_id=draft, actor=mall.budi, now=mall.now)
    assert case.authority is not None
    assert case.applicant_name == "dr. Melati Kusuma"


def test_an_authority_that_has_ended_or_was_revoked_sends_nothing(mall: Any) -> None:
    draft, authority = _on_behalf(mall)
    mall.attach(draft, "kuasa", who="budi")
    later = mall.now + timedelta(days=30)
    with pytest.raises(people.AuthorityEnded):
        cases.submit_draft(draft_id=draft, actor=mall.budi, now=later)
    people.revoke_authority(actor=mall.budi, authority_id=authority, now=mall.now)
    with pytest.raises(people.AuthorityEnded):
        cases.submit_draft(draft_id=draft, actor=mall.budi, now=mall.now)
    assert not Case.objects.exists()


def test_nobody_files_with_the_authority_of_another(mall: Any) -> None:
    _draft, authority = _on_behalf(mall)
    with pytest.raises(people.NoSuchAuthority):
        cases.start_draft(
            service_code="sip-dokter",
            actor=mall.melati,
            authority_id=authority,
            now=mall.now,
        )


def test_papers_of_the_person_represented_stay_out_of_the_proxys_vault(
    mall: Any, run_jobs: Any
) -> None:
    """Neither is the proxy's identity card offered for the other person's."""
    mall.file(who="budi")
    run_jobs()
    draft, _authority = _on_behalf(mall, papers=False)
    view = cases.open_draft(draft_id=draft, actor=mall.budi, now=mall.now)
    assert all(paper.offered is None for paper in view.papers)
    with pytest.raises(cases.NoSuchPage):
        cases.use_vault_paper(
            draft_id=draft, paper="ktp", actor=mall.budi, now=mall.now
        )
    before = _vault(mall, "budi")
    for paper in ("ktp", "str", "surat_praktik", "kuasa"):
        mall.attach(draft, paper, who="budi")
    cases.submit_draft(draft_id=draft, actor=mall.budi, now=mall.now)
    run_jobs()
    assert _vault(mall, "budi") == before


def test_a_paper_given_once_is_offered_and_used_the_next_time(
    mall: Any, run_jobs: Any
) -> None:
    mall.file()
    run_jobs()
    draft = mall.draft(with_papers=False)
    view = cases.open_draft(draft_id=draft, actor=mall.melati, now=mall.now)
    offered = [paper.name for paper in view.papers if paper.offered]
    assert offered == ["ktp", "str", "surat_praktik"]
    for paper in offered:
        cases.use_vault_paper(
            draft_id=draft, paper=paper, actor=mall.melati, now=mall.now
        )
    case = cases.submit_draft(draft_id=draft, actor=mall.melati, now=mall.now)
    assert set(case.papers) == {"ktp", "str", "surat_praktik"}


def test_the_journal_says_what_was_sent_and_opens_the_first_step(mall: Any) -> None:
    case = mall.file()
    assert [e.action for e in journal.entries(case.pk)] == ["case.submitted"]
    assert mall.open_steps(case) == {"intake"}
    assert case.due_at is None  # the clock starts when the file is complete


def test_a_service_that_is_paused_says_why(mall: Any, monkeypatch: Any) -> None:
    from satupintu.catalogue import service as catalogue

    draft = mall.draft()
    definition = catalogue.current("sip-dokter").definition
    paused = {"id": "Banjir.", "en": "Flood."}
    monkeypatch.setitem(definition.__dict__, "paused", paused)
    with pytest.raises(cases.ServicePaused, match="Flood"):
        cases.submit_draft(draft_id=draft, actor=mall.melati, now=mall.now)
    with pytest.raises(cases.ServicePaused):
        cases.start_draft(service_code="sip-dokter", actor=mall.budi, now=mall.now)


def _on_behalf(mall: Any, *, papers: bool = True) -> tuple[Any, Any]:
    """Budi fills in for Melati; all but the power of attorney is there."""
    authority = people.record_authority(
        actor=mall.budi,
        details=people.AuthorityDetails(
            person_name="dr. Melati Kusuma",
            person_identity="3174015407909002",
            relation="proxy",
            valid_from=date(2026, 11, 1),
            valid_until=date(2026, 12, 1),
        ),
        proof_id=mall.store("budi", "proof"),
        now=mall.now,
    )
    draft = cases.start_draft(
        service_code="sip-dokter",
        actor=mall.budi,
        authority_id=authority.id,
        now=mall.now,
    )
    view = cases.open_draft(draft_id=draft, actor=mall.budi, now=mall.now)
    for page in view.pages:
        cases.save_page(
            draft_id=draft,
            page_name=page.name,
            raw=_raw(mall.answers()),
            actor=mall.budi,
            now=mall.now,
        )
    for paper in ("ktp", "str", "surat_praktik") if papers else ():
        mall.attach(draft, paper, who="budi")
    return draft, authority.id


def _vault(mall: Any, who: str) -> set[Any]:
    from satupintu.documents import service as documents

    return {item.id for item in documents.vault_of(getattr(mall, who), mall.now)}


def _raw(answers: dict[str, Any]) -> dict[str, list[str]]:
    from tests.cast import as_sent

    return as_sent(answers)
