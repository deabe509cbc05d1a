"""A service as the public pages show it: gathered once, drawn by the templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.utils.translation import gettext as _

from satupintu.catalogue.published import Published
from satupintu.catalogue.schema import (
    Agency,
    Clock,
    Paper,
    PaperType,
    Service,
    Topic,
)
from satupintu.insights import service as insights
from satupintu.insights.service import Usual
from satupintu.kernel import tenancy
from satupintu.kernel.localized import text
from satupintu.kernel.spans import Span, Unit
from satupintu.web.public import chart, conditions
from satupintu.web.public.price import Price, price_of

_REMEMBERED = 60  # seconds


@dataclass(frozen=True, slots=True)
class Line:
    """A service in a list."""

    code: str
    title: dict[str, str]
    summary: dict[str, str]
    paused: dict[str, str]
    agency: Agency | None
    price: Price
    clock: Clock


@dataclass(frozen=True, slots=True)
class Need:
    """A paper to bring. `only_if` is empty where everybody needs it."""

    title: dict[str, str]
    hint: dict[str, str]
    why: dict[str, str]
    legal: str
    source: str
    only_if: str
    form: str
    fact: Paper


@dataclass(frozen=True, slots=True)
class Needs:
    """The papers of a service: handed in by the applicant, or held by a register."""

    brought: list[Need]
    fetched: list[Need]

    @property
    def all(self) -> list[Need]:
        return [*self.brought, *self.fetched]


def line(published: Published, today: date) -> Line:
    """What a list shows of a service."""
    service = published.definition
    return Line(
        code=service.code,
        title=service.title,
        summary=service.summary,
        paused=service.paused,
        agency=agency(published, service.agency),
        price=price_of(published, today),
        clock=service.clock,
    )


def agency(published: Published, code: str) -> Agency | None:
    """An agency of the pack."""
    return next((a for a in published.pack.agencies if a.code == code), None)


def topic(published: Published) -> Topic | None:
    """The topic that the service stands under."""
    wanted = published.definition.topic
    return next((t for t in published.pack.topics if t.code == wanted), None)


def usual(code: str) -> Usual | None:
    """How long it has really taken; None while too few cases tell.

    Remembered for a minute: the home page asks for every service.
    """
    key = f"usual:{tenancy.current_id()}:{code}"
    known: list[Usual | None] | None = cache.get(key)
    if known is None:
        known = [insights.usual(code)]
        cache.set(key, known, _REMEMBERED)
    return known[0]


def needs(published: Published) -> Needs:
    """Every paper that the service may ask for."""
    found = [_need(published, paper) for paper in published.definition.papers]
    return Needs(
        brought=[need for need in found if not need.source],
        fetched=[need for need in found if need.source],
    )


def _need(published: Published, paper: Paper) -> Need:
    kind = published.papers[paper.paper]
    rule = paper.required_if or paper.offered_if
    return Need(
        title=kind.title,
        hint=kind.hint,
        why=paper.why,
        legal=paper.legal,
        source=kind.source,
        only_if=_only_if(rule, published.definition) if rule else "",
        form=_file_form(kind),
        fact=paper,
    )


def _only_if(rule: str, service: Service) -> str:
    if rule.strip() == "true":
        return ""
    if rule.strip() == "false":
        return _("you want to add it")
    said = conditions.in_words(rule, service.questions)
    return said or _("your answers call for it; the form will tell you")


def _file_form(kind: PaperType) -> str:
    types = ", ".join(name.upper() for name in kind.types)
    return _("%(types)s, %(mb)s MB at most") % {"types": types, "mb": kind.max_mb}


def timing(published: Published, usual_time: Usual | None) -> chart.Chart | None:
    """The drawing of the legal and the real time, where both count working days."""
    total = Span.parse(published.definition.clock.total)
    if total.unit is not Unit.WORKING_DAYS:
        return None
    if usual_time is None:
        return chart.draw(float(total.amount), None, None, None)
    return chart.draw(
        float(total.amount), usual_time.p10, usual_time.p50, usual_time.p90
    )


def agency_names(published: Published) -> tuple[str, list[str]]:
    """The agency that decides, and the partners that check, in words."""
    first = agency(published, published.definition.agency)
    partners = [agency(published, code) for code in published.definition.partners]
    return (
        text(first.name) if first else "",
        [text(partner.name) for partner in partners if partner],
    )
