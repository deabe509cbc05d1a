"""Outages of agencies stop the legal clocks of cases there: when, whose, how long."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from satupintu.cases import service as cases
from satupintu.cases.tests.test_deadlines import at
from satupintu.kernel import journal

# A tenth of a Monday, and a tenth of the Friday after the five days.
FROM, UNTIL = at(23, 10), at(23, 10, 51)
LATER = at(27, 8, 15)


class Report:
    """`Report("dukcapil")(FROM, UNTIL)`: the same outage each time it is told."""

    def __init__(self, agency: str) -> None:
        self.id, self.agency = uuid.uuid4(), agency

    def __call__(self, began: datetime, ended: datetime | None = None) -> int:
        return cases.note_outage(
            outage_id=self.id,
            agency=self.agency,
            reason="Jaringan putus",
            began_at=began,
            ended_at=ended,
        )


@pytest.fixture
def case(mall: Any) -> Any:
    """Accepted on Thursday 19; due on Thursday 26; with three agencies."""
    filed = mall.file(at=at(19, 8))
    return mall.decide(filed, "intake", at=at(19, 10, 3))


def test_the_clock_stands_and_goes_on_with_the_system(mall: Any, case: Any) -> None:
    outage = Report("dukcapil")
    assert outage(FROM) == 1
    case.refresh_from_db()
    assert (case.status, case.due_at) == ("open", None)
    file = cases.open_case(ref=case.number, actor=mall.melati, now=at(23, 10, 30))
    assert (file.clock.running, file.clock.pause_reason) == (False, "outage")
    assert outage(FROM, UNTIL) == 1
    case.refresh_from_db()
    assert case.due_at == LATER


def test_no_officer_is_late_for_it(mall: Any, case: Any) -> None:
    """A step of one working day that was due on Friday at 9:45, a tenth later."""
    outage = Report("dukcapil")
    outage(at(20, 8), at(20, 8, 45))
    assert mall.task(case, "identity").due_at == at(20, 10, 30)
    assert Report("dukcapil")(at(20, 10)) == 1
    cases.sweep(now=at(20, 15))
    actions = [e.action for e in journal.entries(case.pk)]
    assert "step.overdue" not in actions


def test_the_journal_says_why_and_the_chain_holds(mall: Any, case: Any) -> None:
    outage = Report("dukcapil")
    outage(FROM)
    outage(FROM, UNTIL)
    paused, resumed = journal.entries(case.pk)[-2:]
    assert (paused.action, paused.at) == ("clock.pause", FROM)
    assert (resumed.action, resumed.at) == ("clock.resume", UNTIL)
    assert paused.data["outages"] == [
        {"id": str(outage.id), "agency": "dukcapil", "why": "Jaringan putus"}
    ]
    assert journal.verify(case.pk) is None


def test_told_twice_late_or_the_wrong_way_round_it_is_the_same(
    mall: Any, case: Any
) -> None:
    outage = Report("dukcapil")
    assert outage(FROM, UNTIL) == 1
    assert [outage(FROM), outage(FROM, UNTIL), outage(FROM)] == [0, 0, 0]
    case.refresh_from_db()
    assert case.due_at == LATER
    actions = [e.action for e in journal.entries(case.pk)]
    assert actions.count("clock.pause") == actions.count("clock.resume") == 1


def test_two_agencies_at_once_are_one_standstill(mall: Any, case: Any) -> None:
    first, second = Report("dukcapil"), Report("dinkes")
    first(FROM)
    second(at(23, 10, 20))
    first(FROM, at(23, 10, 30))
    case.refresh_from_db()
    assert case.due_at is None  # the other one is still down
    second(at(23, 10, 20), UNTIL)
    case.refresh_from_db()
    assert case.due_at == LATER


def test_only_cases_with_an_open_step_there(mall: Any, case: Any) -> None:
    assert Report("bapenda")(FROM) == 0
    mall.decide(case, "identity", at=at(20, 9))
    assert Report("dukcapil")(FROM) == 0
    case.refresh_from_db()
    assert case.due_at == at(26, 16)


def test_a_step_that_opens_or_is_decided_meanwhile(mall: Any, case: Any) -> None:
    """The clock stands from the opening on, and goes on with the decision."""
    Report("dukcapil")(FROM)
    case = mall.decide(case, "identity", at=at(23, 10, 20))
    assert [t["reason"] for t in case.clock] == ["", "outage", ""]
    assert case.due_at is not None
    mall.pass_reviews(case, "place", "profession", at=at(23, 11))
    second = Report("dpmptsp")
    second(at(23, 10, 45))
    case.refresh_from_db()
    assert case.due_at is None
    stood = [t["at"] for t in case.clock if t["reason"] == "outage"]
    assert stood[1:] == [at(23, 10, 45).isoformat()]
    closed = mall.decide(case, "approval", at=at(23, 12))
    assert closed.status == "granted"
    assert closed.clock[-1]["kind"] == "stop"


def test_a_case_that_waits_for_the_applicant_is_not_resumed(
    mall: Any, case: Any
) -> None:
    mall.ask(case, "place", "question:address", at=at(23, 9))
    outage = Report("dukcapil")
    outage(FROM)
    outage(FROM, UNTIL)
    case.refresh_from_db()
    assert (case.status, case.due_at) == ("correction", None)
    assert case.clock[-1]["reason"] == "correction"


def test_an_answer_does_not_start_the_clock_of_an_agency_that_is_down(
    mall: Any, case: Any
) -> None:
    mall.ask(case, "place", "question:address", at=at(23, 9))
    outage = Report("dukcapil")
    outage(FROM)
    case = mall.answer(case, at=at(23, 10, 30), address="Jl. Baru 1")
    assert (case.status, case.due_at) == ("open", None)
    assert case.clock[-1]["reason"] == "outage"
    outage(FROM, UNTIL)
    case.refresh_from_db()
    assert case.due_at is not None


def test_an_end_that_falls_into_an_outage_waits_for_it(mall: Any, case: Any) -> None:
    """Nothing is granted by law, and nobody is reminded, while the clock stands."""
    outage = Report("dukcapil")
    outage(at(26, 15, 9))
    cases.sweep(now=at(26, 18))
    outage(at(26, 15, 9), at(26, 17))
    case.refresh_from_db()
    assert (case.closed_at, case.due_at) == (None, LATER)
    assert cases.sweep(now=LATER + timedelta(minutes=1)) >= 1
    case.refresh_from_db()
    assert (case.deemed, case.closed_at) == (True, LATER)


def test_what_was_granted_before_the_news_stays_granted(mall: Any, case: Any) -> None:
    cases.sweep(now=at(26, 16, 1))
    assert Report("dukcapil")(at(26, 15), at(26, 17)) == 0
    case.refresh_from_db()
    assert case.deemed


def test_a_service_whose_clock_runs_on_is_left_alone(mall: Any, tmp_path: Any) -> None:
    mall.republish(
        tmp_path, "sip-dokter", ("stops: [correction, outage]", "stops: [correction]")
    )
    case = mall.decide(mall.file(at=at(19, 8)), "intake", at=at(19, 10, 3))
    assert Report("dukcapil")(FROM) == 0
    case.refresh_from_db()
    assert case.due_at == at(26, 16)
