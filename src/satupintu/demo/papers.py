"""Made-up papers: one page that says what it stands for."""

import json
from datetime import datetime
from functools import lru_cache

import typst

from satupintu.catalogue.schema import PaperType
from satupintu.documents import service as documents
from satupintu.kernel.actor import Actor
from satupintu.kernel.localized import text

_SOURCE = """
#let data = json(bytes(sys.inputs.data))
#set page(paper: "a5", margin: 18mm)
#set text(size: 10pt)
#align(center)[#text(16pt, weight: "bold", data.title)]
#v(4mm)
#line(length: 100%)
#v(6mm)
#for width in (100%, 92%, 97%, 60%, 100%, 88%, 95%, 40%) {
  rect(width: width, height: 2.2mm, fill: luma(220), stroke: none)
}
#v(8mm)
#text(data.owner)
#v(14mm)
#let mark = text(34pt, fill: luma(225), weight: "bold", data.mark)
#place(bottom + center, rotate(-18deg, mark))
"""


def paper_file(kind: PaperType, owner: Actor, now: datetime) -> str:
    """Store such a paper for its owner; the file's id."""
    title = text(kind.title)
    stored = documents.store(
        owner_id=owner.id,
        name=f"{kind.code}.pdf",
        data=_draw(title, owner.name),
        types=("pdf",),
        max_mb=1,
        now=now,
    )
    return str(stored.id)


@lru_cache(maxsize=200)
def _draw(title: str, owner: str) -> bytes:
    data = {"title": title, "owner": owner, "mark": "DEMO"}
    pdf = typst.compile(_SOURCE.encode(), sys_inputs={"data": json.dumps(data)})
    return bytes(pdf)


def paper_bytes(kind: PaperType) -> bytes:
    """Such a paper without the name of an owner."""
    return _draw(text(kind.title), "")
