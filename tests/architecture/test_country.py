"""The engine knows no country: names, currencies and agencies are pack data."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "satupintu"

COUNTRY = re.compile(
    r"\b(?:Indonesian?|Jakarta|DKI|Khmer|Cambodian?|Phnom Penh|Rupiah|IDR|KHR|Riel"
    r"|PTSP|QRIS|NIK|KTP|NPWP|NIB|Lebaran|Idul ?fitri|Asia/Jakarta)\b"
    r"|(?<![\w])\+62|\bRp ?\d"
)
# Where a country's word is right in Python, and why.
ALLOWED = {
    "settings.py": "names the languages that the product is translated into",
    "payments/schemes": "adapters of payment standards, one file per standard",
    "payments/currencies.py": "the table of ISO 4217, all currencies alike",
    "kernel/money.py": "currencies that ISO gives decimals which nobody uses",
    "kernel/calendar.py": "an example in the sentence of an error",
    "catalogue/checks_pack.py": "an example in the sentence of an error",
    "catalogue/wording.py": "an example in the sentence of an error",
    "catalogue/picture/ink.py": "the name of a font",
}


def _is_allowed(path: Path) -> bool:
    name = str(path.relative_to(SOURCE))
    return any(name == key or name.startswith(f"{key}/") for key in ALLOWED)


def _sources() -> Iterator[Path]:
    for path in sorted(SOURCE.rglob("*.py")):
        # Tests play in a city, and the demonstration is one.
        folders = set(path.relative_to(SOURCE).parts)
        if not folders & {"tests", "migrations", "demo", "demo.py"}:
            yield path


def _words(path: Path) -> Iterator[tuple[int, str]]:
    """The strings of a file that the program uses; docstrings are explanations."""
    tree = ast.parse(path.read_text())
    explained = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in explained:
                yield node.lineno, node.value
        elif isinstance(node, ast.Name | ast.Attribute):
            yield node.lineno, node.id if isinstance(node, ast.Name) else node.attr


def test_no_country_is_named_in_python() -> None:
    found = [
        f"{path.relative_to(SOURCE)}:{line} {match[0]}"
        for path in _sources()
        if not _is_allowed(path)
        for line, word in _words(path)
        for match in COUNTRY.finditer(word)
    ]
    assert not found


def test_no_agency_of_a_pack_is_named_in_python() -> None:
    codes = {
        agency["code"]
        for file in (ROOT / "packs").glob("*/agencies.yaml")
        for agency in YAML(typ="safe").load(file.read_text())["agencies"]
    }
    assert codes
    found = [
        f"{path.relative_to(SOURCE)}:{line} {word}"
        for path in _sources()
        for line, word in _words(path)
        if word in codes
    ]
    assert not found


def test_every_exception_still_exists() -> None:
    assert not [name for name in ALLOWED if not (SOURCE / name).exists()]
