"""Every request has an id, a limit, and one line in the log."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from django.test import Client, RequestFactory
from pytest_django import Settings

from satupintu.ops import logs


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the log's own handler writes."""
    buffer = io.StringIO()
    handler = logging.getLogger().handlers[0]
    found = [h for h in logging.getLogger().handlers if _is_ours(h)]
    handler = found[0]
    assert isinstance(handler, logging.StreamHandler)
    before = handler.setStream(buffer)
    yield buffer
    if before:
        handler.setStream(before)


def _is_ours(handler: logging.Handler) -> bool:
    return type(handler.formatter).__name__ == "ProcessorFormatter"


def _entries(buffer: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in buffer.getvalue().splitlines()]


@pytest.mark.django_db
def test_gives_an_id_or_keeps_that_of_the_proxy(client: Client) -> None:
    first = client.get("/nowhere/")["X-Request-ID"]
    assert len(first) == 32
    given = {"x-request-id": "edge-0123456789"}
    assert client.get("/nowhere/", headers=given)["X-Request-ID"] == "edge-0123456789"


@pytest.mark.django_db
@pytest.mark.parametrize("bad", ["short", "a b c d e f g h", "x" * 65, "é" * 10])
def test_does_not_repeat_a_strange_id(bad: str, client: Client) -> None:
    answer = client.get("/nowhere/", headers={"x-request-id": bad})
    assert answer["X-Request-ID"] != bad


@pytest.mark.django_db
def test_logs_the_route_and_not_the_address(client: Client, lines: io.StringIO) -> None:
    client.get("/nowhere/3174010101900001/?name=Melati")
    entry = next(e for e in _entries(lines) if e["event"] == "request")
    assert entry["status"] == 404
    assert entry["route"] == "unknown"
    assert entry["request_id"]
    assert "3174010101900001" not in lines.getvalue()
    assert "Melati" not in lines.getvalue()


def test_an_exception_shows_where_and_no_values(lines: io.StringIO) -> None:
    secret = "3174010101900001"
    try:
        raise KeyError(f"row {secret[:3]}")
    except KeyError:
        logging.getLogger("satupintu.test").exception("failed")
    (entry,) = _entries(lines)
    assert entry["event"] == "failed"
    assert "frames" in str(entry["exception"])
    assert secret not in lines.getvalue()


def test_the_database_does_not_quote_rows_in_the_log(lines: io.StringIO) -> None:
    from django.db import IntegrityError

    try:
        raise IntegrityError("Key (login)=(melati@example.org) already exists.")
    except IntegrityError:
        logging.getLogger("satupintu.test").exception("failed")
    assert "melati" not in lines.getvalue()
    assert "IntegrityError" in lines.getvalue()


def test_the_name_of_the_route_stands_for_the_address() -> None:
    record = logging.LogRecord(
        "django.request",
        logging.ERROR,
        "f",
        1,
        "%s: %s",
        ("Error", "/id/x/s3cret"),
        None,
    )
    record.request = RequestFactory().get("/id/x/s3cret")
    assert logs.NoPageAddress().filter(record)
    assert record.getMessage() == "Error: unknown"


@pytest.mark.django_db
def test_refuses_a_request_that_is_too_large(
    client: Client, settings: Settings
) -> None:
    settings.SATUPINTU_MAX_REQUEST_MB = 1
    answer = client.post("/nowhere/", b"x" * (1024 * 1024 + 1), content_type="a/b")
    assert answer.status_code == 413
    assert "1 MB" in answer.content.decode()
