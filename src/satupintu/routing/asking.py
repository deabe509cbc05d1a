"""Asking a server for JSON over HTTP: one address, a limit of time and of size."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode

MOST_BYTES = 64_000_000
_SAID = 200  # letters of what a server says about an error


class NoAnswer(Exception):
    """The server gave no answer that can be used; the message says why, in words.

    `status` is that of HTTP, 0 if there was none.
    """

    def __init__(self, why: str, status: int = 0) -> None:
        super().__init__(why)
        self.status = status


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """The address is the operator's; a server must not lead elsewhere."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirects)


def ask(
    address: str,
    query: Mapping[str, str] | None = None,
    *,
    body: object = None,
    timeout: float,
    headers: Mapping[str, str] | None = None,
) -> Any:
    """The JSON at the address; with a body it is sent there. Raises `NoAnswer`."""
    full = f"{address}?{urlencode(query)}" if query else address
    sent = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(  # noqa: S310 (http or https of the operator's)
        full,
        data=sent,
        headers={
            "Accept": "application/json",
            "User-Agent": "satupintu",
            **({"Content-Type": "application/json"} if sent else {}),
            **(headers or {}),
        },
    )
    try:
        with _opener.open(request, timeout=timeout) as answer:
            text = answer.read(MOST_BYTES + 1)
    except HTTPError as error:
        with error:
            raise NoAnswer(_said(error), error.code) from None
    except (OSError, HTTPException) as error:
        why = str(getattr(error, "reason", "") or error) or type(error).__name__
        raise NoAnswer(f"it cannot be reached ({why})") from None
    if len(text) > MOST_BYTES:
        raise NoAnswer("its answer is too long")
    try:
        return json.loads(text)
    except ValueError:
        raise NoAnswer("its answer is no JSON") from None


def _said(error: HTTPError) -> str:
    """What the server says about it: most say it in JSON."""
    try:
        said = json.loads(error.read(10_000))
        words = said.get("message") or said.get("error") or ""
    except (ValueError, OSError, HTTPException, AttributeError):
        words = ""
    return f"it answered {error.code}" + (f", {str(words)[:_SAID]}" if words else "")
