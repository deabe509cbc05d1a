"""Riding: how long it takes today, and where on the way somebody is."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from satupintu.catalogue import service as catalogue
from satupintu.courier.problem import travel
from satupintu.routing.points import Point, metres_between

# Rides take this much of the planned time: traffic is what it is.
QUICKEST, USUAL, SLOWEST = 0.85, 1.0, 1.35


@dataclass(frozen=True, slots=True)
class Ride:
    """On the way, from `left_at` to `there_at`, along a line."""

    line: Sequence[Point]
    left_at: datetime
    there_at: datetime

    def at(self, now: datetime) -> Point:
        """Where one is at this moment."""
        whole = (self.there_at - self.left_at).total_seconds()
        share = (now - self.left_at).total_seconds() / whole if whole > 0 else 1.0
        return _along(self.line, min(1.0, max(0.0, share)))


def seconds_between(here: Point, there: Point, now: datetime) -> int:
    """How long the plan reckons for this ride."""
    if here == there:
        return 0
    to, _back = travel().rows(here, [there], now.astimezone(catalogue.zone()))
    return int(to[0])


def set_out(here: Point, there: Point, now: datetime, draw: random.Random) -> Ride:
    """A ride that begins now and takes as long as it takes today."""
    slow = draw.triangular(QUICKEST, SLOWEST, USUAL)
    seconds = seconds_between(here, there, now) * slow
    line = travel().path([here, there], now.astimezone(catalogue.zone()))
    return Ride(line, now, now + timedelta(seconds=max(20.0, seconds)))


def _along(line: Sequence[Point], share: float) -> Point:
    """The point of the line after this share of its length."""
    legs = [metres_between(a, b) for a, b in pairwise(line)]
    left = share * sum(legs)
    for (a, b), leg in zip(pairwise(line), legs, strict=True):
        if left <= leg and leg > 0:
            part = left / leg
            return Point(a.lat + (b.lat - a.lat) * part, a.lon + (b.lon - a.lon) * part)
        left -= leg
    return line[-1]
