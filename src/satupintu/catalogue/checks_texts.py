"""Texts: every one in every language of the pack, and no other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel

from satupintu.catalogue.schema import Confidence, Example, Fact
from satupintu.catalogue.source import Path_

# Same shape as a text, but not for reading in several languages.
_NOT_TEXTS = frozenset({"clips", "contact"})

Said = tuple[Path_, str, str]


def missing_languages(
    part: BaseModel, languages: Sequence[str], *, of: str = "pack"
) -> Iterator[Said]:
    """Every text that lacks a language, or has one that is not known there.

    `of` says whose languages they are: the pack's, or those of a mall's kiosk.
    """
    for path, text, is_required in texts(part):
        if not text and not is_required:
            continue
        missing = [code for code in languages if not text.get(code, "").strip()]
        if missing:
            yield (
                path,
                f"This text lacks {_listed(missing)}.",
                f"Write it in every language of the {of}: {_listed(languages)}.",
            )
        unknown = [code for code in text if code not in languages]
        if unknown:
            yield (
                path,
                f"This text has {_listed(unknown)}, which is no language of the {of}.",
                f"Use {_listed(languages)}, or add it to the {of}'s languages.",
            )


Found = tuple[Path_, dict[str, str], bool]


def texts(part: BaseModel, path: Path_ = ()) -> Iterator[Found]:
    """(path, text, whether it must be there) of every text in the part."""
    if isinstance(part, Example):
        return
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        if field.annotation == dict[str, str] and name not in _NOT_TEXTS:
            yield (*path, name), value, field.is_required()
        else:
            yield from _inside(value, (*path, name))


def _inside(value: Any, path: Path_) -> Iterator[Found]:
    if isinstance(value, BaseModel):
        yield from texts(value, path)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, dict):
                yield (*path, index), item, True
            else:
                yield from _inside(item, (*path, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, BaseModel):
                yield from texts(item, (*path, key))


def unsure(part: BaseModel, path: Path_ = ()) -> Iterator[tuple[Path_, Fact]]:
    """Every fact in the part that still has to be verified."""
    if isinstance(part, Fact) and part.confidence is not Confidence.FOUND:
        yield path, part
    for name in type(part).model_fields:
        value = getattr(part, name)
        if isinstance(value, BaseModel):
            yield from unsure(value, (*path, name))
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, BaseModel):
                    yield from unsure(item, (*path, name, index))


def _listed(codes: Sequence[str]) -> str:
    return ", ".join(codes)
