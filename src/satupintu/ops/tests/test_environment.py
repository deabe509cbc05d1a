"""Settings are read strictly: a wrong one is named, never guessed."""

from pathlib import Path

import pytest

from satupintu.kernel.errors import Misconfigured
from satupintu.ops import environment


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgres://u@h/db", {"USER": "u", "HOST": "h", "NAME": "db", "PORT": ""}),
        ("postgresql://u:p%40ss%2F@h:6432/db", {"PASSWORD": "p@ss/", "PORT": "6432"}),
        ("postgresql://u@/db?host=/run/Pg", {"HOST": "/run/Pg", "USER": "u"}),
        ("postgresql://u@%2Frun%2FPg/db", {"HOST": "/run/Pg", "NAME": "db"}),
        ("postgresql://u@%2Frun%2FPg:5433/db", {"HOST": "/run/Pg", "PORT": "5433"}),
        ("postgresql:///my%20db", {"NAME": "my db", "HOST": "", "USER": ""}),
        ("postgresql://u@[::1]:5432/db", {"HOST": "::1", "PORT": "5432"}),
        (
            "postgresql://h/db?sslmode=verify-full&sslrootcert=/ca.pem",
            {"OPTIONS": {"sslmode": "verify-full", "sslrootcert": "/ca.pem"}},
        ),
    ],
)
def test_reads_a_database_address(url: str, expected: dict[str, object]) -> None:
    found = environment.parse_database(url, name="DATABASE_URL")
    assert {key: found[key] for key in expected} == expected


@pytest.mark.parametrize(
    "url",
    [
        "mysql://u:hunter2@h/db",
        "postgresql://u:hunter2@h/",
        "postgresql://u:hunter2@h:port/db",
        "postgresql://u:hunter2@h/db?sslmod=require",
        "postgresql://u:hunter2@h/db?sslmode",
        "u:hunter2@h/db",
    ],
)
def test_refuses_a_wrong_address_without_showing_the_password(url: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        environment.parse_database(url, name="DATABASE_URL")
    assert "DATABASE_URL" in caught.value.sentence
    assert "hunter2" not in caught.value.sentence


def test_names_a_missing_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SATUPINTU_X", raising=False)
    with pytest.raises(Misconfigured, match="SATUPINTU_X is missing"):
        environment.text("SATUPINTU_X")


@pytest.mark.parametrize(
    ("given", "expected"), [("1", True), ("Yes", True), ("off", False), ("", False)]
)
def test_reads_a_switch(
    given: str, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SATUPINTU_X", given)
    assert environment.flag("SATUPINTU_X", default=True) is expected


def test_refuses_a_switch_that_is_neither(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SATUPINTU_X", "maybe")
    with pytest.raises(Misconfigured, match="maybe"):
        environment.flag("SATUPINTU_X", default=False)


@pytest.mark.parametrize("given", ["0", "70000", "x", "-1", "1.5"])
def test_refuses_a_number_out_of_range(
    given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SATUPINTU_X", given)
    with pytest.raises(Misconfigured, match="1 to 65535"):
        environment.number("SATUPINTU_X", 8000, least=1, most=65535)


def test_reads_a_secret_from_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "secret"
    file.write_text("s3cret\n")
    monkeypatch.setenv("SATUPINTU_X_FILE", str(file))
    assert environment.secret("SATUPINTU_X") == "s3cret"

    monkeypatch.setenv("SATUPINTU_X", "other")
    with pytest.raises(Misconfigured, match="Keep one"):
        environment.secret("SATUPINTU_X")


def test_names_a_secret_file_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SATUPINTU_X_FILE", "/nowhere/secret")
    with pytest.raises(Misconfigured, match="/nowhere/secret"):
        environment.secret("SATUPINTU_X")


def test_makes_a_secret_once_and_for_the_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "secret"
    first = environment.kept_secret(path)
    assert len(first) >= 80
    assert path.stat().st_mode & 0o777 == 0o600
    assert environment.kept_secret(path) == first
    assert [p.name for p in path.parent.iterdir()] == ["secret"]


@pytest.mark.parametrize("given", ["mpp.example", "ftp://h", "https://h/path", "//h"])
def test_refuses_what_is_no_public_address(
    given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SATUPINTU_X", given)
    with pytest.raises(Misconfigured, match="SATUPINTU_X"):
        environment.address("SATUPINTU_X")


def test_reads_a_mail_server() -> None:
    plain = environment.mail_server("smtp://u:p%40@h")
    assert plain["EMAIL_PORT"] == 587
    assert plain["EMAIL_USE_TLS"]
    assert plain["EMAIL_HOST_PASSWORD"] == "p@"
    assert environment.mail_server("smtps://h")["EMAIL_USE_SSL"]
    with pytest.raises(Misconfigured, match="SATUPINTU_MAIL_URL"):
        environment.mail_server("mail.example")


def test_a_server_of_ours_may_have_a_path_and_no_certificate(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert environment.server("SATUPINTU_X", needed=False) == ""
    monkeypatch.setenv("SATUPINTU_X", "http://roads.internal:5000/osrm/")
    assert environment.server("SATUPINTU_X", needed=True).endswith(":5000/osrm")
    for wrong in ("", "roads:5000", "http://u:p@h", "http://h/?a=1"):
        monkeypatch.setenv("SATUPINTU_X", wrong)
        with pytest.raises(Misconfigured, match="SATUPINTU_X"):
            environment.server("SATUPINTU_X", needed=True)


def test_names_the_words_that_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SATUPINTU_X", "Osrm")
    assert environment.choice("SATUPINTU_X", "", ["", "osrm"]) == "osrm"
    monkeypatch.setenv("SATUPINTU_X", "plane")
    with pytest.raises(Misconfigured, match="Give one of: osrm"):
        environment.choice("SATUPINTU_X", "", ["", "osrm"])
