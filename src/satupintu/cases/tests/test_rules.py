"""A case's way through its procedure, as tables that a newcomer can read."""

from collections.abc import Mapping
from uuid import UUID

import pytest

from satupintu.cases.rules import (
    Applies,
    NotBefore,
    Outcome,
    Record,
    State,
    asking,
    cancel,
    critical_path,
    may_decide,
    next_round,
    outcomes_of,
    ready,
    reopen,
    send_back,
    send_back_to,
    to_skip,
    verdict,
)
from satupintu.catalogue.tests.procedures import (
    advertising_permit,
    practice_permit,
    step,
)

RINI = UUID(int=1)
JOKO = UUID(int=2)
DEWI = UUID(int=3)

PRACTICE = practice_permit()
ADVERTISING = advertising_permit()


def yes(name: str) -> bool:
    return True


def no(name: str) -> bool:
    return False


def done(name: str, outcome: str, by: UUID | None = RINI, number: int = 1) -> Record:
    return Record(name, number, State.DONE, outcome, by)


ACCEPTED = done("intake", "accept")
HEALTH = done("health", "pass", JOKO)
LAND = done("land", "pass", DEWI)


@pytest.mark.parametrize(
    ("history", "applies", "expected"),
    [
        ([], yes, ["intake"]),
        ([Record("intake")], yes, []),
        # Two agencies review at the same time; only one, if the other is not asked.
        ([ACCEPTED], yes, ["health", "land"]),
        ([ACCEPTED], no, ["health"]),
        # The join waits for both; an objection is advice, so it goes on too.
        ([ACCEPTED, HEALTH, Record("land")], yes, []),
        ([ACCEPTED, HEALTH, LAND], yes, ["approve"]),
        ([ACCEPTED, HEALTH], no, ["approve"]),
        ([ACCEPTED, done("health", "object"), LAND], yes, ["approve"]),
        # A rejection at intake ends it; nothing more opens.
        ([done("intake", "reject")], yes, []),
    ],
)
def test_opens_what_is_ready(
    history: list[Record], applies: Applies, expected: list[str]
) -> None:
    assert ready(PRACTICE, applies, history) == expected


@pytest.mark.parametrize(
    ("history", "applies", "expected"),
    [
        ([], yes, None),
        ([done("intake", "reject")], yes, "refused"),
        ([ACCEPTED, HEALTH, LAND, done("approve", "approve")], yes, "granted"),
        ([ACCEPTED, HEALTH, done("approve", "approve")], no, "granted"),
        ([ACCEPTED, HEALTH, LAND, done("approve", "reject")], yes, "refused"),
        ([ACCEPTED, HEALTH, LAND, done("approve", "send_back")], yes, None),
        ([ACCEPTED, HEALTH, LAND], yes, None),
    ],
)
def test_ends_with_a_decision(
    history: list[Record], applies: Applies, expected: str | None
) -> None:
    assert verdict(PRACTICE, applies, history) == expected


def test_grants_nothing_that_nobody_approved() -> None:
    unsound = {"review": step("review")}
    assert verdict(unsound, yes, [done("review", "pass")]) is None


def test_skips_a_step_when_its_turn_has_come() -> None:
    assert to_skip(PRACTICE, no, []) == []
    assert to_skip(PRACTICE, no, [ACCEPTED]) == ["land"]
    skipped = Record("land", 1, State.SKIPPED)
    assert to_skip(PRACTICE, no, [ACCEPTED, skipped]) == []


def test_a_skipped_step_does_not_let_the_next_overtake_what_came_before() -> None:
    steps = {
        "a": step("intake"),
        "b": step("review", "a", when="asked"),
        "c": step("approval", "b"),
    }
    assert ready(steps, no, [Record("a")]) == []
    assert ready(steps, no, [done("a", "accept")]) == ["c"]


# -- corrections -------------------------------------------------------------


def test_a_return_leaves_the_other_steps_alone() -> None:
    history = [ACCEPTED, done("health", "return", JOKO), Record("land")]
    assert asking(PRACTICE, history) == ["health"]
    assert ready(PRACTICE, yes, history) == []
    history[-1] = LAND
    assert ready(PRACTICE, yes, history) == []  # the approval waits for the answer


def test_after_the_answer_only_the_steps_that_asked_open_again() -> None:
    history = [ACCEPTED, done("health", "return", JOKO), LAND]
    assert reopen(PRACTICE, yes, history) == ["health"]
    assert next_round("health", history) == 2
    history.append(Record("health", 2))
    assert asking(PRACTICE, history) == []
    history[-1] = done("health", "pass", JOKO, 2)
    assert ready(PRACTICE, yes, history) == ["approve"]


def test_one_answer_serves_all_who_asked() -> None:
    history = [
        ACCEPTED,
        done("health", "return", JOKO),
        done("land", "return", DEWI),
    ]
    assert reopen(PRACTICE, yes, history) == ["health", "land"]


def test_a_step_that_the_answer_makes_pointless_is_skipped() -> None:
    history = [ACCEPTED, HEALTH, done("land", "return", DEWI)]
    assert reopen(PRACTICE, no, history) == []
    assert to_skip(PRACTICE, no, history) == ["land"]
    history.append(Record("land", 2, State.SKIPPED))
    assert asking(PRACTICE, history) == []
    assert ready(PRACTICE, no, history) == ["approve"]


def test_a_step_that_the_answer_makes_needed_opens_before_the_approval() -> None:
    history = [ACCEPTED, Record("land", 1, State.SKIPPED), HEALTH]
    assert ready(PRACTICE, yes, history) == ["land"]
    assert next_round("land", history) == 2


# -- sending back ------------------------------------------------------------

PAID = [
    ACCEPTED,
    done("site", "pass", JOKO),
    done("design", "pass", DEWI),
    done("fee", "paid", None),
    done("approve", "send_back"),
]


def test_sends_back_to_named_steps_and_what_lies_behind_them() -> None:
    assert send_back(ADVERTISING, PAID, "approve", ["site"]) == [
        "site",
        "fee",
        "approve",
    ]
    history = cancel(PAID, ["site", "fee", "approve"])
    assert ready(ADVERTISING, yes, history) == ["site"]
    assert next_round("site", history) == 2
    history.append(done("site", "pass", JOKO, 2))
    assert ready(ADVERTISING, yes, history) == ["fee"]
    history.append(done("fee", "nothing_due", None, 2))
    assert ready(ADVERTISING, yes, history) == ["approve"]


def test_offers_to_send_back_only_to_people_who_decided() -> None:
    assert send_back_to(ADVERTISING, yes, PAID, "approve") == [
        "intake",
        "site",
        "design",
    ]
    assert send_back_to(PRACTICE, no, [ACCEPTED, HEALTH, LAND], "approve") == [
        "intake",
        "health",
    ]


@pytest.mark.parametrize("named", [[], ["approve"], ["site", "nowhere"]])
def test_refuses_to_send_back_to_what_is_not_before(named: list[str]) -> None:
    with pytest.raises(NotBefore):
        send_back(ADVERTISING, PAID, "approve", named)


# -- four eyes ---------------------------------------------------------------


def test_nobody_approves_what_they_reviewed() -> None:
    history = [ACCEPTED, HEALTH, LAND]  # by Rini, Joko and Dewi
    assert not may_decide(PRACTICE, "approve", JOKO, history)
    assert not may_decide(PRACTICE, "approve", RINI, history)
    assert may_decide(PRACTICE, "approve", UUID(int=9), history)
    assert may_decide(PRACTICE, "land", RINI, [ACCEPTED])


def test_a_round_that_was_cancelled_still_counts() -> None:
    history = cancel([ACCEPTED, HEALTH], ["health"])
    history.append(done("health", "pass", DEWI, 2))
    assert not may_decide(PRACTICE, "approve", JOKO, history)


def test_nobody_reviews_what_they_have_approved() -> None:
    # Land was skipped when Dewi approved; an answer has made it needed after all.
    steps = {**PRACTICE, "final": step("approval", "approve", four_eyes=["approve"])}
    history = [ACCEPTED, HEALTH, done("approve", "approve", DEWI)]
    assert ready(steps, yes, history) == ["land"]
    assert not may_decide(steps, "land", DEWI, history)
    assert may_decide(steps, "land", UUID(int=9), history)


def test_four_eyes_on_a_step_means_only_the_steps_it_names() -> None:
    steps = {**PRACTICE, "land": step("review", "intake", four_eyes=["intake"])}
    assert not may_decide(steps, "land", RINI, [ACCEPTED])
    strict = {**PRACTICE, "approve": step("approval", "health", four_eyes=["health"])}
    assert may_decide(strict, "approve", RINI, [ACCEPTED, HEALTH])


# -- outcomes and forecast ---------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "more", "expected"),
    [
        ("intake", {}, ["accept", "return"]),
        ("intake", {"may_reject": True}, ["accept", "return", "reject"]),
        ("review", {}, ["pass", "return", "object"]),
        ("inspection", {}, ["pass", "return", "object"]),
        ("approval", {"may_reject": True}, ["approve", "send_back", "reject"]),
        ("payment", {}, ["paid", "nothing_due"]),
    ],
)
def test_each_kind_has_its_outcomes(
    kind: str, more: Mapping[str, object], expected: list[Outcome]
) -> None:
    assert list(outcomes_of(step(kind, **more))) == expected


DAYS = {"intake": 0.5, "site": 3.0, "design": 2.0, "approve": 1.0}


@pytest.mark.parametrize(
    ("durations", "days", "path"),
    [
        (DAYS, 4.5, ("intake", "site", "approve")),
        ({**DAYS, "intake": 0, "site": 0.25}, 3.0, ("design", "approve")),
        ({}, 0.0, ()),
    ],
)
def test_expects_the_longest_way_that_is_left(
    durations: Mapping[str, float], days: float, path: tuple[str, ...]
) -> None:
    forecast = critical_path(ADVERTISING, yes, durations)
    assert (forecast.days, forecast.path) == (days, path)


def test_a_step_that_does_not_apply_takes_no_time() -> None:
    durations = {"health": 1.0, "land": 9.0}
    assert critical_path(PRACTICE, no, durations).days == 1.0
    assert critical_path(PRACTICE, yes, durations).done_in["approve"] == 9.0
    assert critical_path({}, no, {}).days == 0.0
