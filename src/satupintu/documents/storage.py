"""Where the bytes lie: Django's storage API, under random keys.

`settings.STORAGES["private"]` chooses the backend; without it files lie in
`settings.MEDIA_ROOT`. No address serves them.
"""

import os
import uuid
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.core.signals import setting_changed
from django.dispatch import receiver

ALIAS = "private"


class DurableFileStorage(FileSystemStorage):
    """A folder; a saved file is on the disk before the row that names it."""

    def _save(self, name: str, content: File) -> str:  # type: ignore[type-arg]
        saved = str(super()._save(name, content))  # type: ignore[misc]
        path = Path(self.path(saved))
        _sync(path)
        _sync(path.parent)
        return saved


@lru_cache(maxsize=1)
def private() -> Storage:
    """The storage of citizens' files."""
    if ALIAS in getattr(settings, "STORAGES", {}):
        return storages[ALIAS]
    return DurableFileStorage(
        location=settings.MEDIA_ROOT,
        base_url=None,
        file_permissions_mode=0o600,
        directory_permissions_mode=0o700,
    )


def new_key(tenant: uuid.UUID) -> str:
    """An unguessable key that says nothing about the owner or the content."""
    token = uuid.uuid4().hex
    return f"{tenant.hex}/{token[:2]}/{token}"


@receiver(setting_changed)
def _forget(setting: str, **_: object) -> None:
    if setting in ("STORAGES", "MEDIA_ROOT"):
        private.cache_clear()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
