"""The published JSON Schema is current and accepts exactly what packs say."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from satupintu.catalogue import json_schema, scaffold, source
from satupintu.catalogue.tests.conftest import JAKARTA, ROOT

PUBLISHED = ROOT / "packs" / "satupintu.schema.json"


def files() -> Iterator[Path]:
    for folder in (".", "services", "tables"):
        yield from sorted((JAKARTA / folder).glob("*.yaml"))


def as_json(value: object) -> object:
    match value:
        case dict():
            return {key: as_json(item) for key, item in value.items()}
        case list():
            return [as_json(item) for item in value]
        case Decimal():
            return float(value)
    return value


def test_the_published_file_is_current() -> None:
    assert PUBLISHED.read_text() == scaffold.written(), (
        "run: satupintu pack schema packs/satupintu.schema.json"
    )


@pytest.fixture(scope="module")
def validator() -> Any:
    schema = json.loads(PUBLISHED.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("path", list(files()), ids=lambda path: path.name)
def test_accepts_every_file_of_the_jakarta_pack(validator: Any, path: Path) -> None:
    read = source.read(path, path.name)
    assert read.faults == []
    errors = [error.message for error in validator.iter_errors(as_json(read.data))]
    assert errors == []


@pytest.mark.parametrize("path", list(files()), ids=lambda path: path.name)
def test_every_file_names_the_schema_for_editors(path: Path) -> None:
    first = path.read_text().split("\n", 1)[0]
    prefix = "# yaml-language-server: $schema="
    assert first.startswith(prefix)
    named = (path.parent / first.removeprefix(prefix)).resolve()
    assert named == PUBLISHED


@pytest.mark.parametrize(
    "data",
    [
        {"code": "x", "version": 1, "tilte": {}},
        {"code": "x", "rates": {}, "kees": []},
        {"languages": ["en"], "curency": "USD"},
        {"code": "x", "version": "one", "form": []},
    ],
)
def test_refuses_unknown_keys_and_wrong_types(validator: Any, data: object) -> None:
    assert not validator.is_valid(data)


def test_is_the_same_on_every_run() -> None:
    assert json_schema.document() == json_schema.document()
