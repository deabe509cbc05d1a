"""Bills: raised once per payment step, paid once, never changed."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.fees import BillLine
from satupintu.kernel import journal, outbox
from satupintu.kernel.actor import SYSTEM, Actor
from satupintu.kernel.errors import Invalid, NotFound
from satupintu.kernel.numbers import next_number
from satupintu.payments.events import BillPaid, BillRaised
from satupintu.payments.models import Bill
from satupintu.payments.rules import BillStatus

SERIES = "bill"


class BillNotFound(NotFound):
    """There is no such bill, or it is somebody else's."""

    code = "bill_not_found"


class BillDoesNotAddUp(Invalid):
    """The lines do not make the total, or there is nothing to pay."""

    code = "bill_wrong"


@dataclass(frozen=True, slots=True)
class BillView:
    """A bill as pages and other modules see it.

    `title` maps language codes to texts; amounts are in the currency's smallest
    unit in use; each line explains its own arithmetic.
    """

    id: uuid.UUID
    number: str
    case_id: uuid.UUID
    case_number: str
    step: str
    title: dict[str, str]
    lines: tuple[BillLine, ...]
    total: int
    currency: str
    status: BillStatus
    issued_at: datetime
    paid_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.status is BillStatus.OPEN

    @property
    def is_paid(self) -> bool:
        return self.status is BillStatus.PAID


def view(bill: Bill) -> BillView:
    """The bill without its database row."""
    return BillView(
        id=bill.id,
        number=bill.number,
        case_id=bill.case_id,
        case_number=bill.case_number,
        step=bill.step,
        title=bill.title,
        lines=tuple(BillLine.model_validate(line) for line in bill.lines),
        total=bill.total,
        currency=bill.currency,
        status=BillStatus(bill.status),
        issued_at=bill.issued_at,
        paid_at=bill.paid_at,
    )


def raise_bill(
    *,
    case_id: uuid.UUID,
    step: str,
    payer_id: uuid.UUID,
    title: Mapping[str, str],
    lines: Sequence[BillLine | Mapping[str, object]],
    total: int,
    currency: str,
    now: datetime,
    case_number: str = "",
) -> BillView:
    """The bill of this step: one, however often this is called.

    `lines` are those of an assessment, or their JSON. A paid bill stays as it is.
    An open one with other lines is cancelled and a new one raised, since a bill
    never changes. A bill of nothing is paid at once. Raises `BillDoesNotAddUp`,
    and changes nothing, when the lines do not make `total`.
    """
    parsed = _adding_up(lines, total)
    bill = Bill(
        case_id=case_id,
        case_number=case_number,
        step=step,
        payer_id=payer_id,
        title=dict(title),
        lines=[line.model_dump(mode="json") for line in parsed],
        total=total,
        currency=currency,
        issued_at=now,
    )
    with transaction.atomic():
        standing = _standing(case_id, step)
        if standing is not None and _holds(standing, bill):
            return view(standing)
        if standing is not None:
            _cancel(standing, reason="replaced", actor=SYSTEM, now=now)
        return view(_insert(bill, now))


def _adding_up(
    lines: Sequence[BillLine | Mapping[str, object]], total: int
) -> list[BillLine]:
    parsed = [BillLine.model_validate(line) for line in lines]
    if total < 0 or sum(line.amount for line in parsed) != total:
        raise BillDoesNotAddUp(
            _("The lines of this bill do not make its total; it was not raised.")
        )
    return parsed


def _standing(case_id: uuid.UUID, step: str) -> Bill | None:
    found: Bill | None = (
        Bill.objects.select_for_update()
        .filter(case_id=case_id, step=step)
        .exclude(status=Bill.Status.CANCELLED)
        .first()
    )
    return found


def _holds(standing: Bill, asked: Bill) -> bool:
    """Whether the standing bill is still right: paid, or for the same lines."""
    same = (standing.lines, standing.currency) == (asked.lines, asked.currency)
    return standing.status == Bill.Status.PAID or same


def _insert(bill: Bill, now: datetime) -> Bill:
    if bill.total == 0:
        bill.status, bill.paid_at = Bill.Status.PAID, now
    try:
        # The inner block gives the number back if another worker was first.
        with transaction.atomic():
            bill.number = _number(now)
            bill.save(force_insert=True)
    except IntegrityError:
        found = _standing(bill.case_id, bill.step)
        if found is None:
            raise
        return found
    journal.append(
        stream=bill.id,
        actor=SYSTEM,
        action="bill.raised",
        now=now,
        data={"number": bill.number, "total": bill.total, "currency": bill.currency},
    )
    event = BillRaised if bill.total else BillPaid
    outbox.announce(
        event(key=bill.case_id, bill_id=bill.id, case_id=bill.case_id, step=bill.step),
        at=now,
    )
    return bill


def _cancel(bill: Bill, *, reason: str, actor: Actor, now: datetime) -> None:
    bill.status = Bill.Status.CANCELLED
    bill.save(update_fields=["status"])
    journal.append(
        stream=bill.id,
        actor=actor,
        action="bill.cancelled",
        now=now,
        data={"reason": reason},
    )


def _number(now: datetime) -> str:
    year = now.astimezone(ZoneInfo(catalogue.pack().time_zone)).year
    return f"B-{year}-{next_number(series=SERIES, year=year):06}"


def bill_for(actor: Actor, bill_id: uuid.UUID) -> BillView:
    """The payer's own bill. Raises `BillNotFound` for everybody else."""
    return view(own(actor, bill_id))


def own(actor: Actor, bill_id: uuid.UUID, *, lock: bool = False) -> Bill:
    """The row behind `bill_for`, locked on demand."""
    rows = Bill.objects.select_for_update() if lock else Bill.objects
    found: Bill | None = None
    if actor.id is not None:
        found = rows.filter(pk=bill_id, payer_id=actor.id).first()
    if found is None:
        raise BillNotFound(
            _("There is no such bill, or it is not yours. Look in your applications.")
        )
    return found


def bills_of(case_id: uuid.UUID) -> list[BillView]:
    """Every bill of a case, oldest first. The caller guards the case."""
    rows = Bill.objects.filter(case_id=case_id).order_by("issued_at", "id")
    return [view(row) for row in rows]


def bill(bill_id: uuid.UUID) -> BillView:
    """Any bill, for other modules; the caller guards. Raises `BillNotFound`."""
    found = Bill.objects.filter(pk=bill_id).first()
    if found is None:
        raise BillNotFound(_("There is no such bill."))
    return view(found)


def open_steps(case_id: uuid.UUID) -> list[str]:
    """The payment steps of a case whose bill waits for its payer."""
    rows = Bill.objects.filter(case_id=case_id, status=Bill.Status.OPEN)
    return list(rows.order_by("step").values_list("step", flat=True))


def cancel_open(
    *,
    case_id: uuid.UUID,
    now: datetime,
    reason: str = "case closed",
    actor: Actor = SYSTEM,
) -> list[BillView]:
    """Cancel what is still open when a case ends; paid bills stay as they are."""
    with transaction.atomic():
        rows = list(
            Bill.objects.select_for_update()
            .filter(case_id=case_id, status=Bill.Status.OPEN)
            .order_by("id")
        )
        for row in rows:
            _cancel(row, reason=reason, actor=actor, now=now)
    return [view(row) for row in rows]
