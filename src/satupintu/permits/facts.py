"""The facts of a permit: what is printed, attached, signed and shown."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

SCHEMA = "satupintu-permit/1"
Text = Mapping[str, str]
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FactLine:
    """One printed line. `value` is a text, or a text per language.

    `public` lines are shown to anybody who checks the permit; never set it for
    an identity number, an address of a home, or the like.
    """

    name: str
    label: Text
    value: str | Text
    public: bool = False


@dataclass(frozen=True, slots=True)
class PermitFacts:
    """What the issuer states. Texts are language code -> text.

    `languages` are printed in this order, the first is authoritative; `place`
    and `time_zone` are the issuer's; `holder` is the name as it is printed.
    """

    holder: str
    agency: Text
    place: Text
    languages: tuple[str, ...]
    time_zone: str
    lines: tuple[FactLine, ...]
    address: Text = field(default_factory=dict)
    conditions: tuple[Text, ...] = ()
    legal: tuple[Text, ...] = ()

    def local_date(self, at: datetime) -> date:
        """The date on the issuer's clock."""
        return at.astimezone(ZoneInfo(self.time_zone)).date()


def to_json(
    facts: PermitFacts,
    *,
    title: Text,
    tenant: tuple[str, str],
    service_code: str,
    number: str,
    check_code: str,
    valid_from: date,
    valid_until: date | None,
    issued_at: datetime,
    deemed: bool,
) -> dict[str, Any]:
    """The facts with the permit's own data, as stored, printed and attached.

    `tenant` is (code, name). Control characters are dropped from every text.
    """
    plain: dict[str, Any] = {
        "schema": SCHEMA,
        "tenant": {"code": tenant[0], "name": tenant[1]},
        "service": service_code,
        "title": dict(title),
        "number": number,
        "check_code": check_code,
        "valid_from": valid_from.isoformat(),
        "valid_until": valid_until.isoformat() if valid_until else None,
        "issued_at": issued_at.astimezone(UTC).isoformat(timespec="seconds"),
        "deemed": deemed,
        **asdict(facts),
    }
    return _cleaned(plain)


def start_of(day: date, time_zone: str) -> datetime:
    """The first moment of `day` on the issuer's clock."""
    return datetime.combine(day, time(), ZoneInfo(time_zone))


def end_of(day: date, time_zone: str) -> datetime:
    """The first moment after `day`."""
    return start_of(day + timedelta(days=1), time_zone)


def _cleaned(value: T) -> T:
    """JSON-able, without control characters, tuples as lists."""
    if isinstance(value, str):
        return _CONTROL.sub("", value)  # type: ignore[return-value]
    if isinstance(value, Mapping):
        return {k: _cleaned(v) for k, v in value.items()}  # type: ignore[return-value]
    if isinstance(value, Sequence):
        return [_cleaned(v) for v in value]  # type: ignore[return-value]
    return value
