"""A browser without JavaScript, as far as tests need one: read a page, send a form."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

if TYPE_CHECKING:
    from django.test import Client


@dataclass
class Form:
    """A form: what it would send as it stands, and the buttons that it offers."""

    method: str
    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.wrong: set[str] = set()
        self.words: list[str] = []
        self._form: Form | None = None
        self._area: str | None = None
        self._select: tuple[str, list[str]] | None = None
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {k: v or "" for k, v in attrs}
        if "id" in given:
            self.ids.add(given["id"])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag in ("script", "style"):
            self._silent += 1
        if tag == "form":
            self._form = Form(given.get("method", "get"), given.get("action", ""))
            self.forms.append(self._form)
        name = given.get("name", "")
        if given.get("aria-invalid") == "true" and name:
            self.wrong.add(name)
        if self._form is not None and name:
            self._control(self._form, tag, name, given)
        if tag == "option" and self._select and "selected" in given:
            self._select[1].append(given.get("value", ""))

    def _control(self, form: Form, tag: str, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if tag == "button":
            form.buttons.append((name, given.get("value", "")))
            return
        form.names.add(name)
        if tag == "textarea":
            self._area = name
            form.values[name] = [""]
        elif tag == "select":
            self._select = (name, [])
        elif kind == "file":
            form.files.add(name)
        elif kind in ("radio", "checkbox"):
            if "checked" in given:
                form.values.setdefault(name, []).append(given.get("value", "on"))
        elif tag == "input":
            form.values.setdefault(name, []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = None
        elif tag in ("script", "style"):
            self._silent -= 1
        elif tag == "select" and self._select and self._form:
            name, values = self._select
            self._form.values[name] = values or [""]
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area and self._form:
            self._form.values[self._area][0] += data.removeprefix("\n")
        elif not self._silent:
            self.words.append(data)


@dataclass
class Seen:
    """A page as it arrived."""

    client: Client
    status: int
    url: str
    html: str
    headers: Any

    def __post_init__(self) -> None:
        self._read = _Reader()
        self._read.feed(self.html)

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def links(self) -> list[str]:
        return self._read.links

    @property
    def ids(self) -> set[str]:
        return self._read.ids

    @property
    def wrong(self) -> set[str]:
        """The names of the fields that are marked as wrong."""
        return self._read.wrong

    @property
    def text(self) -> str:
        return " ".join(" ".join(self._read.words).split())

    def form(self, has: str = "") -> Form:
        """The form with this field or button."""
        for form in self._read.forms:
            buttons = {name for name, _value in form.buttons}
            if has in form.names | buttons:
                return form
        raise AssertionError(f"no form with “{has}” on {self.url}: {self.text[:300]}")

    def link(self, ending: str) -> str:
        """The first link whose address ends so."""
        for href in self.links:
            if href.endswith(ending):
                return href
        raise AssertionError(f"no link to “…{ending}” on {self.url}: {self.links}")

    def send(
        self,
        has: str,
        *,
        button: tuple[str, str] | None = None,
        files: dict[str, Any] | None = None,
        follow: bool = True,
        **changes: Any,
    ) -> Seen:
        """Send that form as it stands but for these changes (None takes one out)."""
        form = self.form(has)
        values: dict[str, Any] = dict(form.values)
        for name, value in changes.items():
            values[name] = [] if value is None else value
        if button:
            values[button[0]] = button[1]
        values |= files or {}
        url = urljoin(self.url, form.action or self.url)
        if form.method == "get":
            return visit(self.client, url, values)
        answer = self.client.post(url, values, follow=follow)
        return _seen(self.client, url, answer)


def visit(client: Client, url: str, query: Any = None) -> Seen:
    """Open an address, following redirects."""
    return _seen(client, url, client.get(url, query, follow=True))


def _seen(client: Client, url: str, answer: Any) -> Seen:
    chain = getattr(answer, "redirect_chain", [])
    last = urljoin(url, chain[-1][0]) if chain else url
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    html = body.decode() if "html" in answer.headers.get("Content-Type", "") else ""
    return Seen(client, answer.status_code, last, html, answer.headers)
