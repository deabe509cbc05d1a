"""Messages to browsers, over the services that their makers run."""

from __future__ import annotations

import json
import secrets
import urllib.request
import uuid
from http.client import HTTPException
from typing import ClassVar
from urllib.error import HTTPError

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.utils import timezone

from satupintu.notifications import webpush
from satupintu.notifications.models import PushSubscription
from satupintu.notifications.providers.base import (
    Channel,
    Message,
    NotSent,
    Provider,
    register,
)
from satupintu.notifications.push_key import push_key

TIMEOUT = 10  # seconds
KEPT_SECONDS = 600  # by the carrier, for a phone that is off
_GONE = (404, 410)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """An address that was checked must not lead to one that was not."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirects)


@register("webpush")
class WebPush(Provider):
    """`address` is the id of a subscription (`notifications.push`)."""

    channels: ClassVar[frozenset[Channel]] = frozenset({Channel.PUSH})

    def send(self, message: Message) -> None:
        row = PushSubscription.objects.filter(pk=uuid.UUID(message.address)).first()
        if row is None:
            raise NotSent("The browser no longer listens.", permanent=True)
        try:
            deliver(_request(row, message))
        except HTTPError as error:
            with error:
                self._refused(row, error.code)
        except (HTTPException, OSError) as error:
            raise NotSent(f"The push service did not answer: {error}") from None

    def _refused(self, row: PushSubscription, status: int) -> None:
        if status in _GONE:
            row.delete()
            raise NotSent("The browser no longer listens.", permanent=True)
        # Too many (429) and broken (5xx) pass; all else is ours to repair.
        passing = status == 429 or status >= 500
        raise NotSent(f"The push service answered {status}.", permanent=not passing)


def deliver(request: urllib.request.Request) -> None:
    """Hand the request to the carrier. Tests put their own carrier here."""
    with _opener.open(request, timeout=TIMEOUT):
        pass


def _request(row: PushSubscription, message: Message) -> urllib.request.Request:
    # A subscription was checked when it was made; the list may have changed since.
    if not webpush.is_carrier(row.endpoint):
        raise NotSent("The browser's address is not a push service.", permanent=True)
    text = {
        "title": message.subject,
        "body": message.body[: webpush.LONGEST],
        "url": row.link,
        "tag": str(row.subject_id),
        "lang": row.language,
    }
    body = webpush.sealed(
        json.dumps(text, ensure_ascii=False).encode(),
        p256dh=row.p256dh,
        auth=row.auth,
        key=ec.generate_private_key(ec.SECP256R1()),
        salt=secrets.token_bytes(16),
    )
    headers = {
        "Authorization": webpush.signature(
            row.endpoint,
            key=push_key(),
            contact=f"mailto:{settings.DEFAULT_FROM_EMAIL}",
            now=timezone.now(),  # the carrier reads its own clock too
        ),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT_SECONDS),
        "Urgency": "high",
    }
    return urllib.request.Request(  # noqa: S310 (https of a known carrier only)
        row.endpoint, data=body, headers=headers, method="POST"
    )
