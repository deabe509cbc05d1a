"""What payments announces."""

import uuid
from dataclasses import dataclass
from typing import ClassVar

from satupintu.kernel.outbox import Event, event


@event
@dataclass(frozen=True, slots=True)
class BillRaised(Event):
    """A bill is open and waits for its payer. `key` is the case."""

    name: ClassVar[str] = "bill.raised"

    bill_id: uuid.UUID
    case_id: uuid.UUID
    step: str


@event
@dataclass(frozen=True, slots=True)
class BillPaid(Event):
    """The money of a bill arrived, in full. `key` is the case."""

    name: ClassVar[str] = "bill.paid"

    bill_id: uuid.UUID
    case_id: uuid.UUID
    step: str
