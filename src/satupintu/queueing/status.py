"""Whether a queue takes visitors now, and if not, why: one answer for all doors.

The strongest reason first: an agency that is down, the office's own decision, a
holiday or special day, the hours of the week and their breaks, the cut-off before
closing, and the day's limit.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall, Queue
from satupintu.kernel.hours import Range
from satupintu.kernel.money import format_clock
from satupintu.queueing.models import Override, State, Stop


@dataclass(frozen=True, slots=True)
class Status:
    """`code`: open, down, closed_by_office, holiday, closed, break, cutoff, full.

    `until` is when it is expected to change, if that is known.
    """

    open: bool
    code: str
    sentence: str = ""
    until: datetime | None = None

    @property
    def takes_numbers(self) -> bool:
        """Whether one may join the line: also in a break, which ends today."""
        return self.open or self.code == "break"


def queue_status(
    *,
    mall: Mall,
    queue: Queue,
    now: datetime,
    overrides: Sequence[Override] = (),
    issued: int = 0,
) -> Status:
    """The status of one queue; `issued` is how many it has taken today."""
    mine = [o for o in overrides if _concerns(o, queue) and _runs(o, now)]
    by_kind = {override.kind: override for override in mine}
    if down := by_kind.get("down"):
        return _told("down", down, _("The agency's system does not answer."))
    if closed := by_kind.get("closed"):
        return _told("closed_by_office", closed, _("Closed for today by the office."))
    hours = _by_hours(mall, queue, now)
    if "open" not in by_kind and not hours.open:
        return hours
    if queue.limit is not None and issued >= queue.limit:
        return Status(False, "full", _("All numbers of today are taken."))
    return Status(True, "open", until=hours.until)


def statuses(
    *, mall: Mall, now: datetime, queues: Collection[str] | None = None
) -> dict[str, Status]:
    """The status of every queue of the mall, by code; or only of these queues."""
    asked = [q for q in mall.queues if queues is None or q.code in queues]
    overrides = list(Override.objects.filter(mall=mall.code, ended_at=None))
    issued = _issued_today(mall, asked, now)
    return {
        queue.code: queue_status(
            mall=mall,
            queue=queue,
            now=now,
            overrides=overrides,
            issued=issued.get(queue.code, 0),
        )
        for queue in asked
    }


def _issued_today(mall: Mall, queues: Sequence[Queue], now: datetime) -> dict[str, int]:
    """How many visitors each queue has taken today; only queues with a limit."""
    limited = [queue.code for queue in queues if queue.limit is not None]
    if not limited:
        return {}
    rows = (
        Stop.objects.filter(
            mall=mall.code, day=catalogue.local_day(now), queue__in=limited
        )
        .filter(~Q(state=State.CANCELLED))
        .values_list("queue")
        .annotate(count=Count("id"))
        .order_by("queue")
    )
    return dict(rows)


def closing(mall: Mall, queue: Queue, now: datetime) -> datetime | None:
    """When the queue closes today, by its hours; None on a day off."""
    ranges = catalogue.opening_hours(mall, queue).ranges(catalogue.local_day(now))
    return _moment(now, ranges[-1].last) if ranges else None


def _concerns(override: Override, queue: Queue) -> bool:
    if override.queue:
        return override.queue == queue.code
    return not override.agency or override.agency == queue.agency


def _runs(override: Override, now: datetime) -> bool:
    ended = override.until is not None and override.until <= now
    return override.from_at <= now and not ended


def _told(code: str, override: Override, sentence: str) -> Status:
    said = f"{sentence} {override.reason}".strip()
    return Status(False, code, said, override.until)


def _by_hours(mall: Mall, queue: Queue, now: datetime) -> Status:
    day = catalogue.local_day(now)
    ranges = catalogue.opening_hours(mall, queue).ranges(day)
    if not ranges:
        usual = catalogue.opening_hours(mall, queue).calendar
        if usual.usually_works(day):
            return Status(False, "holiday", _("Closed: today is a holiday."))
        return Status(False, "closed", _("Closed today."))
    minute = catalogue.minute_of(now)
    return _in_ranges(ranges, minute, queue.cutoff, now)


def _in_ranges(
    ranges: Sequence[Range], minute: float, cutoff: int, now: datetime
) -> Status:
    if minute < ranges[0].first:
        opens = _moment(now, ranges[0].first)
        return Status(
            False, "closed", _("Opens at %(time)s.") % {"time": _clock(opens)}, opens
        )
    if minute >= ranges[-1].last:
        return Status(False, "closed", _("Closed for today."))
    if minute >= ranges[-1].last - cutoff:
        sentence = _("No more numbers today: the counters close at %(time)s.")
        closes = _moment(now, ranges[-1].last)
        return Status(False, "cutoff", sentence % {"time": _clock(closes)}, closes)
    # A minute before the last closing lies in a range, or before one.
    span = next(span for span in ranges if minute < span.last)
    if minute < span.first:
        back = _moment(now, span.first)
        sentence = _("Break until %(time)s.") % {"time": _clock(back)}
        return Status(False, "break", sentence, back)
    return Status(True, "open", until=_moment(now, ranges[-1].last))


def _moment(now: datetime, minute: int) -> datetime:
    return catalogue.moment_of(catalogue.local_day(now), minute).astimezone(UTC)


def _clock(at: datetime) -> str:
    return format_clock(at, catalogue.zone())
