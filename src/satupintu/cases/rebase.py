"""Moving an open case onto a newer version of its service: explicit, shown first."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from satupintu.cases import content, flow
from satupintu.cases.access import MANAGER, case_for
from satupintu.cases.models import Case
from satupintu.catalogue import form, service as catalogue
from satupintu.catalogue.published import Published
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Conflict, NotAllowed


class CannotRebase(Conflict):
    """The case does not fit the newer version; the plan says why."""

    code = "cannot_rebase"


@dataclass(frozen=True, slots=True)
class Rebase:
    """What moving a case would change. It can be done if `obstacles` is empty."""

    old: Published
    new: Published
    steps_added: Sequence[str]
    steps_removed: Sequence[str]
    questions_added: Sequence[str]
    questions_removed: Sequence[str]
    obstacles: Sequence[str]


def rebase_plan(*, ref: str | uuid.UUID, actor: Actor) -> Rebase | None:
    """What moving this case to the newest version means; None if it is on it."""
    return _plan(case_for(actor, ref))


@transaction.atomic
def rebase(*, case_id: uuid.UUID, actor: Actor, now: datetime) -> Case:
    """Move an open case to the newest version of its service.

    Raises `NotAllowed` for anyone but a manager of the service's agency and
    `CannotRebase` when the case is closed or does not fit.
    """
    case_for(actor, case_id)
    run = flow.run(case_id, actor=actor, now=now)
    plan = _plan(run.case)
    if not actor.holds(run.published.definition.agency, MANAGER):
        raise NotAllowed(_("Only a manager of the agency can move a case."))
    if plan is None:
        return run.case
    if plan.obstacles:
        raise CannotRebase(
            _("The application cannot be moved: %(why)s"),
            why=" ".join(plan.obstacles),
        )
    run.case.version_id = plan.new.version_id
    run.published = plan.new
    run.case.answers = form.kept(
        plan.new, flow.facts_of(run.case, plan.new), run.case.answers
    )
    run.note(
        "case.rebased",
        old=plan.old.version,
        new=plan.new.version,
        content=content.digest_of(run.case),
    )
    flow.advance(run)
    return run.case


def _plan(case: Case) -> Rebase | None:
    old = catalogue.version(case.version_id)
    new = catalogue.current(old.code)
    if new.version_id == old.version_id:
        return None
    before, after = old.definition, new.definition
    return Rebase(
        old=old,
        new=new,
        steps_added=[s for s in after.procedure if s not in before.procedure],
        steps_removed=[s for s in before.procedure if s not in after.procedure],
        questions_added=[q for q in after.questions if q not in before.questions],
        questions_removed=[q for q in before.questions if q not in after.questions],
        obstacles=_obstacles(case, new),
    )


def _obstacles(case: Case, new: Published) -> list[str]:
    found: list[str] = []
    if case.closed_at is not None:
        found.append(str(_("It is closed.")))
    used = set(case.tasks.exclude(state="cancelled").values_list("step", flat=True))
    for step in sorted(used - set(new.definition.procedure)):
        found.append(str(_("The newer version has no step “%s”.") % step))
    if _asked(case) - {*new.questions, *new.papers}:
        # Nobody could answer then, and the application would lapse.
        found.append(str(_("A correction is open that the newer version cannot take.")))
    facts = flow.facts_of(case, new)
    found += [p.sentence for p in form.problems(new, facts, case.answers, case.papers)]
    return found


def _asked(case: Case) -> set[str]:
    """What the open corrections point at."""
    waiting = case.corrections.filter(answered_at=None)
    return {item["name"] for correction in waiting for item in correction.items}
