"""A draft of a service as data: what a citizen will see, before publishing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from satupintu.catalogue import checks, fees, trial
from satupintu.catalogue.faults import Fault
from satupintu.catalogue.loader import LoadedPack, load
from satupintu.catalogue.published import Published
from satupintu.catalogue.schema import Example
from satupintu.catalogue.trial import DAY, Outcome, Result
from satupintu.catalogue.versions import NoSuchService
from satupintu.kernel.errors import SatupintuError


@dataclass(frozen=True, slots=True)
class Tried:
    """An example and what comes of it; `bill` is None if it fails."""

    example: Example
    result: Result | None
    bill: fees.Assessment | None
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft, its faults and warnings, and its examples tried out."""

    published: Published
    faults: list[Fault]
    tried: list[Tried]


def preview(folder: Path, code: str, *, today: date = DAY) -> Preview:
    """The draft of one service of the pack in `folder`.

    Raises `BadPack` if the pack cannot be read, `NoSuchService`, and
    `ExpressionError` or `BadCalendar` for a draft that cannot be shown.
    """
    return preview_of(load(folder), code, today=today)


def preview_of(loaded: LoadedPack, code: str, *, today: date = DAY) -> Preview:
    """The same of a pack that was read already."""
    item = next((i for i in loaded.services if i.service.code == code), None)
    if item is None:
        raise NoSuchService(code)
    published = trial.as_published(loaded, item.service)
    outcomes = trial.run_examples(published, today=today)
    tried = [
        _try(published, example, outcome, today)
        for example, outcome in zip(item.service.examples, outcomes, strict=True)
    ]
    faults = [f for f in checks.check(loaded) if f.file == item.source.name]
    return Preview(published, faults, tried)


def _try(
    published: Published, example: Example, outcome: Outcome, today: date
) -> Tried:
    try:
        result = trial.fill_in(published, example, today)
        facts = trial.facts_of(published, example, today)
        bill = fees.assess(published, facts)
    except SatupintuError:
        return Tried(example, None, None, outcome)
    return Tried(example, result, bill, outcome)
