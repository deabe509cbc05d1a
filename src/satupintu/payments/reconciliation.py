"""The cashier's view: what came in, what is open, what does not fit."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from satupintu.catalogue import service as catalogue
from satupintu.kernel import journal
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from satupintu.payments import bills
from satupintu.payments.models import Bill, Payment, ProviderEvent
from satupintu.payments.rules import ODD, BillStatus, Verdict

CASHIER = "cashier"
LIMIT = 50


class NotACashier(NotAllowed):
    """Only a member of staff on a cashier's post may see the money."""

    code = "not_a_cashier"


class EventNotFound(NotFound):
    """There is no such event."""

    code = "event_not_found"


class AlreadyHandled(Conflict):
    """Somebody else wrote down first how it was settled."""

    code = "event_handled"


class NoteMissing(Invalid):
    """How it was settled must be written down."""

    code = "note_missing"


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """A payment that settled a bill. `amount` in smallest units."""

    bill: bills.BillView
    amount: int
    currency: str
    provider: str
    payer_bank: str
    transaction_id: str
    paid_at: datetime
    late: bool


@dataclass(frozen=True, slots=True)
class OddEvent:
    """A callback that a cashier must look at. `bill` may be unknown."""

    id: uuid.UUID
    verdict: Verdict
    bill: bills.BillView | None
    reference: str
    transaction_id: str
    amount: int
    currency: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class PayeeTotal:
    """What one payee is due from a day's paid bills. `payee` is an agency code."""

    payee: str
    currency: str
    amount: int
    bills: int


@dataclass(frozen=True, slots=True)
class Till:
    """The figures at the top of the cashier's page, for one date."""

    open_bills: int
    payments: int
    odd_events: int
    received: list[tuple[int, str]]  # (amount in smallest units, currency)


def till(*, actor: Actor, day: date) -> Till:
    """How it stands on this date. Raises `NotACashier`."""
    _guard(actor)
    sums = (
        _payments(day)
        .order_by()
        .values_list("bill__currency")
        .annotate(total=Sum("amount"), count=Count("id"))
    )
    rows = sorted(sums)
    return Till(
        open_bills=Bill.objects.filter(status=Bill.Status.OPEN).count(),
        payments=sum(count for _currency, _total, count in rows),
        odd_events=_waiting().count(),
        received=[(total, currency) for currency, total, _count in rows],
    )


def today(now: datetime) -> date:
    """The date at the office."""
    return now.astimezone(_zone()).date()


def list_bills(
    *,
    actor: Actor,
    status: BillStatus | None = None,
    query: str = "",
    limit: int = LIMIT,
) -> list[bills.BillView]:
    """Bills, newest first; `query` is part of a bill's or a case's number.

    Raises `NotACashier`.
    """
    _guard(actor)
    rows: QuerySet[Bill] = Bill.objects.order_by("-issued_at", "-id")
    if status is not None:
        rows = rows.filter(status=status.value)
    if words := query.replace("\x00", "").strip():
        rows = rows.filter(Q(number__icontains=words) | Q(case_number__icontains=words))
    return [bills.view(bill) for bill in rows[:limit]]


def payments_of(*, actor: Actor, day: date) -> list[PaymentLine]:
    """What was paid on this date of the office, newest first.

    Raises `NotACashier`.
    """
    _guard(actor)
    rows = list(_payments(day).select_related("bill"))
    late = set(
        ProviderEvent.objects.filter(
            verdict=Verdict.LATE.value, bill__in=[row.bill_id for row in rows]
        ).values_list("bill_id", flat=True)
    )
    return [
        PaymentLine(
            bill=bills.view(row.bill),
            amount=row.amount,
            currency=row.bill.currency,
            provider=row.provider,
            payer_bank=row.payer_bank,
            transaction_id=row.transaction_id,
            paid_at=row.paid_at,
            late=row.bill_id in late,
        )
        for row in rows
    ]


def payee_totals(*, actor: Actor, day: date) -> list[PayeeTotal]:
    """The paid bills of a date, split by the payee of each line.

    Raises `NotACashier`.
    """
    _guard(actor)
    amounts: dict[tuple[str, str], int] = defaultdict(int)
    counted: dict[tuple[str, str], set[uuid.UUID]] = defaultdict(set)
    for payment in _payments(day).select_related("bill"):
        bill = bills.view(payment.bill)
        for line in bill.lines:
            key = (line.payee, bill.currency)
            amounts[key] += line.amount
            counted[key].add(bill.id)
    return [
        PayeeTotal(payee, currency, amount, len(counted[payee, currency]))
        for (payee, currency), amount in sorted(amounts.items())
    ]


def odd_events(*, actor: Actor, limit: int = LIMIT) -> list[OddEvent]:
    """Callbacks that do not fit and that nobody has settled yet, oldest first.

    Raises `NotACashier`.
    """
    _guard(actor)
    rows = _waiting().select_related("bill").order_by("received_at", "id")[:limit]
    return [
        OddEvent(
            id=row.id,
            verdict=Verdict(row.verdict),
            bill=bills.view(row.bill) if row.bill else None,
            reference=row.reference,
            transaction_id=row.transaction_id,
            amount=row.amount,
            currency=row.currency,
            received_at=row.received_at,
        )
        for row in rows
    ]


def settle_odd_event(
    *, event_id: uuid.UUID, note: str, actor: Actor, now: datetime
) -> None:
    """Write down how an odd event was settled (the refund's number, for one).

    Raises `NotACashier`, `NoteMissing`, `EventNotFound` or `AlreadyHandled`.
    """
    _guard(actor)
    words = note.replace("\x00", "").strip()
    if not words:
        raise NoteMissing(_("Write how it was settled, such as the refund's number."))
    with transaction.atomic():
        event = _odd(event_id)
        event.handled_at = now
        event.handled_by_name = actor.name
        event.handled_note = words[:300]
        event.save(update_fields=["handled_at", "handled_by_name", "handled_note"])
        journal.append(
            stream=event.bill_id or event.id,
            actor=actor,
            action="bill.odd_payment_settled",
            now=now,
            data={"event": event.event_id, "note": event.handled_note},
        )


def _odd(event_id: uuid.UUID) -> ProviderEvent:
    found: ProviderEvent | None = ProviderEvent.objects.filter(
        pk=event_id, verdict__in=[verdict.value for verdict in ODD]
    ).first()
    if found is None:
        raise EventNotFound(_("There is no such event. Reload the page."))
    if found.bill_id is not None:
        # The bill's lock first, as everywhere: it guards the journal's stream.
        Bill.objects.select_for_update().get(pk=found.bill_id)
    locked: ProviderEvent = ProviderEvent.objects.select_for_update().get(pk=event_id)
    if locked.handled_at is not None:
        raise AlreadyHandled(
            _("%(name)s has already settled this."), name=locked.handled_by_name
        )
    return locked


def _waiting() -> QuerySet[ProviderEvent]:
    rows: QuerySet[ProviderEvent] = ProviderEvent.objects.filter(
        verdict__in=[verdict.value for verdict in ODD], handled_at__isnull=True
    )
    return rows


def _guard(actor: Actor) -> None:
    if not actor.is_staff or CASHIER not in {role for _agency, role in actor.posts}:
        raise NotACashier(
            _("Only cashiers may see payments. Ask your agency's manager.")
        )


def _payments(day: date) -> QuerySet[Payment]:
    start = datetime.combine(day, time.min, tzinfo=_zone())
    end = datetime.combine(day + timedelta(days=1), time.min, tzinfo=_zone())
    rows: QuerySet[Payment] = Payment.objects.filter(
        paid_at__gte=start, paid_at__lt=end
    ).order_by("-paid_at", "-id")
    return rows


def _zone() -> ZoneInfo:
    return ZoneInfo(catalogue.pack().time_zone)
