"""Promising a window, moving it, and giving it back: one transaction each.

Locks are taken in one order, days (the earliest first) before visits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from satupintu.catalogue import service as catalogue
from satupintu.courier import days
from satupintu.courier.days import DayEngine
from satupintu.courier.events import (
    HomeVisitBooked,
    HomeVisitCancelled,
    HomeVisitMoved,
)
from satupintu.courier.links import CANCELLED, MOVED, end_link
from satupintu.courier.models import DayPlan, HomeVisit, PlannedStop, State
from satupintu.courier.offering import (
    NoPlaceYet,
    Promise,
    day_offer,
    in_time,
    may_search,
    open_days,
    promises_of,
    rides_of,
    window_in,
)
from satupintu.courier.planrows import lock_days
from satupintu.courier.problem import task_of
from satupintu.courier.reading import find, home_visit
from satupintu.courier.requests import VisitFixed
from satupintu.courier.rights import may_see
from satupintu.courier.telling import publish, tell_first
from satupintu.courier.views import HomeVisitView, NoSuchVisit, view_of
from satupintu.kernel import journal
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Conflict
from satupintu.kernel.money import format_clock
from satupintu.kernel.outbox import announce

# Under the lock of a day others wait, so room is looked for only so long.
SEARCH_SECONDS = 0.3


class WindowGone(Conflict):
    """The window cannot be promised (any more); `free` are those of the day that
    can."""

    code = "home_window_gone"

    def __init__(self, free: Sequence[Promise] = ()) -> None:
        self.free = tuple(free)
        if free:
            super().__init__(
                _(
                    "This time is not free any more. Still free on that day: "
                    "%(times)s. Choose again."
                ),
                times=", ".join(_clocks(promise) for promise in free),
            )
        else:
            super().__init__(
                _(
                    "This time is not free any more, nor is another one on that day. "
                    "Choose another day."
                )
            )


def book(
    *,
    token: str,
    from_at: datetime,
    until_at: datetime,
    key: str,
    actor: Actor,
    now: datetime,
) -> HomeVisitView:
    """Promise this window. Booked for it already: the same answer, nothing changes.

    Raises `WindowGone`, `VisitFixed`, `NoPlaceYet`, `NoSuchVisit`.
    """
    promise = (from_at, until_at)
    with transaction.atomic(), _locked(token, actor, promise) as (row, plans):
        if (row.state, row.from_at) == (State.BOOKED, from_at):
            return view_of(row, now)
        if row.state != State.ASKED:
            raise VisitFixed
        row.booked_at = now
        promise_window(row, plans[_day_of(promise)], promise, now)
        tell_first(row, now, actor)
        _note(row, actor, "home.booked", now, key)
        announce(HomeVisitBooked(row.pk, from_at.isoformat()), at=now)
    return home_visit(token=token, now=now)


def refuse_gone(
    *, token: str, from_at: datetime, until_at: datetime, now: datetime
) -> None:
    """Raises `WindowGone` for a window that cannot be promised as plans are now, and
    `NoPlaceYet`, `VisitFixed`, `NoSuchVisit`. Where booking would search for room, a
    full window is not refused."""
    row = find(token)
    windows = day_offer(row, catalogue.local_day(from_at), now).windows
    free = [(w.from_at, w.until_at) for w in windows if w.is_open]
    if may_search(row):
        full = ("busy", "far")
        asked = [w for w in windows if w.is_open or (w.shut and w.shut.rule in full)]
    else:
        asked = [w for w in windows if w.is_open]
    if not any((w.from_at, w.until_at) == (from_at, until_at) for w in asked):
        raise WindowGone(free)


def move_visit(
    *,
    token: str,
    from_at: datetime,
    until_at: datetime,
    key: str,
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> HomeVisitView:
    """Promise another window instead: both or nothing.

    To the window that it has: nothing changes. Raises what `book` raises.
    """
    promise = (from_at, until_at)
    with transaction.atomic(), _locked(token, actor, promise) as (row, plans):
        if row.state != State.BOOKED or row.day is None:
            raise VisitFixed
        if row.from_at == from_at:
            return view_of(row, now)
        take_out(row, plans[row.day], MOVED, actor, now)
        row.state, row.day, row.told_at = State.ASKED, None, None
        row.moves += 1
        row.save()
        promise_window(row, plans[_day_of(promise)], promise, now)
        tell_first(row, now, actor)
        _note(row, actor, "home.moved", now, key, reason)
        moved = HomeVisitMoved(row.pk, from_at.isoformat(), str(actor.kind))
        announce(moved, at=now)
    return home_visit(token=token, now=now)


def cancel_visit(
    *, token: str, reason: str = "", actor: Actor, now: datetime
) -> HomeVisitView:
    """Give it up; again is harmless. While an officer is on the way only the office
    may. Raises `VisitFixed`, `NoSuchVisit`."""
    with transaction.atomic(), _locked(token, actor) as (row, plans):
        if row.state == State.CANCELLED:
            return view_of(row, now)
        if row.state not in (State.ASKED, State.BOOKED) and not (
            actor.is_staff and row.state == State.RIDING
        ):
            raise VisitFixed
        if row.day is not None:
            take_out(row, plans[row.day], CANCELLED, actor, now)
        row.state, row.ended_at = State.CANCELLED, now
        row.note = reason.strip()[:300]
        row.save()
        _note(row, actor, "home.cancelled", now)
        announce(HomeVisitCancelled(row.pk, str(actor.kind)), at=now)
    return home_visit(token=token, now=now)


def promise_window(
    row: HomeVisit, plan: DayPlan, promise: Promise, now: datetime
) -> None:
    """Put the visit into the plan of a locked day, within this window, and save it.
    Raises `WindowGone`, and then the plan is as it was."""
    with days.using(plan, now) as found:
        if not found.layout.problem.workers or not _insert(row, found, promise, now):
            raise WindowGone(_free(row, found, now))
        row.state, row.day = State.BOOKED, plan.day
        row.from_at, row.until_at = promise
        row.save()
        found.rows.visits[row.pk] = row
        publish(plan, found, now)


def take_out(
    row: HomeVisit, plan: DayPlan, why: str, actor: Actor, now: datetime
) -> None:
    """Take the visit out of the plan of a locked day, and out of its link; of the row
    nothing else is changed."""
    was_linked = end_link(row, why, actor, now)
    opened = days.rebuilt if was_linked else days.using
    with opened(plan, now) as found:
        found.remove(row.pk)
        publish(plan, found, now)
    # It may stand where nobody rides any more, too.
    PlannedStop.objects.filter(visit=row).delete()


def _insert(row: HomeVisit, found: DayEngine, promise: Promise, now: datetime) -> bool:
    if promise not in _possible(found.day, now):
        return False
    window = window_in(found, promise)
    task = task_of(row, found.rows, window=window)
    there, back = rides_of(row, found)
    if found.add(row, task, there, back):
        return True
    if not may_search(row):
        return False
    (offer,) = found.engine.look_harder(
        task, [window], ride_to=there, ride_from=back, seconds=SEARCH_SECONDS
    )
    if offer is None or offer.plan is None:
        return False
    return found.add(row, task, there, back, plan=offer.plan)


def _possible(day: date, now: datetime) -> list[Promise]:
    if day not in open_days(now):
        return []
    return in_time(promises_of(day), now)


def _free(row: HomeVisit, found: DayEngine, now: datetime) -> list[Promise]:
    promises = _possible(found.day, now)
    if not promises or not found.layout.problem.workers:
        return []
    windows = [window_in(found, promise) for promise in promises]
    task = task_of(row, found.rows, window=windows[0], name=f"free {row.pk}")
    answers = found.engine.offers(task, windows, *rides_of(row, found))
    return [p for p, answer in zip(promises, answers, strict=True) if answer]


@contextmanager
def _locked(
    token: str, actor: Actor, promise: Promise | None = None
) -> Iterator[tuple[HomeVisit, dict[date, DayPlan]]]:
    """The visit, and the days that it leaves or comes to, locked in order."""
    seen = find(token)
    if not may_see(actor, seen.account_id):
        raise NoSuchVisit
    if promise and (seen.lat is None or seen.lon is None):
        raise NoPlaceYet
    plans = lock_days([seen.day, _day_of(promise) if promise else None])
    row = find(token, lock=True)
    if row.day is not None and row.day not in plans:
        # Somebody moved it while this request waited for the locks.
        raise WindowGone
    yield row, plans


def _day_of(promise: Promise) -> date:
    return catalogue.local_day(promise[0])


def _note(
    row: HomeVisit,
    actor: Actor,
    action: str,
    now: datetime,
    key: str = "",
    reason: str = "",
) -> None:
    facts: dict[str, object] = {"from_at": row.from_at, "until_at": row.until_at}
    facts |= {"key": key} if key else {}
    facts |= {"reason": reason} if reason else {}
    journal.append(stream=row.pk, actor=actor, action=action, now=now, data=facts)


def _clocks(promise: Promise) -> str:
    """`10:00–12:00`, as it is written in the active language."""
    zone = catalogue.zone()
    return "–".join(format_clock(at, zone) for at in promise)
