"""Linking the chosen visit with another one of its day, in words and forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from satupintu.courier import service as courier
from satupintu.courier.service import HomeVisitView
from satupintu.kernel.errors import Invalid
from satupintu.web.dispatch.place import Here, id_of
from satupintu.web.dispatch.words import clock, riding_words
from satupintu.web.requests import SignedIn

AFTER, BRING = "after", "bring"


@dataclass(frozen=True, slots=True)
class Linking:
    """`words`: the link that there is; `ended`: how the last one ended; `others`: the
    visits that the chosen one can follow, by id and in words."""

    words: str
    ended: str
    others: Sequence[tuple[str, str]]


def linking_of(place: Here, visit: HomeVisitView) -> Linking:
    """What the panel of a visit says of its link, and offers."""
    if visit.link is not None:
        return Linking(link_words(visit), "", ())
    ended = courier.link_ended(visit_id=visit.id)
    said = ""
    if ended is not None:
        said = _("No longer linked with %(name)s since %(time)s: %(why)s.") % {
            "name": ended.name,
            "time": clock(ended.at),
            "why": ended.why,
        }
    return Linking("", said, _others(place, visit))


def link_words(visit: HomeVisitView) -> str:
    """The link of a visit in one line; empty without one."""
    link = visit.link
    if link is None:
        return ""
    if link.is_second:
        words = _("after %(name)s, by the same officer")
        if link.carries:
            words = _("after %(name)s, and what is collected there is brought here")
    else:
        words = _("before %(name)s, by the same officer")
        if link.carries:
            words = _("before %(name)s, and what is collected here is brought there")
    return words % {"name": link.name}


def link(request: SignedIn, place: Here) -> str:
    """The chosen visit follows another one from now on."""
    visit_id = id_of(request.POST.get("visit", ""))
    first_id = id_of(request.POST.get("first", ""))
    how = request.POST.get("how", "")
    if visit_id is None or first_id is None or how not in (AFTER, BRING):
        raise Invalid(_("Choose the visit that comes before, and what links them."))
    done = courier.link_visits(
        first_id=first_id,
        second_id=visit_id,
        carries=how == BRING,
        actor=request.actor,
        now=request.now,
    )
    visit = courier.visit_by_id(visit_id=visit_id, now=request.now)
    return _("%(name)s is linked: %(link)s. %(cost)s.") % {
        "name": visit.name,
        "link": link_words(visit),
        "cost": riding_words(done.riding).capitalize(),
    }


def unlink(request: SignedIn, place: Here) -> str:
    """Both are planned for themselves again."""
    visit_id = id_of(request.POST.get("visit", ""))
    if visit_id is None:
        raise Invalid(_("Choose one of those shown."))
    done = courier.unlink_visit(visit_id=visit_id, actor=request.actor, now=request.now)
    return _("%(name)s is not linked any more.") % {"name": done.name}


def _others(place: Here, visit: HomeVisitView) -> list[tuple[str, str]]:
    free = (v for v in place.visits.values() if v.state == "booked" and not v.link)
    timed = [(v.arrives_at or v.from_at, v) for v in free if v.id != visit.id]
    return [
        (str(other.id), f"{clock(at)} {other.name}" if at else other.name)
        for at, other in sorted(timed, key=lambda pair: (str(pair[0]), pair[1].name))
    ]
