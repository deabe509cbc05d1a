"""The areas as published: kept with the pack, read once a process and version."""

from __future__ import annotations

import hashlib
import json
import uuid
import zlib
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from satupintu.catalogue.areas.area import Area
from satupintu.catalogue.areas.book import AreaBook
from satupintu.catalogue.areas.outlines import Outlines
from satupintu.catalogue.areas.reading import AreaFiles, Row, read
from satupintu.catalogue.faults import Fault
from satupintu.catalogue.models import AreaSet
from satupintu.catalogue.schema_areas import Areas
from satupintu.catalogue.schema_pack import Pack
from satupintu.catalogue.versions import release
from satupintu.routing.points import Point

# A process serves few tenants; a book of 14,000 areas takes some 20 MB. Publishing
# other areas makes a new release.
_MOST_BOOKS = 4
_books: OrderedDict[uuid.UUID, AreaBook] = OrderedDict()


def areas() -> AreaBook:
    """The areas of the current pack; an empty book if it has none. Raises `NoPack`."""
    current = release()
    levels = current.pack.areas
    if levels is None:
        return AreaBook()
    if current.id not in _books:
        stored = AreaSet.objects.get()
        _books[current.id] = unpack(bytes(stored.content), levels)
        while len(_books) > _MOST_BOOKS:
            _books.popitem(last=False)
    return _books[current.id]


def check_areas(folder: Path, pack: Pack) -> list[Fault]:
    """What is wrong with the files of the areas."""
    if pack.areas is None:
        return []
    return read(folder, pack.areas, pack.languages).faults


def keep_areas(folder: Path, pack: Pack) -> str:
    """Publish the areas in place of those before; gives their digest. For `publish`."""
    row = AreaSet.objects.first()
    if pack.areas is None:
        if row is not None:
            row.delete()
        return ""
    content = packed(read(folder, pack.areas, pack.languages))
    digest = hashlib.sha256(content).hexdigest()
    if row is None or row.digest != digest:
        row = row or AreaSet()
        row.digest, row.content = digest, content
        row.save()
    return digest


def packed(files: AreaFiles) -> bytes:
    """Rows and outlines as compressed JSON, the same for the same files."""
    data = {
        "rows": [
            [row.code, row.level, row.parent, row.name, row.also, row.point]
            for row in files.rows
        ],
        "arcs": files.parts.arcs,
        "polygons": files.parts.polygons,
    }
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    return zlib.compress(text.encode(), 9)


def unpack(content: bytes, levels: Areas) -> AreaBook:
    """The book that `packed` made, with everything in its place."""
    data: dict[str, Any] = json.loads(zlib.decompress(content))
    outlines = Outlines(
        [[Point(*pair) for pair in arc] for arc in data["arcs"]],
        {
            code: [tuple(tuple(ring) for ring in polygon) for polygon in polygons]
            for code, polygons in data["polygons"].items()
        },
    )
    rows = [
        Row(code, level, parent, name, tuple(also), Point(*point) if point else None)
        for code, level, parent, name, also, point in data["rows"]
    ]
    return AreaBook(levels.levels, _placed(rows, outlines), outlines, levels.credit)


def _placed(rows: list[Row], outlines: Outlines) -> Mapping[str, Area]:
    """Each area with its centre: as given, inside its outline, or its parent's."""
    found: dict[str, Area] = {}
    for row in rows:
        own = row.point or outlines.inner_point(row.code)
        centre = own or found[row.parent].centre
        found[row.code] = Area(
            row.code, row.level, row.parent, row.name, row.also, centre, own is not None
        )
    return found
