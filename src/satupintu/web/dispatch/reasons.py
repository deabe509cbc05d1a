"""Why a visit has no officer, or this one, and what would work instead."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from satupintu.catalogue import service as catalogue
from satupintu.courier import service as courier
from satupintu.courier.service import HomeVisitView, OfficerReason, WindowOffer
from satupintu.kernel.errors import Refused
from satupintu.web.dispatch.place import Here
from satupintu.web.dispatch.words import clock, day_words, riding_words

NAMED = 4


@dataclass(frozen=True, slots=True)
class Reason:
    """An officer's reason and a word for it; `fits` can be given the visit."""

    officer: str
    shift: uuid.UUID
    sentence: str
    word: str
    fits: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """A window that can be kept: when, by whom, at what cost."""

    from_at: datetime
    until_at: datetime
    words: str
    cost: str


@dataclass(frozen=True, slots=True)
class Why:
    """The reasons for a visit: the telling ones, then the others; what would work."""

    visit: HomeVisitView
    first: Sequence[Reason]
    others: Sequence[Reason]
    answer: Answer | None
    looked_harder: bool


def why_of(place: Here, visit: HomeVisitView, *, harder: bool = False) -> Why | None:
    """None for a visit that is over or at whose door somebody is: there is nothing to
    explain. Of one on the way to which somebody is: who else could go."""
    if visit.state not in ("booked", "riding"):
        return None
    try:
        found = courier.why_not(visit_id=visit.id, now=place.now)
    except Refused:
        return None
    reasons = [_reason(each) for each in found]
    if visit.arrives_at is not None and visit.officer is not None:
        reasons = [r for r in reasons if r.officer != visit.officer.name]
    first = _telling(reasons)
    return Why(
        visit=visit,
        first=first,
        others=[reason for reason in reasons if reason not in first],
        answer=_answer(place, visit, harder),
        looked_harder=harder,
    )


def _telling(reasons: Sequence[Reason]) -> list[Reason]:
    """Those who could, then one of each kind of reason."""
    found = [reason for reason in reasons if reason.fits][:NAMED]
    for reason in reasons:
        if len(found) < NAMED and reason.word not in {r.word for r in found}:
            found.append(reason)
    return found


def _reason(reason: OfficerReason) -> Reason:
    return Reason(
        officer=reason.officer,
        shift=reason.shift_id,
        sentence=reason.sentence,
        word=_word(reason),
        fits=reason.fits,
    )


def _word(reason: OfficerReason) -> str:
    return {
        "fits": _("fits"),
        "far": _("far away"),
        "late": _("too late"),
        "pushes": _("makes others late"),
        "skill": _("skill"),
        "base": _("other base"),
        "bag": _("bag is full"),
        "shift": _("end of shift"),
        "rest": _("break"),
        "order": _("no folder yet"),
        "locked": _("fixed"),
        "reserved": _("fixed"),
    }.get(reason.rule, _("does not ride"))


def _answer(place: Here, visit: HomeVisitView, harder: bool) -> Answer | None:
    """The first other window that can be kept, for whom the plan does not come."""
    if visit.arrives_at is not None and not _is_late(visit):
        return None
    ask = courier.look_harder if harder else courier.offers
    try:
        days = ask(token=visit.token, now=place.now)
    except Refused:
        return None
    windows = [w for day in days for w in day.windows if w.is_open and not w.is_own]
    return _in_words(place, visit, windows[0]) if windows else None


def _in_words(place: Here, visit: HomeVisitView, window: WindowOffer) -> Answer:
    found = courier.why_not(
        visit_id=visit.id,
        from_at=window.from_at,
        until_at=window.until_at,
        now=place.now,
    )
    best = next((each for each in found if each.fits), None)
    when = f"{clock(window.from_at)}–{clock(window.until_at)}"

    day = catalogue.local_day(window.from_at)
    if day != place.day:
        when = f"{day_words(day)}, {when}"
    words = _("It can be done %(when)s") % {"when": when}
    if best is not None:
        values = {"when": when, "officer": best.officer}
        words = _("It can be done %(when)s by %(officer)s") % values
    cost = riding_words(best.riding) if best else _("others come a little later")
    return Answer(window.from_at, window.until_at, words, cost)


def _is_late(visit: HomeVisitView) -> bool:
    at, until = visit.arrives_at, visit.until_at
    return at is not None and until is not None and at > until
