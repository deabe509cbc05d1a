"""A pack small enough to break in one line, and the real one."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[4]
JAKARTA = ROOT / "packs" / "jakarta"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Sentences are compared in English; the pages speak the reader's language."""
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A new pack with one tiny service, as `pack new` makes it."""
    from satupintu.catalogue import scaffold

    path = tmp_path / "pack"
    scaffold.create(path, "daun-penh")
    return path


@pytest.fixture
def edit(folder: Path) -> Callable[[str, str, str], int]:
    """Replace a text in a file of the pack; gives the line of the new text."""

    def change(name: str, old: str, new: str) -> int:
        file = folder / name
        text = file.read_text()
        assert text.count(old) >= 1, f"{old!r} is not in {name}"
        at = text.index(old)
        file.write_text(text[:at] + new + text[at + len(old) :])
        return text[:at].count("\n") + 1

    return change


@pytest.fixture
def jakarta_copy(tmp_path: Path) -> Path:
    """The Jakarta pack, free to be changed."""
    path = tmp_path / "jakarta"
    shutil.copytree(JAKARTA, path)
    return path


@pytest.fixture
def jakarta(mall: Any) -> None:
    """The Jakarta pack, published for this test's tenant (once; see tests.cast)."""


@pytest.fixture
def staff(tenant: Any, now: datetime) -> Callable[[str, str, str], None]:
    """Put a new member of staff on a post."""

    from satupintu.people import service as people

    def post(name: str, agency: str, role: str) -> None:
        people.create_staff(
            login=f"{name}@mall.example",
            name=name.title(),
            password="correct horse battery 7",
            posts=[(agency, role)],
            now=now,
        )

    return post
