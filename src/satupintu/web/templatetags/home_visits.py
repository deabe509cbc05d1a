"""Template tags of the pages of home visits: `{% load home_visits %}`."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django import template
from django.http import HttpRequest
from django.utils.translation import gettext as _, ngettext

from satupintu.cases import service as cases
from satupintu.catalogue import service as catalogue
from satupintu.catalogue.published import Published
from satupintu.courier import service as courier
from satupintu.courier.service import HomeVisitView, WindowOffer
from satupintu.journeys import home
from satupintu.web.home.shown import Shown, between, clock, day_words, show_visit
from satupintu.web.requests import as_request

register = template.Library()


@register.filter
def visit_day(at: datetime | None) -> str:
    """Wednesday, 25 November."""
    return day_words(at) if at else ""


@register.filter
def visit_day_from(at: datetime | None, now: datetime) -> str:
    """Tomorrow, Wednesday, 25 November."""
    return day_words(at, now) if at else ""


@register.filter
def visit_clock(at: datetime | None) -> str:
    """13:00, on the clocks of the place."""
    return clock(at) if at else ""


@register.simple_tag
def visit_between(offer: WindowOffer) -> str:
    """13:00–15:00."""
    return between(offer.from_at, offer.until_at)


@register.simple_tag
def visit_sureness(offer: WindowOffer) -> str:
    """How sure an open window is, in a few words."""
    if offer.sureness == "plenty":
        return _("surest")
    form = ngettext("%(n)s officer free", "%(n)s officers free", offer.officers)
    return form % {"n": offer.officers}


@register.filter
def spelled_out(code: str) -> str:
    """A code digit by digit, for those who hear the page."""
    return " ".join(code)


@register.simple_tag
def home_visit_of_case(case_id: uuid.UUID) -> HomeVisitView | None:
    """The home visit that is ahead for a case."""
    return home.visit_of_case(case_id=case_id)


@dataclass(frozen=True, slots=True)
class Delivery:
    """Whether the permit of a case can be asked to be brought."""

    can_ask: bool


@register.simple_tag
def home_delivery(case: cases.Case, published: Published) -> Delivery:
    """What the page of a case with a permit offers."""
    can_ask = home.is_brought(published) and home.delivery_of(case_id=case.pk) is None
    return Delivery(can_ask)


@register.simple_tag(takes_context=True)
def home_visits_ahead(context: template.Context) -> list[Shown]:
    """The home visits ahead of who is signed in."""
    request: HttpRequest | None = context.get("request")
    actor = as_request(request).actor if request else None
    if request is None or actor is None or actor.is_staff or not home_visits_here():
        return []
    now = as_request(request).now
    visits = courier.visits_of(account_id=actor.account_id, now=now)
    return [show_visit(visit) for visit in visits if visit.is_open]


@register.simple_tag(takes_context=True)
def home_visit_of_draft(
    context: template.Context, draft_id: uuid.UUID
) -> HomeVisitView | None:
    """The home visit that is ahead for a draft of who is signed in."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return None
    given = as_request(request)
    actor = getattr(given, "applicant", None) or given.actor
    if actor is None or actor.is_staff:
        return None
    return home.visit_of_draft(draft_id=draft_id, actor=actor, now=given.now)


@register.simple_tag
def home_visit_link(service: str) -> bool:
    """Whether a service can be filed at home now."""
    return home.is_at_home(service)


@register.simple_tag
def home_visits_here() -> bool:
    """Whether the place sends officers home at all."""
    return catalogue.has_home_visits()
