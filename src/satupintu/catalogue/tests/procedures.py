"""Procedures for tests: two that a reader knows by heart, and any that is valid."""

from hypothesis import strategies as st

from satupintu.catalogue.schema import Step, StepKind

AGENCIES = ("dpmptsp", "dinkes", "dcktrp")
ROLES = ("front_office", "reviewer", "head")


def step(kind: StepKind | str, *needs: str, **more: object) -> Step:
    """A step that somebody does within a day, unless told otherwise."""
    human = StepKind(kind) is not StepKind.PAYMENT
    return Step.model_validate(
        {
            "title": {"en": "Do it", "id": "Kerjakan"},
            "kind": kind,
            "needs": list(needs),
            **({"by": "reviewer", "within": "1 wd"} if human else {}),
            **more,
        }
    )


def practice_permit() -> dict[str, Step]:
    """Intake, two agencies in parallel (one only if asked), then a signature."""
    return {
        "intake": step("intake", by="front_office", may_reject=True),
        "health": step("review", "intake", by="reviewer@dinkes", within="3 wd"),
        "land": step("review", "intake", by="reviewer@dcktrp", when="first"),
        "approve": step("approval", "health", "land", by="head"),
    }


def advertising_permit() -> dict[str, Step]:
    """Intake, an inspection beside a review, a payment, then a signature."""
    return {
        "intake": step("intake", by="front_office"),
        "site": step("inspection", "intake", by="reviewer@dcktrp", within="3 wd"),
        "design": step("review", "intake", within="2 wd"),
        "fee": step("payment", "site", "design"),
        "approve": step("approval", "fee", by="head"),
    }


@st.composite
def procedures(draw: st.DrawFn, max_size: int = 8) -> dict[str, Step]:
    """Any valid procedure: random kinds, arrows, conditions and joins.

    Steps need only earlier ones, so there is no circle; the last is an approval
    that needs everything nobody else needs, so there is no dead end.
    """
    size = draw(st.integers(0, max_size - 1))
    inner = (StepKind.REVIEW, StepKind.INSPECTION, StepKind.PAYMENT, StepKind.APPROVAL)
    steps: dict[str, Step] = {}
    for index in range(size):
        names = list(steps)
        needs = draw(st.lists(st.sampled_from(names), unique=True)) if names else []
        kind = draw(st.sampled_from(inner if needs else (StepKind.INTAKE, *inner)))
        when = draw(st.sampled_from([None, None, "asked"]))
        rejects = draw(st.booleans())
        steps[f"s{index}"] = step(kind, *needs, when=when, may_reject=rejects)
    awaited = {need for each in steps.values() for need in each.needs}
    steps["approve"] = step("approval", *(n for n in steps if n not in awaited))
    return steps
