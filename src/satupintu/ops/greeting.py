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
        lines += [f"  {audience}", *_people(list(people), address), ""]
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


def _people(people: list[dict[str, Any]], address: str) -> list[str]:
    """Each address once, and under it those who enter there, in columns."""
    name_width = max(len(person["name"]) for person in people)
    login_width = max(len(person["login"]) for person in people)
    lines = []
    for path, group in groupby(people, lambda row: row["path"]):
        lines.append(f"    {address}{path}")
        lines += [
            f"      {person['name']:{name_width}}  {person['login']:{login_width}}"
            f"  {person['hint']}".rstrip()
            for person in group
        ]
    return lines
