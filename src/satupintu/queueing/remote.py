"""Queueing from a phone: a number now, the building later.

The place in the line is kept, but nobody is called who is not in the building;
who does not come at all is missed like a number that nobody answers. Numbers cost
nothing, so there is a limit to those that are taken and not used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Min, OuterRef, Q, QuerySet, Subquery
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall
from satupintu.kernel.errors import Conflict, Refused
from satupintu.queueing import flow, rows
from satupintu.queueing.models import Call, State, Stop, Visit
from satupintu.queueing.opening import Wanted, open_visit
from satupintu.queueing.views import VisitView
from satupintu.queueing.visits import NoSuchVisit, locked_visit

VIA = "remote"
# A mall's free network, or a telephone company's, is one address for hundreds.
ABSENT_PER_NETWORK = 30
PER_NETWORK = 300
_MARK = 16


class TooManyNumbers(Refused):
    """Too many numbers of this network were taken and are not used."""

    code = "too_many_numbers"
    status = 429


class HasNumber(Conflict):
    """This person has a number already; one person stands in one place."""

    code = "has_number"


@dataclass(frozen=True, slots=True)
class Joining:
    """Who joins: `network` as `people.client_network` gives it, may be ''.

    `token` is of the visit that the same phone has taken before, if any.
    """

    network: str = ""
    token: str = ""
    account_id: UUID | None = None
    contact: str = ""
    name: str = ""
    language: str = ""
    group: str = ""


def join_remotely(
    *, mall: str, wanted: Sequence[Wanted], key: str, joining: Joining, now: datetime
) -> VisitView:
    """A number for somebody who is on the way; the same `key` gives the same one.

    Raises `HasNumber`, `TooManyNumbers`, and what `visits.open_visit` raises.
    """
    day = catalogue.local_day(now)
    marked = f"{VIA}:{_mark(joining.network, day)}:{key}"[:80]
    today = Visit.objects.filter(mall=mall, day=day)
    if not today.filter(key=marked).exists():
        _refuse_second(today, joining)
        if joining.network:
            _refuse_hoard(today, f"{VIA}:{_mark(joining.network, day)}:")
    return open_visit(
        mall=mall,
        wanted=wanted,
        key=marked,
        now=now,
        via=VIA,
        group=joining.group,
        language=joining.language,
        name=joining.name,
        contact=joining.contact,
        account_id=joining.account_id,
        arrived=False,
    )


def mall_of(*, token: str) -> str:
    """The mall of a visit, whose clock counts for it. Raises `NoSuchVisit`."""
    code = Visit.objects.filter(token=token).values_list("mall", flat=True).first()
    if code is None:
        raise NoSuchVisit(
            _("This number is of another day, or there is no such visit.")
        )
    return code


def open_visit_of(*, account_id: UUID, mall: str, now: datetime) -> str:
    """The token of a person's visit of today that is not over; '' if there is none."""
    mine = Visit.objects.filter(
        mall=mall, day=catalogue.local_day(now), account_id=account_id, ended_at=None
    )
    return mine.values_list("token", flat=True).first() or ""


def set_contact(*, token: str, contact: str, now: datetime) -> None:
    """Where messages about this visit go; '' for nowhere. Raises `VisitOver`."""
    with transaction.atomic():
        row = locked_visit(token, now)
        row.contact = contact[:200]
        row.save(update_fields=["contact"])


def put_first(*, token: str, stop: str, now: datetime) -> None:
    """Let this errand be the next to join its line, before the others planned.

    A second time changes nothing, nor does one that is not planned (any more).
    Raises `NoSuchVisit`, `VisitOver`.
    """
    with transaction.atomic():
        row = locked_visit(token, now)
        planned = list(row.stops.filter(state=State.PLANNED).order_by("place"))
        chosen = [each for each in planned if str(each.pk) == stop]
        others = [each for each in planned if str(each.pk) != stop]
        places = [each.place for each in planned]
        for each, place in zip([*chosen, *others], places, strict=True):
            if each.place != place:
                each.place = place
                each.save(update_fields=["place"])
        flow.tell(row)


def miss_absent(*, mall: str, now: datetime) -> int:
    """Miss those who joined from afar and did not come; returns how many.

    Their turn came when somebody behind them was called; from then on the place is
    kept for the mall's `no_show_minutes`.
    """
    found = catalogue.mall(mall)
    until = now - timedelta(minutes=found.no_show_minutes)
    passed = Call.objects.filter(
        mall=mall,
        day=catalogue.local_day(now),
        queue=OuterRef("queue"),
        kind="call",
        sort_at__gt=OuterRef("sort_at"),
        at__gte=OuterRef("since"),
    )
    first = passed.order_by().values("queue").annotate(at=Min("at")).values("at")
    waiting = Stop.objects.filter(
        mall=mall,
        day=catalogue.local_day(now),
        state=State.WAITING,
        visit__arrived_at=None,
        visit__ended_at=None,
    ).annotate(turn_at=Subquery(first))
    late = list(waiting.filter(turn_at__lte=until).values_list("pk", flat=True))
    return sum(_miss(pk, found, now) for pk in late)


def _miss(stop_id: UUID, mall: Mall, now: datetime) -> bool:
    with transaction.atomic():
        stop = rows.locked_stop(stop_id)
        if stop is None or stop.state != State.WAITING or stop.visit.arrived_at:
            return False
        missed = flow.move(stop, State.NO_SHOW, now, reason="absent")
        rows.write(missed, *flow.go_on(stop.visit, flow.siblings(stop), mall, now))
        flow.tell(stop.visit)
        return True


def _mark(network: str, day: date) -> str:
    """A network, of which nobody can tell which one it was, nor on another day."""
    digest = salted_hmac("satupintu.queueing.remote", f"{day}{network}").hexdigest()
    return digest[:_MARK]


def _refuse_second(today: QuerySet[Visit], joining: Joining) -> None:
    same = Q()
    if joining.account_id:
        same |= Q(account_id=joining.account_id)
    if joining.token:
        same |= Q(token=joining.token)
    if same and today.filter(same, ended_at=None).exists():
        raise HasNumber(
            _(
                "You have a number for today already. Add the errand to that visit, "
                "or leave it first."
            )
        )


def _refuse_hoard(today: QuerySet[Visit], marked: str) -> None:
    of_network = today.filter(key__startswith=marked)
    absent = of_network.filter(arrived_at=None, ended_at=None).count()
    if absent >= ABSENT_PER_NETWORK or of_network.count() >= PER_NETWORK:
        raise TooManyNumbers(
            _(
                "Too many numbers were taken from your network and are not used yet. "
                "Try again later, or take one at the kiosk in the building."
            )
        )
