"""Messages to all who wait in a mall or in one queue, each until its time."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Invalid, NotFound
from satupintu.queueing.models import Notice
from satupintu.queueing.rights import refuse_others
from satupintu.queueing.telling import tell_everybody

LONGEST_TEXT = 200
LONGEST = timedelta(days=1)


class NoSuchNotice(NotFound):
    code = "no_such_notice"


class BadNotice(Invalid):
    code = "bad_notice"


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A message. `text` is by language; `queue` is '' for the whole mall."""

    id: uuid.UUID
    mall: str
    queue: str
    text: Mapping[str, str]
    from_at: datetime
    until: datetime
    by: str


def say(
    *,
    mall: str,
    queue: str = "",
    text: Mapping[str, str],
    until: datetime,
    actor: Actor,
    now: datetime,
) -> NoticeView:
    """Tell all who wait, until a time; said twice, it is one message.

    `text` needs the first language of the mall's kiosks, and may have the others.
    Raises `NotManager`, `BadNotice`, `catalogue.NoSuchMall`.
    """
    found = catalogue.mall(mall)
    refuse_others(actor, found)
    if queue:
        catalogue.queue_of(found, queue)
    words = _checked(found, text, until, now)
    with transaction.atomic():
        same = Notice.objects.select_for_update().filter(
            mall=mall, queue=queue, text=words, from_at__lte=now, until__gt=now
        )
        row = same.first() or Notice(
            mall=mall, queue=queue, text=words, from_at=now, by=actor.name
        )
        row.until = until
        row.save()
        _tell(row)
    return _view(row)


def take_back(*, notice_id: uuid.UUID, actor: Actor, now: datetime) -> NoticeView:
    """End a message now. A second time changes nothing. Raises `NoSuchNotice`."""
    with transaction.atomic():
        row = Notice.objects.select_for_update().filter(pk=notice_id).first()
        if row is None:
            raise NoSuchNotice(_("There is no such message."))
        refuse_others(actor, catalogue.mall(row.mall))
        if row.until > now:
            row.until = max(row.from_at, now)
            row.save(update_fields=["until"])
            _tell(row)
    return _view(row)


def current_notices(*, mall: str, queue: str = "", now: datetime) -> list[NoticeView]:
    """What is said at `now`, newest first: to the whole mall, and to one queue.

    Without `queue` only what is for everybody.
    """
    rows = Notice.objects.filter(mall=mall, from_at__lte=now, until__gt=now)
    mine = rows.filter(Q(queue="") | Q(queue=queue))
    return [_view(row) for row in mine.order_by("-from_at", "-id")]


def all_notices(*, mall: str, now: datetime) -> list[NoticeView]:
    """What is said at `now` to anybody of the mall, newest first."""
    rows = Notice.objects.filter(mall=mall, from_at__lte=now, until__gt=now)
    return [_view(row) for row in rows.order_by("-from_at", "-id")]


def _checked(
    mall: Mall, text: Mapping[str, str], until: datetime, now: datetime
) -> dict[str, str]:
    languages = mall.kiosk.languages
    words = {code: text.get(code, "").strip() for code in languages}
    words = {code: said for code, said in words.items() if said}
    first = languages[0]
    if first not in words:
        raise BadNotice(
            _("Write the message in the first language at least."),
            fields={f"text_{first}": _("Write what everybody should know.")},
        )
    too_long = {c: t for c, t in words.items() if len(t) > LONGEST_TEXT}
    if too_long:
        sentence = _("Write at most 200 characters: it is read from afar.")
        raise BadNotice(
            sentence, fields={f"text_{code}": sentence for code in too_long}
        )
    if not now < until <= now + LONGEST:
        sentence = _("Choose a time within the next 24 hours.")
        raise BadNotice(sentence, fields={"until": sentence})
    return words


def _tell(row: Notice) -> None:
    mall = catalogue.mall(row.mall)
    queues = [row.queue] if row.queue else [queue.code for queue in mall.queues]
    tell_everybody(mall, queues)


def _view(row: Notice) -> NoticeView:
    return NoticeView(
        id=row.pk,
        mall=row.mall,
        queue=row.queue,
        text=row.text,
        from_at=row.from_at,
        until=row.until,
        by=row.by,
    )
