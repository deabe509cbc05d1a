"""Two visits that belong together: the rows of a link, and its end.

A link is the dispatcher's wish. A promise is worth more: when both cannot be kept any
more, or one of the two visits is moved, cancelled or not done, the link ends; that is
in the journal of both, and the dispatcher is told why.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from satupintu.courier import ties
from satupintu.courier.days import DayEngine
from satupintu.courier.models import OPEN, HomeVisit, LinkPart
from satupintu.kernel import journal
from satupintu.kernel.actor import SYSTEM, Actor

LINKED, UNLINKED = "home.linked", "home.unlinked"
BY_HAND, MOVED, CANCELLED = "by_hand", "moved", "cancelled"


@dataclass(frozen=True, slots=True)
class LinkEnded:
    """A link that a visit had: with whom, and why it ended, in a sentence."""

    name: str
    why: str
    at: datetime


def partner_of(row: HomeVisit) -> HomeVisit | None:
    """The visit that this one is linked with."""
    if row.link is None:
        return None
    found: HomeVisit | None = (
        HomeVisit.objects.filter(link=row.link).exclude(pk=row.pk).first()
    )
    return found


def brought_to(row: HomeVisit) -> HomeVisit | None:
    """Where what is collected at this visit is brought on the same round."""
    other = partner_of(row) if row.link_part == LinkPart.FIRST else None
    if other is None or not other.carries or other.state not in OPEN:
        return None
    return other


def end_link(row: HomeVisit, why: str, actor: Actor, now: datetime) -> bool:
    """Both visits are planned for themselves again; whether there was a link. The
    day is locked."""
    if row.link is None:
        return False
    rows = HomeVisit.objects.filter(link=row.link)
    both = list(rows.select_for_update().order_by("pk"))
    HomeVisit.objects.filter(link=row.link).update(
        link=None, link_part="", carries=False
    )
    row.link, row.link_part, row.carries = None, "", False
    for each in both:
        others = [other.pk for other in both if other.pk != each.pk]
        facts = {"why": why, "with": others[0] if others else None}
        journal.append(
            stream=each.pk, actor=actor, action=UNLINKED, now=now, data=facts
        )
    return True


def end_loose(found: DayEngine, now: datetime) -> None:
    """End the links that the plan of a locked day does not hold."""
    for pk, why in found.layout.loose.items():
        second = found.rows.visits[pk]
        link = second.link
        end_link(second, why, SYSTEM, now)
        for each in found.rows.visits.values():
            if each.link == link:
                each.link, each.link_part, each.carries = None, "", False
    found.layout.loose = {}


def link_ended(*, visit_id: uuid.UUID) -> LinkEnded | None:
    """How the last link of a visit ended, if not by hand. Callers guard."""
    last = next(
        (e for e in reversed(journal.entries(visit_id)) if e.action == UNLINKED), None
    )
    why = _WHY.get(last.data.get("why", "")) if last else None
    if last is None or why is None:
        return None
    other = HomeVisit.objects.filter(pk=last.data.get("with")).first()
    return LinkEnded(other.name if other else "", why(), last.at)


_WHY: dict[str, Callable[[], str]] = {
    MOVED: lambda: _("one of them got another time"),
    CANCELLED: lambda: _("one of them was cancelled"),
    ties.GONE: lambda: _("one of them got another time"),
    ties.FAILED: lambda: _("the first one was not done"),
    ties.ORDER: lambda: _("the officer rode to the second one first"),
    ties.AWAY: lambda: _("the officer of the first one does not ride any more"),
    ties.LATE: lambda: _("the promises could not be kept together with it"),
}
