"""The procedure as a list to read aloud: who does what, what runs side by side."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from satupintu.catalogue import procedure
from satupintu.catalogue.schema import Pack, Service, Step, StepKind
from satupintu.kernel.localized import text
from satupintu.kernel.spans import Span
from satupintu.web.public import conditions


@dataclass(frozen=True, slots=True)
class Stage:
    """One step in words. `who` is empty where nobody waits for a person."""

    title: str
    who: str
    within: str
    only_if: str


def stages(service: Service, pack: Pack) -> list[list[Stage]]:
    """The steps in order; those in one inner list may run at the same time."""
    steps = service.procedure
    depths = procedure.depths({name: step.needs for name, step in steps.items()})
    levels: dict[int, list[Stage]] = {}
    for name in procedure.order(steps):
        stage = _stage(steps[name], service, pack)
        levels.setdefault(depths[name], []).append(stage)
    return [levels[depth] for depth in sorted(levels)]


def side_by_side(levels: list[list[Stage]]) -> int:
    """The largest number of steps that run at the same time."""
    return max((len(level) for level in levels), default=0)


def _stage(step: Step, service: Service, pack: Pack) -> Stage:
    only_if = conditions.in_words(step.when, service.questions) if step.when else ""
    if step.when and not only_if:
        only_if = _("your answers call for it")
    return Stage(
        title=text(step.title),
        who=who(step, service, pack),
        within=Span.parse(step.within).text() if step.within else "",
        only_if=only_if,
    )


def who(step: Step, service: Service, pack: Pack) -> str:
    """The agency and role that does a step, in words; the citizen pays."""
    post = procedure.post_of(step, service.agency)
    if post is None:
        return _("You") if step.kind is StepKind.PAYMENT else ""
    return post_in_words(*post, pack)


def post_in_words(agency: str, role: str, pack: Pack) -> str:
    """A role at an agency, in words."""
    agencies = {a.code: text(a.short) or text(a.name) for a in pack.agencies}
    roles = {r.code: text(r.title) for r in pack.roles}
    return _("%(role)s, %(agency)s") % {
        "role": roles.get(role, role),
        "agency": agencies.get(agency, agency),
    }
