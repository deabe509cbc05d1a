"""Whose visit it is: an officer's, now or when the phone was last told."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime
from enum import Enum, auto

from django.utils.translation import gettext_lazy as _

from satupintu.courier.models import HomeVisit, Report, Shift, State
from satupintu.courier.views import stop_of
from satupintu.kernel.errors import Conflict

TOLD = "told"


class NotYourVisit(Conflict):
    """Another officer rides there, or nobody, or the citizen has cancelled."""

    code = "not_your_visit"


class Standing(Enum):
    """`WAS_MINE`: the phone was told to ride there, and the plan changed since."""

    MINE = auto()
    WAS_MINE = auto()
    NEVER = auto()


def remember_told(
    *, shift: Shift, version: int, visits: Collection[uuid.UUID], now: datetime
) -> None:
    """The phone was told to ride to these visits; kept once for each plan."""
    key = f"{TOLD}:{shift.pk.hex}:{version}"
    told = sorted(str(visit) for visit in visits)
    row, is_new = Report.objects.get_or_create(
        key=key,
        defaults={
            "shift": shift,
            "action": TOLD,
            "data": {"visits": told},
            "answer": {"state": "applied"},
            "at": now,
            "received_at": now,
        },
    )
    if not is_new and set(told) - set(row.data["visits"]):
        row.data = {"visits": sorted({*told, *row.data["visits"]})}
        row.save(update_fields=("data",))


def has_phone(*, shift_id: uuid.UUID) -> bool:
    """Whether some phone has been told this shift's route. Callers guard."""
    return Report.objects.filter(shift_id=shift_id, action=TOLD).exists()


def standing_of(visit: HomeVisit, shift: Shift) -> Standing:
    """Whether this officer rides there, was told to, or has nothing to do with it."""
    stop = stop_of(visit)
    planned = stop.shift_id if stop else visit.shift_id
    if planned == shift.pk and visit.state != State.CANCELLED:
        return Standing.MINE
    told = Report.objects.filter(
        shift=shift, action=TOLD, data__visits__contains=[str(visit.pk)]
    )
    return Standing.WAS_MINE if told.exists() else Standing.NEVER


def refuse_others_visit(
    visit: HomeVisit, shift: Shift, *, only_mine: bool = False
) -> None:
    """Raises `NotYourVisit`: for `only_mine` also after the plan has changed."""
    standing = standing_of(visit, shift)
    if standing is Standing.MINE:
        return
    if standing is Standing.WAS_MINE and not only_mine:
        return
    if standing is Standing.WAS_MINE and visit.state == State.CANCELLED:
        raise NotYourVisit(
            _("The visit to %(name)s was cancelled. Please call the dispatcher."),
            name=visit.name,
        )
    if standing is Standing.WAS_MINE:
        raise NotYourVisit(
            _(
                "The plan was changed: the visit to %(name)s is no longer yours. What "
                "you recorded is kept, and the dispatcher looks at it."
            ),
            name=visit.name,
        )
    raise NotYourVisit(_("This visit is not on your list. Please call the dispatcher."))
