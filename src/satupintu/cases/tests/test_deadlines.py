"""What time does to a case: the clock, reminders, overdue, granted by law."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from satupintu.cases import service as cases
from satupintu.kernel import journal
from satupintu.kernel.actor import ActorKind

JAKARTA = ZoneInfo("Asia/Jakarta")
SECOND = timedelta(seconds=1)


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=JAKARTA).astimezone(UTC)


def test_the_clock_stops_for_a_correction_and_goes_on_after_it(mall: Any) -> None:
    """Accepted on Thursday 19, asked on Monday 23, answered on Tuesday 24 November:
    one day is used and four remain, so the decision is due on Monday 30.
    """
    case = mall.file(at=at(19, 8))
    case = mall.decide(case, "intake", at=at(19, 10, 3))
    assert case.due_at == at(26, 16)
    mall.pass_reviews(case, "identity", "profession", at=at(20, 9))
    case = mall.ask(case, "place", "question:address", at=at(23, 14, 20))
    assert (case.status, case.due_at) == ("correction", None)
    assert case.answer_by == at(7, 14, 20, month=12)
    face = _face(mall, case, at(24, 9))
    assert (face.running, face.pause_reason, face.elapsed) == (False, "correction", 1.0)
    case = mall.answer(case, at=at(24, 10, 41), address="Jl. Baru 1")
    assert (case.status, case.due_at, case.answer_by) == ("open", at(30, 16), None)
    mall.decide(case, "place", at=at(25, 9))
    case = mall.decide(case, "approval", at=at(30, 15))
    assert _face(mall, case, at(30, 18)).elapsed == 4.0
    kinds = [tick["kind"] for tick in case.clock]
    assert kinds == ["start", "pause", "resume", "stop"]


def test_a_return_before_the_file_is_complete_does_not_start_the_clock(
    mall: Any,
) -> None:
    case = mall.file()
    case = mall.ask(case, "intake", "question:address")
    assert case.clock == []
    case = mall.answer(case, address="Jl. Baru 1")
    assert (case.clock, case.due_at) == ([], None)


def test_the_time_of_an_open_step_is_pushed_back_by_a_pause(mall: Any) -> None:
    case = mall.file(at=at(19, 8))
    mall.decide(case, "intake", at=at(19, 10))
    due = mall.task(case, "profession").due_at
    mall.ask(case, "place", "question:address", at=at(19, 11))
    mall.answer(case, at=at(20, 11), address="Jl. Baru 1")
    assert mall.task(case, "profession").due_at > due


def test_a_decision_in_the_last_second_is_in_time(mall: Any) -> None:
    case = _reviewed(mall)
    decided = mall.decide(case, "approval", at=case.due_at)
    assert (decided.status, decided.deemed) == ("granted", False)
    assert cases.sweep(now=case.due_at + timedelta(days=1)) == 0


def test_a_decision_after_the_end_finds_the_permit_granted_by_law(mall: Any) -> None:
    """Whether or not the sweep has come by."""
    case = _reviewed(mall)
    due = case.due_at
    with pytest.raises(cases.AlreadyDecided, match=r"hukum|law"):
        mall.decide(
            case, "approval", "reject", reason="Terlambat sedikit.", at=due + SECOND
        )
    case.refresh_from_db()
    assert (case.status, case.deemed, case.closed_at) == ("granted", True, due)


def test_nothing_is_granted_by_law_a_moment_too_early(mall: Any) -> None:
    case = _reviewed(mall)
    cases.sweep(now=case.due_at - SECOND)  # reminders at most
    assert cases.sweep(now=case.due_at) == 0
    case.refresh_from_db()
    assert case.status == "open"


def test_the_law_grants_at_its_own_minute_however_late_the_sweep(mall: Any) -> None:
    case = mall.file(at=at(19, 8))
    case = mall.decide(case, "intake", at=at(19, 10))
    assert cases.sweep(now=at(3, 9, month=12)) == 1
    case.refresh_from_db()
    assert (case.status, case.deemed, case.closed_at) == ("granted", True, at(26, 16))
    assert mall.open_steps(case) == set()
    last = journal.entries(case.pk)[-1]
    assert (last.action, last.actor_kind) == ("case.granted", ActorKind.SYSTEM)
    assert last.at == at(26, 16)
    assert last.data["deemed"] is True
    assert journal.verify(case.pk) is None


def test_sweeping_again_changes_nothing(mall: Any) -> None:
    case = mall.file(at=at(19, 8))
    mall.decide(case, "intake", at=at(19, 10))
    cases.sweep(now=at(27, 9))
    before = len(journal.entries(case.pk))
    assert cases.sweep(now=at(27, 9)) == 0
    assert cases.sweep(now=at(28, 9)) == 0
    assert len(journal.entries(case.pk)) == before


def test_nothing_is_granted_while_the_applicant_has_to_answer(mall: Any) -> None:
    case = mall.file(at=at(19, 8))
    mall.decide(case, "intake", at=at(19, 10))
    mall.ask(case, "place", "question:address", at=at(26, 15, 59))
    assert cases.sweep(now=at(2, 9, month=12)) == 0
    case = mall.answer(case, at=at(2, 10, month=12), address="Jl. Baru 1")
    assert case.status == "open"
    assert case.due_at is not None
    assert case.due_at > at(2, 10, month=12)


def test_a_service_without_deemed_approval_is_overdue_once(mall: Any) -> None:
    case = mall.file("reklame", at=at(19, 8))
    mall.decide(case, "intake", at=at(19, 10))
    for day in (27, 28):
        cases.sweep(now=at(day, 9))
    case.refresh_from_db()
    assert (case.status, case.escalated_at) == ("open", at(26, 16))
    actions = [e.action for e in journal.entries(case.pk)]
    assert actions.count("case.overdue") == 1
    # Late, but still to be decided by people.
    mall.pass_reviews(case, "papers", "inspection", "tax", at=at(28, 9))


def test_officers_are_reminded_once_before_the_end(mall: Any, run_jobs: Any) -> None:
    from satupintu.notifications import service as notifications

    case = mall.file(at=at(19, 8))
    case = mall.decide(case, "intake", at=at(19, 10))
    run_jobs()
    assert case.remind_at is not None
    cases.sweep(now=case.remind_at - SECOND)
    assert cases.sweep(now=case.remind_at) == 1
    assert cases.sweep(now=case.remind_at + timedelta(hours=1)) == 0
    run_jobs()
    letters = notifications.mailbox(address="joko@dinkes.contoh.example", limit=9)
    ending = [letter for letter in letters if "Due soon" in letter.subject]
    assert len(ending) == 1
    citizen = notifications.mailbox(address="melati@contoh.example", limit=9)
    assert not any("Due soon" in letter.subject for letter in citizen)


def test_a_case_that_fails_holds_up_no_other(mall: Any, monkeypatch: Any) -> None:
    from satupintu.cases import deadlines, flow

    bad = mall.file(at=at(19, 8))
    good = mall.file(at=at(19, 8))
    for case in (bad, good):
        mall.decide(case, "intake", at=at(19, 10))
    close = flow.close

    def fail(run: Any, *args: Any, **more: Any) -> None:
        if run.case.pk == bad.pk:
            raise RuntimeError("broken case")
        close(run, *args, **more)

    monkeypatch.setattr(flow, "close", fail)
    with pytest.raises(ExceptionGroup) as failed:
        deadlines.sweep(now=at(27, 9))
    assert str(bad.pk) in str(failed.value.exceptions[0].__notes__)
    good.refresh_from_db()
    assert good.status == "granted"


def _reviewed(mall: Any) -> Any:
    case = mall.file(at=at(19, 8))
    case = mall.decide(case, "intake", at=at(19, 10))
    mall.pass_reviews(case, at=at(20, 9))
    case.refresh_from_db()
    return case


def _face(mall: Any, case: Any, now: datetime) -> cases.ClockFace:
    return cases.open_case(ref=case.number, actor=mall.melati, now=now).clock


def test_a_step_past_its_own_time_is_escalated_once(mall: Any, run_jobs: Any) -> None:
    from satupintu.notifications import service as notifications

    case = mall.file(at=at(19, 8))
    run_jobs()
    intake = case.tasks.get(step="intake")
    assert intake.due_at is not None
    assert cases.sweep(now=intake.due_at) == 0
    assert cases.sweep(now=intake.due_at + SECOND) == 1
    assert cases.sweep(now=intake.due_at + timedelta(days=1)) == 0
    run_jobs()
    letters = notifications.mailbox(address="rini@dpmptsp.contoh.example", limit=9)
    assert any(case.number in letter.subject for letter in letters)


def test_the_applicant_is_reminded_once_before_the_answer_is_due(
    mall: Any, run_jobs: Any
) -> None:
    from satupintu.notifications import service as notifications

    case = mall.file()
    asked = mall.ask(case, "intake", "question:address")
    run_jobs()
    before = len(notifications.mailbox(address="melati@contoh.example", limit=50))
    for _twice in range(2):
        cases.sweep(now=asked.answer_by - timedelta(days=1))
        run_jobs()
    after = len(notifications.mailbox(address="melati@contoh.example", limit=50))
    assert after == before + 1


def test_a_change_behind_the_applications_back_is_found(mall: Any) -> None:
    from satupintu.cases.models import Case

    case = mall.file()
    assert cases.is_as_written(case.pk)
    Case.objects.filter(pk=case.pk).update(answers={**case.answers, "city": "north"})
    assert not cases.is_as_written(case.pk)


def test_who_would_have_decided_can_open_what_the_law_granted(mall: Any) -> None:
    case = mall.file(at=at(19, 8))
    case = mall.decide(case, "intake", at=at(19, 10))
    cases.sweep(now=case.due_at + SECOND)
    file = cases.open_case(ref=case.number, actor=mall.ratna, now=case.due_at + SECOND)
    assert file.case.deemed
    assert file.my_tasks == []
