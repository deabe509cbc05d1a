"""Who rides, and on which days."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from satupintu.catalogue import service as catalogue
from satupintu.courier.models import Officer, Shift, ShiftState
from satupintu.courier.planrows import lock_day, new_version
from satupintu.courier.rights import refuse_others
from satupintu.courier.views import OfficerView, ShiftView, officer_view, shift_view
from satupintu.kernel import journal
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Conflict, Invalid, NotFound

LARGEST_BAG = 100


class BadOfficer(Invalid):
    """Badge, base, skills or bag are not possible."""

    code = "bad_officer"


class OfficerTaken(Conflict):
    """Another officer has this badge, or the account is one already."""

    code = "officer_taken"


class NoSuchOfficer(NotFound):
    """There is no such officer."""

    code = "no_such_officer"

    def __init__(self) -> None:
        super().__init__(_("There is no such officer. Look at the list again."))


class NoSuchShift(NotFound):
    """There is no such shift."""

    code = "no_such_shift"

    def __init__(self) -> None:
        super().__init__(_("There is no such shift. Load the plan of the day again."))


class BadShift(Invalid):
    """A shift that is no part of one local day, or has begun already."""

    code = "bad_shift"


def add_officer(
    *,
    account_id: uuid.UUID,
    badge: str,
    name: str,
    base: str,
    skills: Sequence[str] = (),
    bag: int | None = None,
    vehicle: str = "",
    photo_id: uuid.UUID | None = None,
    actor: Actor,
    now: datetime,
) -> OfficerView:
    """Let a member of staff ride; the same account again changes what is known.

    `bag` is how many folders fit, by default the pack's. Raises `BadOfficer`,
    `OfficerTaken`, `NotDispatcher`.
    """
    refuse_others(actor)
    values: dict[str, object] = {
        "badge": badge.strip(),
        "name": name.strip()[:200],
        "base": base,
        "skills": sorted(set(skills)),
        "bag": catalogue.home_visits().bag if bag is None else bag,
        "vehicle": vehicle[:60],
        "is_active": True,
    }
    _check(badge=badge, name=name, base=base, skills=skills, bag=bag)
    if photo_id is not None:
        values["photo_id"] = photo_id
    return _keep(account_id, values, actor, now)


def _check(
    *, badge: str, name: str, base: str, skills: Sequence[str], bag: int | None
) -> None:
    home = catalogue.home_visits()
    if base not in [each.code for each in home.bases]:
        raise BadOfficer(_("There is no such base of the home visits."))
    if not set(skills) <= {skill.code for skill in home.skills}:
        raise BadOfficer(_("Choose only skills that are on the list."))
    if not badge.strip() or len(badge) > 12 or not name.strip():
        raise BadOfficer(
            _("An officer needs a badge of 12 letters at most, and a name.")
        )
    if bag is not None and not 1 <= bag <= LARGEST_BAG:
        raise BadOfficer(_("A bag holds 1 to %(most)s folders."), most=LARGEST_BAG)


def _keep(
    account_id: uuid.UUID, values: dict[str, object], actor: Actor, now: datetime
) -> OfficerView:
    try:
        with transaction.atomic():
            row, _is_new = Officer.objects.update_or_create(
                account_id=account_id, defaults=values
            )
            journal.append(
                stream=row.pk, actor=actor, action="officer.kept", now=now, data=values
            )
            _renew_plans(row, now)
    except IntegrityError:
        raise OfficerTaken(_("Another officer has this badge.")) from None
    return officer_view(row)


def _renew_plans(officer: Officer, now: datetime) -> None:
    """What was computed with other skills, or from another base, is void."""
    days = Shift.objects.filter(officer=officer, day__gte=catalogue.local_day(now))
    for day in sorted(set(days.values_list("day", flat=True))):
        new_version(lock_day(day), now)


def officers() -> Sequence[OfficerView]:
    """Everybody who rides, by badge."""
    return [officer_view(row) for row in Officer.objects.filter(is_active=True)]


def officer_of(*, account_id: uuid.UUID) -> OfficerView | None:
    """The officer that this account is, if it is one."""
    row = Officer.objects.filter(account_id=account_id, is_active=True).first()
    return officer_view(row) if row else None


def plan_shift(
    *,
    officer_id: uuid.UUID,
    day: date,
    starts_at: datetime,
    ends_at: datetime,
    actor: Actor,
    now: datetime,
) -> ShiftView:
    """Say when an officer works on a day; again changes a shift not yet begun.

    Raises `NoSuchOfficer`, `BadShift`, `NotDispatcher`.
    """
    refuse_others(actor)
    officer = Officer.objects.filter(pk=officer_id, is_active=True).first()
    if officer is None:
        raise NoSuchOfficer
    first, after = catalogue.day_bounds(day)
    if not first <= starts_at < ends_at <= after:
        raise BadShift(_("A shift begins and ends on the same day, in this order."))
    with transaction.atomic():
        plan = lock_day(day)
        row = Shift.objects.filter(officer=officer, day=day).first()
        row = row or Shift(officer=officer, day=day)
        if row.state != ShiftState.PLANNED:
            raise BadShift(_("This shift has begun or was called off already."))
        if (row.starts_at, row.ends_at) == (starts_at, ends_at):
            return shift_view(row)
        row.starts_at, row.ends_at = starts_at, ends_at
        row.save()
        new_version(plan, now)
        return shift_view(row)


def shifts(*, day: date) -> Sequence[ShiftView]:
    """The shifts of a local day, by base and badge."""
    return [shift_view(row) for row in shift_rows(day)]


def shift_rows(day: date) -> Sequence[Shift]:
    """The rows of `shifts`, with their officers."""
    rows = Shift.objects.filter(day=day).select_related("officer")
    return list(rows.order_by("officer__base", "officer__badge"))


def shift_row(shift_id: uuid.UUID) -> Shift:
    """The row with its officer. Raises `NoSuchShift`."""
    row = Shift.objects.filter(pk=shift_id).select_related("officer").first()
    if row is None:
        raise NoSuchShift
    return row
