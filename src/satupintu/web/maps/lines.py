"""Lines on a picture: thinned to what can be seen, cut at its edge, as path data. Pure.

Coordinates of path data are tenths of a pixel, whole numbers: shorter to send.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

Pixel: TypeAlias = tuple[float, float]

STRAY = 0.6  # pixels that a thinned line may lie off
BEYOND = 12  # pixels outside of the picture where cut edges run unseen
TENTHS = 10


def thinned(line: Sequence[Pixel], stray: float = STRAY) -> list[Pixel]:
    """The line without points that make no difference (Douglas and Peucker)."""
    if len(line) < 3:
        return list(line)
    keep, spans = {0, len(line) - 1}, [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        far, most = _farthest(line, first, last)
        if most > stray * stray:
            keep.add(far)
            spans += [(first, far), (far, last)]
    return [line[n] for n in sorted(keep)]


def _farthest(line: Sequence[Pixel], first: int, last: int) -> tuple[int, float]:
    """The point between two others that is farthest off, and the square of how far."""
    (ax, ay), (bx, by) = line[first], line[last]
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    far, most = first, 0.0
    for n in range(first + 1, last):
        px, py = line[n][0] - ax, line[n][1] - ay
        if length:
            share = max(0.0, min(1.0, (px * dx + py * dy) / length))
            px, py = px - share * dx, py - share * dy
        off = px * px + py * py
        if off > most:
            far, most = n, off
    return far, most


def cut(ring: list[Pixel], width: int, height: int) -> list[Pixel]:
    """A ring cut at the edge of the picture (Sutherland and Hodgman)."""
    low, right, bottom = -BEYOND, width + BEYOND, height + BEYOND
    if all(low <= x <= right and low <= y <= bottom for x, y in ring):
        return ring
    for axis, limit, sign in (
        (0, low, 1),
        (0, right, -1),
        (1, low, 1),
        (1, bottom, -1),
    ):
        ring = _cut_side(ring, axis, limit, sign)
    return ring


def _cut_side(ring: list[Pixel], axis: int, limit: float, sign: int) -> list[Pixel]:
    kept: list[Pixel] = []
    for n, here in enumerate(ring):
        before = ring[n - 1]
        is_in = sign * (here[axis] - limit) >= 0
        was_in = sign * (before[axis] - limit) >= 0
        if is_in != was_in:
            share = (limit - before[axis]) / (here[axis] - before[axis])
            x = before[0] + share * (here[0] - before[0])
            y = before[1] + share * (here[1] - before[1])
            kept.append((x, y))
        if is_in:
            kept.append(here)
    return kept


def path(line: Sequence[Pixel], *, is_closed: bool) -> str:
    """Path data of a line; empty if it is a mere point."""
    tenths = [(round(x * TENTHS), round(y * TENTHS)) for x, y in line]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(tenths) if a != b]
    if not steps or (is_closed and len(steps) < 2):
        return ""
    moves = "".join(_pair(dx, dy) for dx, dy in steps)
    return f"M{tenths[0][0]} {tenths[0][1]}l{moves.lstrip(' ')}{'z' * is_closed}"


def _pair(dx: int, dy: int) -> str:
    """A minus sign parts numbers as a space does."""
    return f"{dx if dx < 0 else f' {dx}'}{dy if dy < 0 else f' {dy}'}"


def area_of(ring: Sequence[Pixel]) -> float:
    """Square pixels inside a ring."""
    turns = (ring[n - 1][0] * y - x * ring[n - 1][1] for n, (x, y) in enumerate(ring))
    return abs(sum(turns)) / 2


def middle_of(ring: Sequence[Pixel]) -> Pixel:
    """The centre of gravity of a ring that has an area."""
    double = x = y = 0.0
    for n, (bx, by) in enumerate(ring):
        ax, ay = ring[n - 1]
        turn = ax * by - bx * ay
        double, x, y = double + turn, x + (ax + bx) * turn, y + (ay + by) * turn
    return x / (3 * double), y / (3 * double)
