"""Browsers that asked for messages about something, for instance about a visit.

What a browser gives is an address and two keys. They are good for one thing, and
only until `until`: the upkeep of this module deletes them then.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from satupintu.kernel import tenancy
from satupintu.kernel.errors import Invalid, Refused
from satupintu.notifications import webpush
from satupintu.notifications.models import PushSubscription

# More phones than a family has in one visit.
MAX_PER_SUBJECT = 5
_MAX_ENDPOINT = 1000
_LISTENS = """
    SELECT EXISTS (
        SELECT 1 FROM notifications_pushsubscription
        WHERE tenant_id = %s AND subject_id = %s
    )
"""


class BadSubscription(Invalid):
    """The browser's address or keys are not what browsers give."""

    code = "bad_subscription"


class TooManySubscriptions(Refused):
    """As many browsers as allowed listen already."""

    code = "too_many_subscriptions"


@dataclass(frozen=True, slots=True)
class Subscription:
    """A browser to tell; `id` is its address for `notify_address`."""

    id: uuid.UUID
    language: str


def subscribe(
    *,
    subject_id: uuid.UUID,
    endpoint: str,
    p256dh: str,
    auth: str,
    link: str,
    language: str,
    until: datetime,
    now: datetime,
) -> uuid.UUID:
    """Let a browser hear about a subject; a second time renews its keys.

    `link` is the address on our host that a tap opens. Raises `BadSubscription`,
    `TooManySubscriptions`.
    """
    if len(endpoint) > _MAX_ENDPOINT or not webpush.is_carrier(endpoint):
        raise BadSubscription(_("This browser's messages cannot be reached by us."))
    if not webpush.is_key(p256dh, auth):
        raise BadSubscription(_("This browser's keys are damaged. Try again."))
    mine = PushSubscription.objects.filter(subject_id=subject_id)
    known = mine.filter(endpoint=endpoint).first()
    if known is None and mine.count() >= MAX_PER_SUBJECT:
        raise TooManySubscriptions(
            _("Enough phones listen already. Switch messages off on one of them.")
        )
    kept = {
        "p256dh": p256dh,
        "auth": auth,
        "link": link,
        "language": language,
        "until": until,
    }
    row, _made = PushSubscription.objects.update_or_create(
        subject_id=subject_id,
        endpoint=endpoint,
        defaults=kept,
        create_defaults=kept | {"created_at": now},
    )
    return row.id


def unsubscribe(*, subject_id: uuid.UUID, endpoint: str) -> None:
    """This browser hears no more about the subject."""
    PushSubscription.objects.filter(subject_id=subject_id, endpoint=endpoint).delete()


def subscriptions_of(subject_id: uuid.UUID) -> list[Subscription]:
    """The browsers that hear about a subject, the first to ask first."""
    rows = PushSubscription.objects.filter(subject_id=subject_id)
    return [Subscription(row.id, row.language) for row in rows]


def listens(subject_id: uuid.UUID) -> bool:
    """Whether any browser wants to hear about the subject."""
    with connection.cursor() as cursor:  # with every call: a fixed statement
        cursor.execute(_LISTENS, [tenancy.current_id(), subject_id])
        return bool(cursor.fetchone()[0])


def forget_subscriptions(*, now: datetime) -> int:
    """Delete those whose time is over; how many they were."""
    _count, by_model = PushSubscription.objects.filter(until__lte=now).delete()
    return by_model.get(PushSubscription._meta.label, 0)
