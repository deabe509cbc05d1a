"""The printed permit: Typst to PDF/A-3a and PDF/UA-1, the facts attached.

A template is data that a pack brings. It sees the house library and its
pictures, fonts of this package, and the permit's data; it cannot read another
file, fetch a package or evaluate a text as code.
"""

import json
import re
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import typst
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, override

from satupintu.kernel import localized
from satupintu.kernel.errors import Misconfigured
from satupintu.kernel.money import format_date
from satupintu.kernel.typefaces import FONTS
from satupintu.permits import token as tokens
from satupintu.permits.glyphs import drawable
from satupintu.permits.rules import group_check_code

HOUSE: Final = Path(__file__).parent / "typst"
STANDARDS: Final[list[Any]] = ["a-3a", "ua-1"]
ATTACHMENT: Final = "permit.json"
# Appended, so that the line numbers of a template's errors stay right.
_ATTACH = '\n#{ import "/house.typ": attach-facts; attach-facts() }\n'
_IMPORT = re.compile(r"\b(?:import|include)\b")
_ALLOWED_IMPORT = re.compile(r'import "/house\.typ"')
_FORBIDDEN = re.compile(r"\b(eval|plugin|std|dictionary|sys)\b")

_WORDS: dict[str, Promise] = {
    "number": _("Number"),
    "granted_to": _("is granted to"),
    "subject": _("Subject"),
    "details": _("Details"),
    "validity": _("Valid"),
    "conditions": _("Conditions"),
    "legal": _("Legal basis"),
    "signed": _("Signed electronically by"),
    "seal": _("Mark of an electronic signature: a door with a tick"),
    "arch": _("Emblem: an open door under an arch"),
    "check": _("Is it genuine? Scan, or type the code at"),
    "qr_alt": _("QR code that opens the check of this permit"),
    "footer": _(
        "The signed PDF file is the original; paper is a copy of it. The signature "
        "and the attached data show every change. No fee beyond the official bill "
        "is ever due: please report anybody who asks for one."
    ),
    "deemed_title": _("Approved because the legal period has ended"),
    "deemed": _(
        "No decision was made within the period set by law. By law the application "
        "counts as approved, and this permit has full effect."
    ),
}


class BadTemplate(Misconfigured):
    """A permit template cannot be used; the sentence says why and where."""

    code = "bad_template"


def render(
    *, facts: Mapping[str, Any], token: str, template: str, base_url: str
) -> bytes:
    """The unsigned PDF of a permit. `facts` is the JSON of `facts.to_json`.

    The same input gives the same bytes. Raises `BadTemplate`.
    """
    _check_source(template)
    inputs = {"permit": json.dumps(_data(facts, token, base_url), ensure_ascii=False)}
    issued_at = datetime.fromisoformat(facts["issued_at"])
    try:
        with _lock:
            pdf = _compiler().compile(
                input=(template + _ATTACH).encode(),
                format="pdf",
                sys_inputs=inputs,
                pdf_standards=STANDARDS,
                timestamp=issued_at,
            )
    except typst.TypstError as error:
        raise BadTemplate(
            "The permit template cannot be printed: %(why)s", why=_reason(error)
        ) from error
    if not isinstance(pdf, bytes):
        raise BadTemplate("The permit template gives no pages.")
    return pdf


def default_template() -> str:
    """The template for services whose pack brings none."""
    return (resources.files(__package__) / "typst" / "permit.typ").read_text("utf-8")


def attachment(facts: Mapping[str, Any], token: str) -> bytes:
    """The JSON that is attached to the PDF: the facts and the signed token."""
    content = {**facts, "token": token}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1).encode()


# Typst's compiler is not made for several threads at once.
_lock = threading.Lock()


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[FONTS],
    )
    return typst.Compiler(root=HOUSE, font_paths=fonts)


def _check_source(template: str) -> None:
    for word in _IMPORT.finditer(template):
        if not _ALLOWED_IMPORT.match(template, word.start()):
            raise BadTemplate(
                'Line %(line)s: a template may only import "/house.typ".',
                line=template.count("\n", 0, word.start()) + 1,
            )
    if found := _FORBIDDEN.search(template):
        raise BadTemplate(
            "Line %(line)s: a template may not use %(name)s.",
            line=template.count("\n", 0, found.start()) + 1,
            name=found[1],
        )


def _reason(error: typst.TypstError) -> str:
    line = re.search(r":(\d+):(\d+)", error.diagnostic or "")
    where = f" (line {line[1]})" if line else ""
    return f"{error.message}{where}"


def _data(facts: Mapping[str, Any], token: str, base_url: str) -> dict[str, Any]:
    languages: list[str] = list(facts["languages"])
    issued_at = datetime.fromisoformat(facts["issued_at"]).astimezone(UTC)
    printed = _mapped(facts, drawable)
    return {
        "facts": printed,
        "attachment": attachment(facts, token).decode(),
        "qr": tokens.qr_svg(token, base_url=base_url),
        "check_code": group_check_code(facts["check_code"]),
        "check_address": base_url.partition("://")[2].rstrip("/") + "/verify",
        "words": {
            name: _in_each(languages, words.__str__) for name, words in _WORDS.items()
        },
        "validity": _in_each(languages, lambda: _validity(facts)),
        "place_and_date": _in_each(
            languages, lambda: _place_and_date(printed, issued_at)
        ),
    }


def _in_each(languages: list[str], say: Callable[[], str]) -> dict[str, str]:
    """What `say` answers while each language is active."""
    out = {}
    for code in languages:
        with override(code):
            out[code] = say()
    return out


def _validity(facts: Mapping[str, Any]) -> str:
    start = format_date(date.fromisoformat(facts["valid_from"]))
    if facts["valid_until"] is None:
        return str(_("from %(start)s, without an end")) % {"start": start}
    end = format_date(date.fromisoformat(facts["valid_until"]))
    return str(_("%(start)s to %(end)s")) % {"start": start, "end": end}


def _place_and_date(facts: Mapping[str, Any], issued_at: datetime) -> str:
    day = format_date(issued_at.astimezone(ZoneInfo(facts["time_zone"])).date())
    place = localized.text(facts["place"])
    return f"{place}, {day}" if place else day


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    """The same structure with every text changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _mapped(item, change) for key, item in value.items()}
    if isinstance(value, list):
        return [_mapped(item, change) for item in value]
    return value
