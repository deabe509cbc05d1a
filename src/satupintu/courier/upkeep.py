"""What changes in the roster later: shifts that are not ridden, officers who stop.

Nothing that was promised is lost by it: while visits are planned on a shift, they
have to go to others first (`upsets.officer_away`).
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _, ngettext_lazy

from satupintu.catalogue import service as catalogue
from satupintu.courier.folders import bag_of
from satupintu.courier.models import (
    OPEN,
    Officer,
    PlannedStop,
    Report,
    Shift,
    ShiftState,
)
from satupintu.courier.planrows import lock_day, lock_days, new_version
from satupintu.courier.rights import refuse_others
from satupintu.courier.roster import BadShift, NoSuchOfficer, shift_row
from satupintu.courier.views import OfficerView, ShiftView, officer_view, shift_view
from satupintu.kernel import journal
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Conflict


class ShiftNeeded(Conflict):
    """Visits are planned on the shift of `shift_id`, so it cannot go."""

    code = "shift_needed"

    def __init__(self, shift: Shift, visits: int) -> None:
        super().__init__(
            ngettext_lazy(
                "%(count)s visit is planned on this shift of %(name)s. Choose "
                "“Ill or away” for it: the visit then goes to somebody else.",
                "%(count)s visits are planned on this shift of %(name)s. Choose "
                "“Ill or away” for it: the visits then go to others.",
                visits,
            ),
            count=visits,
            name=shift.officer.name,
        )
        self.shift_id, self.day = shift.pk, shift.day


class StillRiding(Conflict):
    """The officer is on the road, or carries folders."""

    code = "still_riding"


def remove_shift(*, shift_id: uuid.UUID, actor: Actor, now: datetime) -> ShiftView:
    """A shift that has not begun, and that nothing is planned on, is planned no more.

    Raises `NoSuchShift`, `BadShift` if it has begun, `ShiftNeeded`, `NotDispatcher`.
    """
    refuse_others(actor)
    with transaction.atomic():
        found = shift_row(shift_id)
        _locked(found.officer_id)
        plan = lock_day(found.day)
        row = shift_row(shift_id)
        if row.state != ShiftState.PLANNED or Report.objects.filter(shift=row).exists():
            raise BadShift(_("This shift has begun or was called off already."))
        _refuse_needed(row)
        gone = shift_view(row)
        _remove(row, actor, now)
        new_version(plan, now)
        return gone


def stop_riding(*, officer_id: uuid.UUID, actor: Actor, now: datetime) -> OfficerView:
    """The officer rides no more, and empty shifts ahead go. Again is harmless.

    Raises `NoSuchOfficer`, `ShiftNeeded` while visits are planned ahead, `StillRiding`
    with an open shift or folders in the bag, `NotDispatcher`.
    """
    refuse_others(actor)
    with transaction.atomic():
        officer = _locked(officer_id)
        if not officer.is_active:
            return officer_view(officer)
        today = catalogue.local_day(now)
        ahead = Shift.objects.filter(officer=officer, day__gte=today).order_by("day")
        plans = lock_days(ahead.values_list("day", flat=True))
        _refuse_on_the_road(officer)
        for shift in ahead.select_related("officer"):
            _refuse_needed(shift)
            if shift.state == ShiftState.PLANNED and not shift.reports.exists():
                _remove(shift, actor, now)
                new_version(plans[shift.day], now)
        return _set_active(officer, False, actor, now)


def ride_again(*, officer_id: uuid.UUID, actor: Actor, now: datetime) -> OfficerView:
    """Who stopped may be planned again. Raises `NoSuchOfficer`, `NotDispatcher`."""
    refuse_others(actor)
    with transaction.atomic():
        officer = _locked(officer_id)
        if officer.is_active:
            return officer_view(officer)
        return _set_active(officer, True, actor, now)


def stopped_officers() -> Sequence[OfficerView]:
    """Who rode once and does not now, by badge."""
    return [officer_view(row) for row in Officer.objects.filter(is_active=False)]


def _locked(officer_id: uuid.UUID) -> Officer:
    """Before any day, as whoever changes an officer does."""
    rows = Officer.objects.select_for_update(no_key=True)
    found: Officer | None = rows.filter(pk=officer_id).first()
    if found is None:
        raise NoSuchOfficer
    return found


def _refuse_on_the_road(officer: Officer) -> None:
    if Shift.objects.filter(officer=officer, state=ShiftState.OPEN).exists():
        raise StillRiding(
            _("%(name)s is on the road. Wait until the shift has ended."),
            name=officer.name,
        )
    carried = bag_of(account_id=officer.account_id)
    if carried:
        raise StillRiding(
            _("%(name)s still carries folders: %(codes)s. The desk takes them first."),
            name=officer.name,
            codes=", ".join(folder.code for folder in carried),
        )


def _refuse_needed(shift: Shift) -> None:
    stops = PlannedStop.objects.filter(shift=shift, visit__state__in=OPEN)
    visits = stops.count()
    if visits:
        raise ShiftNeeded(shift, visits)


def _remove(shift: Shift, actor: Actor, now: datetime) -> None:
    facts = {"day": shift.day, "from": shift.starts_at, "until": shift.ends_at}
    shift.delete()
    journal.append(
        stream=shift.officer_id,
        actor=actor,
        action="shift.removed",
        now=now,
        data=facts,
    )


def _set_active(
    officer: Officer, is_active: bool, actor: Actor, now: datetime
) -> OfficerView:
    officer.is_active = is_active
    officer.save(update_fields=["is_active"])
    journal.append(
        stream=officer.pk,
        actor=actor,
        action="officer.rides" if is_active else "officer.stopped",
        now=now,
    )
    return officer_view(officer)
