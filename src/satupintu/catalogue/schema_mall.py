"""What a mall is, as data: zones, queues, counters, groups, policies, speech."""

# ruff: noqa: RUF012 - pydantic gives every instance its own copy of a default

from __future__ import annotations

from typing import Literal, TypeVar

from pydantic import Field

from satupintu.catalogue.schema_base import Code, Fact, Hours, Part, Text

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Way = Literal["straight", "left", "right", "back"]


class Zone(Part):
    """A part of the building with counters, one display and one loudspeaker."""

    code: Code
    label: str = Field(max_length=4, description="short, as on the signs: 1, 2, B")
    name: Text
    floor: str
    way: Text = Field({}, description="how to get there from the entrance")


class Walk(Part):
    """Minutes on foot between two zones, both ways."""

    between: tuple[Code, Code]
    minutes: float = Field(ge=0, le=60)


class Errand(Part):
    """Something that a visitor comes for; it belongs to one queue."""

    code: Code
    title: Text
    minutes: float | None = Field(None, gt=0, le=480, description="else the queue's")
    service: Code | None = Field(None, description="the service of the pack, if any")
    bring: Text = {}


class Capacity(Part):
    """Places of one slot: for the public, for the office itself, for walk-ins."""

    public: int = Field(ge=0, le=500)
    internal: int = Field(0, ge=0, le=500)
    walk_in: int = Field(0, ge=0, le=500)


class SlotRule(Capacity):
    """Other places at some times of the week; the last rule that fits counts."""

    days: list[Weekday] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    hours: str = Field(description="half-open, local time: 07:30-12:00")


class Booking(Capacity):
    """How appointments for a queue are given out. Minutes, unless said otherwise."""

    slot: int = Field(30, ge=5, le=240)
    rules: list[SlotRule] = []
    opens_days: int = Field(30, ge=1, le=180, description="how far ahead one may book")
    lead: int = Field(60, ge=0, description="the latest moment before the slot")
    hold: int = Field(10, ge=1, le=60, description="a place is kept while filling in")
    early: int = Field(30, ge=0, le=240, description="check-in opens before the slot")
    grace: int = Field(15, ge=0, le=240, description="later than this is a walk-in")
    per_person: int = Field(2, ge=1, le=20, description="open bookings per person")
    waiting_list: int = Field(50, ge=0, le=1000, description="entries per day")
    release: tuple[int, int] = Field(
        (5, 30), description="a cancelled place comes back after a random time between"
    )


class Queue(Part):
    """A line of visitors with its own number series."""

    code: Code
    agency: Code
    prefix: str = Field(pattern=r"^[A-Z]{1,2}$")
    title: Text
    icon: str = "door"
    zone: Code
    errands: list[Errand] = Field(min_length=1)
    minutes: float = Field(gt=0, le=480, description="mean service, until measured")
    promise: int = Field(30, ge=1, le=480, description="waiting minutes promised")
    policy: Code
    hours: Hours | None = Field(None, description="else the mall's")
    cutoff: int = Field(15, ge=0, le=240, description="no tickets so long before close")
    limit: int | None = Field(None, ge=1, description="tickets per day")
    bring: Text = {}
    booking: Booking | None = None


class Counter(Part):
    """A counter, which way it lies seen from its zone's display, what it serves."""

    code: Code
    label: str = Field(max_length=6)
    zone: Code
    way: Way = "straight"
    queues: list[Code] = Field(min_length=1)


class PriorityGroup(Part):
    """People who may be served first; they say so themselves, no proof is kept."""

    code: Code
    title: Text
    hint: Text = {}
    icon: str = "people"


class QueuePolicy(Part):
    """Who is next. `strict`: priority first; `ratio`: turn by turn, `priority` to
    `normal`; `ageing`: a priority visitor counts as if come `bonus` minutes earlier.

    Nobody is passed by later ones more than `max_passed` times, whatever the kind.
    """

    code: Code
    title: Text
    kind: Literal["strict", "ratio", "ageing"]
    priority: int = Field(1, ge=1, le=10)
    normal: int = Field(1, ge=1, le=10)
    bonus: float = Field(15, ge=0, le=240)
    max_passed: int = Field(3, ge=1, le=50)


class Special(Fact):
    """A day with hours of its own (none: closed); stronger than any holiday."""

    date: str
    title: Text
    hours: list[str] = []
    queues: list[Code] = Field([], description="only these; empty means all")


class Speech(Part):
    """How a call is spoken in one language, from recorded clips.

    `phrase` names clips in order; `{number}` and `{counter}` stand for theirs.
    `clips` says what each clip says, for the person who records it; there must be
    one for each letter and digit that numbers and counters are written with.
    """

    language: str
    phrase: list[str]
    digits: Literal["single", "number"] = "single"
    clips: dict[str, str]


class Kiosk(Part):
    languages: list[str]


class Mall(Part):
    """One building: what `queueing` and `appointments` run on."""

    code: Code
    name: Text
    address: Text = {}
    hours: Hours
    specials: list[Special] = []
    zones: list[Zone] = Field(min_length=1)
    walk: float = Field(2, ge=0, le=60, description="minutes between two zones")
    walks: list[Walk] = []
    queues: list[Queue] = Field(min_length=1)
    counters: list[Counter] = Field(min_length=1)
    groups: list[PriorityGroup] = []
    policies: list[QueuePolicy] = Field(min_length=1)
    places: Literal["one", "credit", "all"] = Field(
        "one",
        description="in how many queues a visitor with several errands stands at once",
    )
    digits: int = Field(3, ge=2, le=5, description="of a number: A-001")
    no_show_minutes: int = Field(60, ge=5, description="a missed number may return")
    help_phone: str = ""
    kiosk: Kiosk
    speech: list[Speech] = []

    def queue(self, code: str) -> Queue:
        """The queue of this code. Raises KeyError."""
        return _find(self.queues, code)

    def counter(self, code: str) -> Counter:
        """The counter of this code. Raises KeyError."""
        return _find(self.counters, code)

    def zone(self, code: str) -> Zone:
        """The zone of this code. Raises KeyError."""
        return _find(self.zones, code)

    def policy_of(self, queue: Queue) -> QueuePolicy:
        """The policy by which a queue is called."""
        return _find(self.policies, queue.policy)

    def walk_minutes(self, start: str, end: str) -> float:
        """Minutes on foot from one zone to another."""
        if start == end:
            return 0
        for walk in self.walks:
            if set(walk.between) == {start, end}:
                return walk.minutes
        return self.walk


P = TypeVar("P", Queue, Counter, Zone, QueuePolicy)


def _find(parts: list[P], code: str) -> P:
    for part in parts:
        if part.code == code:
            return part
    raise KeyError(code)
