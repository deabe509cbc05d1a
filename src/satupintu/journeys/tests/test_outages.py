"""An outage that is reported in the hall stops the legal clocks of cases there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from satupintu.cases.models import Outage
from satupintu.cases.tests.test_deadlines import at
from satupintu.kernel import journal, outbox
from satupintu.queueing import events, outages
from satupintu.queueing.clock import set_hall_clock
from satupintu.queueing.tests.hall import MALL


@pytest.fixture
def case(mall: Any) -> Any:
    """Accepted on Thursday 19; due on Thursday 26 at the close of office."""
    filed = mall.file(at=at(19, 8))
    return mall.decide(filed, "intake", at=at(19, 10, 3))


def report(mall: Any, when: Any, agency: str = "dukcapil", **more: Any) -> Any:
    return outages.report_down(
        mall=MALL,
        agency=agency,
        reason="Jaringan pusat putus.",
        **{"until": None, "actor": mall.putri, "now": when, **more},
    )


def back(mall: Any, when: Any, agency: str = "dukcapil") -> None:
    outages.end_down(mall=MALL, agency=agency, actor=mall.putri, now=when)


def test_down_stops_and_back_resumes(mall: Any, case: Any, run_jobs: Any) -> None:
    report(mall, at(23, 10))
    run_jobs()
    case.refresh_from_db()
    assert case.due_at is None
    back(mall, at(23, 10, 51))
    run_jobs()
    case.refresh_from_db()
    assert case.due_at == at(27, 8, 15)
    last = journal.entries(case.pk)[-1]
    assert last.data["outages"][0]["why"] == "Jaringan pusat putus."


def test_both_events_late_and_twice(mall: Any, case: Any, run_jobs: Any) -> None:
    down = report(mall, at(23, 10))
    back(mall, at(23, 10, 51))
    run_jobs()
    again = events.AgencyDown(
        key=down.id,
        mall=MALL,
        agency="dukcapil",
        reason=down.reason,
        began=at(23, 10).isoformat(),
    )
    outbox.announce(again, at=at(23, 10))
    run_jobs()
    case.refresh_from_db()
    assert case.due_at == at(27, 8, 15)


def test_what_nobody_ends_ends_with_its_time(
    mall: Any, case: Any, run_jobs: Any
) -> None:
    report(mall, at(23, 10), until=at(23, 10, 51))
    run_jobs()
    outages.end_expired(mall=MALL, now=at(23, 13) + timedelta(seconds=7))
    run_jobs()
    case.refresh_from_db()
    assert case.due_at == at(27, 8, 15)


def test_a_queue_that_the_office_closes_stops_no_clock(
    mall: Any, case: Any, run_jobs: Any
) -> None:
    outages.close_queue(
        mall=MALL,
        queue="dukcapil",
        reason="Rapat staf.",
        until=None,
        actor=mall.putri,
        now=at(23, 10),
    )
    run_jobs()
    case.refresh_from_db()
    assert case.due_at == at(26, 16)


def test_the_real_time_counts(mall: Any, run_jobs: Any) -> None:
    """In a hall whose clock runs ten times as fast, an hour is six real minutes."""
    morning = mall.now + timedelta(days=30)
    set_hall_clock(mall=MALL, shown=morning, speed=10, now=mall.now)
    report(mall, morning + timedelta(hours=1))
    back(mall, morning + timedelta(hours=2))
    run_jobs()
    known = Outage.objects.get()
    assert known.began_at == mall.now + timedelta(minutes=6)
    assert known.ended_at == mall.now + timedelta(minutes=12)
