"""The ticket as a picture of black dots, so that every script can be printed.

A thermal printer's own fonts know no Khmer, and few know more than one code page.
Typst sets the ticket with our typefaces; the printer gets dots.
"""

from __future__ import annotations

import io
import json
import threading
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Final

import typst
from PIL import Image

from satupintu.kernel.typefaces import FONTS
from satupintu.queueing.printers.base import Paper

WIDTH: Final = 576  # dots: 72 mm at 8 dots a millimetre, what 80 mm paper shows
_PER_INCH: Final = 203.2
_INK: Final = 150  # darker than this becomes a dot; grey edges stay readable
_SOURCE: Final = Path(__file__).parent / "ticket.typ"
# Typst's compiler is not made for several threads at once.
_lock = threading.Lock()


def draw(paper: Paper) -> Image.Image:
    """The ticket in one bit per dot, `WIDTH` wide and as long as it needs."""
    inputs = {"paper": json.dumps(asdict(paper), ensure_ascii=False)}
    with _lock:
        png = _compiler().compile(
            input=_SOURCE.read_bytes(),
            format="png",
            ppi=_PER_INCH,
            sys_inputs=inputs,
        )
    if not isinstance(png, bytes):
        raise ValueError("a ticket is one page")
    grey = Image.open(io.BytesIO(png)).convert("L")
    return _fitted(grey).point(lambda v: 255 if v > _INK else 0).convert("1")


def _fitted(grey: Image.Image) -> Image.Image:
    """Exactly `WIDTH` wide: rounding may give a dot too many or too few."""
    if grey.width == WIDTH:
        return grey
    out = Image.new("L", (WIDTH, grey.height), 255)
    out.paste(grey, (0, 0))
    return out


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[FONTS],
    )
    return typst.Compiler(root=_SOURCE.parent, font_paths=fonts)
