"""The working calendar of Jakarta in 2026, as its decrees set it.

Holidays and joint leave: joint decree of three ministers (SKB) for 2026, 17
days and 8. Hours: Monday to Thursday 07:30-16:00, Friday until 16:30 with a
break for the prayer. Ramadan hours and the half day before New Year are
examples of seasons.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from satupintu.kernel.calendar import WorkingCalendar

ZONE = ZoneInfo("Asia/Jakarta")
HOLIDAYS = (
    ("01", "01 16"),
    ("02", "17"),
    ("03", "19 21 22"),
    ("04", "03 05"),
    ("05", "01 14 27 31"),
    ("06", "01 16"),
    ("08", "17 25"),
    ("12", "25"),
)
JOINT_LEAVE = (("02", "16"), ("03", "18 20 23 24"), ("05", "15 28"), ("12", "24"))
FULL = ("07:30-16:00",)
FRIDAY = ("07:30-11:30", "13:00-16:30")
SHORT = ("08:00-15:00",)


@dataclass(frozen=True)
class Hours:
    mon: tuple[str, ...] = FULL
    tue: tuple[str, ...] = FULL
    wed: tuple[str, ...] = FULL
    thu: tuple[str, ...] = FULL
    fri: tuple[str, ...] = FRIDAY
    sat: tuple[str, ...] = ()
    sun: tuple[str, ...] = ()


@dataclass(frozen=True)
class Day:
    date: str
    kind: str = "holiday"
    title: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Season:
    start: str
    end: str
    hours: Hours
    title: dict[str, str] = field(default_factory=dict)


RAMADAN = Season(
    "2026-02-18", "2026-03-17", Hours(SHORT, SHORT, SHORT, SHORT, ("08:00-11:30",))
)
NEW_YEARS_EVE = Season("2026-12-31", "2026-12-31", Hours(thu=("07:30-12:00",)))
LISTED = tuple(
    Day(f"2026-{month}-{day}", kind)
    for kind, months in (("holiday", HOLIDAYS), ("joint_leave", JOINT_LEAVE))
    for month, days in months
    for day in days.split()
)


@dataclass(frozen=True)
class Data:
    country: str = "ID"
    hours: Hours = field(default_factory=Hours)
    holidays: tuple[Day, ...] = LISTED
    seasons: tuple[Season, ...] = (RAMADAN, NEW_YEARS_EVE)
    agencies: dict[str, Hours] = field(
        default_factory=lambda: {"police": Hours(sat=("08:00-12:00",))}
    )


CALENDAR = WorkingCalendar.build(Data(), "Asia/Jakarta")
POLICE = WorkingCalendar.build(Data(), "Asia/Jakarta", "police")


def at(day: str, clock: str = "00:00") -> datetime:
    """`at("11-19", "10:03")` in Jakarta in 2026; another year with `2025-11-19`."""
    full = day if len(day) > 5 else f"2026-{day}"
    return datetime.fromisoformat(f"{full}T{clock}").replace(tzinfo=ZONE)


def local(moment: datetime | None) -> str:
    """`11-19 10:03` on the clocks of Jakarta."""
    return f"{moment.astimezone(ZONE):%m-%d %H:%M}" if moment else "-"
