"""Publishing a pack: checked whole, then stored in one transaction, or not at all."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from satupintu.catalogue import checks, indexing, versions
from satupintu.catalogue.areas.stored import keep_areas
from satupintu.catalogue.faults import BadPack, Fault, errors
from satupintu.catalogue.loader import LoadedPack, LoadedService, load
from satupintu.catalogue.models import PackRelease, Service as Row, ServiceVersion
from satupintu.catalogue.procedure import post_of
from satupintu.catalogue.schema import Pack, Service
from satupintu.catalogue.voice import keep_voice
from satupintu.kernel import journal, tenancy
from satupintu.kernel.actor import SYSTEM, Actor
from satupintu.people import service as people

STREAM = uuid.UUID("6f2c2f5e-6f0e-4c57-8a3e-5d1f6f3b7a01")


@dataclass(frozen=True, slots=True)
class Publication:
    """What publishing did: codes of services by what happened to them."""

    release_id: uuid.UUID
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Content:
    """Everything of one version that is stored with it."""

    definition: dict[str, object]
    papers: list[dict[str, object]]
    tables: list[dict[str, object]]
    template: str

    @property
    def digest(self) -> str:
        return digest_of(
            [self.definition, self.papers, self.tables, self.template],
        )


def digest_of(data: object) -> str:
    """SHA-256 of the data as JSON. The order of keys counts: it is the author's."""
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def content_of(loaded: LoadedPack, service: Service) -> Content:
    """The service with the register entries, tables and template that it uses."""
    used = {paper.paper for paper in service.papers}
    tables = checks.tables_of(service)
    return Content(
        definition=service.model_dump(mode="json"),
        papers=[
            p.model_dump(mode="json") for p in loaded.pack.papers if p.code in used
        ],
        tables=[
            t.model_dump(mode="json") for t in loaded.pack.tables if t.code in tables
        ],
        template=loaded.templates.get(service.output.template, "")
        if service.output
        else "",
    )


def publish(
    folder: Path,
    now: datetime,
    *,
    actor: Actor = SYSTEM,
    staffed: bool = True,
    template: checks.TemplateChecker | None = None,
) -> Publication:
    """Check the pack in `folder` and make it the current one.

    Services whose content is that of their current version are left alone. With
    `staffed`, every step needs an active person on its post: a service that
    nobody can work on is refused now, not when the first citizen waits.
    Raises `BadPack`; nothing is changed then.
    """
    loaded = load(folder)
    found = checks.check(loaded, template=template)
    if errors(found):
        raise BadPack(errors(found))
    with transaction.atomic():
        _lock()
        people.keep_agencies(loaded.pack)
        faults = list(_refusals(loaded, staffed=staffed))
        if faults:
            raise BadPack(faults)
        done = _store(loaded, now, actor, [f for f in found if f.warning])
    transaction.on_commit(versions.forget_newest)
    return done


def prepare(folder: Path, now: datetime) -> Pack:
    """Store the pack's agencies only, so that people can be put on posts.

    The first step of a new mall: agencies, then staff, then `publish`.
    Raises `BadPack`.
    """
    loaded = load(folder)
    with transaction.atomic():
        _lock()
        people.keep_agencies(loaded.pack)
    return loaded.pack


def stream() -> uuid.UUID:
    """The journal stream of the current tenant's pack."""
    return uuid.uuid5(STREAM, str(tenancy.current_id()))


def _lock() -> None:
    """One publication of a tenant at a time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"catalogue.publish:{tenancy.current_id()}"],
        )


def _refusals(loaded: LoadedPack, *, staffed: bool) -> Iterator[Fault]:
    latest = latest_versions()
    for item in loaded.services:
        yield from _version_faults(loaded, item, latest.get(item.service.code))
        if staffed:
            yield from _vacancies(item)


def latest_versions() -> dict[str, ServiceVersion]:
    """The newest version of each service, also of one that was taken out."""
    rows = ServiceVersion.objects.order_by("code", "-version").distinct("code")
    return {row.code: row for row in rows}


def _version_faults(
    loaded: LoadedPack, item: LoadedService, latest: ServiceVersion | None
) -> Iterator[Fault]:
    service = item.service
    if latest is None:
        return
    if service.version < latest.version:
        yield item.source.fault(
            ("version",),
            f"Version {service.version} of “{service.code}” is older than version "
            f"{latest.version}, which is published.",
            f"Raise version to {latest.version + 1}.",
        )
    content = content_of(loaded, service)
    if service.version == latest.version and content.digest != latest.digest:
        yield item.source.fault(
            ("version",),
            f"The content of “{service.code}” has changed "
            f"({', '.join(_what_changed(content, latest))}), but a published "
            "version never changes.",
            f"Raise version to {latest.version + 1}.",
        )


def _what_changed(content: Content, latest: ServiceVersion) -> list[str]:
    before = latest.definition
    keys = [k for k, v in content.definition.items() if before.get(k) != v]
    if content.papers != latest.papers:
        keys.append("the papers in the register")
    if content.tables != latest.tables:
        keys.append("the rate tables")
    if content.template != latest.template:
        keys.append("the template")
    return keys or ["the order of its parts"]


def _vacancies(item: LoadedService) -> Iterator[Fault]:
    for name, step in item.service.procedure.items():
        post = post_of(step, item.service.agency)
        if post is None or people.holders(*post):
            continue
        agency, role = post
        yield item.source.fault(
            ("procedure", name, "by"),
            f"Nobody is on the post {role} at {agency}, so the step “{name}” "
            "could not be done.",
            "Put somebody on this post first, or change `by`.",
        )


def _store(
    loaded: LoadedPack, now: datetime, actor: Actor, warnings: list[Fault]
) -> Publication:
    latest, rows = latest_versions(), {row.code: row for row in Row.objects.all()}
    done: dict[str, list[str]] = {"added": [], "changed": [], "unchanged": []}
    for item in loaded.services:
        code = item.service.code
        version, is_new = _keep_version(loaded, item, latest.get(code), now)
        row = rows.pop(code, None)
        if row is not None and not is_new and row.current_id == version.pk:
            done["unchanged"].append(code)
        else:
            done["changed" if row else "added"].append(code)
        _keep_row(loaded, item.service, version, row)
    # What is left is no longer in the pack: closed to new applications.
    for row in rows.values():
        row.delete()
    keep_voice(loaded.folder, loaded.pack)
    areas = keep_areas(loaded.folder, loaded.pack)
    release = _keep_release(
        loaded, now, actor, {**done, "removed": sorted(rows)}, areas=areas
    )
    return Publication(release, removed=sorted(rows), warnings=warnings, **done)


def _keep_version(
    loaded: LoadedPack,
    item: LoadedService,
    latest: ServiceVersion | None,
    now: datetime,
) -> tuple[ServiceVersion, bool]:
    content = content_of(loaded, item.service)
    if latest is not None and latest.version == item.service.version:
        return latest, False
    version = ServiceVersion.objects.create(
        code=item.service.code,
        version=item.service.version,
        digest=content.digest,
        definition=content.definition,
        papers=content.papers,
        tables=content.tables,
        template=content.template,
        published_at=now,
    )
    return version, True


def _keep_row(
    loaded: LoadedPack, service: Service, version: ServiceVersion, row: Row | None
) -> None:
    row = row or Row(code=service.code)
    row.current, row.topic = version, service.topic
    row.save()
    papers = {paper.code: paper for paper in loaded.pack.papers}
    indexing.index(row.pk, service, loaded.pack, papers)


def _keep_release(
    loaded: LoadedPack,
    now: datetime,
    actor: Actor,
    done: dict[str, list[str]],
    *,
    areas: str,
) -> uuid.UUID:
    """A new release, unless pack, services and areas are those of the current one."""
    data = loaded.pack.model_dump(mode="json")
    current = dict(Row.objects.values_list("code", "current_id"))
    digest = digest_of([data, {code: str(pk) for code, pk in current.items()}, areas])
    newest = PackRelease.objects.first()
    if newest is not None and newest.digest == digest:
        return uuid.UUID(str(newest.pk))
    release = PackRelease.objects.create(digest=digest, data=data, published_at=now)
    journal.append(
        stream=stream(),
        actor=actor,
        action="pack.published",
        now=now,
        data={
            "pack": loaded.pack.code,
            "release": release.pk,
            "digest": digest,
            **{key: codes for key, codes in done.items() if key != "unchanged"},
        },
    )
    return uuid.UUID(str(release.pk))
