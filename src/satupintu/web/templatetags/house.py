"""Template tags and filters of the house style: `{% load house %}`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext as _, ngettext

from satupintu.catalogue.fees import ExplainRow
from satupintu.catalogue.schema import (
    Choice,
    IdentityScheme,
    Question,
)
from satupintu.kernel.localized import text
from satupintu.kernel.money import (
    format_date,
    format_money,
    format_number,
    format_when,
)
from satupintu.kernel.spans import Span
from satupintu.web import fields
from satupintu.web.context import current_pack
from satupintu.web.icons import ICONS
from satupintu.web.pictograms import PICTOGRAMS

register = template.Library()


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """An inline pictogram, always beside words: `{% icon "check" "i-s" %}`."""
    inside = mark_safe(ICONS.get(name, ICONS["door"]))  # noqa: S308 (our own drawings)
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>',
        f"i {css}".strip(),
        inside,
    )


@register.simple_tag
def pictogram(name: str, css: str = "") -> SafeString:
    """A large inline pictogram of the devices: `{% pictogram "ticket" "mono" %}`."""
    inside = PICTOGRAMS.get(name, PICTOGRAMS["ask"])
    return format_html(
        '<svg class="{}" viewBox="0 0 48 48" aria-hidden="true">{}</svg>',
        f"i {css}".strip(),
        mark_safe(inside),  # noqa: S308 (our own drawings)
    )


@register.filter
def loc(value: Mapping[str, str] | None) -> str:
    """A pack's text (language code -> text) in the active language."""
    return text(value) if value else ""


@register.simple_tag
def t(value: Mapping[str, str] | None) -> str:
    """As the filter `loc`."""
    return loc(value)


@register.filter
def loc_lang(value: Mapping[str, str] | None) -> str:
    """The language that `loc` falls back to, for a `lang` attribute; or empty."""
    language = get_language() or ""
    if not value or language in value:
        return ""
    shown = loc(value)
    return next((code for code, words in value.items() if words == shown), "")


@register.filter
def in_language(value: Mapping[str, str] | None, language: str) -> str:
    """A pack's text in one language only; empty where it is missing."""
    return (value or {}).get(language, "")


@register.simple_tag(takes_context=True)
def lang_url(context: template.Context, code: str) -> str:
    """The address of this page in another language."""
    request = context.get("request")
    return translate_url(request.get_full_path(), code) if request else f"/{code}/"


@register.filter
def money(amount: int | None, currency: str) -> str:
    """`{{ line.amount|money:bill.currency }}`; the amount in smallest units."""
    return "" if amount is None else format_money(amount, currency)


@register.filter
def number(value: Decimal | int | float | None) -> str:
    """A number with the language's separators."""
    return "" if value is None else format_number(value)


@register.filter
def day(value: date | None) -> str:
    """A date in words: 24 November 2026. A moment counts on the pack's clocks."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(_zone())
    return format_date(value)


@register.filter
def when(value: datetime | None) -> str:
    """A moment on the pack's clocks: Tuesday, 24 November 2026, 10:41."""
    return format_when(value, _zone()) if value else ""


def _zone() -> tzinfo:
    pack = current_pack()
    return ZoneInfo(pack.time_zone) if pack else timezone.get_current_timezone()


@register.filter
def span(value: str | None) -> str:
    """A pack's span in words: `5 wd` -> 5 working days."""
    return Span.parse(value).text() if value else ""


@register.filter
def short_number(value: float | None) -> str:
    """A measured number: one digit below ten, none above."""
    if value is None:
        return ""
    return format_number(round(value, 1 if value < 10 else 0))


@register.filter
def working_days(value: float | None) -> str:
    """A measured length: 3.2 -> 3.2 working days (one digit below ten)."""
    return "" if value is None else _working_days(round(value, 1 if value < 10 else 0))


@register.filter
def about_days(value: float | None) -> str:
    """The same to say in a sentence: whole days from two on."""
    return "" if value is None else _working_days(round(value, 1 if value < 2 else 0))


@register.filter
def whole_days_up(value: float | None) -> str:
    """The next whole day, where less would promise too much."""
    return "" if value is None else _working_days(ceil(value))


def _working_days(n: float) -> str:
    form = ngettext("%(n)s working day", "%(n)s working days", 1 if n == 1 else 2)
    return form % {"n": format_number(n)}


@register.simple_tag
def question(
    asked: Question,
    value: object = None,
    error: str = "",
    options: Iterable[Choice] | None = None,
    raw: fields.Raw | None = None,
    heading: bool = False,
) -> str:
    """A pack's question, drawn: `{% question q raw=raw error=error %}`.

    `raw` is all that the browser sent; `value` the stored answer, used where
    nothing was sent.
    """
    view = fields.from_question(
        asked,
        value=value,
        raw=raw,
        error=error,
        options=options,
        scheme=scheme_of(asked),
        heading=heading,
    )
    return render_to_string("components/field.html", {"f": view})


def scheme_of(asked: Question) -> IdentityScheme | None:
    """How the personal number that is asked for is written; None for the rest."""
    pack = current_pack()
    if pack is None:
        return None
    schemes = pack.identity_schemes
    if not asked.scheme:
        return schemes[0] if schemes else None
    return next((s for s in schemes if s.code == asked.scheme), None)


@register.simple_tag(name="input")
def input_(name: str, label: str, **given: Any) -> str:
    """Any other field, drawn: `{% input "email" label kind="email" error=... %}`.

    `options` is a list of `fields.Option` or of (value, label) pairs.
    """
    value = given.pop("value", None)
    values = fields.as_list(value)
    if given.get("kind") == "date":
        given["parts"] = fields.date_parts(name, fields.date_raw(name, value))
    pairs = given.pop("options", None) or ()
    listed = [
        entry if isinstance(entry, fields.Option) else fields.Option(*entry)
        for entry in pairs
    ]
    # Templates give an empty text where a view gave nothing.
    known: dict[str, Any] = {k: "" if v is None else v for k, v in given.items()}
    view = fields.Field(
        name=name,
        label=label,
        kind=str(known.pop("kind", "text")),
        value=values[0] if values else "",
        options=fields.choose(listed, values) if values else tuple(listed),
        **known,
    )
    return render_to_string("components/field.html", {"f": view})


@register.simple_tag
def error_summary(errors: Mapping[str, object] | Iterable[Any] | None) -> str:
    """The box above the heading. `errors`: name -> sentence, or pairs of them.

    A name that is empty or starts with `#`/`/` is an address of its own.
    """
    pairs: Iterable[Any] = (
        errors.items() if isinstance(errors, Mapping) else errors or ()
    )
    items = [(_anchor(name), str(sentence)) for name, sentence in pairs]
    if not items:
        return ""
    title = ngettext(
        "There is %(n)s thing to put right",
        "There are %(n)s things to put right",
        len(items),
    ) % {"n": len(items)}
    return render_to_string(
        "components/error_summary.html", {"title": title, "items": items}
    )


def _anchor(name: str) -> str:
    if not name or name.startswith(("#", "/")):
        return name
    return f"#f-{name}"


@register.filter
def get(mapping: Mapping[str, object] | None, key: str) -> object:
    """`{{ errors|get:q.name }}`; empty where it is missing."""
    return (mapping or {}).get(key, "")


@register.filter
def arithmetic(row: ExplainRow) -> str:
    """A bill's row: names = numbers = result, without saying anything twice."""
    said: list[str] = []
    for part in (row.formula.names(), row.formula.numbers(), row.result.number()):
        if part not in said:
            said.append(part)
    return " = ".join(said)


@register.simple_tag
def confidence(fact: Any) -> SafeString | str:
    """A quiet tag on a fact whose source nobody has checked yet."""
    level = getattr(fact, "confidence", fact)
    if str(getattr(level, "value", level)) == "found":
        return ""
    return format_html('<span class="tag unsure">{}</span>', _("to be verified"))


@register.simple_tag(takes_context=True)
def nav_link(
    context: template.Context, name: str, label: str, role: str = ""
) -> SafeString | str:
    """A link of the main menu; nothing where the address does not exist.

    It is marked as current on its own page and on all pages below it. A view may
    set `nav_current` to a name to mark another one. With `role` it is shown only
    to staff who hold that role at some agency.
    """
    url = nav_url(name)
    request = context.get("request")
    if not url or (role and role not in _roles(request)):
        return ""
    chosen = str(context.get("nav_current") or "")
    mark = _current(chosen, name, url, request)
    current = format_html(' aria-current="{}"', mark) if mark else ""
    return format_html('<a href="{}"{}>{}</a>', url, current, label)


def _current(chosen: str, name: str, url: str, request: HttpRequest | None) -> str:
    if chosen:
        return "true" if chosen == name else ""
    path = request.path if request else ""
    if path == url:
        return "page"
    return "true" if path.startswith(url) else ""


def _roles(request: HttpRequest | None) -> set[str]:
    actor = getattr(request, "actor", None)
    return {role for _agency, role in actor.posts} if actor else set()


@register.simple_tag
def nav_url(name: str, *args: object) -> str:
    """The address of a URL name; empty where no such page is mounted."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A line of the footer: words, and where they lead (may be empty)."""

    label: str
    href: str


def _contact(kind: str, value: str) -> Contact:
    digits = re.sub(r"[^\d+]", "", value)
    if kind.startswith(("phone", "call", "hotline")):
        return Contact(_("Call %(number)s") % {"number": value}, f"tel:{digits}")
    if kind == "whatsapp":
        label = _("WhatsApp %(number)s") % {"number": value}
        return Contact(label, f"https://wa.me/{digits.lstrip('+')}")
    if "@" in value:
        return Contact(value, f"mailto:{value}")
    if value.startswith(("https://", "http://")):
        place = value.split("//", 1)[1].rstrip("/")
        if kind.startswith("complaint"):
            place = _("Complaints: %(place)s") % {"place": place}
        return Contact(place, value)
    return Contact(value, "")


@register.simple_tag
def contacts(pack: Any) -> list[Contact]:
    """The pack's ways to reach people, as links."""
    if not pack:
        return []
    return [_contact(kind, value) for kind, value in pack.contact.items()]
