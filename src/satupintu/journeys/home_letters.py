"""What people are told about their home visits, in their own language.

    asked (a permit is brought)   choose a time
    booked, moved                 the promise, with a link to put it into a calendar
    on the way                    the officer's card, and the code said at the door
    told                          the expected time moved by more than is tolerated
    not done                      why, and the next attempt
    done                          what was taken along or handed over
    filing refused                what was signed for waits in the own account

No letter holds an address or an answer: mail and phones are seen by others.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils.translation import gettext as _

from satupintu.catalogue import service as catalogue
from satupintu.courier import events, service as courier
from satupintu.courier.service import HomeVisitView
from satupintu.journeys.home_writing import clock_of, in_words_of, page_of, send
from satupintu.journeys.writing import link
from satupintu.kernel.localized import text
from satupintu.kernel.money import format_day
from satupintu.kernel.outbox import on

DELIVER = "deliver"


@on(events.HomeVisitAsked)
def tell_asked(event: events.HomeVisitAsked, at: datetime) -> None:
    """Only of what the person did not ask for: a permit is brought, or another try."""
    visit = _visit(event.key, at)
    if visit.kind != DELIVER or visit.previous_id or not _is_ours(visit):
        return
    with in_words_of(visit):
        _send(
            visit,
            "asked",
            _("Your permit can be brought to you"),
            _(
                "%(what)s has been issued. An officer brings it to your door, free of "
                "charge. Choose a time: %(link)s\n\nYou can also download it at any "
                "time."
            ),
            now=at,
        )


@on(events.HomeVisitBooked)
def tell_booked(event: events.HomeVisitBooked, at: datetime) -> None:
    visit = _visit(event.key, at)
    if not _is_promised(visit, event.from_at):
        return  # moved or cancelled since: that letter is enough
    with in_words_of(visit):
        _send(
            visit,
            f"booked:{event.from_at}",
            _("An officer comes on %(day)s"),
            _(
                "An officer comes to you on %(day)s between %(from)s and %(until)s."
                "\n\n%(what)s\n\nBefore leaving, we send you the officer's name and "
                "a code. If we are late, you know it first. It is free: officers "
                "may not take money or tips.\n\nWhat to lay ready, your calendar, "
                "change or cancel: %(link)s"
            ),
            now=at,
            until=visit.until_at,
        )


@on(events.HomeVisitMoved)
def tell_moved(event: events.HomeVisitMoved, at: datetime) -> None:
    visit = _visit(event.key, at)
    if not _is_promised(visit, event.from_at):
        return
    by_us = _(
        "We are sorry: we have to move your visit. An officer comes on %(day)s "
        "between %(from)s and %(until)s instead.%(why)s\n\n%(what)s\n\nIf that does "
        "not suit you, choose another time: %(link)s"
    )
    by_you = _(
        "Your visit has been moved. An officer comes on %(day)s between %(from)s and "
        "%(until)s.\n\n%(what)s\n\n%(link)s"
    )
    ours = courier.office_move(visit_id=visit.id)
    with in_words_of(visit):
        why = _("Why: %(reason)s") % {"reason": ours.reason} if ours else ""
        _send(
            visit,
            f"moved:{event.from_at}:{visit.moves}",
            _("Your new time: %(day)s"),
            by_you if event.by == "citizen" else by_us,
            now=at,
            until=visit.until_at,
            why=f"\n\n{why}" if ours and ours.reason else "",
        )


@on(events.HomeVisitCancelled)
def tell_cancelled(event: events.HomeVisitCancelled, at: datetime) -> None:
    visit = _visit(event.key, at)
    with in_words_of(visit):
        body = _(
            "The home visit is cancelled (%(what)s). What you have filled in is kept. "
            "Ask again at any time: %(again)s"
        )
        if event.by != "citizen":
            body = _(
                "We are sorry: we had to cancel your home visit (%(what)s). "
                "%(reason)s\n\nWhat you have filled in is kept. Ask again: %(again)s"
            )
        _send(visit, "cancelled", _("Your home visit is cancelled"), body, now=at)


@on(events.HomeVisitRiding)
def tell_riding(event: events.HomeVisitRiding, at: datetime) -> None:
    """The card and the code. Phones read this in the street: no link is needed."""
    visit = _visit(event.key, at)
    if visit.state != "riding" or visit.officer is None:
        return
    with in_words_of(visit):
        _send(
            visit,
            f"riding:{visit.riding_at}",
            _("Your officer is on the way"),
            _(
                "%(officer)s (%(badge)s%(vehicle)s) is on the way to you%(eta)s.\n\n"
                "The officer says this code first: %(code)s. If it is another, do not "
                "open; call %(phone)s.\n\nFree of charge. Photo and time: %(link)s"
            ),
            now=at,
            until=visit.until_at,
        )


@on(events.HomeVisitTold)
def tell_time(event: events.HomeVisitTold, at: datetime) -> None:
    """The first expected time is part of another letter; changes are told."""
    visit = _visit(event.key, at)
    told = visit.told_at.isoformat() if visit.told_at else ""
    if not event.before or visit.state not in ("booked", "riding"):
        return
    if _moment(event.told_at) != _moment(told):
        return  # told anew since
    with in_words_of(visit):
        _send(
            visit,
            f"told:{event.told_at}",
            _("Your officer comes at about %(told)s"),
            _(
                "We now expect to be with you at about %(told)s. Promised: between "
                "%(from)s and %(until)s.%(late)s\n\n%(link)s"
            ),
            now=at,
            until=visit.told_at,
        )


@on(events.HomeVisitFailed)
def tell_failed(event: events.HomeVisitFailed, at: datetime) -> None:
    visit = _visit(event.key, at)
    following = _visit(uuid.UUID(event.next_id), at) if event.next_id else None
    with in_words_of(visit):
        body = _(
            "Your home visit (%(what)s) could not be done: %(outcome)s. %(reason)s\n\n"
            "What you have filled in is kept. Go on online, at the mall, or ask "
            "again: %(again)s"
        )
        if following is not None:
            body = _(
                "Your home visit (%(what)s) could not be done: %(outcome)s. %(reason)s"
                "\n\nNothing is lost. Choose another time here: %(next)s"
            )
        _send(
            visit,
            "failed",
            _("Your home visit could not be done"),
            body,
            now=at,
            next=page_of(following) if following else "",
        )


@on(events.HomeFilingRefused)
def tell_refused(event: events.HomeFilingRefused, at: datetime) -> None:
    """Signed for at the door, and not in order: it waits in the person's account."""
    visit = _visit(event.key, at)
    refused = courier.refused_filings(visit_id=visit.id)
    drafts = [e.draft_id for e in visit.errands if e.service in refused and e.draft_id]
    if not drafts:
        return  # put right and filed since
    with in_words_of(visit):
        _send(
            visit,
            "filing-refused",
            _("Your application is not complete yet"),
            _(
                "The officer has been with you (%(what)s), but what you signed could "
                "not be filed: something in it has to be put right. We are sorry."
                "\n\nNothing is lost: answers and papers are in your account. Put it "
                "right and send it here: %(drafts)s\n\nOr ask for another visit: "
                "%(again)s\n\nQuestions: %(phone)s."
            ),
            now=at,
            drafts=" ".join(link(f"drafts/{draft}/check/") for draft in drafts),
        )


@on(events.HomeVisitDone)
def tell_done(event: events.HomeVisitDone, at: datetime) -> None:
    visit = _visit(event.key, at)
    if courier.refused_filings(visit_id=visit.id):
        tell_refused(events.HomeFilingRefused(event.key), at)
        return
    with in_words_of(visit):
        subject = _("The officer has been with you")
        body = _(
            "%(what)s: seen to at your home at %(at)s by %(officer)s (%(badge)s). "
            "Whose hands your papers go through, and what happens next: %(link)s"
            "\n\nDid anybody ask for money? Tell us on that page, or call "
            "%(phone)s."
        )
        if visit.kind == DELIVER:
            subject = _("Your permit has been handed over")
            body = _(
                "%(what)s: handed over at %(at)s by %(officer)s (%(badge)s), "
                "against your one-time code or signature.\n\nThe proof: %(link)s"
                "\n\nWas it not you, or did anybody ask for money? Tell us at "
                "once on that page, or call %(phone)s."
            )
        _send(visit, "done", subject, body, now=at)


def _visit(visit_id: uuid.UUID, now: datetime) -> HomeVisitView:
    return courier.visit_by_id(visit_id=visit_id, now=now)


def _is_ours(visit: HomeVisitView) -> bool:
    """Whether we asked for it on our own, when the permit was issued."""
    return visit.key.startswith("permit:")


def _is_promised(visit: HomeVisitView, from_at: str) -> bool:
    promised = visit.from_at.isoformat() if visit.from_at else ""
    return visit.state == "booked" and _moment(promised) == _moment(from_at)


def _moment(written: str) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _send(
    visit: HomeVisitView,
    occasion: str,
    subject: str,
    body: str,
    *,
    now: datetime,
    until: datetime | None = None,
    **more: str,
) -> None:
    if until is not None and now > until:
        return
    send(visit, occasion, subject, body, _values(visit) | more, now=now)


def _values(visit: HomeVisitView) -> dict[str, str]:
    officer = visit.officer
    rules = catalogue.home_visits()
    return {
        "what": ", ".join(titles_of(visit)),
        "day": _day(visit.from_at),
        "from": clock_of(visit.from_at),
        "until": clock_of(visit.until_at),
        "told": clock_of(visit.told_at),
        "late": _late(visit),
        "eta": _eta(visit),
        "at": clock_of(visit.ended_at),
        "officer": officer.name if officer else text(rules.name),
        "badge": officer.badge if officer else "",
        "vehicle": f", {officer.vehicle}" if officer and officer.vehicle else "",
        "code": " ".join(visit.door_code),
        "phone": rules.phone,
        "outcome": outcome_words(visit.outcome),
        "reason": visit.note,
        "link": page_of(visit),
        "again": link("home-visit/"),
    }


def titles_of(visit: HomeVisitView) -> list[str]:
    """The services of a visit, in the active language."""
    known = {published.code: published for published in catalogue.services()}
    return [
        text(known[each.service].definition.title)
        for each in visit.errands
        if each.service in known
    ]


def outcome_words(outcome: str) -> str:
    """Why a visit was not done, as one says it to the person who waited."""
    return {
        "not_ready": _("the papers were not ready"),
        "not_home": _("nobody was at home"),
        "wrong_address": _("we did not find the address"),
        "refused": _("you did not want it any more"),
        "rain": _("rain or flood stopped the officer"),
        "no_time": _("the officer could not come in time"),
    }.get(outcome, _("it was not possible"))


def _late(visit: HomeVisitView) -> str:
    if not visit.told_at or not visit.until_at or visit.told_at <= visit.until_at:
        return ""
    return " " + _("That is later than promised; we are sorry.")


def _eta(visit: HomeVisitView) -> str:
    if visit.eta is None:
        return ""
    words = {"low": clock_of(visit.eta.low), "high": clock_of(visit.eta.high)}
    if visit.eta.is_now:
        return ", " + _("expected any moment, until %(high)s") % words
    return ", " + _("expected between %(low)s and %(high)s") % words


def _day(at: datetime | None) -> str:
    return format_day(at, catalogue.zone()) if at else ""
