"""Pydantic's errors as sentences for people who write packs."""

from __future__ import annotations

import difflib
import types
import typing
from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import Enum
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from satupintu.catalogue.faults import Fault
from satupintu.catalogue.source import Path_, Source

Said = tuple[Path_, str, str]

_EXAMPLES = {
    r"^[a-z][a-z0-9-]*$": "doctor-permit",
    r"^[a-z][a-z0-9_]*$": "full_name",
    r"^[a-z][a-z0-9_]*(@[a-z][a-z0-9-]*)?$": "reviewer@health",
}
_PREFIX = r"^[A-Z]{1,2}$"


def explain(error: ValidationError, kind: type[BaseModel]) -> Iterator[Said]:
    """For each error its place, what is wrong, and what to do."""
    seen: set[Path_] = set()
    for detail in error.errors(include_url=False):
        path = _place(detail["loc"])
        if path in seen:
            continue
        seen.add(path)
        sentence, todo = _say(detail, path, kind)
        yield path, sentence, todo


def not_a_mapping(source: Source, kind: type[BaseModel]) -> Fault:
    """The file is a list or a single value, not keys with values."""
    first = ", ".join(list(kind.model_fields)[:3])
    return source.fault(
        (),
        "This file must hold keys with values.",
        f"Begin a line with a key and a colon, for example: {first}.",
    )


def _place(loc: Sequence[int | str]) -> Path_:
    """Without the names of union members that pydantic adds at the end."""
    path = list(loc)
    while path and isinstance(path[-1], str) and path[-1] in _MEMBERS:
        path.pop()
    return tuple(part for part in path if part != "[key]")


_MEMBERS = {"str", "bool", "int", "list[str]", "decimal"}


def _say(detail: ErrorDetails, path: Path_, kind: type[BaseModel]) -> tuple[str, str]:
    match detail["type"]:
        case "extra_forbidden":
            return _unknown(path, kind)
        case "missing":
            return _missing(path, kind)
        case "string_pattern_mismatch":
            return _pattern(detail, path, kind)
        case "enum" | "literal_error":
            return _not_one_of(detail, path)
        case _:
            return _wrong(detail, path, kind)


def _unknown(path: Path_, kind: type[BaseModel]) -> tuple[str, str]:
    key, owner = str(path[-1]), _owner(kind, path[:-1])
    known = list(owner.model_fields) if owner else []
    sentence = f"“{key}” is not a key of {_part(owner)}."
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.6)
    if near:
        return sentence, f"Did you mean “{near[0]}”?"
    return sentence, f"Its keys are: {', '.join(known)}."


def _missing(path: Path_, kind: type[BaseModel]) -> tuple[str, str]:
    key, owner = str(path[-1]), _owner(kind, path[:-1])
    sentence = f"{_part(owner).capitalize()} lacks the key “{key}”."
    field = owner.model_fields.get(key) if owner else None
    about = f" ({field.description})" if field and field.description else ""
    return sentence, f"Add a line “{key}: …”{about}."


def _pattern(
    detail: ErrorDetails, path: Path_, kind: type[BaseModel]
) -> tuple[str, str]:
    sentence = f"“{_short(detail['input'])}” is not a valid value of “{_key(path)}”."
    pattern = str(detail.get("ctx", {}).get("pattern", ""))
    if pattern in _EXAMPLES:
        return (
            sentence,
            "Use small letters, digits and hyphens or underscores, starting with "
            f"a letter, for example: {_EXAMPLES[pattern]}.",
        )
    if pattern == _PREFIX:
        return sentence, "Write one or two capital letters, for example: A."
    if "wd" in pattern:
        return (
            sentence,
            "Write a span of time: 5 wd (working days), 8 wh (working hours), "
            "90 d, 6 months, 5 y.",
        )
    return sentence, f"It must match {pattern}."


def _not_one_of(detail: ErrorDetails, path: Path_) -> tuple[str, str]:
    expected = str(detail.get("ctx", {}).get("expected", ""))
    value = _short(detail["input"])
    choices = [part.strip(" '") for part in expected.replace(" or ", ", ").split(",")]
    sentence = f"“{value}” is not a valid value of “{_key(path)}”."
    near = difflib.get_close_matches(value, choices, n=1, cutoff=0.6)
    hint = f"Did you mean “{near[0]}”? " if near else ""
    listed = ", ".join(choice for choice in choices if choice)
    return sentence, hint + f"It is one of: {listed}."


_SHAPES = (
    ("string", "text, in quotes if it looks like a number", "“Jakarta”"),
    ("dict", "keys with values, one per language for a text", "{en: Name}"),
    ("model", "keys with values", "{code: …}"),
    ("list", "a list", "[one, two]"),
    ("int", "a whole number", "3"),
    ("decimal", "a number", "0.25"),
    ("bool", "true or false", "true"),
)


def _wrong(detail: ErrorDetails, path: Path_, kind: type[BaseModel]) -> tuple[str, str]:
    code, context = detail["type"], detail.get("ctx", {})
    if code in ("greater_than_equal", "less_than_equal"):
        limit = context.get("ge", context.get("le"))
        bound = "at least" if code == "greater_than_equal" else "at most"
        return (
            f"“{_key(path)}” is {_short(detail['input'])}.",
            f"It must be {bound} {limit}.",
        )
    if code == "string_too_long":
        limit = context.get("max_length")
        return (
            f"The text of “{_key(path)}” is too long.",
            f"At most {limit} characters.",
        )
    if code == "string_too_short":
        return f"“{_key(path)}” is empty.", "Write something, or take the key out."
    for start, shape, example in _SHAPES:
        if code.startswith(start):
            return _shape(path, detail["input"], shape, example)
    return (
        f"“{_key(path)}” is wrong: {detail['msg']}.",
        "",
    )


def _shape(path: Path_, value: object, shape: str, example: str) -> tuple[str, str]:
    return (
        f"“{_key(path)}” must be {shape}, but here is {_kind(value)}.",
        f"For example: {_key(path)}: {example.strip('“”')}",
    )


def _owner(kind: type[BaseModel], path: Path_) -> type[BaseModel] | None:
    """The part that the keys at `path` belong to."""
    annotation: Any = kind
    for step in path:
        model = _model(annotation)
        if model and isinstance(step, str) and step in model.model_fields:
            annotation = model.model_fields[step].annotation
            continue
        arguments = [a for a in _arguments(annotation) if a is not type(None)]
        if not arguments:
            return None
        annotation = arguments[-1]
    return _model(annotation)


def _arguments(annotation: Any) -> tuple[Any, ...]:
    """Of list[X] and dict[K, X]; unions and annotations are looked through."""
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        for member in typing.get_args(annotation):
            if found := _arguments(member):
                return found
    if origin is typing.Annotated:
        return _arguments(typing.get_args(annotation)[0])
    return typing.get_args(annotation)


def _model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        for member in typing.get_args(annotation):
            if isinstance(member, type) and issubclass(member, BaseModel):
                return member
    return None


def _part(owner: type[BaseModel] | None) -> str:
    """A part by the name its author knows."""
    if owner is None:
        return "this part"
    name = "".join(f" {c.lower()}" if c.isupper() else c for c in owner.__name__)
    return f"the part “{name.strip()}”"


def _key(path: Path_) -> str:
    names = [part for part in path if isinstance(part, str)]
    return names[-1] if names else "?"


def _short(value: object) -> str:
    text = str(value.value if isinstance(value, Enum) else value)
    return text if len(text) <= 60 else text[:57] + "…"


def _kind(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "true or false"
        case int() | Decimal():
            return f"the number {value}"
        case str():
            return f"the text “{_short(value)}”"
        case list():
            return "a list"
        case dict():
            return "a set of keys"
    return type(value).__name__
