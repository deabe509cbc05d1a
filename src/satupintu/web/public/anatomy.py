"""A service definition walked through: its texts, and the facts in doubt. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from satupintu.catalogue.schema import Confidence, Fact

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A text in all its languages, and where it stands in the definition."""

    place: str
    text: dict[str, str]

    def missing(self, languages: Sequence[str]) -> list[str]:
        """The languages it is not written in."""
        return [code for code in languages if not self.text.get(code)]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A fact whose source was not found yet."""

    place: str
    level: Confidence
    source: str


def texts(part: BaseModel) -> list[Words]:
    """Every text of a part, in the order of the definition; empty ones left out."""
    return [
        Words(_place(path), value)
        for path, value in _walk(part, ())
        if isinstance(value, dict) and value
    ]


def doubts(part: BaseModel) -> list[Doubt]:
    """Every fact that is not `found`."""
    return [
        Doubt(_place(path), value.confidence, value.source)
        for path, value in _walk(part, ())
        if isinstance(value, Fact) and value.confidence is not Confidence.FOUND
    ]


def _walk(value: object, path: Path) -> Iterator[tuple[Path, object]]:
    """The models and the texts below a value, each with its path."""
    if isinstance(value, BaseModel):
        yield path, value
        for name in type(value).model_fields:
            yield from _walk(getattr(value, name), (*path, name))
    elif isinstance(value, dict):
        if value and all(isinstance(item, str) for item in value.values()):
            yield path, value
        else:
            for key, item in value.items():
                yield from _walk(item, (*path, str(key)))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            named = getattr(item, "name", None) or getattr(item, "code", None)
            yield from _walk(item, (*path, str(named) if named else index))


def _place(path: Path) -> str:
    return ".".join(str(part) for part in path)
