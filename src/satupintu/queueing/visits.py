"""A visit from its number to its end, as the visitor moves it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall
from satupintu.kernel.errors import Conflict, Invalid, NotFound, Refused
from satupintu.queueing import flow, numbers
from satupintu.queueing.clock import local_day
from satupintu.queueing.models import OVER, Period, State, Stop, Visit
from satupintu.queueing.status import Status, statuses
from satupintu.queueing.views import VisitView, visit_view

MOST_ERRANDS = 6
MOST_PUSHED = 60


class NoSuchVisit(NotFound):
    code = "no_such_visit"


class QueueClosed(Refused):
    """The queue takes nobody now; the sentence says why and until when."""

    code = "queue_closed"


class BadErrand(Invalid):
    code = "bad_errand"


class VisitOver(Conflict):
    code = "visit_over"


class CannotMove(Conflict):
    """The visit is in a state that does not allow it (called, served, over)."""

    code = "cannot_move"


@dataclass(frozen=True, slots=True)
class Wanted:
    """An errand that somebody comes for; `case_id` when it belongs to a case, and
    `booked_for` when it has an appointment of its own within the visit."""

    queue: str
    errand: str
    case_id: uuid.UUID | None = None
    booked_for: datetime | None = None


@dataclass(frozen=True, slots=True)
class LeasedNumber:
    """A number that a kiosk gave out by itself; see `queueing.leases`."""

    prefix: str
    seq: int
    day: date
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class Opening:
    """How a visit comes about; see `models.Visit` for the meanings."""

    via: str
    group: str = ""
    language: str = ""
    needs: tuple[str, ...] = ()
    name: str = ""
    contact: str = ""
    account_id: uuid.UUID | None = None
    booking_id: uuid.UUID | None = None
    booked_for: datetime | None = None
    arrived: bool = True


def open_visit(
    *,
    mall: str,
    wanted: Sequence[Wanted],
    key: str,
    now: datetime,
    via: str,
    group: str = "",
    language: str = "",
    needs: Sequence[str] = (),
    name: str = "",
    contact: str = "",
    account_id: uuid.UUID | None = None,
    booking_id: uuid.UUID | None = None,
    booked_for: datetime | None = None,
    arrived: bool = True,
    leased: LeasedNumber | None = None,
) -> VisitView:
    """Give a number for one or several errands; the same `key` gives the same one.

    Raises `BadErrand` for an unknown or missing errand or group, `QueueClosed`
    with the reason when a queue takes nobody now.
    """
    opening = Opening(
        via=via,
        group=group,
        language=language,
        needs=tuple(needs),
        name=name.strip()[:200],
        contact=contact.strip()[:200],
        account_id=account_id,
        booking_id=booking_id,
        booked_for=booked_for,
        arrived=arrived,
    )
    if known := _by_key(key):
        return known
    found = catalogue.mall(mall)
    _check(found, wanted, opening)
    if leased is None:
        _check_open(found, wanted, opening, now)
    try:
        with transaction.atomic():
            return _open(found, wanted, key, opening, leased, now)
    except IntegrityError:
        # The same tap came twice at once: the other one has made the visit.
        if again := _by_key(key):
            return again
        raise


def visit(*, token: str, now: datetime) -> VisitView:
    """The visit of this address. Raises `NoSuchVisit`, also for another day's."""
    row = Visit.objects.filter(token=token).first()
    if row is None or row.day != local_day(now):
        raise NoSuchVisit(
            _("This number is of another day, or there is no such visit.")
        )
    return _view(row)


def find_visit(*, mall: str, number: str, now: datetime) -> VisitView | None:
    """Today's visit of this number, written with or without dash and zeros."""
    plain = number.upper().replace("-", "").replace(" ", "")
    prefix, seq = plain.rstrip("0123456789"), plain.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if not (prefix.isascii() and seq.isdecimal() and len(seq) < 8):
        return None
    row = Visit.objects.filter(
        mall=mall, day=local_day(now), prefix=prefix[:4], seq=int(seq)
    ).first()
    return _view(row) if row else None


def visit_of_booking(booking_id: uuid.UUID) -> VisitView | None:
    """The visit that a booking has become; None before the check-in."""
    row = Visit.objects.filter(booking_id=booking_id).first()
    return _view(row) if row else None


def add_errand(*, token: str, wanted: Wanted, key: str, now: datetime) -> VisitView:
    """Add an errand to a visit that is not over. A retry adds nothing more."""
    with transaction.atomic():
        row = _locked(token, now)
        found = catalogue.mall(row.mall)
        _check(found, [wanted], Opening(via=row.via, group=row.group))
        stops = list(row.stops.order_by("place"))
        same = [s for s in stops if s.errand == wanted.errand and s.state not in OVER]
        if same:
            return _view(row)
        if len(stops) >= MOST_ERRANDS:
            raise BadErrand(_("A visit has at most six errands."))
        _check_open(found, [wanted], Opening(via=row.via), now)
        stop = _stop(row, wanted, len(stops) + 1, Opening(via=row.via), now)
        _plan(stop, now)
        if found.places == "all":
            flow.join_line(stop, row, found, now)
        flow.go_on(row, found, now)
        flow.tell(row)
        return _view(row)


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
        row = _locked(token, now)
        stop = _waiting_stop(row)
        if seen is not None and stop.pushed != seen:
            return _view(row)
        if stop.pushed + minutes > MOST_PUSHED:
            raise CannotMove(
                _("You have let others go first for an hour already. Please come.")
            )
        stop.pushed += minutes
        stop.sort_at += timedelta(minutes=minutes)
        stop.not_before = max(now, stop.not_before or now) + timedelta(minutes=minutes)
        stop.save(update_fields=["pushed", "sort_at", "not_before"])
        flow.tell(row)
        return _view(row)


def take_back_push(*, token: str, now: datetime) -> VisitView:
    """Go back to the place before `push_back`, as long as nobody has called."""
    with transaction.atomic():
        row = _locked(token, now)
        stop = _waiting_stop(row)
        stop.sort_at -= timedelta(minutes=stop.pushed)
        stop.pushed, stop.not_before = 0, None
        stop.save(update_fields=["pushed", "sort_at", "not_before"])
        flow.tell(row)
        return _view(row)


def leave(*, token: str, now: datetime) -> VisitView:
    """Give the number up. A second time changes nothing."""
    with transaction.atomic():
        row = Visit.objects.select_for_update().filter(token=token).first()
        if row is None or row.day != local_day(now):
            raise NoSuchVisit(_("There is no such visit today."))
        if row.ended_at is not None:
            return _view(row)
        for stop in row.stops.select_for_update().order_by("place"):
            if stop.state == State.SERVING:
                raise CannotMove(_("You are at the counter: tell the officer there."))
            if stop.state not in OVER:
                flow.enter(stop, State.CANCELLED, now, reason="left")
        row.counter, row.ended_at, row.end = "", now, "left"
        row.save(update_fields=["counter", "ended_at", "end"])
        flow.tell(row)
        return _view(row)


def arrive(*, token: str, now: datetime) -> VisitView:
    """One who joined from afar is in the building. A second time changes nothing."""
    with transaction.atomic():
        row = _locked(token, now)
        if row.arrived_at is None:
            row.arrived_at = now
            row.save(update_fields=["arrived_at"])
            flow.tell(row)
        return _view(row)


def link_case(*, stop_id: uuid.UUID, case_id: uuid.UUID) -> None:
    """Note the case that was filed at this stop."""
    Stop.objects.filter(pk=stop_id).update(case_id=case_id)


def _by_key(key: str) -> VisitView | None:
    row = Visit.objects.filter(key=key).first()
    return _view(row) if row else None


def _check(mall: Mall, wanted: Sequence[Wanted], opening: Opening) -> None:
    if not 0 < len(wanted) <= MOST_ERRANDS:
        raise BadErrand(_("Choose one to six errands."))
    for item in wanted:
        queue = catalogue.queue_of(mall, item.queue)
        if item.errand not in {errand.code for errand in queue.errands}:
            raise BadErrand(
                _("There is no such errand here. Choose one of those shown.")
            )
    if opening.group and opening.group not in {group.code for group in mall.groups}:
        raise BadErrand(_("There is no such priority group here."))


def _check_open(
    mall: Mall, wanted: Sequence[Wanted], opening: Opening, now: datetime
) -> None:
    known = statuses(mall=mall, now=now)
    for item in wanted:
        status = known[item.queue]
        if not status.takes_numbers and not _is_expected(opening, status):
            raise QueueClosed(status.sentence)


def _is_expected(opening: Opening, status: Status) -> bool:
    """Who has an appointment does not compete for the last numbers of the day, and
    may come a little before the doors open, or on a day of extra hours."""
    if opening.via != "booking":
        return False
    return status.code in ("cutoff", "full", "closed", "holiday")


def _open(
    mall: Mall,
    wanted: Sequence[Wanted],
    key: str,
    opening: Opening,
    leased: LeasedNumber | None,
    now: datetime,
) -> VisitView:
    prefix = leased.prefix if leased else mall.queue(wanted[0].queue).prefix
    day = leased.day if leased else local_day(now)
    at = leased.taken_at if leased else now
    seq = leased.seq if leased else 0
    if not seq:
        seq = numbers.take_numbers(mall=mall.code, day=day, prefix=prefix)
    row = Visit.objects.create(
        mall=mall.code,
        day=day,
        prefix=prefix,
        seq=seq,
        number=numbers.written(prefix, seq, mall.digits),
        token=numbers.new_token(),
        key=key,
        via=opening.via,
        group=opening.group,
        language=opening.language,
        needs=list(opening.needs),
        name=opening.name,
        contact=opening.contact,
        account_id=opening.account_id,
        booking_id=opening.booking_id,
        opened_at=at,
        arrived_at=at if opening.arrived else None,
    )
    stops = [_stop(row, item, n, opening, at) for n, item in enumerate(wanted, 1)]
    for stop in stops:
        if mall.places == "all" or stop is stops[0]:
            stop.state, stop.waiting_from = State.WAITING, at
    _write(stops, at)
    flow.tell(row)
    return visit_view(row, stops)


def _stop(
    visit: Visit, wanted: Wanted, place: int, opening: Opening, now: datetime
) -> Stop:
    booked_for = wanted.booked_for or opening.booked_for
    return Stop(
        visit=visit,
        mall=visit.mall,
        day=visit.day,
        place=place,
        queue=wanted.queue,
        errand=wanted.errand,
        case_id=wanted.case_id,
        state=State.PLANNED,
        since=now,
        sort_at=booked_for or now,
        booked_for=booked_for,
        priority=bool(visit.group),
    )


def _plan(stop: Stop, now: datetime) -> None:
    _write([stop], now)


def _write(stops: Sequence[Stop], now: datetime) -> None:
    """New stops and the beginning of their history, in two statements."""
    Stop.objects.bulk_create(stops)
    Period.objects.bulk_create(
        Period(stop=s, mall=s.mall, queue=s.queue, state=s.state, at=now) for s in stops
    )


def _locked(token: str, now: datetime) -> Visit:
    """The visit, locked and not over. Raises `NoSuchVisit` or `VisitOver`."""
    row = Visit.objects.select_for_update().filter(token=token).first()
    if row is None or row.day != local_day(now):
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


def _view(row: Visit) -> VisitView:
    return visit_view(row, row.stops.select_related("forecast").order_by("place"))
