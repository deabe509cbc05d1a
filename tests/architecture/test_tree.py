"""What the repository may not hold."""

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# This file names what it forbids.
SELF = Path(__file__).resolve()
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-bench.lock")
TEXT = {".py", ".md", ".toml", ".html", ".css", ".js", ".yaml", ".yml", ".typ", ".txt"}


@cache
def _tracked() -> tuple[Path, ...]:
    git = shutil.which("git")
    assert git is not None
    listed = subprocess.run(
        [git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return tuple(
        path
        for name in listed.stdout.split("\0")
        if name and (path := ROOT / name).is_file() and path != SELF
    )


def _texts() -> list[tuple[str, str]]:
    plain = {"Makefile", "run", "setup", "LICENSE"}
    return [
        (str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))
        for path in _tracked()
        if path.suffix in TEXT or path.name in plain or path.suffix == ".lock"
    ]


def test_packs_hold_no_code() -> None:
    code = {".py", ".pyc", ".so", ".sh", ".js"}
    assert not [
        p for p in _tracked() if ROOT / "packs" in p.parents and p.suffix in code
    ]


def test_locks_hold_names_versions_and_hashes_only() -> None:
    allowed = re.compile(
        r"[a-z0-9.-]+(\[[a-z,]+\])?==[\w.+!]+( ; [\w\s.'\"=<>!()]+)? \\"
        r"|    --hash=sha256:[0-9a-f]{64}( \\)?"
    )
    for name in LOCKS:
        lines = (ROOT / name).read_text().splitlines()
        assert not [line for line in lines if not allowed.fullmatch(line)], name


def test_every_locked_package_has_a_hash() -> None:
    for name in LOCKS:
        text = (ROOT / name).read_text()
        packages = re.split(r"^(?=\S)", text, flags=re.MULTILINE)[1:]
        assert all("--hash=sha256:" in package for package in packages), name


def test_nothing_names_what_lies_outside_the_repository() -> None:
    outside = re.compile(
        r"\.\./shared|(?<![\w.])/(?:work|root|tmp/(?:w|ops))/|registry\.npmjs|pypi\.org"
        r"|--(?:extra-)?index-url|--find-links"
    )
    found = [
        f"{name}: {match[0]}"
        for name, text in _texts()
        for match in outside.finditer(text)
    ]
    assert not found


def test_nothing_is_fetched_from_another_host_by_a_page() -> None:
    fetched = re.compile(r"""(?:src|href)=["'](?:https?:)?//[^"'{]+""")
    found = [
        f"{name}: {match[0]}"
        for name, text in _texts()
        if name.endswith(".html") and "/templates/" in name
        for match in fetched.finditer(text)
        # A link that a person follows is no fetch.
        if not re.search(rf"<a\b[^>]*{re.escape(match[0])}", text)
    ]
    assert not found


def test_templates_carry_no_inline_style_or_script() -> None:
    inline = re.compile(
        r"<style\b|\sstyle\s*=|<script(?![^>]*\bsrc=)(?![^>]*application/)[^>]*>|\son\w+\s*=",
        re.IGNORECASE,
    )
    found = [
        f"{name}: {match[0].strip()}"
        for name, text in _texts()
        if name.endswith(".html") and "/templates/" in name
        for match in inline.finditer(text)
    ]
    assert not found
