"""Template tags of the pages of home visits: `{% load home_visits %}`."""

from __future__ import annotations

import uuid
from datetime import datetime

from django import template
from django.http import HttpRequest
from django.utils.translation import gettext as _, ngettext

from satupintu.catalogue import service as catalogue
from satupintu.courier.service import HomeVisitView, WindowOffer
from satupintu.journeys import home
from satupintu.web.home.shown import between, clock, day_words
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
    """How sure a window is, in a few words; why it is not open, where it is not."""
    if not offer.is_open:
        return offer.why or _("all officers are taken")
    if offer.sureness == "plenty":
        return _("surest")
    form = ngettext("%(n)s officer near you", "%(n)s officers near you", offer.officers)
    return form % {"n": offer.officers}


@register.filter
def spelled_out(code: str) -> str:
    """A code digit by digit, for those who hear the page."""
    return " ".join(code)


@register.simple_tag
def home_visit_of_case(case_id: uuid.UUID) -> HomeVisitView | None:
    """The home visit that is ahead for a case."""
    return home.visit_of_case(case_id=case_id)


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
    return catalogue.pack().home_visits is not None
