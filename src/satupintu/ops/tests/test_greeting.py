"""The block at the end of the start: each address once, who enters below it."""

import json
from pathlib import Path

from satupintu.ops import greeting
from satupintu.ops.home import Home


def test_names_each_address_once_and_who_enters_there(tmp_path: Path) -> None:
    home = Home(tmp_path)
    rows = [
        ("Everybody", "Home page", "", "/en/", ""),
        ("Citizens", "Melati", "melati@contoh.example", "/en/sign-in/", "has a bill"),
        ("Citizens", "Budi", "+62 812", "/en/sign-in/", ""),
    ]
    keys = ("audience", "name", "login", "path", "hint")
    home.logins.write_text(json.dumps([dict(zip(keys, r, strict=True)) for r in rows]))

    block = greeting.block(home, "http://localhost:8123")

    assert block.count("http://localhost:8123/en/sign-in/") == 1
    assert "      Melati  melati@contoh.example  has a bill\n" in block
    assert "      Budi    +62 812\n" in block
    assert "Ctrl-C" in block


def test_greets_without_a_demonstration(tmp_path: Path) -> None:
    assert "http://h" in greeting.block(Home(tmp_path), "http://h")
