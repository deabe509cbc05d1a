"""Messages about a visit: where they go, and switching them on and off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import translation

from satupintu.catalogue import service as catalogue
from satupintu.notifications import service as notifications
from satupintu.notifications.service import Channel
from satupintu.people import service as people
from satupintu.queueing import remote
from satupintu.queueing.service import VisitView

_SHOWN = 4  # last letters of an address


@dataclass(frozen=True, slots=True)
class Contact:
    """An address as its owner recognises it, and nobody else can use it."""

    shown: str
    is_mail: bool


def contact_of(visit: VisitView) -> Contact | None:
    """Where messages go now; None for nowhere."""
    if not visit.contact:
        return None
    return Contact(masked(visit.contact), "@" in visit.contact)


def masked(contact: str) -> str:
    """`•••3147`, `m•••@example.org`: enough to know one's own."""
    name, at, host = contact.rpartition("@")
    return f"{name[:1]}•••@{host}" if at else f"•••{contact[-_SHOWN:]}"


def read_contact(typed: str) -> str:
    """What was typed as it is kept; '' stays ''. Raises `people.BadAddress`."""
    if not typed.strip():
        return ""
    address = people.parse_address(text=typed, country=catalogue.pack().country)
    return address.value


def keep_contact(visit: VisitView, typed: str, now: datetime) -> str:
    """Let messages go to this address; returns it. Raises `people.BadAddress`."""
    contact = read_contact(typed)
    remote.set_contact(token=visit.token, contact=contact, now=now)
    return contact


def push_key() -> str:
    """What a browser needs in order to hear from us; '' if we cannot tell browsers."""
    if not notifications.can_send(Channel.PUSH):
        return ""
    return notifications.public_push_key()


def listen(visit: VisitView, given: dict[str, str], link: str, now: datetime) -> None:
    """Let this browser hear until the end of the visit's day. Raises `Refused`."""
    _start, midnight = catalogue.day_bounds(visit.day)
    notifications.subscribe(
        subject_id=visit.id,
        endpoint=given.get("endpoint", ""),
        p256dh=given.get("p256dh", ""),
        auth=given.get("auth", ""),
        link=link,
        language=translation.get_language() or "",
        until=max(midnight, now + timedelta(hours=1)),
        now=now,
    )
