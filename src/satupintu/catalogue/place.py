"""The clocks of the current pack's place: its zone, its days, its minutes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from satupintu.catalogue.versions import release


def zone() -> ZoneInfo:
    """The time zone of the place. Raises `NoPack`."""
    return ZoneInfo(release().pack.time_zone)


def local_day(at: datetime) -> date:
    """The date there: numbers and days begin again at its midnight."""
    return at.astimezone(zone()).date()


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The first moment of a local day, and that of the next."""
    here = zone()
    return (
        datetime.combine(day, time(), tzinfo=here),
        datetime.combine(day + timedelta(days=1), time(), tzinfo=here),
    )


def minute_of(at: datetime) -> float:
    """Minutes since the local midnight, by the clocks there."""
    here = at.astimezone(zone())
    return here.hour * 60 + here.minute + here.second / 60


def moment_of(day: date, minute: int) -> datetime:
    """A minute of a local day, counted from midnight by its clocks."""
    local = datetime.combine(day, time()) + timedelta(minutes=minute)
    return local.replace(tzinfo=zone())
