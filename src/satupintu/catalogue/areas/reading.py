"""The files of a pack's areas, checked.

    PACK/areas/LEVEL.csv       the areas of a level, one a row
    PACK/areas/outlines.json   their outlines (TopoJSON), for those that have one

Columns: `code`; `parent` (a code of the level before, or nothing at the outermost);
`name:LANGUAGE` for one or more languages of the pack; and if wanted `also` (other
names, with `|` between), `lat` and `lon` (degrees). Lines that begin with # are
comments. In outlines.json each geometry's `id` is the code of an area.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from satupintu.catalogue import source
from satupintu.catalogue.areas import topology
from satupintu.catalogue.faults import Fault
from satupintu.catalogue.schema_areas import Areas
from satupintu.routing.points import Point, is_on_earth

MAX_BYTES = 8_000_000
MAX_AREAS = 60_000
MAX_NAME = 120
OUTLINES = "areas/outlines.json"


@dataclass(frozen=True, slots=True)
class Row:
    """An area as written; `point` is None where the file gives none."""

    code: str
    level: int
    parent: str
    name: dict[str, str]
    also: tuple[str, ...]
    point: Point | None


@dataclass
class AreaFiles:
    """What the files hold: rows in order, outlines as `topology.Parts`, faults."""

    rows: list[Row] = field(default_factory=list)
    parts: topology.Parts = field(default_factory=topology.Parts)
    faults: list[Fault] = field(default_factory=list)


def read(folder: Path, areas: Areas, languages: Sequence[str]) -> AreaFiles:
    """Read the files of the areas; whatever is wrong is in `faults`."""
    found = AreaFiles()
    for number, level in enumerate(areas.levels):
        name = f"areas/{level.code}.csv"
        text = source.text_of(folder / name, name, found.faults, limit=MAX_BYTES)
        if text is not None:
            _read_level(found, name, text, number, languages)
    if (folder / OUTLINES).is_file():
        _read_outlines(found, folder / OUTLINES)
    if not found.faults:
        found.faults.extend(_unplaced(found))
    return found


def _read_level(
    found: AreaFiles, name: str, text: str, level: int, languages: Sequence[str]
) -> None:
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    kept = [(n, line) for n, line in lines if not line.startswith("#")]
    rows = csv.DictReader(io.StringIO("\n".join(line for _, line in kept)), strict=True)
    columns = list(rows.fieldnames or ())
    if wrong := _wrong_columns(columns, languages):
        found.faults.append(Fault(name, kept[0][0] if kept else 1, *wrong))
        return
    parents = {row.code for row in found.rows if row.level == level - 1}
    seen = {row.code for row in found.rows}
    try:
        for (line, _), values in zip(kept[1:], rows, strict=False):
            row = _row(values, level)
            said = _wrong_row(row, values, parents, seen, level)
            if said:
                found.faults.append(Fault(name, line, *said))
                continue
            seen.add(row.code)
            found.rows.append(row)
    except csv.Error as error:
        todo = "Put a value with a comma or quote in double quotes, on one line."
        found.faults.append(Fault(name, 0, f"This is no valid CSV: {error}.", todo))
    if len(found.rows) > MAX_AREAS:
        sentence = f"There are more than {MAX_AREAS} areas."
        found.faults.append(Fault(name, 0, sentence, "Leave out the innermost level."))


def _wrong_columns(
    columns: list[str], languages: Sequence[str]
) -> tuple[str, str] | None:
    """The sentence about the first line, and what to do."""
    named = {c.removeprefix("name:") for c in columns if c.startswith("name:")}
    todo = f"For example: code,parent,name:{languages[0]},also,lat,lon"
    if not {"code", "parent"} <= set(columns) or not named:
        return "The first line must name the columns code, parent and name:….", todo
    known = {"code", "parent", "also", "lat", "lon", *(f"name:{x}" for x in languages)}
    unknown = [column for column in columns if column not in known]
    if unknown:
        return f"There is no column “{unknown[0]}” in a file of areas.", todo
    return None


def _row(values: Mapping[str | Any, str | Any], level: int) -> Row:
    def of(column: str) -> str:
        value = values.get(column)
        return value.strip() if isinstance(value, str) else ""

    names = {
        column.removeprefix("name:"): of(column)
        for column in values
        if isinstance(column, str) and column.startswith("name:") and of(column)
    }
    also = tuple(part.strip() for part in of("also").split("|") if part.strip())
    return Row(
        of("code"), level, of("parent"), names, also, _point(of("lat"), of("lon"))
    )


def _point(lat: str, lon: str) -> Point | None:
    try:
        return Point(float(lat), float(lon))
    except ValueError:
        return None


def _wrong_row(
    row: Row, values: Mapping[Any, Any], parents: set[str], seen: set[str], level: int
) -> tuple[str, str] | None:
    if None in values or None in values.values():
        return "This line has not one value for each column.", "Count the commas."
    if not row.code or not row.name:
        return "This area has no code or no name.", "Every area needs both."
    if row.code in seen:
        return f"The code “{row.code}” is there twice.", "Give each area its own code."
    if (level == 0) != (not row.parent) or (level and row.parent not in parents):
        todo = "Areas of the first level have none; others one of the level before."
        return f"“{row.parent}” is not the code of an area around “{row.code}”.", todo
    if any(len(name) > MAX_NAME for name in [*row.name.values(), *row.also]):
        return f"A name has more than {MAX_NAME} letters.", "Shorten it."
    given = bool(values.get("lat", "").strip() or values.get("lon", "").strip())
    if given and (row.point is None or not is_on_earth(row.point)):
        return "`lat` and `lon` are not degrees.", "For example: -6.2 and 106.8."
    return None


def _read_outlines(found: AreaFiles, path: Path) -> None:
    text = source.text_of(path, OUTLINES, found.faults, limit=MAX_BYTES)
    if text is None:
        return
    try:
        found.parts = topology.parse(text)
    except topology.BadTopology as error:
        todo = "Make it again: scripts/make-areas, or mapshaper -o format=topojson."
        found.faults.append(Fault(OUTLINES, 0, str(error), todo))
        return
    codes = {row.code for row in found.rows}
    for code in found.parts.polygons:
        if code not in codes:
            todo = "The `id` of each geometry is the code of an area in the CSV files."
            sentence = f"There is an outline for “{code}”, which is no area."
            found.faults.append(Fault(OUTLINES, 0, sentence, todo))


def _unplaced(found: AreaFiles) -> Iterator[Fault]:
    """Every area needs a place: its own, or that of one around it."""
    placed: set[str] = set()
    for row in found.rows:  # parents come before their children
        if row.point or row.code in found.parts.polygons or row.parent in placed:
            placed.add(row.code)
            continue
        sentence = f"Nobody can tell where “{row.code}” is."
        todo = "Give it lat and lon, or an outline; or the area around it."
        yield Fault("areas", 0, sentence, todo)
