"""Reading what is published, from caches that cannot go stale.

A version never changes, so it is kept for as long as the process lives. Which
release of the pack is the current one is asked of the database once a request
(and each time outside a request): one row by an index.
"""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from asgiref.local import Local
from django.core.signals import request_finished, request_started
from django.db import connection
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from satupintu.catalogue.models import PackRelease, Service as Row, ServiceVersion
from satupintu.catalogue.published import Published
from satupintu.catalogue.schema import Pack, PaperType, RateTable, Service
from satupintu.kernel import tenancy
from satupintu.kernel.calendar import WorkingCalendar
from satupintu.kernel.errors import NotFound


class NoPack(NotFound):
    """Nothing has been published for this tenant yet."""

    code = "no_pack"

    def __init__(self) -> None:
        super().__init__(
            _("No pack has been published yet. Publish one: satupintu pack publish")
        )


class NoSuchService(NotFound):
    """The catalogue has no service of this code, or no such version."""

    code = "no_such_service"

    def __init__(self, service: str) -> None:
        super().__init__(
            _("There is no service “%(service)s”. Look in the list of services."),
            service=service,
        )


@dataclass(frozen=True, eq=False)
class Release:
    """The pack as published at one moment, and the services current then."""

    id: uuid.UUID
    pack: Pack
    services: Mapping[str, uuid.UUID]
    versions: dict[uuid.UUID, Published] = field(default_factory=dict)
    calendars: dict[str | None, WorkingCalendar] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Stored:
    """A version without the pack around it."""

    tenant_id: uuid.UUID | None
    parts: dict[str, Any]


# The newest releases: a process serves few tenants, and old ones go unused.
_MOST_RELEASES = 16
_releases: OrderedDict[uuid.UUID, Release] = OrderedDict()
_stored: dict[uuid.UUID, _Stored] = {}
_request = Local()
_NEWEST = """
    SELECT id FROM catalogue_packrelease WHERE tenant_id = %s
    ORDER BY published_at DESC, id DESC LIMIT 1
"""


@receiver(request_started)
def _begin_request(**_kwargs: object) -> None:
    _request.newest = {}


@receiver(request_finished)
def _end_request(**_kwargs: object) -> None:
    _request.newest = None


def forget_newest() -> None:
    """Ask the database again: something was published in this request."""
    if getattr(_request, "newest", None) is not None:
        _request.newest = {}


def newest_id() -> uuid.UUID | None:
    """The id of the current release, asked once a request."""
    memory = getattr(_request, "newest", None)
    tenant = tenancy.current_id()
    if memory is not None and tenant in memory:
        known: uuid.UUID = memory[tenant]
        return known
    found = _newest_of(tenant)
    if memory is not None and found is not None:
        memory[tenant] = found
    return found


def _newest_of(tenant: uuid.UUID) -> uuid.UUID | None:
    # A fixed statement: a job asks hundreds of times, and building the query would
    # take longer than its answer.
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [tenant])
        row = cursor.fetchone()
    return row[0] if row else None


def release() -> Release:
    """The current release. Raises `NoPack`."""
    newest = newest_id()
    if newest is None:
        raise NoPack
    found = _releases.get(newest)
    return found if found is not None else _load_release(newest)


def _load_release(release_id: uuid.UUID) -> Release:
    data = PackRelease.objects.values_list("data", flat=True).get(pk=release_id)
    services = dict(Row.objects.values_list("code", "current_id").order_by("code"))
    found = Release(release_id, Pack.model_validate(data), services)
    _releases[release_id] = found
    while len(_releases) > _MOST_RELEASES:
        _releases.popitem(last=False)
    return found


def version(version_id: uuid.UUID) -> Published:
    """A version by its id, current or not. Raises `NoSuchService`."""
    return versions([version_id])[0]


def current(code: str) -> Published:
    """The version that new applications get. Raises `NoSuchService`."""
    newest = release()
    found = newest.services.get(code)
    if found is None:
        raise NoSuchService(code)
    return versions([found], newest)[0]


def every() -> list[Published]:
    """Every service of the current release, by code."""
    newest = release()
    return versions(newest.services.values(), newest)


def versions(
    ids: Iterable[uuid.UUID], newest: Release | None = None
) -> list[Published]:
    """Several versions in this order, with one query for those not in memory."""
    wanted, current = list(ids), newest or release()
    missing = [i for i in wanted if i not in current.versions]
    unread = [i for i in missing if i not in _stored]
    if unread:
        for row in ServiceVersion.objects.filter(pk__in=unread):
            _stored[row.pk] = _store(row)
    for version_id in missing:
        current.versions[version_id] = _publish(version_id, current.pack)
    return [current.versions[i] for i in wanted]


def _store(row: ServiceVersion) -> _Stored:
    papers = [PaperType.model_validate(paper) for paper in row.papers]
    tables = [RateTable.model_validate(table) for table in row.tables]
    return _Stored(
        row.tenant_id,
        {
            "definition": Service.model_validate(row.definition),
            "papers": {paper.code: paper for paper in papers},
            "tables": {f"{table.code} {table.since}": table for table in tables},
            "template": row.template,
            "published_at": row.published_at,
        },
    )


def _publish(version_id: uuid.UUID, pack: Pack) -> Published:
    stored = _stored.get(version_id)
    if stored is None or stored.tenant_id != tenancy.current_id():
        raise NoSuchService(str(version_id))
    return Published(version_id=version_id, pack=pack, **stored.parts)


def calendar(agency: str | None = None) -> WorkingCalendar:
    """The working calendar of an agency, or the pack's own."""
    current = release()
    found = current.calendars.get(agency)
    if found is None:
        pack = current.pack
        found = WorkingCalendar.build(pack.calendar, pack.time_zone, agency)
        current.calendars[agency] = found
    return found


def version_id_of(code: str, number: int) -> uuid.UUID:
    """The id of a version by its number. Raises `NoSuchService`."""
    row = ServiceVersion.objects.filter(code=code, version=number).first()
    if row is None:
        raise NoSuchService(f"{code} v{number}")
    found: uuid.UUID = row.pk
    return found


def published_versions(code: str) -> list[tuple[int, uuid.UUID, datetime]]:
    """(number, id, published at) of every version of a service, newest first."""
    rows = ServiceVersion.objects.filter(code=code).order_by("-version")
    return list(rows.values_list("version", "id", "published_at"))
