"""What officers decide: whose step it is, what a decision needs, where it leads."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from satupintu.cases import service as cases
from satupintu.kernel import journal
from satupintu.kernel.errors import Invalid, NotAllowed


def test_a_case_goes_through_its_steps_to_the_permit(mall: Any) -> None:
    case = mall.file()
    mall.decide(case, "intake")
    assert mall.open_steps(case) == {"place", "identity", "profession"}
    mall.pass_reviews(case)
    assert mall.open_steps(case) == {"approval"}
    decided = mall.decide(case, "approval")
    assert decided.status == "granted"
    assert not decided.deemed
    assert decided.closed_at == mall.now
    assert decided.due_at is None
    assert journal.verify(case.pk) is None


def test_the_next_step_waits_for_all_parallel_ones(mall: Any) -> None:
    case = mall.file()
    mall.decide(case, "intake")
    mall.pass_reviews(case, "identity", "profession")
    assert mall.open_steps(case) == {"place"}


def test_a_step_belongs_to_its_post(mall: Any) -> None:
    case = mall.file()
    mall.decide(case, "intake")
    with pytest.raises(cases.NotYourStep):
        mall.decide(case, "place", by="tuti")
    with pytest.raises(cases.NotYourStep):
        mall.decide(case, "identity", by="putri")


def test_an_agency_without_a_step_does_not_find_the_case(mall: Any) -> None:
    case = mall.file()
    mall.decide(case, "intake")
    for stranger in ("yudi", "lina", "hadi"):
        with pytest.raises(cases.NoSuchCase):
            mall.decide(case, "place", by=stranger)
        with pytest.raises(cases.NoSuchCase):
            cases.open_case(
                ref=case.number, actor=getattr(mall, stranger), now=mall.now
            )


def test_an_officer_does_not_find_a_case_before_it_is_his_turn(mall: Any) -> None:
    case = mall.file()
    with pytest.raises(cases.NoSuchCase):
        cases.open_case(ref=case.number, actor=mall.joko, now=mall.now)


def test_neither_applicant_nor_neighbour_decides(mall: Any) -> None:
    case = mall.file()
    with pytest.raises(cases.NotYourStep):
        mall.decide(case, "intake", by="melati")
    with pytest.raises(cases.NoSuchCase):
        mall.decide(case, "intake", by="budi")


def test_a_page_that_is_out_of_date_decides_nothing(mall: Any) -> None:
    case = mall.file()
    mall.ask(case, "intake", "question:address")
    mall.answer(case, address="Jl. Baru 1")
    with pytest.raises(cases.AlreadyDecided):
        mall.decide(case, "intake", round=1)
    assert mall.task(case, "intake").state == "ready"
    assert mall.decide(case, "intake", round=2)


def test_the_second_of_two_officers_is_told_who_was_first(mall: Any) -> None:
    case = mall.file()
    mall.decide(case, "intake", by="wati")
    with pytest.raises(cases.AlreadyDecided, match="Wati"):
        mall.decide(case, "intake", by="rini")


def test_nobody_approves_what_they_checked(mall: Any) -> None:
    case = mall.file()
    mall.decide(case, "intake", by="wati")
    mall.pass_reviews(case)
    with pytest.raises(cases.FourEyes):
        mall.decide(case, "approval", by="wati")
    assert mall.decide(case, "approval", by="ratna").status == "granted"


def test_four_eyes_remember_rounds_that_were_cancelled(mall: Any) -> None:
    case = mall.file()
    mall.decide(case, "intake")
    mall.decide(case, "profession", by="wati")
    mall.pass_reviews(case, "place", "identity")
    mall.decide(
        case,
        "approval",
        "send_back",
        reason="Periksa STR sekali lagi.",
        send_back_to=["profession"],
    )
    mall.decide(case, "profession", by="agus")
    with pytest.raises(cases.FourEyes):
        mall.decide(case, "approval", by="wati")


@pytest.mark.parametrize("outcome", ["reject", "send_back"])
@pytest.mark.parametrize("reason", ["", "  ", "kurang"])
def test_a_refusal_needs_a_reason(mall: Any, outcome: str, reason: str) -> None:
    case = _reviewed(mall)
    with pytest.raises(Invalid) as refusal:
        mall.decide(
            case,
            "approval",
            outcome,
            reason=reason,
            send_back_to=["place"],
            items=[cases.CorrectionItem("question", "address", "Alamat salah.")],
        )
    assert set(refusal.value.fields) == {"reason"}


def test_an_objection_needs_a_reason_and_the_checklist(mall: Any) -> None:
    case = mall.file()
    mall.decide(case, "intake")
    with pytest.raises(Invalid) as refusal:
        mall.decide(case, "identity", "object", checklist={"nik_matches": "maybe"})
    assert set(refusal.value.fields) == {"reason", "check_nik_matches"}
    assert mall.open_steps(case) == {"place", "identity", "profession"}


def test_an_objection_is_advice_and_the_approver_decides(mall: Any) -> None:
    case = mall.file()
    mall.decide(case, "intake")
    mall.decide(case, "identity", "object", reason="NIK milik orang lain.")
    mall.pass_reviews(case, "place", "profession")
    assert mall.decide(case, "approval").status == "granted"


def test_a_checklist_has_to_be_answered(mall: Any) -> None:
    case = mall.file()
    mall.decide(case, "intake")
    with pytest.raises(Invalid) as refusal:
        mall.decide(case, "place", checklist={"letter_matches": "yes"})
    wanted = {"check_facility_licensed", "check_hours_free"}
    assert set(refusal.value.fields) == wanted


@pytest.mark.parametrize(
    ("step", "outcome"),
    [
        ("intake", "approve"),
        ("intake", "object"),
        ("intake", "paid"),
        ("intake", ""),
        ("place", "approve"),
        ("place", "reject"),
    ],
)
def test_only_the_decisions_of_a_step_can_be_taken(
    mall: Any, step: str, outcome: str
) -> None:
    case = mall.file()
    if step != "intake":
        mall.decide(case, "intake")
    decision = cases.Decision(step=step, round=1, outcome=outcome, reason="x" * 20)
    with pytest.raises(Invalid) as refusal:
        cases.decide(
            case_id=case.pk,
            decision=decision,
            actor=mall.rini if step == "intake" else mall.joko,
            now=mall.now,
        )
    assert "outcome" in refusal.value.fields


def test_a_step_that_is_not_open_or_does_not_exist_is_not_decided(mall: Any) -> None:
    case = mall.file()
    for step in ("approval", "nonsense"):
        with pytest.raises(cases.NotYourStep):
            cases.decide(
                case_id=case.pk,
                decision=cases.Decision(step=step, round=1, outcome="approve"),
                actor=mall.rini,
                now=mall.now,
            )


def test_a_rejection_ends_the_case_with_its_reason(mall: Any) -> None:
    case = _reviewed(mall)
    reason = "Kuota tempat praktik ini sudah penuh."
    decided = mall.decide(case, "approval", "reject", reason=reason, legal="UU 17/2023")
    assert (decided.status, decided.decision_reason) == ("refused", reason)
    assert mall.open_steps(case) == set()
    with pytest.raises(cases.AlreadyDecided):
        mall.decide(case, "approval")


def test_sending_back_opens_only_the_named_step_and_the_approval_again(
    mall: Any,
) -> None:
    case = _reviewed(mall)
    mall.decide(
        case,
        "approval",
        "send_back",
        reason="Jadwalnya bertabrakan?",
        send_back_to=["place"],
    )
    assert mall.open_steps(case) == {"place"}
    assert mall.round_of(case, "place") == 2
    assert mall.task(case, "identity").outcome == "pass"
    mall.decide(case, "place")
    assert mall.open_steps(case) == {"approval"}
    assert mall.round_of(case, "approval") == 2
    assert mall.decide(case, "approval").status == "granted"


@pytest.mark.parametrize("back", [[], ["approval"], ["nonsense"], ["place", "x"]])
def test_one_can_only_send_back_to_what_was_decided_before(
    mall: Any, back: list[str]
) -> None:
    case = _reviewed(mall)
    with pytest.raises(Invalid) as refusal:
        mall.decide(
            case,
            "approval",
            "send_back",
            reason="Periksa sekali lagi.",
            send_back_to=back,
        )
    assert set(refusal.value.fields) == {"send_back_to"}


def test_claiming_shows_who_works_on_it_and_may_be_taken_over(mall: Any) -> None:
    case = mall.file()
    for who in ("rini", "wati"):
        cases.claim(
            case_id=case.pk, step="intake", actor=getattr(mall, who), now=mall.now
        )
        assert mall.task(case, "intake").claimed_by_id == getattr(mall, who).id


def test_taking_the_next_gives_two_officers_two_cases(mall: Any) -> None:
    first = mall.file()
    second = mall.file(at=mall.now + timedelta(hours=1))
    assert cases.claim_next(actor=mall.rini) == first
    assert cases.claim_next(actor=mall.wati) == second
    # Nothing is free any more: one's own again.
    assert cases.claim_next(actor=mall.rini) == first
    assert cases.claim_next(actor=mall.joko) is None


def test_taking_the_next_passes_over_what_four_eyes_forbid(mall: Any) -> None:
    case = mall.file()
    mall.decide(case, "intake", by="wati")
    mall.pass_reviews(case)
    assert cases.claim_next(actor=mall.wati) is None
    assert cases.claim_next(actor=mall.ratna) == case


def test_only_the_applicant_withdraws_and_only_once(mall: Any) -> None:
    case = mall.file()
    given = {"case_id": case.pk, "reason": "Pindah kota.", "now": mall.now}
    with pytest.raises(cases.NoSuchCase):
        cases.withdraw(actor=mall.budi, **given)
    with pytest.raises(NotAllowed):
        cases.withdraw(actor=mall.rini, **given)
    assert cases.withdraw(actor=mall.melati, **given).status == "withdrawn"
    assert cases.withdraw(actor=mall.melati, **given).status == "withdrawn"
    assert [e.action for e in journal.entries(case.pk)].count("case.withdrawn") == 1
    with pytest.raises(cases.AlreadyDecided):
        mall.decide(case, "intake")


def test_a_case_that_was_decided_cannot_be_withdrawn(mall: Any) -> None:
    from satupintu.cases.withdrawal import AlreadyClosed

    case = _reviewed(mall)
    mall.decide(case, "approval")
    with pytest.raises(AlreadyClosed):
        cases.withdraw(case_id=case.pk, reason="", actor=mall.melati, now=mall.now)


def test_officers_see_the_pages_and_papers_of_their_step_only(mall: Any) -> None:
    case = mall.file()
    mall.decide(case, "intake")

    def seen(who: str) -> tuple[list[str], list[str]]:
        file = cases.open_case(ref=case.number, actor=getattr(mall, who), now=mall.now)
        return [p.name for p in file.pages], [p.name for p in file.papers]

    assert seen("tuti") == (["doctor"], ["ktp"])
    assert seen("agus") == (["application", "doctor"], ["str"])
    assert seen("putri") == ([], [])
    assert seen("rini")[0] == ["application", "doctor", "place", "schedule"]
    with pytest.raises(cases.NoSuchCase):
        cases.read_paper(ref=case.number, paper="ktp", actor=mall.yudi, now=mall.now)
    from satupintu.kernel.errors import NotFound

    with pytest.raises(NotFound):
        cases.read_paper(ref=case.number, paper="str", actor=mall.tuti, now=mall.now)


def test_the_applicant_sees_who_looked_once_in_a_working_day(mall: Any) -> None:
    case = mall.file()
    for minutes in (0, 1, 60):
        cases.open_case(
            ref=case.number,
            actor=mall.rini,
            now=mall.now + timedelta(minutes=minutes),
        )
    cases.open_case(ref=case.number, actor=mall.melati, now=mall.now)
    file = cases.open_case(ref=case.number, actor=mall.melati, now=mall.now)
    assert [(look.name, look.agency) for look in file.looks] == [("Rini", "dpmptsp")]
    tomorrow = mall.now + timedelta(days=1)
    cases.open_case(ref=case.number, actor=mall.rini, now=tomorrow)
    file = cases.open_case(ref=case.number, actor=mall.melati, now=tomorrow)
    assert len(file.looks) == 2


def _reviewed(mall: Any) -> Any:
    case = mall.file()
    mall.decide(case, "intake")
    mall.pass_reviews(case)
    return case
