"""Storing and reading files."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.utils.translation import gettext_lazy as _

from satupintu.documents.checks import MEDIA_TYPES, MEGABYTE, Unfit, check
from satupintu.documents.models import File
from satupintu.documents.scanners.base import Finding, Scanner, Verdict
from satupintu.documents.scanners.clamd import Clamd
from satupintu.documents.storage import new_key, private
from satupintu.kernel import tenancy
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Conflict, NotFound

log = structlog.get_logger(__name__)
ORPHAN_AGE = timedelta(days=1)


class NoSuchFile(NotFound):
    code = "no_such_file"


class NotReadable(Conflict):
    """The file waits for the virus scanner, or its bytes were damaged."""

    code = "file_not_readable"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as others see it. `size` is in bytes, `sha256` in hex digits.

    `readable` is False while the file waits for the virus scanner.
    """

    id: uuid.UUID
    name: str
    media_type: str
    size: int
    sha256: str
    owner_id: uuid.UUID | None
    stored_at: datetime
    readable: bool

    def fits(self, types: Sequence[str], max_mb: int) -> bool:
        """Whether it is of one of these kinds (pdf, jpg, png) and not too big."""
        kinds = {MEDIA_TYPES[kind] for kind in types}
        return self.media_type in kinds and self.size <= max_mb * MEGABYTE


def store(
    *,
    owner_id: uuid.UUID | None,
    name: str,
    data: bytes,
    types: Sequence[str],
    max_mb: int,
    now: datetime,
) -> StoredFile:
    """Check a file and keep it. `types` are allowed kinds: pdf, jpg, png.

    Raises `Unfit` with a sentence for the field. The bytes are written before
    the row; if the transaction is rolled back, nothing can read them and
    `sweep_orphans` takes them away.
    """
    checked = check(name=name, data=data, types=types, max_mb=max_mb)
    scan = _scan(data)
    key = private().save(new_key(tenancy.current_id()), ContentFile(data))
    row = File(
        owner_id=owner_id,
        name=checked.name,
        media_type=checked.media_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        key=key,
        scan=scan,
        stored_at=now,
    )
    row.save(force_insert=True)
    return as_stored(row)


def describe(file_id: uuid.UUID) -> StoredFile:
    """What is known of a file. Callers guard. Raises `NoSuchFile`."""
    return as_stored(_row(file_id))


def describe_all(file_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, StoredFile]:
    """Several files in one query; unknown ones are left out. Callers guard."""
    rows = File.objects.filter(pk__in=file_ids)
    return {row.id: as_stored(row) for row in rows}


def read(file_id: uuid.UUID) -> bytes:
    """The bytes. Callers guard. Raises `NoSuchFile` and `NotReadable`."""
    return _bytes(_row(file_id))


def read_own(actor: Actor, file_id: uuid.UUID) -> tuple[StoredFile, bytes]:
    """A file of the actor's own; another's does not exist (`NoSuchFile`)."""
    row = _row(file_id)
    if actor.id is None or row.owner_id != actor.id:
        raise _missing()
    return as_stored(row), _bytes(row)


def hold_own(actor: Actor, file_ids: Iterable[str]) -> dict[str, StoredFile]:
    """Those of these ids that name a file of the actor; anything else is left out.

    None of them can be deleted until the caller's transaction ends.
    """
    wanted = {text for text in file_ids if _is_uuid(text)}
    rows = File.objects.filter(pk__in=wanted, owner_id=actor.account_id)
    held = rows.order_by("pk").select_for_update(no_key=True)
    return {str(row.pk): as_stored(row) for row in held}


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def delete_file(*, file_id: uuid.UUID) -> None:
    """Forget a file and its bytes. The caller knows that nothing uses it."""
    row = _row(file_id)
    row.delete()
    private().delete(row.key)


def rescan(*, limit: int = 100) -> int:
    """Ask the scanner again about quarantined files; returns how many are decided.

    A file that turns out to be infected stays quarantined for good.
    """
    decided = 0
    for row in File.objects.filter(scan=File.Scan.QUARANTINED).order_by("id")[:limit]:
        verdict = _verdict(_stored_bytes(row))
        if verdict is not None and verdict.finding is Finding.CLEAN:
            File.objects.filter(pk=row.pk).update(scan=File.Scan.PASSED)
            decided += 1
    return decided


def sweep_orphans(*, now: datetime, older_than: timedelta = ORPHAN_AGE) -> int:
    """Delete bytes of the current tenant that no row names; returns how many.

    Young ones are left alone: their transaction may not have ended.
    """
    storage, swept = private(), 0
    for key in _keys(storage, tenancy.current_id().hex):
        if storage.get_modified_time(key) > now - older_than:
            continue
        if File.objects.filter(key=key).exists():
            continue
        storage.delete(key)
        swept += 1
    return swept


def as_stored(row: File) -> StoredFile:
    """The row as a value."""
    return StoredFile(
        id=row.id,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        owner_id=row.owner_id,
        stored_at=row.stored_at,
        readable=row.scan != File.Scan.QUARANTINED,
    )


def _row(file_id: uuid.UUID) -> File:
    row: File | None = File.objects.filter(pk=file_id).first()
    if row is None:
        raise _missing()
    return row


def _missing() -> NoSuchFile:
    return NoSuchFile(_("There is no such file, or it is not yours to open"))


def _bytes(row: File) -> bytes:
    if row.scan == File.Scan.QUARANTINED:
        raise NotReadable(
            _("This file is still being checked for viruses. Try again later.")
        )
    return _stored_bytes(row)


def _stored_bytes(row: File) -> bytes:
    with private().open(row.key) as handle:
        data: bytes = handle.read()
    if hashlib.sha256(data).hexdigest() != row.sha256:
        log.error("file_damaged", file=str(row.id))
        raise NotReadable(
            _("This file was damaged in our store. Please tell the help desk.")
        )
    return data


def _scan(data: bytes) -> str:
    verdict = _verdict(data)
    if verdict is None:
        return File.Scan.SKIPPED
    if verdict.finding is Finding.CLEAN:
        return File.Scan.PASSED
    log.warning("file_scan", finding=str(verdict.finding), detail=verdict.detail)
    if verdict.finding is Finding.INFECTED:
        raise Unfit(_("The file contains a virus and was not kept. Check your device."))
    return File.Scan.QUARANTINED


def _verdict(data: bytes) -> Verdict | None:
    scanner = _scanner()
    return scanner.scan(data) if scanner else None


def _scanner() -> Scanner | None:
    address = str(getattr(settings, "SATUPINTU_CLAMD", ""))
    return Clamd(address) if address else None


def _keys(storage: Storage, folder: str) -> Iterator[str]:
    try:
        folders, names = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        yield f"{folder}/{name}"
    for child in folders:
        yield from _keys(storage, f"{folder}/{child}")
