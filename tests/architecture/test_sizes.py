"""Small files and small functions; a long one wants to be two."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST_FILE = 400
LONGEST_FUNCTION = 40


def _sources() -> Iterator[Path]:
    for path in sorted((ROOT / "src" / "satupintu").rglob("*.py")):
        if "migrations" not in path.parts:
            yield path


def test_no_file_is_longer_than_400_lines() -> None:
    sizes = {path: len(path.read_text().splitlines()) for path in _sources()}
    long = [
        f"{path.relative_to(ROOT)}: {size}"
        for path, size in sizes.items()
        if size > LONGEST_FILE
    ]
    assert not long


def test_no_function_is_longer_than_40_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {length}"
        for path in _sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert not long
