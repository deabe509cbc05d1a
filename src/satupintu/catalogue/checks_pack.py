"""Checks of the pack's own data: codes, calendar, rate tables, merchant."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from babel.numbers import list_currencies

from satupintu.catalogue.faults import Fault
from satupintu.catalogue.loader import LoadedPack
from satupintu.catalogue.parsing import stdnum_module
from satupintu.catalogue.schema import (
    CalendarData,
    IdentityScheme,
    Merchant,
    Pack,
    RateTable,
)
from satupintu.catalogue.source import Path_
from satupintu.kernel.calendar import WorkingCalendar
from satupintu.kernel.errors import SatupintuError

Said = tuple[Path_, str, str]

# Tags 59 and 60 of an EMVCo payload.
MAX_MERCHANT_NAME = 25
MAX_MERCHANT_CITY = 15


def check_pack(loaded: LoadedPack) -> Iterator[Fault]:
    """What is wrong with the pack itself, whatever its services are."""
    pack = loaded.pack
    said: list[Said] = [
        *_codes(pack),
        *_basics(pack),
        *_zone(pack),
        *_calendar(pack),
        *_schemes(pack.identity_schemes),
    ]
    if pack.merchant:
        said += _merchant(pack.merchant)
    for index, table in enumerate(pack.tables):
        said += _table(index, table)
    for path, sentence, todo in said:
        yield loaded.fault(path, sentence, todo)


def _codes(pack: Pack) -> Iterator[Said]:
    lists: dict[str, Sequence[str]] = {
        "agencies": [a.code for a in pack.agencies],
        "roles": [r.code for r in pack.roles],
        "topics": [t.code for t in pack.topics],
        "papers": [p.code for p in pack.papers],
        "identity_schemes": [s.code for s in pack.identity_schemes],
    }
    for key, codes in lists.items():
        for code, count in Counter(codes).items():
            if count > 1:
                last = len(codes) - 1 - list(reversed(codes)).index(code)
                yield (
                    (key, last, "code"),
                    f"“{code}” stands {count} times in {key}.",
                    "Give each its own code, or take one out.",
                )


def _basics(pack: Pack) -> Iterator[Said]:
    if not pack.languages:
        yield ("languages",), "The pack has no language.", "For example: [id, en]."
    for index, language in enumerate(pack.languages):
        if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]+)?", language):
            yield (
                ("languages", index),
                f"“{language}” is not a language code.",
                "Use the code of ISO 639, for example: id, en, km.",
            )
    if pack.currency not in list_currencies():
        yield (
            ("currency",),
            f"“{pack.currency}” is not a currency code.",
            "Use the three letters of ISO 4217, for example: IDR.",
        )


def _zone(pack: Pack) -> Iterator[Said]:
    try:
        ZoneInfo(pack.time_zone)
    except (KeyError, ValueError, OSError):
        yield (
            ("time_zone",),
            f"There is no time zone “{pack.time_zone}”.",
            "Write one such as Asia/Jakarta.",
        )


def _calendar(pack: Pack) -> Iterator[Said]:
    agencies = {agency.code for agency in pack.agencies}
    for code in pack.calendar.agencies:
        if code not in agencies:
            yield (
                ("calendar", "agencies", code),
                f"There is no agency “{code}”.",
                f"Use one of: {', '.join(sorted(agencies))}.",
            )
    for path, text in _dates(pack.calendar):
        if not is_date(text):
            yield _bad_date(("calendar", *path), text)
    if list(_zone(pack)):
        return
    for agency in (None, *pack.calendar.agencies):
        try:
            WorkingCalendar.build(pack.calendar, pack.time_zone, agency)
        except SatupintuError as error:
            yield ("calendar",), error.sentence, ""
            return


def _dates(calendar: CalendarData) -> Iterator[tuple[Path_, str]]:
    for index, day in enumerate(calendar.holidays):
        yield ("holidays", index, "date"), day.date
    for index, season in enumerate(calendar.seasons):
        yield ("seasons", index, "start"), season.start
        yield ("seasons", index, "end"), season.end


def is_date(text: str) -> bool:
    """Whether it is a date such as 2026-01-31."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _bad_date(path: Path_, text: str) -> Said:
    return path, f"“{text}” is not a date.", "Write it as 2026-01-31."


def _schemes(schemes: Sequence[IdentityScheme]) -> Iterator[Said]:
    for index, scheme in enumerate(schemes):
        here = ("identity_schemes", index)
        if scheme.pattern and (fault := bad_pattern(scheme.pattern)):
            yield (*here, "pattern"), fault, "Correct the regular expression."
        if scheme.stdnum:
            yield from _stdnum((*here, "stdnum"), scheme.stdnum)
        if not scheme.stdnum and not scheme.pattern:
            yield (
                here,
                f"Nothing says how “{scheme.code}” is checked.",
                "Give a pattern, or a module of python-stdnum.",
            )


def _stdnum(path: Path_, name: str) -> Iterator[Said]:
    try:
        stdnum_module(name)
    except SatupintuError as error:
        todo = "For example: id.nik. Or leave it out and give a pattern."
        yield path, error.sentence, todo


def bad_pattern(pattern: str) -> str:
    """What is wrong with a regular expression; "" if it can be read."""
    try:
        re.compile(pattern)
    except re.error as error:
        return f"The pattern “{pattern}” cannot be read: {error}."
    return ""


def _merchant(merchant: Merchant) -> Iterator[Said]:
    for key, most in (("name", MAX_MERCHANT_NAME), ("city", MAX_MERCHANT_CITY)):
        value = getattr(merchant, key)
        if not 0 < len(value) <= most:
            yield (
                ("merchant", key),
                f"The merchant's {key} has {len(value)} characters.",
                f"A payment QR holds 1 to {most}; shorten it.",
            )
    if not re.fullmatch(r"\d{4}", merchant.mcc):
        yield ("merchant", "mcc"), "The category (mcc) is not 4 digits.", "9399"


def _table(index: int, table: RateTable) -> Iterator[Said]:
    here: Path_ = ("tables", index)
    if not is_date(table.since):
        yield _bad_date((*here, "since"), table.since)
    if not table.rates:
        yield (*here, "rates"), "The table has no rates.", "Write at least one."
    for key in table.rates:
        if len(key.split("/")) != max(len(table.keys), 1):
            yield (
                (*here, "rates", key),
                f"“{key}” does not have one part for each of the keys "
                f"{', '.join(table.keys)}.",
                "Join the parts by a slash, in the order of `keys`.",
            )
