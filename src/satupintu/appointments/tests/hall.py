"""A small mall for the tests of appointments, beside those of the pack.

paspor   half hours 08:00-12:00 and 13:00-15:00 but on Friday, 2 places, 1 of
         the office; renewal takes 25 minutes, replacement 45
ktp      20-minute slots 08:00-12:00, 1 place
loket    no appointments
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from satupintu.appointments import service
from satupintu.catalogue import malls, service as catalogue
from satupintu.catalogue.schema_mall import Mall
from satupintu.catalogue.versions import release

HALL = "uji"
# The tests begin on Tuesday 24 November 2026, 10:00 in Jakarta.
WEDNESDAY = "2026-11-25"


ONE = {"id": "Satu", "en": "One"}
WEEK = ("mon", "tue", "wed", "thu")
COMMON = {"agency": "dpmptsp", "zone": "a", "policy": "fair"}
RENEW = {
    "code": "perpanjang",
    "title": {"id": "Perpanjang paspor", "en": "Renew a passport"},
    "service": "sip-dokter",
    "bring": {"id": "Paspor lama", "en": "The old passport"},
}
REPLACE = {
    "code": "ganti",
    "title": {"id": "Ganti paspor", "en": "Replace a passport"},
    "minutes": 45,
}
PASSPORTS: dict[str, Any] = {
    **COMMON,
    "code": "paspor",
    "prefix": "P",
    "title": {"id": "Paspor", "en": "Passports"},
    "minutes": 25,
    "errands": [RENEW, REPLACE],
    "booking": {"slot": 30, "public": 2, "internal": 1, "walk_in": 1},
}
CARDS: dict[str, Any] = {
    **COMMON,
    "code": "ktp",
    "agency": "dukcapil",
    "prefix": "K",
    "title": {"id": "KTP", "en": "Identity cards"},
    "minutes": 15,
    "hours": {day: ["08:00-12:00"] for day in WEEK},
    "errands": [{"code": "cetak", "title": {"id": "Cetak", "en": "Print a card"}}],
    "booking": {"slot": 20, "public": 1},
}
COUNTER: dict[str, Any] = {
    **COMMON,
    "code": "loket",
    "prefix": "L",
    "title": {"id": "Loket", "en": "Counter"},
    "minutes": 5,
    "errands": [{"code": "tanya", "title": {"id": "Tanya", "en": "Ask"}}],
}


def hall_data(**booking: Any) -> dict[str, Any]:
    """The mall as a pack writes it, with these booking rules for passports."""
    stocktaking = {"id": "Inventaris", "en": "Stocktaking"}
    passports = PASSPORTS | {"booking": PASSPORTS["booking"] | booking}
    return {
        "code": HALL,
        "name": {"id": "Mal Uji", "en": "Test Mall"},
        "hours": {
            **{day: ["08:00-12:00", "13:00-15:00"] for day in WEEK},
            "fri": ["08:00-11:00"],
        },
        "specials": [{"date": "2026-12-01", "title": stocktaking}],
        "zones": [{"code": "a", "label": "1", "name": ONE, "floor": "1"}],
        "queues": [passports, CARDS, COUNTER],
        "counters": [
            {"code": "l1", "label": "1", "zone": "a", "queues": ["paspor", "ktp"]}
        ],
        "policies": [{"code": "fair", "title": ONE, "kind": "ratio"}],
        "kiosk": {"languages": ["id", "en"]},
    }


class Hall:
    """The small mall, and short ways to book in it."""

    def __init__(self, mall: Any) -> None:
        self.mall = mall
        self.found: list[Mall] = []
        self.use()

    def use(self, **booking: Any) -> None:
        """With these booking rules for passports, as if published so."""
        self.found[:] = [Mall.model_validate(hall_data(**booking))]

    @staticmethod
    def at(clock: str, day: str = WEDNESDAY) -> datetime:
        """A moment on the clocks of Jakarta (UTC+7)."""
        local = datetime.fromisoformat(f"{day}T{clock}:00+07:00")
        return local.astimezone(UTC)

    def hold(
        self, clock: str, *errands: str, day: str = WEDNESDAY, **more: Any
    ) -> service.BookingView:
        more.setdefault("now", self.mall.now)
        return service.book_hold(
            mall=HALL,
            wanted=wishes(*errands),
            at=self.at(clock, day),
            **more,
        )

    def book(
        self,
        clock: str,
        *errands: str,
        who: str = "ani@contoh.example",
        day: str = WEDNESDAY,
        **more: Any,
    ) -> service.BookingView:
        held = self.hold(clock, *errands, day=day, **more)
        return self.confirm(held, who=who, **more)

    def confirm(
        self, held: service.BookingView, who: str = "ani@contoh.example", **more: Any
    ) -> service.BookingView:
        return service.confirm(
            token=held.token,
            visitor=service.Visitor(more.get("name", "Ani Lestari"), who, "id"),
            key=f"key-{held.token}",
            now=more.get("now", self.mall.now),
            actor=more.get("actor"),
        )

    def left(self, clock: str, *errands: str, now: datetime | None = None) -> int:
        """How many such visits fit at this time of Wednesday."""
        at = self.at(clock)
        plan = service.plan_of(mall=HALL, wanted=wishes(*errands))
        day = catalogue.local_day(at)
        (found,) = service.calendar(
            plan=plan, first=day, last=day, now=now or self.mall.now
        )
        return next((time.left for time in found.times if time.at == at), 0)


def wishes(*errands: str) -> list[service.Wish]:
    """`ktp/cetak`; without any, a renewal of a passport."""
    pairs = [each.split("/") for each in errands or ("paspor/perpanjang",)]
    return [service.Wish(queue, errand) for queue, errand in pairs]


@contextmanager
def entered_hall(mall: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    """The published pack with the small mall in place of its own."""
    made = Hall(mall)
    monkeypatch.setattr(malls, "malls", lambda: made.found)
    monkeypatch.setattr("satupintu.catalogue.service.malls", lambda: made.found)
    yield made
    release().calendars.clear()
