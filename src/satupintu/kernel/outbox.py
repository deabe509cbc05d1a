"""Announcing what happened, in the same transaction as the change itself.

An event is a frozen dataclass with JSON-able fields. `announce` enqueues one
job per event; the job runs after the commit, at least once. The listeners (in
`journeys`) are therefore idempotent. They are told when it happened, so that
what follows from it carries that time, however late the job runs.
"""

import dataclasses
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from procrastinate.types import JSONValue

from satupintu.kernel import tenancy
from satupintu.kernel.models import Tenant


@dataclasses.dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the thing named by `key` (a case, a permit)."""

    name: ClassVar[str]
    key: uuid.UUID


E = TypeVar("E", bound=Event)
Listener = Callable[[Any, datetime], None]
L = TypeVar("L", bound=Listener)
_types: dict[str, type[Event]] = {}
_listeners: dict[str, list[Listener]] = {}


def event(cls: type[E]) -> type[E]:
    """Register an event class under its `name`; a duplicate is refused."""
    if cls.name in _types and _types[cls.name].__module__ != cls.__module__:
        raise RuntimeError(f"two events are named {cls.name}")
    _types[cls.name] = cls
    return cls


def on(cls: type[E]) -> Callable[[L], L]:
    """Let a function hear of every event of this class."""

    def register(listener: L) -> L:
        _listeners.setdefault(cls.name, []).append(listener)
        return listener

    return register


def announce(event: Event, *, at: datetime) -> None:
    """Enqueue the event, which happened at `at`, with the current transaction."""
    from satupintu.kernel.jobs import deliver

    payload: dict[str, JSONValue] = {
        k: str(v) for k, v in dataclasses.asdict(event).items()
    }
    deliver.configure(lock=f"{event.name}:{event.key}").defer(
        tenant=str(tenancy.current_id()),
        name=event.name,
        at=at.isoformat(),
        payload=payload,
    )


def hear(*, tenant: str, name: str, at: str, payload: dict[str, str]) -> None:
    """Hand an event to its listeners, inside its tenant's scope."""
    cls = _types[name]
    values: dict[str, Any] = {
        f.name: uuid.UUID(payload[f.name]) if f.type is uuid.UUID else payload[f.name]
        for f in dataclasses.fields(cls)
    }
    with tenancy.scope(Tenant.objects.get(pk=tenant)):
        for listener in _listeners.get(name, ()):
            listener(cls(**values), datetime.fromisoformat(at))
