"""An officer's day: opened, ended, paused; what the phone last told of it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _, ngettext_lazy

from satupintu.courier import causes
from satupintu.courier.folders import FolderView, bag_of
from satupintu.courier.models import HomeVisit, Shift, ShiftState, State
from satupintu.courier.planrows import topic_of
from satupintu.courier.views import ShiftView, shift_view
from satupintu.kernel import live
from satupintu.kernel.errors import Conflict, NotFound

LONGEST_PAUSE = timedelta(hours=4)


class NoShift(NotFound):
    """The officer does not ride on this day."""

    code = "no_shift"


class ShiftOver(Conflict):
    """The shift has ended, or was given to others."""

    code = "shift_over"


class FoldersInBag(Conflict):
    """The shift cannot end: `folders` are still in the officer's hand."""

    code = "folders_in_bag"

    def __init__(self, folders: Sequence[FolderView]) -> None:
        super().__init__(
            ngettext_lazy(
                "%(count)s folder is still in your bag: %(codes)s. Hand it to the "
                "desk, then end the shift.",
                "%(count)s folders are still in your bag: %(codes)s. Hand them to "
                "the desk, then end the shift.",
                len(folders),
            ),
            count=len(folders),
            codes=", ".join(folder.code for folder in folders),
        )
        self.folders = tuple(folders)


class VisitNotEnded(Conflict):
    """The shift cannot end while an officer is on the way or at a door."""

    code = "visit_not_ended"


def shift_on(*, account_id: uuid.UUID, day: date) -> Shift:
    """The officer's shift of this local day. Raises `NoShift`."""
    found = (
        Shift.objects.select_related("officer")
        .filter(officer__account_id=account_id, day=day)
        .first()
    )
    if found is None:
        raise NoShift(
            _("You have no shift today. Ask the dispatcher if you should ride.")
        )
    return found


def locked_shift(shift_id: uuid.UUID) -> Shift:
    """The shift, locked until the transaction ends. Raises `NoShift`.

    Whoever writes the day's plan may go on: stops are only about the shift.
    """
    rows = Shift.objects.select_related("officer")
    rows = rows.select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=shift_id).first()
    if found is None:
        raise NoShift(_("There is no such shift."))
    return found


@transaction.atomic
def open_shift(*, shift_id: uuid.UUID, at: datetime) -> ShiftView:
    """The officer rides from now on; again is harmless. Raises `ShiftOver`."""
    shift = locked_shift(shift_id)
    if shift.state == ShiftState.OPEN:
        return shift_view(shift)
    _refuse_over(shift)
    shift.state, shift.opened_at = ShiftState.OPEN, at
    shift.save(update_fields=("state", "opened_at"))
    _tell(shift)
    return shift_view(shift)


@transaction.atomic
def end_shift(*, shift_id: uuid.UUID, at: datetime) -> ShiftView:
    """The day is over; again is harmless.

    Raises `FoldersInBag` while a folder is in the bag, and `VisitNotEnded`.
    """
    shift = locked_shift(shift_id)
    if shift.state == ShiftState.ENDED:
        return shift_view(shift)
    carried = bag_of(account_id=shift.officer.account_id)
    if carried:
        raise FoldersInBag(carried)
    _refuse_unfinished(shift)
    shift.state, shift.ended_at = ShiftState.ENDED, at
    shift.paused_until = None
    shift.save(update_fields=("state", "ended_at", "paused_until"))
    _tell(shift)
    return shift_view(shift)


@transaction.atomic
def note_rest(*, shift_id: uuid.UUID, at: datetime) -> ShiftView:
    """The officer takes the break now. Raises `ShiftOver`."""
    shift = locked_shift(shift_id)
    _refuse_over(shift)
    shift.rested_at = at
    shift.save(update_fields=("rested_at",))
    _tell(shift)
    return shift_view(shift)


@transaction.atomic
def pause_shift(
    *, shift_id: uuid.UUID, until: datetime, reason: str, at: datetime
) -> ShiftView:
    """Rain, or a flat tyre: the officer waits until then, at most four hours.

    `until` at or before `at` ends the pause. Raises `ShiftOver`.
    """
    shift = locked_shift(shift_id)
    _refuse_over(shift)
    shift.paused_until = min(until, at + LONGEST_PAUSE) if until > at else None
    shift.reason = causes.kept(reason) if shift.paused_until else ""
    shift.save(update_fields=("paused_until", "reason"))
    _tell(shift)
    return shift_view(shift)


def note_place(*, shift_id: uuid.UUID, lat: float, lon: float, at: datetime) -> None:
    """Where the phone is; an older place than the known one is ignored.

    Only the last one is kept, and only dispatchers see it.
    """
    older = Shift.objects.filter(pk=shift_id).exclude(seen_at__gte=at)
    older.update(lat=lat, lon=lon, seen_at=at)


def _refuse_over(shift: Shift) -> None:
    if shift.state == ShiftState.ENDED:
        raise ShiftOver(
            _("This shift has ended. Ask the dispatcher to open a new one.")
        )
    if shift.state == ShiftState.OFF:
        raise ShiftOver(
            _("The dispatcher gave your stops of today to others. Please call.")
        )


def _refuse_unfinished(shift: Shift) -> None:
    going = HomeVisit.objects.filter(
        shift=shift, state__in=(State.RIDING, State.ARRIVED)
    ).first()
    if going is not None:
        raise VisitNotEnded(
            _("The visit to %(name)s has not ended. Say how it went first."),
            name=going.name,
        )


def _tell(shift: Shift) -> None:
    live.changed(topic_of(shift.day))
