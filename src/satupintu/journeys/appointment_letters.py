"""What people with an appointment are told, in the language that they booked in.

A letter that would arrive after the fact is not sent at all (`until`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from satupintu.appointments import events, service as appointments
from satupintu.appointments.service import BookingView, EntryView
from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall
from satupintu.journeys.writing import in_words, link
from satupintu.kernel.localized import text
from satupintu.kernel.money import format_clock, format_date, format_when
from satupintu.kernel.outbox import on
from satupintu.notifications import service as notifications
from satupintu.notifications.service import Channel

_BEFORE = timedelta(minutes=10)


@on(events.BookingConfirmed)
def tell_confirmed(event: events.BookingConfirmed, at: datetime) -> None:
    found = appointments.booking_by_id(event.key)
    if not found.is_confirmed:
        return  # cancelled again before this ran: the other letter says so
    with in_words(found.language):
        _send(
            found,
            "confirmed",
            _("Your appointment on %(when)s"),
            _(
                "You are expected on %(when)s.\n\n%(what)s\n%(place)s\n%(bring)s\n"
                "Please be there by %(by)s and check in at the kiosk with this code: "
                "%(code)s\n\nShow the QR, put it into your calendar, move or cancel "
                "it here: %(link)s"
            ),
            now=at,
            until=found.starts_at,
        )


@on(events.BookingMoved)
def tell_moved(event: events.BookingMoved, at: datetime) -> None:
    found = appointments.booking_by_id(event.key)
    if not found.is_confirmed or found.starts_at.isoformat() != event.starts_at:
        return  # moved once more since, or cancelled: one letter is enough
    with in_words(found.language):
        _send(
            found,
            f"moved:{event.starts_at}:{found.moves}",
            _("Your new appointment on %(when)s"),
            _(
                "Your appointment has been moved to %(when)s.\n\n%(what)s\n%(place)s"
                "\n%(bring)s\nThe code stays: %(code)s\n\n%(link)s"
            ),
            now=at,
            until=found.starts_at,
        )


@on(events.BookingCancelled)
def tell_cancelled(event: events.BookingCancelled, at: datetime) -> None:
    found = appointments.booking_by_id(event.key)
    with in_words(found.language):
        body = _(
            "Your appointment on %(when)s (%(what)s) is cancelled. Book again at any "
            "time: %(link)s"
        )
        if found.by_staff:
            body = _(
                "We are sorry: the office has to cancel your appointment on %(when)s "
                "(%(what)s). The reason: %(reason)s\n\nBook another time here: %(link)s"
            )
        _send(
            found,
            "cancelled",
            _("Your appointment on %(when)s is cancelled"),
            body,
            now=at,
            until=found.starts_at,
        )


@on(events.BookingNear)
def tell_near(event: events.BookingNear, at: datetime) -> None:
    found = appointments.booking_by_id(event.key)
    if not found.is_confirmed or found.starts_at.isoformat() != event.starts_at:
        return
    with in_words(found.language):
        _send(
            found,
            f"near:{event.starts_at}",
            _("Tomorrow: your appointment"),
            _(
                "A reminder: you are expected on %(when)s.\n\n%(what)s\n%(place)s\n"
                "%(bring)s\nYour code: %(code)s\n\nIf you cannot come, please move or "
                "cancel it, so that somebody else can: %(link)s"
            ),
            now=at,
            until=found.starts_at - timedelta(hours=1),
        )


@on(events.ListJoined)
def tell_joined(event: events.ListJoined, at: datetime) -> None:
    found = appointments.entry_by_id(entry_id=event.key, now=at)
    with in_words(found.language):
        _send_entry(
            found,
            "joined",
            _("You are on the waiting list"),
            _(
                "You are waiting for a place for %(what)s between %(first)s and "
                "%(last)s. When one comes free we write to you and keep it %(minutes)s "
                "minutes.\n\nSee where you stand, or leave the list: %(link)s"
            ),
            now=at,
        )


@on(events.PlaceOffered)
def tell_offered(event: events.PlaceOffered, at: datetime) -> None:
    found = appointments.entry_by_id(entry_id=event.key, now=at)
    if found.offer is None or found.offer.id != event.offer_id:
        return
    with in_words(found.language):
        _send_entry(
            found,
            f"offer:{event.offer_id}",
            _("A place is free for you: %(when)s"),
            _(
                "A place has come free for %(what)s: %(when)s. It is kept for you "
                "until %(until)s.\n\nTake it, or let it go to the next: %(link)s"
            ),
            now=at,
            until=found.offer_until,
            when=_when(found.offer.starts_at),
        )


@on(events.ListEnded)
def tell_ended(event: events.ListEnded, at: datetime) -> None:
    found = appointments.entry_by_id(entry_id=event.key, now=at)
    with in_words(found.language):
        _send_entry(
            found,
            "ended",
            _("You are no longer on the waiting list"),
            _(
                "Your time on the waiting list for %(what)s is over. Look for a free "
                "time, or join again: %(start)s"
            ),
            now=at,
        )


def _send(
    found: BookingView,
    occasion: str,
    subject: str,
    body: str,
    *,
    now: datetime,
    until: datetime,
) -> None:
    mall = appointments.mall_of(found.mall)
    wanted = [appointments.Wish(*pair) for pair in found.wanted]
    bring = "; ".join(appointments.bring_of(mall, wanted))
    values = {
        "when": _when(found.starts_at),
        "by": _clock(found.starts_at - _BEFORE),
        "what": " + ".join(appointments.titles_of(mall, wanted)),
        "place": _place(mall),
        "bring": _("Bring: %(things)s") % {"things": bring} + "\n" if bring else "",
        "code": found.code,
        "reason": found.reason,
        "link": link(f"appointments/{found.token}/"),
    }
    _post(found, f"booking:{found.id}:{occasion}", subject, body, values, now, until)


def _send_entry(
    found: EntryView,
    occasion: str,
    subject: str,
    body: str,
    *,
    now: datetime,
    until: datetime | None = None,
    **more: str,
) -> None:
    mall = appointments.mall_of(found.mall)
    minutes = int(appointments.OFFER.total_seconds() // 60)
    values = {
        "what": " + ".join(appointments.titles_of(mall, found.wanted)),
        "first": format_date(found.first_day),
        "last": format_date(found.last_day),
        "minutes": str(minutes),
        "until": _clock(until) if until else "",
        "link": link(f"appointments/waiting/{found.token}/"),
        "start": link("appointments/"),
    } | more
    _post(found, f"waiting:{found.id}:{occasion}", subject, body, values, now, until)


def _post(
    found: BookingView | EntryView,
    dedupe: str,
    subject: str,
    body: str,
    values: dict[str, str],
    now: datetime,
    until: datetime | None,
) -> None:
    if not found.contact or (until is not None and now > until):
        return
    is_mail = "@" in found.contact
    notifications.notify_address(
        channel=Channel.EMAIL if is_mail else Channel.SMS,
        address=found.contact,
        subject=subject % values,
        body=body % values,
        dedupe=dedupe,
        now=now,
        until=until,
    )


def _place(mall: Mall | None) -> str:
    if mall is None:
        return ""
    return ", ".join(part for part in (text(mall.name), text(mall.address)) if part)


def _when(at: datetime) -> str:
    return format_when(at, catalogue.zone())


def _clock(at: datetime) -> str:
    return format_clock(at, catalogue.zone())
