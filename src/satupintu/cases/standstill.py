"""Outages in a legal clock: from when to when they stopped it. Pure.

An outage concerns a case while a step of the agency is open. The ticks of a case
are always those of the applicant's pauses with the outages laid over them; so it
does not matter in which order, how late or how often one hears of an outage, and
a clock that stands for the applicant is neither paused again nor resumed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from satupintu.cases.clock import OUTAGE, Tick, TickKind

_STARTS = (TickKind.START, TickKind.RESUME)


@dataclass(frozen=True, slots=True)
class Hold:
    """From `start` (included) to `end` (not included); None: it goes on."""

    start: datetime
    end: datetime | None


def overlap(one: Hold, other: Hold) -> Hold | None:
    """The time that both share; None if they share none."""
    start = max(one.start, other.start)
    ends = [hold.end for hold in (one, other) if hold.end is not None]
    end = min(ends) if ends else None
    return Hold(start, end) if end is None or start < end else None


def with_outages(own: Sequence[Tick], holds: Iterable[Hold]) -> list[Tick]:
    """The ticks of a clock that its outages stop as well.

    `own` are ticks without outages (`clock.own_ticks`); holds may overlap.
    """
    merged = _merged(holds)
    ticks: list[Tick] = []
    for index, tick in enumerate(own):
        ticks.append(tick)
        if tick.kind not in _STARTS:
            continue
        following = own[index + 1].at if index + 1 < len(own) else None
        spell = Hold(tick.at, following)
        for hold in merged:
            stood = overlap(spell, hold)
            if stood is not None:
                ticks.extend(_pause(stood))
    return ticks


def outages_of(ticks: Sequence[Tick]) -> list[Hold]:
    """The outages that stopped the clock, as its ticks have them."""
    ends = [tick.at for tick in ticks[1:]]
    return [
        Hold(tick.at, end)
        for tick, end in zip(ticks, [*ends, None], strict=True)
        if tick.kind is TickKind.PAUSE and tick.reason == OUTAGE
    ]


def _pause(hold: Hold) -> list[Tick]:
    ticks = [Tick(hold.start, TickKind.PAUSE, OUTAGE)]
    if hold.end is not None:
        ticks.append(Tick(hold.end, TickKind.RESUME))
    return ticks


def _merged(holds: Iterable[Hold]) -> list[Hold]:
    """The same time without overlaps, oldest first."""
    merged: list[Hold] = []
    for hold in sorted(holds, key=lambda h: h.start):
        last = merged[-1] if merged else None
        if last is None or (last.end is not None and last.end < hold.start):
            merged.append(hold)
        elif last.end is not None:
            end = None if hold.end is None else max(last.end, hold.end)
            merged[-1] = Hold(last.start, end)
    return merged
