"""Faces and signatures of made-up people: drawn, friendly, and of nobody.

The citizen's page and the officer's phone show what a real photo would look like
there. Everybody wears the cap of the uniform, so that a face fits any name.
"""

from __future__ import annotations

import io
import random
from collections.abc import Sequence

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 480, 600
# Drawn twice as large and made smaller: Pillow's own edges are jagged.
_FINE = 2
_GROUNDS = ("#c9cdeb", "#f0d9bd", "#cfe3d6", "#e4d3e3")
_SKINS = ("#8d5a34", "#a86f43", "#c18a5b", "#d6a47c")
_HAIRS = ("#1c1714", "#2b1d16", "#4a4340")
_CAP, _BAND, _COAT, _INK = "#25337c", "#e9b878", "#ffffff", "#2a1710"
Box = tuple[float, float, float, float]
Point = tuple[float, float]


def portrait(badge: str) -> bytes:
    """A PNG, `WIDTH` x `HEIGHT`; always the same one for a badge."""
    draw = random.Random(f"portrait {badge}")  # noqa: S311 - a play
    skin, hair = draw.choice(_SKINS), draw.choice(_HAIRS)
    size = (WIDTH * _FINE, HEIGHT * _FINE)
    image = Image.new("RGB", size, draw.choice(_GROUNDS))
    pen = ImageDraw.Draw(image)
    _shoulders(pen, skin)
    _head(pen, skin, hair, wide=draw.randint(-6, 8))
    _look(pen, has_glasses=draw.random() < 0.3)
    _cap(pen)
    out = io.BytesIO()
    image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(out, "PNG")
    return out.getvalue()


def signature(who: str) -> bytes:
    """A PNG of black ink on white, as the phone sends it; the same one for `who`."""
    draw = random.Random(f"signature {who}")  # noqa: S311 - a play
    ups = draw.randint(5, 8)
    step, middle = 400 / (2 * ups), 84
    line = [(36.0 + draw.randint(0, 20), middle + 34.0)]
    for n in range(2 * ups):
        tall = draw.randint(30, 66) if n < 3 else draw.randint(6, 30)
        x = line[0][0] + step * (n + 1) * draw.uniform(0.86, 1)
        line.append((x, middle + (tall if n % 2 else -tall)))
    line.append((452, middle + draw.randint(-20, 12)))
    image = Image.new("L", (480 * _FINE, 168 * _FINE), 255)
    pen = ImageDraw.Draw(image)
    ink = [(x * _FINE, y * _FINE) for x, y in _curve(line)]
    pen.line(ink, fill=0, width=4 * _FINE, joint="curve")
    out = io.BytesIO()
    image.resize((480, 168), Image.Resampling.LANCZOS).save(out, "PNG")
    return out.getvalue()


def _curve(points: Sequence[Point]) -> list[Point]:
    """A smooth way through the points (Catmull and Rom's)."""
    line = [points[0], *points, points[-1]]
    found = []
    for a, b, c, d in zip(line, line[1:], line[2:], line[3:], strict=False):
        for n in range(12):
            t = n / 12
            x, y = (_between(a[i], b[i], c[i], d[i], t) for i in (0, 1))
            found.append((x, y))
    return found


def _between(a: float, b: float, c: float, d: float, t: float) -> float:
    bend = (2 * a - 5 * b + 4 * c - d) * t + (3 * b - a - 3 * c + d) * t * t
    return (2 * b + (c - a) * t + bend * t) / 2


def _shoulders(pen: ImageDraw.ImageDraw, skin: str) -> None:
    pen.rounded_rectangle(_at(54, 452, 426, 760), 110 * _FINE, fill=_COAT)
    pen.rounded_rectangle(_at(198, 372, 282, 492), 40 * _FINE, fill=_darker(skin))
    collar = [(190, 456), (240, 506), (290, 456), (316, 484), (240, 556), (164, 484)]
    pen.polygon([(x * _FINE, y * _FINE) for x, y in collar], fill="#dfe3f5")
    pen.rounded_rectangle(_at(318, 520, 376, 556), 6 * _FINE, fill=_CAP)
    pen.rectangle(_at(326, 532, 368, 537), fill=_BAND)


def _head(pen: ImageDraw.ImageDraw, skin: str, hair: str, *, wide: int) -> None:
    pen.ellipse(_at(128 - wide, 164, 352 + wide, 404), fill=hair)
    for left in (120 - wide, 328 + wide):
        pen.ellipse(_at(left, 270, left + 32, 328), fill=_darker(skin))
    pen.rounded_rectangle(_at(138 - wide, 170, 342 + wide, 422), 100 * _FINE, fill=skin)


def _look(pen: ImageDraw.ImageDraw, *, has_glasses: bool) -> None:
    for x in (198, 282):
        pen.ellipse(_at(x - 9, 282, x + 9, 300), fill=_INK)
        brow = _at(x - 24, 250, x + 24, 282)
        pen.arc(brow, 205, 335, fill=_INK, width=6 * _FINE)
        if has_glasses:
            pen.ellipse(_at(x - 34, 258, x + 34, 324), outline=_INK, width=5 * _FINE)
    if has_glasses:
        pen.line(_at(232, 290, 248, 290), fill=_INK, width=5 * _FINE)
    pen.arc(_at(226, 296, 254, 340), 30, 150, fill=_INK, width=4 * _FINE)
    pen.chord(_at(196, 318, 284, 384), 15, 165, fill="#ffffff")
    pen.arc(_at(196, 318, 284, 384), 12, 168, fill="#8c3a2c", width=6 * _FINE)


def _cap(pen: ImageDraw.ImageDraw) -> None:
    pen.pieslice(_at(118, 108, 362, 364), 180, 360, fill=_CAP)
    pen.rectangle(_at(118, 216, 362, 238), fill=_BAND)
    pen.rounded_rectangle(_at(104, 232, 376, 256), 12 * _FINE, fill="#1b2560")
    pen.pieslice(_at(216, 150, 264, 214), 180, 360, fill=_BAND)
    pen.rectangle(_at(216, 180, 264, 204), fill=_BAND)
    pen.pieslice(_at(229, 166, 251, 206), 180, 360, fill=_CAP)
    pen.rectangle(_at(229, 185, 251, 204), fill=_CAP)


def _at(left: float, top: float, right: float, bottom: float) -> Box:
    return (left * _FINE, top * _FINE, right * _FINE, bottom * _FINE)


def _darker(colour: str) -> str:
    parts = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return "#" + "".join(f"{int(part * 0.86):02x}" for part in parts)
