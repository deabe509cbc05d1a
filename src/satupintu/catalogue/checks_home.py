"""Checks of the home visits of a pack: codes, hours, windows, what they name."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterator, Sequence

from satupintu.catalogue.checks_hours import week_of
from satupintu.catalogue.faults import Fault
from satupintu.catalogue.loader import LoadedPack
from satupintu.catalogue.schema import Pack
from satupintu.catalogue.schema_home import HomeVisits
from satupintu.catalogue.source import Path_
from satupintu.kernel.hours import WEEKDAYS, BadHours, read_ranges

Said = tuple[Path_, str, str]
Named = tuple[Path_, str | None, set[str], str]


def check_home(loaded: LoadedPack) -> Iterator[Fault]:
    """What is wrong with the home visits; nothing where the pack has none."""
    found = loaded.pack.home_visits
    if found is None:
        return
    filed = {i.service.code for i in loaded.services if "home" in i.service.channels}
    for path, sentence, todo in _faults(found, loaded.pack, filed):
        yield loaded.fault(("home_visits", *path), sentence, todo)


def _faults(found: HomeVisits, pack: Pack, filed: set[str]) -> Iterator[Said]:
    yield from _codes(found)
    yield from _times(found)
    yield from _names(found, pack, filed)


def _codes(found: HomeVisits) -> Iterator[Said]:
    lists: dict[str, Sequence[str]] = {
        "bases": [each.code for each in found.bases],
        "skills": [each.code for each in found.skills],
        "needs": [each.code for each in found.needs],
        "services": [each.service for each in found.services],
        "windows": found.windows,
    }
    for part, values in lists.items():
        for value, count in Tally(values).items():
            if count > 1:
                yield (
                    (part, len(values) - 1 - values[::-1].index(value)),
                    f"“{value}” stands {count} times in the {part}.",
                    "Give each its own, or take one out.",
                )


def _times(found: HomeVisits) -> Iterator[Said]:
    for day in WEEKDAYS:
        try:
            read_ranges(day, getattr(found.hours, day))
        except BadHours as error:
            yield ("hours", day), error.sentence, "Write ranges such as 08:00-20:00."
    week = week_of(found.hours)
    for index, text in enumerate(found.windows):
        try:
            (window,) = read_ranges("windows", [text])
        except BadHours as error:
            yield ("windows", index), error.sentence, "Write it as 08:00-10:00."
            continue
        days = [r for ranges in week.values() for r in ranges]
        if not any(r.first <= window.first and window.last <= r.last for r in days):
            yield (
                ("windows", index),
                f"The window {text} is outside the hours of every weekday.",
                "Widen the hours, or take the window out.",
            )
    if found.rest.earliest > found.rest.latest:
        yield (
            ("rest", "latest"),
            "The break must begin before it may begin.",
            "Let `latest` be at or after `earliest`.",
        )


def _names(found: HomeVisits, pack: Pack, filed: set[str]) -> Iterator[Said]:
    for path, code, known, kind in _named(found, pack, filed):
        if code and code not in known:
            yield (
                path,
                f"There is no {kind} “{code}” in this pack.",
                f"Use one of: {', '.join(sorted(known)) or 'none is there yet'}.",
            )


def _named(found: HomeVisits, pack: Pack, filed: set[str]) -> Iterator[Named]:
    """Where a code is named, and what there is of its kind."""
    agencies = {each.code for each in pack.agencies}
    roles = {each.code for each in pack.roles}
    malls = {each.code for each in pack.malls}
    skills = {each.code for each in found.skills}
    papers = {each.code for each in pack.papers}
    yield ("agency",), found.agency, agencies, "agency"
    for part in ("officer", "dispatcher", "operator", "desk"):
        yield (part,), getattr(found, part), roles, "role"
    for index, base in enumerate(found.bases):
        yield ("bases", index, "mall"), base.mall, malls, "mall"
    for index, need in enumerate(found.needs):
        yield ("needs", index, "skill"), need.skill, skills, "skill"
    for index, code in enumerate(found.stays):
        yield ("stays", index), code, papers, "paper"
    for index, each in enumerate(found.services):
        yield ("services", index, "skill"), each.skill, skills, "skill"
        yield ("services", index, "service"), each.service, filed, "service at home"
        for n, code in enumerate(each.prepares):
            yield ("services", index, "prepares", n), code, papers, "paper"
