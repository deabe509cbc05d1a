"""A visit from its number to its end, as the visitor moves it."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from satupintu.catalogue import service as catalogue
from satupintu.kernel.errors import Conflict, NotFound
from satupintu.queueing import flow, rows
from satupintu.queueing.models import OVER, State, Stop, Visit
from satupintu.queueing.opening import (
    MOST_ERRANDS,
    BadErrand,
    Opening,
    Wanted,
    check,
    check_open,
    new_stop,
    view_of,
    write,
)
from satupintu.queueing.views import VisitView

MOST_PUSHED = 60


class NoSuchVisit(NotFound):
    code = "no_such_visit"


class VisitOver(Conflict):
    code = "visit_over"


class CannotMove(Conflict):
    """The visit is in a state that does not allow it (called, served, over)."""

    code = "cannot_move"


def visit(*, token: str, now: datetime) -> VisitView:
    """The visit of this address. Raises `NoSuchVisit`, also for another day's."""
    row = Visit.objects.filter(token=token).first()
    if row is None or row.day != catalogue.local_day(now):
        raise NoSuchVisit(
            _("This number is of another day, or there is no such visit.")
        )
    return view_of(row)


def find_visit(*, mall: str, number: str, now: datetime) -> VisitView | None:
    """Today's visit of this number, written with or without dash and zeros."""
    plain = number.upper().replace("-", "").replace(" ", "")
    prefix, seq = plain.rstrip("0123456789"), plain.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if not (prefix.isascii() and seq.isdecimal() and len(seq) < 8):
        return None
    row = Visit.objects.filter(
        mall=mall, day=catalogue.local_day(now), prefix=prefix[:4], seq=int(seq)
    ).first()
    return view_of(row) if row else None


def visit_of_booking(booking_id: uuid.UUID) -> VisitView | None:
    """The visit that a booking has become; None before the check-in."""
    row = Visit.objects.filter(booking_id=booking_id).first()
    return view_of(row) if row else None


def add_errand(*, token: str, wanted: Wanted, key: str, now: datetime) -> VisitView:
    """Add an errand to a visit that is not over. A retry adds nothing more."""
    with transaction.atomic():
        row = locked_visit(token, now)
        found = catalogue.mall(row.mall)
        check(found, [wanted], Opening(via=row.via, group=row.group))
        stops = list(row.stops.order_by("place"))
        same = [s for s in stops if s.errand == wanted.errand and s.state not in OVER]
        if same:
            return view_of(row)
        if len(stops) >= MOST_ERRANDS:
            raise BadErrand(_("A visit has at most six errands."))
        check_open(found, [wanted], Opening(via=row.via), now)
        stop = new_stop(row, wanted, len(stops) + 1, Opening(via=row.via), now)
        write([stop], now)
        moves = [flow.join_line(stop, found, now)] if found.places == "all" else []
        moves += flow.go_on(row, [*stops, stop], found, now)
        rows.write(*moves)
        flow.tell(row)
        return view_of(row)


def push_back(
    *, token: str, minutes: int, now: datetime, seen: int | None = None
) -> VisitView:
    """Let others go first for some minutes, an hour in all at most.

    `seen` is how many minutes the page said were pushed already: a second tap of
    the same button, which comes with the same `seen`, changes nothing.
    """
    if minutes not in range(1, MOST_PUSHED + 1):
        raise CannotMove(_("Choose how many minutes, at most an hour."))
    with transaction.atomic():
        row = locked_visit(token, now)
        stop = _waiting_stop(row)
        if seen is not None and stop.pushed != seen:
            return view_of(row)
        if stop.pushed + minutes > MOST_PUSHED:
            raise CannotMove(
                _("You have let others go first for an hour already. Please come.")
            )
        stop.pushed += minutes
        stop.sort_at += timedelta(minutes=minutes)
        stop.not_before = max(now, stop.not_before or now) + timedelta(minutes=minutes)
        stop.save(update_fields=["pushed", "sort_at", "not_before"])
        flow.tell(row)
        return view_of(row)


def take_back_push(*, token: str, now: datetime) -> VisitView:
    """Go back to the place before `push_back`, as long as nobody has called."""
    with transaction.atomic():
        row = locked_visit(token, now)
        stop = _waiting_stop(row)
        stop.sort_at -= timedelta(minutes=stop.pushed)
        stop.pushed, stop.not_before = 0, None
        stop.save(update_fields=["pushed", "sort_at", "not_before"])
        flow.tell(row)
        return view_of(row)


def leave(*, token: str, now: datetime) -> VisitView:
    """Give the number up. A second time changes nothing."""
    with transaction.atomic():
        row = Visit.objects.select_for_update().filter(token=token).first()
        if row is None or row.day != catalogue.local_day(now):
            raise NoSuchVisit(_("There is no such visit today."))
        if row.ended_at is not None:
            return view_of(row)
        for stop in row.stops.select_for_update().order_by("place"):
            if stop.state == State.SERVING:
                raise CannotMove(_("You are at the counter: tell the officer there."))
            if stop.state not in OVER:
                flow.enter(stop, State.CANCELLED, now, reason="left")
        row.counter, row.ended_at, row.end = "", now, "left"
        row.save(update_fields=["counter", "ended_at", "end"])
        flow.tell(row)
        return view_of(row)


def arrive(*, token: str, now: datetime) -> VisitView:
    """One who joined from afar is in the building. A second time changes nothing."""
    with transaction.atomic():
        row = locked_visit(token, now)
        if row.arrived_at is None:
            row.arrived_at = now
            row.save(update_fields=["arrived_at"])
            flow.tell(row)
        return view_of(row)


def link_case(*, stop_id: uuid.UUID, case_id: uuid.UUID) -> None:
    """Note the case that was filed at this stop."""
    Stop.objects.filter(pk=stop_id).update(case_id=case_id)


def locked_visit(token: str, now: datetime) -> Visit:
    """The visit, locked and not over. Raises `NoSuchVisit` or `VisitOver`."""
    row = Visit.objects.select_for_update().filter(token=token).first()
    if row is None or row.day != catalogue.local_day(now):
        raise NoSuchVisit(_("There is no such visit today."))
    if row.ended_at is not None:
        raise VisitOver(_("This visit is over. Take a new number if you need one."))
    return row


def _waiting_stop(visit: Visit) -> Stop:
    rows = visit.stops.select_for_update().order_by("place")
    stop = next((s for s in rows if s.state == State.WAITING), None)
    if stop is None:
        raise CannotMove(
            _("You are not in a line now: you were called, or it has not begun.")
        )
    return stop
