"""A new pack that checks green at once: a start to change, line by line."""

from __future__ import annotations

import json
import re
import shutil
from importlib import resources
from pathlib import Path

from satupintu.catalogue.json_schema import document
from satupintu.kernel.errors import Refused

STARTER = "starter"
SCHEMA_FILE = "satupintu.schema.json"
_CODE = re.compile(r"^[a-z][a-z0-9-]{0,59}$")


class CannotCreate(Refused):
    """The folder is in use, or the code is no code."""

    code = "cannot_create"


def create(folder: Path, code: str) -> list[Path]:
    """Write a pack named `code` into `folder`, which must be new or empty.

    Gives the files, relative to the folder. Raises `CannotCreate`.
    """
    if not _CODE.match(code):
        raise CannotCreate(
            "“%(code)s” is not a code. Use small letters, digits and hyphens, "
            "starting with a letter, for example: phnom-penh.",
            code=code,
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CannotCreate(
            "%(folder)s exists and is not empty. Give a new folder.", folder=folder
        )
    try:
        _copy(folder, code)
    except OSError as error:
        raise CannotCreate(
            "%(folder)s cannot be written (%(why)s).",
            folder=folder,
            why=error.strerror or error,
        ) from error
    return sorted(p.relative_to(folder) for p in folder.rglob("*") if p.is_file())


def _copy(folder: Path, code: str) -> None:
    with resources.as_file(resources.files(__package__) / STARTER) as source:
        shutil.copytree(source, folder, dirs_exist_ok=True)
    pack = folder / "pack.yaml"
    text = pack.read_text("utf-8").replace("code: CODE", f"code: {code}")
    pack.write_text(text, "utf-8")
    (folder / SCHEMA_FILE).write_text(written(), "utf-8")


def written() -> str:
    """The JSON Schema as it is published."""
    return json.dumps(document(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
