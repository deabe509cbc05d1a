"""Notifications: the door of this module.

`notify` writes the message with the caller's transaction and enqueues one job;
the job hands it to the provider of the channel, again with growing pauses if that
fails. A message is sent at least once: a crash between handing over and noting it
repeats it, which is better than losing it.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from satupintu.kernel import tenancy
from satupintu.notifications import providers as providers
from satupintu.notifications.models import MailboxMessage, Notification
from satupintu.notifications.providers.base import (
    Channel,
    Message,
    NotSent,
    provider,
)
from satupintu.notifications.push import (
    BadSubscription,
    Subscription,
    TooManySubscriptions,
    forget_subscriptions,
    listens,
    subscribe,
    subscriptions_of,
    unsubscribe,
)
from satupintu.notifications.push_key import public_push_key
from satupintu.people import service as people

__all__ = [
    "BadSubscription",
    "Channel",
    "Letter",
    "NotSent",
    "Sent",
    "Subscription",
    "TooManySubscriptions",
    "can_send",
    "channel_to",
    "deliver",
    "forget_messages",
    "forget_subscriptions",
    "listens",
    "mailbox",
    "notify",
    "notify_address",
    "public_push_key",
    "sent_to",
    "subscribe",
    "subscriptions_of",
    "unsubscribe",
]

SECRET_LIFE = timedelta(minutes=10)  # a one-time code is of no use later
MAX_TRIES = 8
NO_PROVIDER = "none"
URGENT = 5
_MAX_SUBJECT = 200
_MAX_ERROR = 300


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in the development mailbox."""

    channel: Channel
    address: str
    subject: str
    body: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a message: `state` is waiting, sent or failed."""

    id: uuid.UUID
    channel: str
    address: str
    subject: str
    state: str
    error: str


def notify(
    *,
    account_id: uuid.UUID,
    subject: str,
    body: str,
    dedupe: str,
    now: datetime,
    secret: bool = False,
) -> None:
    """Tell a person something: by e-mail, or by SMS if we know only a phone.

    A second call with the same `dedupe` does nothing. Someone without any address
    gets a failed message, so that it can be seen that nothing reached them. For
    `secret` see `notify_address`.
    """
    to = people.account(account_id)
    channel, address = (
        (Channel.EMAIL, to.email) if to.email else (Channel.SMS, to.phone)
    )
    notify_address(
        channel=channel,
        address=address,
        subject=subject,
        body=body,
        dedupe=dedupe,
        now=now,
        secret=secret,
    )


def notify_address(
    *,
    channel: Channel,
    address: str,
    subject: str,
    body: str,
    dedupe: str,
    now: datetime,
    secret: bool = False,
    until: datetime | None = None,
) -> None:
    """As `notify`, to an address that may belong to no account yet.

    The body of a `secret` message (a one-time code) is erased once it is sent. After
    `until` it would only confuse (a reminder of what is over): it is not sent.
    """
    row = Notification(
        channel=channel.value,
        address=address,
        subject=" ".join(subject.split())[:_MAX_SUBJECT],
        body=body,
        secret=secret,
        dedupe=dedupe,
        created_at=now,
        until=until,
    )
    if not address:
        row.state = Notification.State.FAILED
        row.error = _("This person has no e-mail address and no phone number.")
    with transaction.atomic():
        # ON CONFLICT DO NOTHING, so that a repetition does not end the caller's
        # transaction; whether the row is ours is then seen by its id.
        Notification.objects.bulk_create([row], ignore_conflicts=True)
        if address and Notification.objects.filter(pk=row.pk).exists():
            _enqueue(row)


def deliver(*, notification_id: uuid.UUID, now: datetime) -> None:
    """Hand one message to its provider; a sent or failed one is left alone.

    A failed try is noted, then `NotSent` is raised so that the job tries again.
    The last one ends the tries, and its sentence stays with the message.
    """
    problem: NotSent | None = None
    with transaction.atomic():
        row: Notification | None = (
            Notification.objects.select_for_update()
            .filter(pk=notification_id, state=Notification.State.WAITING)
            .first()
        )
        if row is None:
            return
        row.tries += 1
        try:
            _hand_over(row, now)
        except NotSent as error:
            problem = error
        _note(row, problem, now)
    if problem is not None and row.state == Notification.State.WAITING:
        raise problem


def _note(row: Notification, problem: NotSent | None, now: datetime) -> None:
    if problem is None:
        row.state, row.sent_at, row.error = Notification.State.SENT, now, ""
    else:
        row.error = problem.sentence[:_MAX_ERROR]
        if problem.permanent or row.tries >= MAX_TRIES:
            row.state = Notification.State.FAILED
    if row.secret and row.state != Notification.State.WAITING:
        row.body = ""
    row.save(update_fields=["state", "tries", "error", "sent_at", "body"])


def can_send(channel: Channel) -> bool:
    """Whether this installation has a provider for the channel."""
    return _provider_code(channel) != NO_PROVIDER


def channel_to(address: people.Address) -> Channel:
    """By mail to a mail address, by SMS to a phone."""
    is_email = address.kind is people.AddressKind.EMAIL
    return Channel.EMAIL if is_email else Channel.SMS


def sent_to(address: str, *, limit: int = 50) -> list[Sent]:
    """The newest messages to an address, with what became of them."""
    rows = Notification.objects.filter(address=address)[:limit]
    return [
        Sent(row.id, row.channel, row.address, row.subject, row.state, row.error)
        for row in rows
    ]


def forget_messages(*, about: str, before: datetime) -> int:
    """Delete sent and failed messages whose `dedupe` begins so; how many they were."""
    old = Notification.objects.filter(
        dedupe__startswith=about, created_at__lt=before
    ).exclude(state=Notification.State.WAITING)
    return old.delete()[0]


def mailbox(*, address: str = "", limit: int = 50) -> list[Letter]:
    """What the development mailbox holds, newest first."""
    rows = MailboxMessage.objects.all()
    if address:
        rows = rows.filter(address=address)
    return [
        Letter(
            Channel(row.channel), row.address, row.subject, row.body, row.received_at
        )
        for row in rows[:limit]
    ]


def _hand_over(row: Notification, now: datetime) -> None:
    is_old = row.secret and now - row.created_at > SECRET_LIFE
    if is_old or (row.until is not None and now > row.until):
        raise NotSent(_("It could not be sent in time."), permanent=True)
    channel = Channel(row.channel)
    if not can_send(channel):
        raise NotSent(_("This office cannot send such messages."), permanent=True)
    provider(_provider_code(channel), channel).send(
        Message(str(row.id), channel, row.address, row.subject, row.body)
    )


def _provider_code(channel: Channel) -> str:
    chosen: dict[str, str] = getattr(settings, "SATUPINTU_CHANNELS", {})
    return chosen.get(channel.value, "mailbox")


def _enqueue(row: Notification) -> None:
    """One job. Somebody sits and waits for a code: it overtakes the letters."""
    from satupintu.notifications.jobs import send

    waiting = send.configure(priority=URGENT if row.secret else 0)
    waiting.defer(tenant=str(tenancy.current_id()), notification=str(row.pk))
