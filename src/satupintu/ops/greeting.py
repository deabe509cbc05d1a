"""What `satupintu run` prints when everything is up."""

import json
from itertools import groupby
from typing import Any

from satupintu.ops.home import Home

_LINE = "─" * 72


def block(home: Home, address: str) -> str:
    """Addresses and, on a demonstration, who can sign in; and how to stop."""
    lines = ["", _LINE, f"  Satupintu is open at {address}", ""]
    for audience, people in groupby(_read_logins(home), lambda row: row["audience"]):
        lines.append(f"  {audience}")
        lines += [_person(person, address) for person in people]
        lines.append("")
    lines += [
        f"  Health {address}/readyz    Measures {address}/metrics",
        f"  Kept in {home.root} (logs in {home.logs.name}/)",
        "  Ctrl-C stops everything; the data stay.",
        _LINE,
        "",
    ]
    return "\n".join(lines) + "\n"


def _read_logins(home: Home) -> list[dict[str, Any]]:
    try:
        return list(json.loads(home.logins.read_text()))
    except (OSError, ValueError):
        return []


def _person(person: dict[str, Any], address: str) -> str:
    where = f"{address}{person.get('path', '')}"
    who = "  ".join(str(person[key]) for key in ("name", "login") if person.get(key))
    hint = f"  {person['hint']}" if person.get("hint") else ""
    return f"    {where}\n      {who}{hint}".rstrip()
