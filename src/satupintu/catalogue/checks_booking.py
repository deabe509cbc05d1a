"""Checks of a queue's booking rules: slots, places, when a place comes back."""

from __future__ import annotations

from collections.abc import Iterator

from satupintu.catalogue.checks_hours import Week, queue_week
from satupintu.catalogue.schema_mall import Booking, Mall, Queue, SlotRule
from satupintu.catalogue.source import Path_
from satupintu.kernel.errors import SatupintuError
from satupintu.kernel.hours import Range, read_ranges

Said = tuple[Path_, str, str]

_DAY = 24 * 60


def check_booking(mall: Mall, queue: Queue) -> Iterator[Said]:
    """What is wrong with the booking of a queue; paths begin at the queue."""
    booking = queue.booking
    if booking is None:
        return
    week = queue_week(mall, queue)
    yield from _slot(booking, week)
    yield from _places(booking)
    for index, rule in enumerate(booking.rules):
        yield from _rule(("booking", "rules", index), rule, week)
    yield from _times(booking)


def _slot(booking: Booking, week: Week) -> Iterator[Said]:
    for day, ranges in week.items():
        for each in ranges:
            if each.minutes < booking.slot:
                yield (
                    ("booking", "slot"),
                    f"A slot of {booking.slot} minutes does not fit into {each} "
                    f"on {day}.",
                    "Shorten the slot, or open for longer.",
                )
                return


def _places(booking: Booking) -> Iterator[Said]:
    if not booking.public and not any(rule.public for rule in booking.rules):
        yield (
            ("booking", "public"),
            "No slot has a place that the public can book.",
            "Give at least one place, or leave `booking` out.",
        )


def _rule(path: Path_, rule: SlotRule, week: Week) -> Iterator[Said]:
    try:
        (hours,) = read_ranges("this rule", [rule.hours])
    except SatupintuError as error:
        yield (*path, "hours"), error.sentence, "Write a range such as 07:30-12:00."
        return
    if not rule.days:
        yield (*path, "days"), "The rule is for no day.", "Name one: [mon, fri]."
        return
    closed = [day for day in rule.days if not any(_meet(hours, r) for r in week[day])]
    # Left out, the days are all of the week, whether it is open or not.
    if closed and ("days" in rule.model_fields_set or len(closed) == len(rule.days)):
        yield (
            (*path, "hours"),
            f"The rule for {hours} never applies on {', '.join(closed)}: "
            "the queue is closed then.",
            "Name days and hours at which the queue is open.",
        )


def _meet(one: Range, other: Range) -> bool:
    return one.first < other.last and other.first < one.last


def _times(booking: Booking) -> Iterator[Said]:
    first, last = booking.release
    if not 0 <= first <= last:
        yield (
            ("booking", "release"),
            f"The places of cancelled bookings come back after {first} to {last} "
            "minutes, which is no range.",
            "Write the shorter time first: [5, 30].",
        )
    if booking.lead >= booking.opens_days * _DAY:
        yield (
            ("booking", "lead"),
            f"Nothing can be booked: it must be {booking.lead} minutes ahead, but "
            f"booking opens {booking.opens_days} days ahead.",
            "Shorten `lead`, or open the booking earlier.",
        )
