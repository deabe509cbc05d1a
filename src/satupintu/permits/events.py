"""What permits announces. `key` is always the permit."""

import uuid
from dataclasses import dataclass
from typing import ClassVar

from satupintu.kernel.outbox import Event, event


@event
@dataclass(frozen=True, slots=True)
class PermitIssued(Event):
    """A permit is signed and can be downloaded."""

    name: ClassVar[str] = "permit.issued"

    case_id: uuid.UUID
    document_id: uuid.UUID


@event
@dataclass(frozen=True, slots=True)
class PermitSuspended(Event):
    """A permit must not be used until further notice."""

    name: ClassVar[str] = "permit.suspended"

    case_id: uuid.UUID
    reason: str


@event
@dataclass(frozen=True, slots=True)
class PermitReinstated(Event):
    """A suspended permit is in force again."""

    name: ClassVar[str] = "permit.reinstated"

    case_id: uuid.UUID
    reason: str


@event
@dataclass(frozen=True, slots=True)
class PermitRevoked(Event):
    """A permit has ended for good."""

    name: ClassVar[str] = "permit.revoked"

    case_id: uuid.UUID
    reason: str
