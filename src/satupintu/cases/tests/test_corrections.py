"""Asking for a correction and answering it: exactly what was asked, nothing lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from satupintu.cases import service as cases
from satupintu.kernel.errors import Invalid


def test_an_answer_changes_what_was_asked_and_nothing_else(mall: Any) -> None:
    case = mall.file()
    mall.ask(case, "intake", "question:address", "paper:surat_praktik")
    case.refresh_from_db()
    before = case.papers
    answered = mall.answer(
        case, "surat_praktik", "ktp", address="Jl. Baru 1", full_name="dr. Lain"
    )
    assert answered.answers["address"] == "Jl. Baru 1"
    assert answered.answers["full_name"] == "dr. Melati Kusuma"
    assert answered.papers["ktp"] == before["ktp"]
    assert answered.papers["surat_praktik"] != before["surat_praktik"]
    assert answered.status == "open"
    assert mall.round_of(answered, "intake") == 2


def test_the_officer_finds_before_and_after(mall: Any) -> None:
    case = mall.file()
    mall.ask(case, "intake", "question:address")
    mall.answer(case, address="Jl. Baru 1")
    file = cases.open_case(ref=case.number, actor=mall.rini, now=mall.now)
    (correction,) = file.corrections
    key = "question:address"
    assert correction.before[key] == "Jl. Contoh Raya No. 12, Karet"
    assert correction.after[key] == "Jl. Baru 1"


def test_everything_asked_has_to_be_answered(mall: Any) -> None:
    case = mall.file()
    mall.ask(case, "intake", "question:postcode", "paper:ktp", "paper:str")
    with pytest.raises(Invalid) as refusal:
        mall.answer(case, "ktp", postcode="99999")
    assert set(refusal.value.fields) == {"postcode", "str"}
    case.refresh_from_db()
    assert case.status == "correction"
    assert case.answers["postcode"] == "12940"


def test_a_wrong_file_is_refused_with_a_sentence(mall: Any) -> None:
    case = mall.file()
    mall.ask(case, "intake", "paper:ktp")
    with pytest.raises(Invalid) as refusal:
        cases.answer_correction(
            case_id=case.pk,
            raw={},
            uploads={"ktp": cases.Upload("ktp.pdf", b"MZ not a pdf")},
            actor=mall.melati,
            now=mall.now,
        )
    assert set(refusal.value.fields) == {"ktp"}


def test_a_question_that_a_new_answer_brings_up_is_asked_too(mall: Any) -> None:
    case = mall.file()
    mall.ask(case, "intake", "question:facility_type")
    with pytest.raises(Invalid) as refusal:
        mall.answer(case, facility_type="own_practice")
    assert set(refusal.value.fields) == {"premises", "medical_waste"}
    answered = mall.answer(
        case,
        facility_type="own_practice",
        premises="owned",
        medical_waste="puskesmas",
    )
    assert "facility_name" not in answered.answers
    assert answered.answers["premises"] == "owned"


def test_a_paper_that_a_new_answer_needs_can_be_handed_in(mall: Any) -> None:
    case = mall.file()
    mall.ask(case, "intake", "question:purpose")
    renewal = {
        "purpose": "renewal",
        "old_permit_number": "1234/SIP/2021",
        "old_permit_until": "2026-12-31",
    }
    with pytest.raises(Invalid) as refusal:
        mall.answer(case, **renewal)
    assert set(refusal.value.fields) == {"skp"}
    assert "skp" in mall.answer(case, "skp", **renewal).papers


def test_an_answer_that_no_longer_fits_a_corrected_one_can_be_changed(
    mall: Any,
) -> None:
    """The practice opens later than thought, so it has to close later as well."""
    case = mall.file()
    mall.ask(case, "intake", "question:opens")
    with pytest.raises(Invalid) as refusal:
        mall.answer(case, opens="15.00")
    assert set(refusal.value.fields) == {"closes"}
    answered = mall.answer(case, opens="15.00", closes="20.00")
    assert (answered.answers["opens"], answered.answers["closes"]) == (
        "15.00",
        "20.00",
    )


def test_two_agencies_ask_at_once_and_one_answer_serves_both(mall: Any) -> None:
    case = mall.file()
    mall.decide(case, "intake")
    mall.decide(case, "profession")
    mall.ask(case, "place", "question:address")
    asked = mall.ask(case, "identity", "paper:ktp")
    assert asked.status == "correction"
    assert mall.open_steps(case) == set()
    with pytest.raises(Invalid):
        mall.answer(case, address="Jl. Baru 1")
    answered = mall.answer(case, "ktp", address="Jl. Baru 1")
    assert mall.open_steps(answered) == {"place", "identity"}
    assert mall.round_of(case, "place") == mall.round_of(case, "identity") == 2
    assert mall.task(case, "profession").outcome == "pass"
    assert mall.round_of(case, "profession") == 1
    assert not answered.corrections.filter(answered_at=None).exists()


def test_the_others_go_on_while_one_waits_for_the_applicant(mall: Any) -> None:
    case = mall.file()
    mall.decide(case, "intake")
    mall.ask(case, "place", "question:address")
    mall.pass_reviews(case, "identity", "profession")
    case.refresh_from_db()
    assert case.status == "correction"
    assert mall.open_steps(case) == set()
    mall.answer(case, address="Jl. Baru 1")
    mall.decide(case, "place")
    assert mall.open_steps(case) == {"approval"}


def test_a_return_names_what_is_wrong_and_why(mall: Any) -> None:
    case = mall.file()
    with pytest.raises(Invalid) as refusal:
        mall.ask(case, "intake")
    assert set(refusal.value.fields) == {"items", "reason"}
    with pytest.raises(Invalid) as refusal:
        mall.ask(case, "intake", "question:address", "paper:ktp", reason="?")
    assert set(refusal.value.fields) == {
        "reason_question_address",
        "reason_paper_ktp",
    }


@pytest.mark.parametrize(
    "item", ["question:address", "paper:str", "question:nonsense", "paper:kuasa"]
)
def test_an_officer_asks_only_about_what_the_role_sees(mall: Any, item: str) -> None:
    """Tuti sees the page about the doctor and the identity card."""
    case = mall.file()
    mall.decide(case, "intake")
    with pytest.raises(Invalid) as refusal:
        mall.ask(case, "identity", item)
    assert "items" in refusal.value.fields


def test_one_agency_does_not_read_what_another_asked(mall: Any) -> None:
    case = mall.file()
    mall.decide(case, "intake")
    mall.ask(case, "place", "question:address", "question:full_name")
    file = cases.open_case(ref=case.number, actor=mall.tuti, now=mall.now)
    (correction,) = file.corrections
    assert [item["name"] for item in correction.items] == ["full_name"]


def test_an_answer_sent_twice_is_told_so(mall: Any) -> None:
    case = mall.file()
    mall.ask(case, "intake", "question:address")
    mall.answer(case, address="Jl. Baru 1")
    with pytest.raises(cases.NothingToCorrect):
        mall.answer(case, address="Jl. Baru 1")


def test_nobody_answers_for_the_applicant(mall: Any) -> None:
    case = mall.file()
    mall.ask(case, "intake", "question:address")
    with pytest.raises(cases.NoSuchCase):
        mall.answer(case, who="budi", address="Jl. Baru 1")
    with pytest.raises(cases.NothingToCorrect):
        mall.answer(mall.file(), address="Jl. Baru 1")


@pytest.mark.parametrize("who", ["rini", "putri"])
def test_staff_do_not_answer_for_the_applicant(mall: Any, who: str) -> None:
    from satupintu.kernel.errors import NotAllowed

    case = mall.file()
    mall.ask(case, "intake", "question:address")
    with pytest.raises(NotAllowed):
        mall.answer(case, who=who, address="Jl. Baru 1")


def test_a_case_that_has_ended_takes_no_correction(mall: Any) -> None:
    case = mall.file()
    mall.ask(case, "intake", "question:address")
    cases.withdraw(case_id=case.pk, reason="", actor=mall.melati, now=mall.now)
    with pytest.raises(cases.NothingToCorrect):
        mall.answer(case, address="Jl. Baru 1")
    file = cases.open_case(ref=case.number, actor=mall.melati, now=mall.now)
    assert file.waiting_corrections == []


def test_an_answer_that_does_not_come_lapses_the_case(mall: Any) -> None:
    case = mall.file()
    asked = mall.ask(case, "intake", "question:address")
    assert asked.answer_by is not None
    second = timedelta(seconds=1)
    cases.sweep(now=asked.answer_by - second)  # a reminder
    case.refresh_from_db()
    assert case.status == "correction"
    assert cases.sweep(now=asked.answer_by + timedelta(days=2)) == 1
    case.refresh_from_db()
    assert (case.status, case.closed_at) == ("withdrawn", asked.answer_by)
    assert case.decision_reason
    assert cases.sweep(now=asked.answer_by + timedelta(days=3)) == 0


def test_the_time_to_answer_does_not_grow_with_a_second_request(mall: Any) -> None:
    case = mall.file()
    mall.decide(case, "intake")
    first = mall.ask(case, "place", "question:address").answer_by
    later = mall.now + timedelta(days=1)
    assert mall.ask(case, "identity", "paper:ktp", at=later).answer_by == first
