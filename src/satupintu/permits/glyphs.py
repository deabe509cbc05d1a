"""Which characters the permit's fonts can draw.

PDF/A forbids a missing glyph, so one emoji in a name would otherwise stop a
permit from being printed at all.
"""

import struct
import unicodedata
from collections.abc import Iterator
from functools import cache

from satupintu.kernel.typefaces import FONTS

# Drawn instead: the replacement character, which says that something is missing.
MISSING = "\ufffd"


def drawable(text: str) -> str:
    """`text` in composed form (NFC) with a mark for what no font can draw."""
    composed = unicodedata.normalize("NFC", text)
    known = _covered()
    if all(ord(c) in known for c in composed):
        return composed
    return "".join(c if ord(c) in known or c == "\n" else _nearest(c) for c in composed)


def _nearest(character: str) -> str:
    """A plainer form (full-width, ligature, styled letters), else a mark."""
    plain = unicodedata.normalize("NFKC", character)
    known = _covered()
    if all(ord(c) in known for c in plain):
        return plain
    return " " if character.isspace() else MISSING


@cache
def _covered() -> frozenset[int]:
    fonts = [_code_points(path.read_bytes()) for path in FONTS.glob("*-Regular.ttf")]
    return frozenset(point for font in fonts for point in font)


def _code_points(font: bytes) -> Iterator[int]:
    """The code points of a TrueType font's `cmap` (formats 4 and 12)."""
    start = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    for n in range(count):
        (offset,) = struct.unpack_from(">I", font, start + 8 + 8 * n)
        (kind,) = struct.unpack_from(">H", font, start + offset)
        if kind == 4:
            yield from _format_4(font, start + offset)
        elif kind == 12:
            yield from _format_12(font, start + offset)


def _table(font: bytes, tag: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    for n in range(count):
        name, _, offset, _ = struct.unpack_from(">4sIII", font, 12 + 16 * n)
        if name == tag:
            return int(offset)
    raise ValueError("the font has no cmap")


def _format_4(font: bytes, at: int) -> Iterator[int]:
    (doubled,) = struct.unpack_from(">H", font, at + 6)
    half = f">{doubled // 2}H"
    ends = struct.unpack_from(half, font, at + 14)
    starts = struct.unpack_from(half, font, at + 16 + doubled)
    for first, last in zip(starts, ends, strict=True):
        if first != 0xFFFF:
            yield from range(first, last + 1)


def _format_12(font: bytes, at: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">I", font, at + 12)
    for n in range(count):
        first, last, _ = struct.unpack_from(">III", font, at + 16 + 12 * n)
        yield from range(first, last + 1)
