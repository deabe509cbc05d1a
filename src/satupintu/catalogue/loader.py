"""A pack's folder as typed parts, with the line of everything for later checks.

pack.yaml, agencies.yaml ...   pieces of `schema.Pack`: each file at the top
                               holds one or more of its keys
tables/*.yaml                  one `schema.RateTable` each
services/*.yaml                one `schema.Service` each
templates/*.typ                Typst sources of the permits
voice/*/*.mp3                  sounds of the calls, read by `catalogue.voice`
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from satupintu.catalogue import source as yaml_source, wording
from satupintu.catalogue.faults import BadPack, Fault
from satupintu.catalogue.schema import Pack, RateTable, Service
from satupintu.catalogue.source import Path_, Source

MAX_TEMPLATE = 200_000
MAX_FILES = 20_000

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class LoadedService:
    """A service and the file it was written in."""

    service: Service
    source: Source


@dataclass(frozen=True, slots=True)
class LoadedPack:
    """A whole pack as read; every part has the shape of the schema.

    `homes` tells in which file each key of the pack stands; `tables` are the
    files of `pack.tables`, in the same order.
    """

    folder: Path
    pack: Pack
    services: tuple[LoadedService, ...]
    templates: dict[str, str]
    homes: dict[str, Source]
    tables: tuple[Source, ...]

    def fault(self, path: Path_, sentence: str, todo: str = "") -> Fault:
        """A fault in the pack's own data, at the file that holds it."""
        if len(path) > 1 and path[0] == "tables":
            return self.tables[int(path[1])].fault(path[2:], sentence, todo)
        home = self.homes.get(str(path[0])) if path else None
        home = home or next(iter(self.homes.values()))
        return home.fault(path, sentence, todo)


@dataclass(slots=True)
class _Reading:
    """What was read so far, and what was wrong with it."""

    folder: Path
    faults: list[Fault] = field(default_factory=list)
    merged: dict[str, object] = field(default_factory=dict)
    homes: dict[str, Source] = field(default_factory=dict)

    def read(self, path: Path) -> Source:
        source = yaml_source.read(path, str(path.relative_to(self.folder)))
        self.faults.extend(source.faults)
        return source


def load(folder: Path) -> LoadedPack:
    """Read the pack in `folder`. Raises `BadPack` with every fault of its shape."""
    reading = _Reading(folder)
    if not (folder / "pack.yaml").is_file():
        raise BadPack([_no_pack(folder)])
    _read_pieces(reading)
    tables, table_sources = _read_tables(reading)
    services = _read_services(reading)
    templates = _read_templates(reading)
    pack = _make_pack(reading, tables)
    if reading.faults or pack is None:
        raise BadPack(reading.faults)
    return LoadedPack(
        folder, pack, tuple(services), templates, reading.homes, tuple(table_sources)
    )


def _no_pack(folder: Path) -> Fault:
    if not folder.exists():
        return Fault(
            str(folder),
            0,
            "There is no such folder.",
            "Give the folder of a pack, or make one: satupintu pack new CODE FOLDER",
        )
    return Fault(
        str(folder),
        0,
        "There is no pack.yaml in this folder.",
        "Give the folder of a pack, or make one: satupintu pack new CODE FOLDER",
    )


def _read_pieces(reading: _Reading) -> None:
    """Merge the files at the top; a key may stand in one of them only."""
    for path in _files(reading, reading.folder, "*.yaml"):
        source = reading.read(path)
        if source.data is None:
            continue
        if not isinstance(source.data, dict):
            reading.faults.append(wording.not_a_mapping(source, Pack))
            continue
        for key, value in source.data.items():
            if key in reading.homes:
                other = reading.homes[key]
                reading.faults.append(
                    source.fault(
                        (key,),
                        f"“{key}” also stands in {other.name}.",
                        "Keep it in one file.",
                    )
                )
                continue
            reading.homes[key] = source
            reading.merged[key] = value


def _make_pack(reading: _Reading, tables: list[RateTable]) -> Pack | None:
    if "tables" in reading.homes:
        reading.faults.append(
            reading.homes["tables"].fault(
                ("tables",),
                "Rate tables do not stand here.",
                "Write each table in a file of its own in the folder tables/.",
            )
        )
        return None
    try:
        return Pack.model_validate({**reading.merged, "tables": tables})
    except ValidationError as error:
        main = reading.homes.get("code") or Source("pack.yaml", lines={(): 1})
        for path, sentence, todo in wording.explain(error, Pack):
            home = reading.homes.get(str(path[0]), main) if path else main
            reading.faults.append(home.fault(path, sentence, todo))
        return None


def _read_tables(reading: _Reading) -> tuple[list[RateTable], list[Source]]:
    """Tables of one code follow each other in time, each from its `since` on."""
    tables: list[RateTable] = []
    sources: list[Source] = []
    seen: dict[tuple[str, str], str] = {}
    for path in _files(reading, reading.folder / "tables", "*.yaml"):
        source = reading.read(path)
        table = _validate(reading, source, RateTable)
        if table is None:
            continue
        first = seen.setdefault((table.code, table.since), source.name)
        if first != source.name:
            reading.faults.append(_same_code(source, table.code, first))
            continue
        tables.append(table)
        sources.append(source)
    return tables, sources


def _read_services(reading: _Reading) -> list[LoadedService]:
    found: dict[str, LoadedService] = {}
    folder = reading.folder / "services"
    for path in _files(reading, folder, "*.yaml"):
        source = reading.read(path)
        service = _validate(reading, source, Service)
        if service is None:
            continue
        if service.code in found:
            first = found[service.code].source.name
            reading.faults.append(_same_code(source, service.code, first))
            continue
        found[service.code] = LoadedService(service, source)
    if not folder.is_dir() or not any(folder.glob("*.yaml")):
        reading.faults.append(
            Fault(
                "services",
                0,
                "The pack has no services.",
                "Write at least one file in the folder services/.",
            )
        )
    return list(found.values())


def _validate(reading: _Reading, source: Source, kind: type[M]) -> M | None:
    """The file as one part; None and its faults if it has not that shape."""
    if source.data is None:
        return None
    if not isinstance(source.data, dict):
        reading.faults.append(wording.not_a_mapping(source, kind))
        return None
    try:
        return kind.model_validate(source.data)
    except ValidationError as error:
        for path, sentence, todo in wording.explain(error, kind):
            reading.faults.append(source.fault(path, sentence, todo))
        return None


def _read_templates(reading: _Reading) -> dict[str, str]:
    """Typst sources by their name under templates/."""
    templates: dict[str, str] = {}
    for path in _files(reading, reading.folder / "templates", "*.typ"):
        name = str(path.relative_to(reading.folder))
        text = yaml_source.text_of(path, name, reading.faults, limit=MAX_TEMPLATE)
        if text is not None:
            templates[path.name] = text
    return templates


def _files(reading: _Reading, folder: Path, pattern: str) -> list[Path]:
    """The files of a folder in a fixed order, few enough to read."""
    files = sorted(p for p in folder.glob(pattern) if not p.name.startswith("."))
    if len(files) <= MAX_FILES:
        return files
    reading.faults.append(
        Fault(
            folder.name,
            0,
            f"This folder holds more than {MAX_FILES} files.",
            "Give the folder of one pack.",
        )
    )
    return []


def _same_code(source: Source, code: str, first: str) -> Fault:
    return source.fault(
        ("code",),
        f"The code “{code}” is already used in {first}.",
        "Give each its own code.",
    )
