"""Several people, or one who clicks twice, at the same moment."""

from __future__ import annotations

from typing import Any

import pytest

from satupintu.cases import service as cases
from satupintu.cases.models import Case
from satupintu.kernel import journal


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_case(mall: Any) -> None:
    draft = mall.draft()
    found = mall.at_once(
        lambda _n: cases.submit_draft(draft_id=draft, actor=mall.melati, now=mall.now),
    )
    assert len({case.pk for case in found}) == 1
    assert Case.objects.get().number == "SP-2026-000001"


@pytest.mark.django_db(transaction=True)
def test_two_calls_with_one_key_at_once_make_one_case_and_lose_no_number(
    mall: Any,
) -> None:
    answers = mall.answers()
    papers = mall.papers("sip-dokter", answers, "melati", mall.now)

    def send(_n: int) -> Case:
        return cases.submit_application(
            service_code="sip-dokter",
            raw=_raw(answers),
            papers=papers,
            key="one-key-only",
            actor=mall.melati,
            now=mall.now,
        )

    assert len({case.pk for case in mall.at_once(send)}) == 1
    assert mall.file().number == "SP-2026-000002"


@pytest.mark.django_db(transaction=True)
def test_eight_people_at_once_get_eight_numbers_without_a_gap(mall: Any) -> None:
    answers = mall.answers()
    papers = mall.papers("sip-dokter", answers, "melati", mall.now)
    found = mall.at_once(
        lambda n: cases.submit_application(
            service_code="sip-dokter",
            raw=_raw(answers),
            papers=papers,
            key=f"key-of-person-{n}",
            actor=mall.melati,
            now=mall.now,
        ),
        times=8,
    )
    numbers = sorted(case.number for case in found)
    assert numbers == [f"SP-2026-{n:06}" for n in range(1, 9)]


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_leave_one_decision(mall: Any) -> None:
    case = mall.file()
    mall.rini, mall.wati  # noqa: B018 - looked up before the threads start

    def decide(n: int) -> object:
        try:
            return mall.decide(case, "intake", round=1, by=("rini", "wati")[n % 2])
        except cases.AlreadyDecided as error:
            return str(error)

    found = mall.at_once(decide)
    assert sum(not isinstance(each, str) for each in found) == 1
    assert case.tasks.filter(step="place").count() == 1
    actions = [e.action for e in journal.entries(case.pk)]
    assert actions.count("step.accept") == 1
    assert journal.verify(case.pk) is None


def _raw(answers: dict[str, Any]) -> dict[str, list[str]]:
    from tests.cast import as_sent

    return as_sent(answers)
