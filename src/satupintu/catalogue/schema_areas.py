"""The administrative areas of a place, as data: which levels there are.

The areas themselves are rows of files in the pack's folder `areas`, see
`catalogue.areas.reading`.
"""

from __future__ import annotations

from pydantic import Field

from satupintu.catalogue.schema_base import Code, Fact, Part, Text


class AreaLevel(Part):
    """A level of areas, such as provinces. The rows are in areas/CODE.csv."""

    code: Code
    name: Text = Field(description="one such area: District")
    words: list[str] = Field([], description="as written before a name: kec, district")


class Areas(Fact):
    """The levels from the outermost to the innermost; each area has one parent."""

    levels: list[AreaLevel] = Field(min_length=1, max_length=6)
    credit: str = Field("", description="whose outlines; shown below every map")
