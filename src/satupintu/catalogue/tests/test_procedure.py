"""What keeps a procedure from being published, each with what to do."""

import pytest
from hypothesis import given

from satupintu.catalogue.procedure import (
    Fault,
    Steps,
    after,
    before,
    ends,
    eyes_of,
    faults,
    order,
    post_of,
)
from satupintu.catalogue.schema import Step
from satupintu.catalogue.tests.procedures import (
    AGENCIES,
    ROLES,
    advertising_permit,
    practice_permit,
    procedures,
    step,
)


def found(steps: Steps, *, has_fees: bool = False) -> list[Fault]:
    return faults(
        steps,
        agencies=AGENCIES,
        roles=ROLES,
        pages=["place"],
        papers=["str"],
        default_agency="dpmptsp",
        has_fees=has_fees,
    )


def test_sound_procedures_have_no_faults() -> None:
    assert found(practice_permit()) == []
    assert found(advertising_permit(), has_fees=True) == []


@given(procedures())
def test_any_valid_procedure_is_found_sound(steps: Steps) -> None:
    pays = any(each.kind == "payment" for each in steps.values())
    sound = {n: s for n, s in steps.items() if s.kind != "approval" or not s.when}
    if len(sound) == len(steps):
        assert found(steps, has_fees=pays) == []
    assert set(order(steps)) == set(steps)
    for name, each in steps.items():
        assert set(each.needs) <= before(steps, name)
        assert all(name in after(steps, need) for need in each.needs)
    assert ends(steps) == ["approve"]


INTAKE = step("intake")
APPROVE = step("approval", "intake")


@pytest.mark.parametrize(
    ("steps", "name", "words"),
    [
        ({}, "", "no steps"),
        ({"intake": INTAKE}, "", "Nobody approves"),
        ({"approve": step("approval", "nowhere")}, "approve", "'nowhere', which does"),
        (
            {"a": step("review", "b"), "b": step("review", "a"), "c": APPROVE},
            "a",
            "in a circle: a -> b -> a",
        ),
        ({"a": step("approval", "a")}, "a", "in a circle: a -> a"),
        (
            {
                "a": step("review", "c"),
                "b": step("review", "a"),
                "c": step("approval", "b"),
            },
            "a",
            "in a circle: a -> b -> c -> a",
        ),
        (
            {"intake": INTAKE, "extra": step("review", "intake"), "approve": APPROVE},
            "extra",
            "Nothing waits for step 'extra'",
        ),
        (
            {"intake": INTAKE, "one": APPROVE, "two": APPROVE},
            "two",
            "2 last approvals ('one', 'two')",
        ),
        (
            {"approve": step("approval", when="asked")},
            "approve",
            "Every approval has a `when`",
        ),
        ({"approve": step("approval", by=None)}, "approve", "Nobody does step"),
        ({"approve": step("approval", by="king")}, "approve", "role 'king'"),
        (
            {"approve": step("approval", by="head@moon")},
            "approve",
            "agency 'moon'",
        ),
        ({"approve": step("approval", within=None)}, "approve", "no time limit"),
        (
            {"a": INTAKE, "b": step("intake", "a"), "c": step("approval", "b")},
            "b",
            "is an intake, which opens the case",
        ),
        (
            {"approve": step("approval", four_eyes=["ghost"])},
            "approve",
            "'ghost', which does not exist",
        ),
        (
            {
                "intake": step("intake", four_eyes=["approve"]),
                "approve": APPROVE,
            },
            "intake",
            "does not come before it",
        ),
        (
            {"approve": step("approval", sees={"pages": ["attic"], "papers": []})},
            "approve",
            "the page 'attic'",
        ),
        (
            {"approve": step("approval", sees={"pages": [], "papers": ["map"]})},
            "approve",
            "the paper 'map'",
        ),
        (
            {"pay": step("payment"), "approve": step("approval", "pay")},
            "pay",
            "the service has no fees",
        ),
    ],
)
def test_names_the_fault_and_what_to_do(
    steps: dict[str, Step], name: str, words: str
) -> None:
    matching = [f for f in found(steps) if f.step == name and words in f.sentence]
    assert len(matching) == 1, found(steps)


def test_finds_fees_that_nobody_collects() -> None:
    sentences = [fault.sentence for fault in found(practice_permit(), has_fees=True)]
    assert len(sentences) == 1
    assert "no step collects them" in sentences[0]


def test_a_post_without_an_agency_is_at_the_service_s_own() -> None:
    assert post_of(step("review", by="reviewer"), "dpmptsp") == ("dpmptsp", "reviewer")
    assert post_of(step("review", by="reviewer@dinkes"), "x") == ("dinkes", "reviewer")
    assert post_of(step("payment"), "dpmptsp") is None


def test_an_approval_is_kept_apart_from_all_that_people_decided_before() -> None:
    steps = advertising_permit()
    assert eyes_of(steps, "approve") == {"intake", "site", "design"}
    assert eyes_of(steps, "site") == frozenset()
