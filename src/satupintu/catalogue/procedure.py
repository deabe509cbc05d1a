"""A procedure as a graph: what comes before what, who does it, what is wrong.

A procedure maps a step's name to a `schema.Step`; `needs` are its arrows. How a
case travels through it is `satupintu.cases.rules`. Pure: no Django, no clock.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from satupintu.catalogue.schema import Step, StepKind

Steps = Mapping[str, Step]

#: The kinds that a person at an agency decides. A payment decides itself.
HUMAN = frozenset(
    {StepKind.INTAKE, StepKind.REVIEW, StepKind.INSPECTION, StepKind.APPROVAL}
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a step, and what to do. `step` is empty for the whole."""

    step: str
    sentence: str


# -- the graph ---------------------------------------------------------------


def before(steps: Steps, name: str) -> frozenset[str]:
    """Every step that must be settled before this one, near and far."""
    return _reach(name, {n: step.needs for n, step in steps.items()})


def after(steps: Steps, name: str) -> frozenset[str]:
    """Every step that waits for this one, near and far."""
    waiting: dict[str, list[str]] = {n: [] for n in steps}
    for other, step in steps.items():
        for need in step.needs:
            waiting.setdefault(need, []).append(other)
    return _reach(name, waiting)


def depths(needs: Mapping[str, Collection[str]]) -> dict[str, int]:
    """How many steps lie before each on the longest way to it; roots have 0.

    Takes a graph without cycles; names that are not in it are passed over.
    """
    found: dict[str, int] = {}

    def depth(name: str) -> int:
        if name not in found:
            known = [need for need in needs[name] if need in needs]
            found[name] = 1 + max((depth(need) for need in known), default=-1)
        return found[name]

    for name in needs:
        depth(name)
    return found


def order(steps: Steps) -> list[str]:
    """The names so that each comes after its needs; ties as they are written."""
    depth = depths({name: step.needs for name, step in steps.items()})
    return sorted(steps, key=lambda name: depth[name])


def ends(steps: Steps) -> list[str]:
    """The steps that nothing waits for; a sound procedure has exactly one."""
    awaited = {need for step in steps.values() for need in step.needs}
    return [name for name in steps if name not in awaited]


def post_of(step: Step, default_agency: str) -> tuple[str, str] | None:
    """(agency, role) that does the step; None if no person does it."""
    if step.by is None:
        return None
    role, _, agency = step.by.partition("@")
    return agency or default_agency, role


def eyes_of(steps: Steps, name: str) -> frozenset[str]:
    """The steps whose decider may not decide this one.

    What the step names itself; an approval that names none is kept apart from
    everything that a person decided before it.
    """
    step = steps[name]
    if step.four_eyes:
        return frozenset(step.four_eyes)
    if step.kind is not StepKind.APPROVAL:
        return frozenset()
    return frozenset(n for n in before(steps, name) if steps[n].kind in HUMAN)


def _reach(start: str, arrows: Mapping[str, Collection[str]]) -> frozenset[str]:
    """What can be reached from `start`; itself only if it lies on a cycle."""
    seen: set[str] = set()
    todo = list(arrows.get(start, ()))
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        todo.extend(arrows.get(name, ()))
    return frozenset(seen)


# -- what is wrong -----------------------------------------------------------


def faults(
    steps: Steps,
    *,
    agencies: Collection[str],
    roles: Collection[str],
    pages: Collection[str],
    papers: Collection[str],
    default_agency: str,
    has_fees: bool,
) -> list[Fault]:
    """Everything that keeps a procedure from being published; empty is sound.

    The collections hold the codes that the pack and the service know. `has_fees`
    says whether the service charges anything. Sentences are for its designer.
    """
    if not steps:
        return [Fault("", "The procedure has no steps: add at least an approval.")]
    found = [*_unknown_needs(steps)]
    cycle = _cycle(steps)
    if cycle:
        # The order-dependent checks below have no meaning on a cycle.
        return [*found, cycle]
    found += _ends_of(steps)
    found += _payments(steps, has_fees)
    for name, step in steps.items():
        found += _who(name, step, agencies, roles, default_agency)
        found += _place(steps, name)
        found += _sight(name, step, pages, papers)
    return found


def _unknown_needs(steps: Steps) -> Iterator[Fault]:
    for name, step in steps.items():
        for need in step.needs:
            if need not in steps:
                yield Fault(
                    name,
                    f"Step '{name}' needs '{need}', which does not exist: "
                    f"write one of {_names(set(steps) - {name})}, or take it out.",
                )


def _cycle(steps: Steps) -> Fault | None:
    for name in steps:
        if name not in before(steps, name):
            continue
        path = _way_back(steps, name)
        return Fault(
            name,
            f"The steps wait for each other in a circle: {' -> '.join(path)}. "
            "Take out one of these `needs`. (A return for correction needs no "
            "arrow: every reviewer can return the application.)",
        )
    return None


def _way_back(steps: Steps, start: str) -> list[str]:
    """The circle through `start` in the order of work, start at both ends."""
    path = [start]
    while True:
        here = path[-1]
        nearer = [n for n in steps[here].needs if n == start]
        inward = [
            n
            for n in steps[here].needs
            if n in steps and n not in path and start in before(steps, n)
        ]
        if nearer or not inward:
            return [start, *reversed(path)]
        path.append(inward[0])


def _ends_of(steps: Steps) -> Iterator[Fault]:
    approvals = [n for n, s in steps.items() if s.kind is StepKind.APPROVAL]
    if not approvals:
        yield Fault(
            "",
            "Nobody approves: add a last step with `kind: approval` that needs "
            f"{_names(ends(steps))}.",
        )
        return
    if all(steps[name].when for name in approvals):
        yield Fault(
            approvals[-1],
            "Every approval has a `when`, so a case could end with nobody "
            "deciding it: take out the `when` of one of them.",
        )
    last = [name for name in ends(steps) if name in approvals]
    if len(last) > 1:
        yield Fault(
            last[-1],
            f"There are {len(last)} last approvals ({_names(last)}): let one of "
            "them need the others, so that one decision ends the case.",
        )
    for name in ends(steps):
        if name not in approvals:
            yield Fault(
                name,
                f"Nothing waits for step '{name}', so a permit could be issued "
                f"without it: add it to the `needs` of {_names(last or approvals)}.",
            )


def _payments(steps: Steps, has_fees: bool) -> Iterator[Fault]:
    payments = [n for n, s in steps.items() if s.kind is StepKind.PAYMENT]
    if payments and not has_fees:
        yield Fault(
            payments[0],
            f"Step '{payments[0]}' waits for a payment, but the service has no "
            "fees: add the fee under `fees`, or take the step out.",
        )
    if has_fees and not payments:
        yield Fault(
            "",
            "The service has fees, but no step collects them: add a step with "
            "`kind: payment` before the approval.",
        )


def _who(
    name: str,
    step: Step,
    agencies: Collection[str],
    roles: Collection[str],
    default_agency: str,
) -> Iterator[Fault]:
    if step.kind in HUMAN and not step.within:
        yield Fault(
            name,
            f"Step '{name}' has no time limit: add `within`, for example "
            "`within: 1 wd`.",
        )
    post = post_of(step, default_agency)
    if post is None:
        if step.kind in HUMAN:
            yield Fault(
                name,
                f"Nobody does step '{name}': add `by` with one of the roles "
                f"{_names(roles)}.",
            )
        return
    agency, role = post
    if role not in roles:
        yield Fault(
            name,
            f"Step '{name}' is done by role '{role}', which the pack does not "
            f"know: use one of {_names(roles)}, or add it to the pack's `roles`.",
        )
    if agency not in agencies:
        yield Fault(
            name,
            f"Step '{name}' is done at agency '{agency}', which the pack does not "
            f"know: use one of {_names(agencies)}, or add it to `agencies`.",
        )


def _place(steps: Steps, name: str) -> Iterator[Fault]:
    step = steps[name]
    if step.kind is StepKind.INTAKE and step.needs:
        yield Fault(
            name,
            f"Step '{name}' is an intake, which opens the case, but it needs "
            f"{_names(step.needs)}: take out its `needs`, or make it a review.",
        )
    earlier = before(steps, name)
    for other in step.four_eyes:
        if other not in steps:
            yield Fault(
                name,
                f"`four_eyes` of step '{name}' names '{other}', which does not "
                f"exist: write one of {_names(earlier)}.",
            )
        elif other not in earlier:
            yield Fault(
                name,
                f"`four_eyes` of step '{name}' names '{other}', which does not "
                f"come before it: add '{other}' to its `needs`, or write one of "
                f"{_names(earlier)}.",
            )


def _sight(
    name: str, step: Step, pages: Collection[str], papers: Collection[str]
) -> Iterator[Fault]:
    if step.sees is None:
        return
    for kind, seen, known in (
        ("page", step.sees.pages, pages),
        ("paper", step.sees.papers, papers),
    ):
        for code in seen:
            if code not in known:
                yield Fault(
                    name,
                    f"`sees` of step '{name}' names the {kind} '{code}', which the "
                    f"service does not have: write one of {_names(known)}.",
                )


def _names(names: Collection[str]) -> str:
    return ", ".join(f"'{name}'" for name in sorted(names)) or "(none yet)"
