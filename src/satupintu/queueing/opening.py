"""A number is given out: for which errands, in which queues, and why not."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall
from satupintu.kernel.errors import Invalid, Refused
from satupintu.queueing import flow, numbers
from satupintu.queueing.models import Period, State, Stop, Visit
from satupintu.queueing.status import Status, statuses
from satupintu.queueing.views import VisitView, visit_view

MOST_ERRANDS = 6


class QueueClosed(Refused):
    """The queue takes nobody now; the sentence says why and until when."""

    code = "queue_closed"


class BadErrand(Invalid):
    code = "bad_errand"


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
    return _by_key(key) or _open_once(mall, wanted, key, opening, leased, now)


def _by_key(key: str) -> VisitView | None:
    row = Visit.objects.filter(key=key).first()
    return view_of(row) if row else None


def check(mall: Mall, wanted: Sequence[Wanted], opening: Opening) -> None:
    """Raises `BadErrand` for an unknown or missing errand or group."""
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


def check_open(
    mall: Mall, wanted: Sequence[Wanted], opening: Opening, now: datetime
) -> None:
    """Raises `QueueClosed` when a queue takes nobody now."""
    known = statuses(mall=mall, now=now, queues={item.queue for item in wanted})
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


def _open_once(
    mall: str,
    wanted: Sequence[Wanted],
    key: str,
    opening: Opening,
    leased: LeasedNumber | None,
    now: datetime,
) -> VisitView:
    found = catalogue.mall(mall)
    check(found, wanted, opening)
    if leased is None:
        check_open(found, wanted, opening, now)
    # As `add_errand`: nobody stands in one line twice for the same.
    wanted = list(dict.fromkeys(wanted))
    try:
        with transaction.atomic():
            return _open(found, wanted, key, opening, leased, now)
    except IntegrityError:
        # The same tap came twice at once: the other one has made the visit.
        if again := _by_key(key):
            return again
        raise


def _open(
    mall: Mall,
    wanted: Sequence[Wanted],
    key: str,
    opening: Opening,
    leased: LeasedNumber | None,
    now: datetime,
) -> VisitView:
    prefix = leased.prefix if leased else mall.queue(wanted[0].queue).prefix
    day = leased.day if leased else catalogue.local_day(now)
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
    stops = [new_stop(row, item, n, opening, at) for n, item in enumerate(wanted, 1)]
    for stop in stops:
        if mall.places == "all" or stop is stops[0]:
            stop.state, stop.waiting_from = State.WAITING, at
    write(stops, at)
    flow.tell(row, queues=[stop.queue for stop in stops])
    return visit_view(row, stops)


def new_stop(
    visit: Visit, wanted: Wanted, place: int, opening: Opening, now: datetime
) -> Stop:
    """A stop whose turn has not come; not written yet."""
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


def write(stops: Sequence[Stop], now: datetime) -> None:
    """New stops and the beginning of their history, in two statements."""
    Stop.objects.bulk_create(stops)
    Period.objects.bulk_create(
        Period(stop=s, mall=s.mall, queue=s.queue, state=s.state, at=now) for s in stops
    )


def view_of(row: Visit) -> VisitView:
    """The visit with all its stops and their forecasts."""
    return visit_view(row, row.stops.select_related("forecast").order_by("place"))
