"""What really happened at a stop that is over, or under way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from satupintu.cases import service as cases
from satupintu.courier import service as courier
from satupintu.courier.service import HomeVisitView
from satupintu.journeys.home_letters import outcome_words
from satupintu.kernel.actor import Actor
from satupintu.web.dispatch.words import clock


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case that the visit is about; `href` for those who may open it."""

    number: str
    href: str


@dataclass(frozen=True, slots=True)
class Happened:
    """`facts`: what, and when or how. `note` is the officer's own."""

    facts: Sequence[tuple[str, str]]
    note: str
    cases: Sequence[CaseLine]


def happened_at(visit: HomeVisitView, actor: Actor) -> Happened | None:
    """None where nothing has happened yet."""
    if visit.riding_at is None and visit.arrived_at is None and visit.ended_at is None:
        return None
    moments = (
        (_("rode out"), visit.riding_at),
        (_("at the door"), visit.arrived_at),
        (_("not done") if visit.state == "failed" else _("done"), visit.ended_at),
    )
    facts = [(words, clock(at)) for words, at in moments if at]
    if visit.officer is not None:
        card = visit.officer
        facts.append((_("officer"), f"{card.name} · {card.badge}"))
    if visit.state == "failed":
        facts.append((_("why"), outcome_words(visit.outcome)))
    proof = _proof(visit)
    if proof:
        facts.append((_("handed over"), proof))
    return Happened(facts, visit.note, _cases(visit, actor))


def _proof(visit: HomeVisitView) -> str:
    """Against what a permit was handed over: the last hop into the citizen's hand."""
    if visit.kind != "deliver" or visit.state != "done":
        return ""
    hops = [
        hop
        for folder in courier.folders_of(visit_id=visit.id)
        for hop in courier.chain_of(folder_id=folder.id)
        if hop.taker == "citizen"
    ]
    if not hops:
        return ""
    words = {
        "code": _("against the one-time code"),
        "signature": _("against a signature"),
        "photo": _("with a photo"),
    }
    return words.get(hops[-1].proof, _("against a receipt"))


def _cases(visit: HomeVisitView, actor: Actor) -> list[CaseLine]:
    ids = dict.fromkeys(e.case_id for e in visit.errands if e.case_id)
    found = []
    for case_id in ids:
        number = cases.case_facts(case_id).number
        is_open = cases.may_open(case_id=case_id, actor=actor)
        href = reverse("office-case", args=[number]) if is_open else ""
        found.append(CaseLine(number, href))
    return found
