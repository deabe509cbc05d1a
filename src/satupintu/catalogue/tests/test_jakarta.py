"""The Jakarta pack itself: it checks, its examples hold, its facts are sourced."""

from datetime import date

import pytest

from satupintu.catalogue import checks, trial
from satupintu.catalogue.faults import errors
from satupintu.catalogue.loader import LoadedPack, load
from satupintu.catalogue.schema import Confidence
from satupintu.catalogue.tests.conftest import JAKARTA
from satupintu.kernel.calendar import WorkingCalendar


@pytest.fixture(scope="module")
def pack() -> LoadedPack:
    return load(JAKARTA)


def test_it_checks_without_a_fault(pack: LoadedPack) -> None:
    assert errors(checks.check(pack)) == []


def test_every_example_passes(pack: LoadedPack) -> None:
    for item in pack.services:
        outcomes = trial.run_examples(trial.as_published(pack, item.service))
        assert len(outcomes) >= 2
        assert [o for o in outcomes if not o.passed] == []


def test_every_question_says_why_it_is_asked_and_by_which_law(
    pack: LoadedPack,
) -> None:
    silent = [
        f"{item.service.code}.{name}"
        for item in pack.services
        for name, question in item.service.questions.items()
        if not question.why or not question.legal
    ]
    assert silent == []


def test_what_is_not_found_is_marked_to_be_verified(pack: LoadedPack) -> None:
    clocks = {i.service.code: i.service.clock.confidence for i in pack.services}
    assert set(clocks.values()) == {Confidence.MEMORY}
    warned = {fault.file for fault in checks.check(pack) if fault.warning}
    assert "tables/nsr-reklame.yaml" in warned
    assert "calendar.yaml" in warned


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 2, 16), False),  # joint leave, Lunar New Year
        (date(2026, 3, 18), False),  # joint leave, Nyepi
        (date(2026, 3, 24), False),  # joint leave, Eid al-Fitr
        (date(2026, 3, 25), True),
        (date(2026, 5, 28), False),  # joint leave, Eid al-Adha
        (date(2026, 11, 24), True),
        (date(2026, 11, 28), False),  # a Saturday: the mall opens, no clock runs
        (date(2026, 12, 24), False),
        (date(2027, 1, 1), False),  # known by the package `holidays`
        (date(2027, 8, 17), False),
        (date(2027, 1, 4), True),
    ],
)
def test_the_calendar_knows_holidays_and_joint_leave(
    pack: LoadedPack, day: date, works: bool
) -> None:
    calendar = WorkingCalendar.build(pack.pack.calendar, pack.pack.time_zone, "dpmptsp")
    assert calendar.is_working_day(day) is works
