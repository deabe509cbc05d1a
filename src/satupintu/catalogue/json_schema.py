"""The published JSON Schema of packs, made from the classes, for editors.

One schema serves every file of a pack: what a file is follows from its keys. A
service has a form or a procedure, a rate table has rates, and everything else
is a piece of the pack.
"""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import models_json_schema

from satupintu.catalogue.schema import Pack, RateTable, Service

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TITLE = "A file of a Satupintu pack"


def document() -> dict[str, Any]:
    """The schema as JSON-able data, the same on every run."""
    _, schema = models_json_schema(
        [(Service, "validation"), (RateTable, "validation"), (Pack, "validation")],
        ref_template="#/$defs/{model}",
    )
    definitions: dict[str, Any] = schema["$defs"]
    definitions["PackPiece"] = _piece(definitions["Pack"])
    return {
        "$schema": DRAFT,
        "title": TITLE,
        "type": "object",
        "if": _has("form", "procedure", "clock", "version"),
        "then": {"$ref": "#/$defs/Service"},
        "else": {
            "if": _has("rates", "since"),
            "then": {"$ref": "#/$defs/RateTable"},
            "else": {"$ref": "#/$defs/PackPiece"},
        },
        "$defs": definitions,
    }


def _has(*keys: str) -> dict[str, Any]:
    return {"anyOf": [{"required": [key]} for key in keys]}


def _piece(pack: dict[str, Any]) -> dict[str, Any]:
    """The pack with no key required: its files hold some of its keys each.

    Rate tables have files of their own.
    """
    keys = {k: v for k, v in pack["properties"].items() if k != "tables"}
    return {
        "type": "object",
        "title": "PackPiece",
        "description": "Some of the keys of a pack.",
        "properties": keys,
        "additionalProperties": False,
    }
