"""An appointment comes through the door: the booking becomes a visit in the queue."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from satupintu.appointments import service as appointments
from satupintu.appointments.service import BookingView
from satupintu.catalogue import service as catalogue
from satupintu.kernel.errors import Refused
from satupintu.kernel.localized import text
from satupintu.queueing import service as queueing
from satupintu.queueing.service import ExpectedArrival, VisitView, Wanted

# The end of a booking's address, as its QR has it.
_ADDRESS: Final = re.compile(r"/appointments/([A-Za-z0-9_-]{20,32})/?$")
_LETTERS: Final = re.compile(r"[^A-Za-z]+")
_CODE_LENGTH: Final = 6


class OtherMall(Refused):
    """The appointment is in another building."""

    code = "other_mall"


class AlreadyServed(Refused):
    """The appointment was used: its visit has ended, or was on another day."""

    code = "already_served"


def check_in(
    *, mall: str, code_or_token: str, now: datetime, key: str, language: str
) -> VisitView:
    """Let a booked visitor join the queue: by the QR (an address or its token) or by
    the six letters of the code. Once more: the same visit, unchanged.

    Arriving and joining are one: if the queue refuses, the booking has not arrived.
    Raises `NoSuchBooking`, `OtherMall`, `TooEarly`, `TooLate`, `NotExpected`,
    `AlreadyServed`, and what `open_visit` raises.
    """
    found = _find(mall, code_or_token.strip(), now)
    if found.mall != mall:
        raise OtherMall(
            _("Your appointment is in another building: %(mall)s."),
            mall=_name(found.mall),
        )
    with transaction.atomic():
        booked = appointments.arrive(booking_id=found.id, now=now)
        known = queueing.visit_of_booking(booked.id)
        if known is not None:
            _refuse_over(known, now)
            return known
        return queueing.open_visit(
            mall=mall,
            wanted=_wanted(booked),
            key=key or f"booking:{booked.id}",
            now=now,
            via="booking",
            language=language or booked.language,
            name=booked.name,
            contact=booked.contact,
            account_id=booked.account_id,
            booking_id=booked.id,
            booked_for=booked.starts_at,
        )


def expected_arrivals(mall: str, day: date) -> list[ExpectedArrival]:
    """What forecasts ask: who may still come, and how probably."""
    return [
        ExpectedArrival(each.queue, each.at, each.show_probability)
        for each in appointments.expected(mall=mall, day=day)
    ]


queueing.use_expected(expected_arrivals)


def _find(mall: str, given: str, now: datetime) -> BookingView:
    if match := _ADDRESS.search(given):
        return appointments.booking(match[1])
    code = _code(given)
    if len(code) == _CODE_LENGTH:
        day = catalogue.local_day(now)
        return appointments.by_code(mall=mall, code=code, day=day)
    return appointments.booking(given)


def _refuse_over(visit: VisitView, now: datetime) -> None:
    """A number that is over must not be printed again: nobody would call it."""
    if visit.ended_at is not None or visit.day != catalogue.local_day(now):
        raise AlreadyServed(
            _(
                "You checked in with this appointment before, and that visit is over. "
                "Take a ticket as a visitor without appointment."
            )
        )


def _code(given: str) -> str:
    """Six letters as people type them: with spaces, dashes, in small letters."""
    return _LETTERS.sub("", given) if len(given) <= 2 * _CODE_LENGTH else ""


def _wanted(booked: BookingView) -> list[Wanted]:
    return [
        Wanted(leg.queue, errand, booked.case_id, leg.starts_at)
        for leg in booked.legs
        for errand in leg.errands
    ]


def _name(code: str) -> str:
    mall = appointments.mall_of(code)
    return text(mall.name) if mall else code
