"""Slots and what fits in them: tables, and what must hold for any hours."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from satupintu.appointments import rules
from satupintu.catalogue.schema_mall import Booking, SlotRule
from satupintu.kernel.hours import Range

TUESDAY = date(2026, 11, 24)
SATURDAY = date(2026, 11, 28)
OFFICE = (Range(480, 720), Range(780, 900))  # 08:00-12:00, 13:00-15:00


def booking(**more: object) -> Booking:
    return Booking.model_validate({"slot": 30, "public": 3, "internal": 1} | more)


def closed(first: int, last: int) -> rules.Exemption:
    return rules.Exemption(closes=True, span=Range(first, last))


def opened(first: int, last: int, public: int) -> rules.Exemption:
    return rules.Exemption(closes=False, span=Range(first, last), public=public)


def starts(cuts: list[rules.Cut]) -> list[int]:
    return [cut.start for cut in cuts]


def test_no_slot_reaches_into_a_break_or_past_the_close() -> None:
    cuts = rules.cut_day(booking(slot=45), TUESDAY, OFFICE)

    assert starts(cuts) == [480, 525, 570, 615, 660, 780, 825]


def test_a_day_may_end_at_midnight() -> None:
    cuts = rules.cut_day(booking(), TUESDAY, [Range(1380, 1440)])

    assert [(cut.start, cut.end) for cut in cuts] == [(1380, 1410), (1410, 1440)]


def test_the_last_rule_that_fits_gives_the_places() -> None:
    rule = SlotRule(days=["sat"], hours="08:00-10:00", public=9)
    later = SlotRule(days=["sat"], hours="09:00-10:00", public=1, walk_in=5)
    cuts = rules.cut_day(booking(rules=[rule, later]), SATURDAY, [Range(480, 660)])

    assert [(cut.public, cut.walk_in) for cut in cuts] == [
        (9, 0), (9, 0), (1, 5), (1, 5), (3, 0), (3, 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("exceptions", "expected"),
    [
        ([closed(0, 1440)], []),
        # Every slot that is touched goes; the others keep their times.
        ([closed(495, 550)], [570, 600, 630, 660, 690]),
        ([opened(720, 780, 1)], [480, 510, 540, 570, 600, 630, 660, 690, 720, 750]),
        # An opening replaces what it overlaps: never two slots in one minute.
        ([opened(465, 525, 1)], [465, 495, 540, 570, 600, 630, 660, 690]),
        ([closed(0, 1440), opened(600, 660, 2)], [600, 630]),
        ([opened(600, 660, 2), closed(0, 1440)], []),
    ],
)
def test_the_offices_exceptions_count_in_order(
    exceptions: list[rules.Exemption], expected: list[int]
) -> None:
    cuts = rules.cut_day(booking(), TUESDAY, [Range(480, 720)], exceptions)

    assert starts(cuts) == expected


def test_an_opening_beats_a_holiday() -> None:
    cuts = rules.cut_day(booking(), TUESDAY, (), [opened(480, 540, 7)])

    assert [cut.public for cut in cuts] == [7, 7]


@pytest.mark.parametrize(
    ("zone", "minutes", "expected"),
    [
        ("Asia/Jakarta", 0, datetime(2026, 3, 28, 17, 0, tzinfo=UTC)),  # UTC+7
        ("Asia/Jayapura", 0, datetime(2026, 3, 28, 15, 0, tzinfo=UTC)),  # UTC+9
        ("Asia/Jakarta", 1410, datetime(2026, 3, 29, 16, 30, tzinfo=UTC)),
        # Clocks go from two to three on this day: half past two does not exist.
        ("Europe/Paris", 150, None),
        ("Europe/Paris", 180, datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
    ],
)
def test_local_minutes_are_moments_of_the_place(
    zone: str, minutes: int, expected: datetime | None
) -> None:
    assert rules.moment(date(2026, 3, 29), minutes, ZoneInfo(zone)) == expected


def row(start: int, end: int, taken: int = 0, **more: int) -> rules.Row:
    given: Any = {"public": 3, "internal": 1, "walk_in": 0} | more
    return rules.Row(id=uuid.uuid4(), start=start, end=end, public_taken=taken, **given)


def test_a_slot_is_never_given_fewer_places_than_are_taken() -> None:
    (cut,) = rules.cut_day(booking(public=1), TUESDAY, [Range(480, 510)])
    plan = rules.reconcile([cut], [row(480, 510, taken=2)])

    (changed,) = plan.change
    assert (changed.public, changed.closed) == (2, True)


def test_a_slot_that_nobody_wants_goes_unless_somebody_is_booked() -> None:
    free, booked = row(480, 510), row(510, 540, taken=1)
    plan = rules.reconcile([], [free, booked])

    assert plan.delete == [free.id]
    assert [(r.id, r.public, r.closed) for r in plan.change] == [(booked.id, 1, True)]


def test_slots_beside_a_kept_one_have_so_many_places_less() -> None:
    old = row(480, 510, taken=2)
    cuts = rules.cut_day(booking(slot=20), TUESDAY, [Range(480, 540)])
    plan = rules.reconcile(cuts, [old])

    assert [(cut.start, cut.public) for cut in plan.create] == [
        (480, 1), (500, 1), (520, 3),
    ]  # fmt: skip


def test_reconciling_again_changes_nothing() -> None:
    cuts = rules.cut_day(booking(), TUESDAY, OFFICE)
    rows = [
        row(c.start, c.end, public=c.public, internal=c.internal, walk_in=c.walk_in)
        for c in cuts
    ]
    plan = rules.reconcile(cuts, rows)

    assert (plan.create, plan.change, plan.delete) == ([], [], [])


Ranges = st.lists(st.integers(0, 1440), min_size=2, max_size=8, unique=True).map(
    lambda edges: [
        Range(a, b) for a, b in zip(*(iter(sorted(edges)),) * 2, strict=False)
    ]
)
Exemptions = st.lists(
    st.builds(
        lambda closes, edge, length, public: rules.Exemption(
            closes=closes, span=Range(edge, edge + length), public=public
        ),
        st.booleans(),
        st.integers(0, 1300),
        st.integers(1, 140),
        st.integers(0, 5),
    ),
    max_size=4,
)


@given(slot=st.integers(5, 240), ranges=Ranges, exceptions=Exemptions)
def test_slots_of_a_queue_never_share_a_minute(
    slot: int, ranges: list[Range], exceptions: list[rules.Exemption]
) -> None:
    cuts = rules.cut_day(booking(slot=slot), TUESDAY, ranges, exceptions)

    assert all(a.end <= b.start for a, b in pairwise(cuts))
    assert all(cut.end - cut.start == slot for cut in cuts)


@given(
    ranges=Ranges,
    taken=st.lists(st.integers(0, 3), min_size=60, max_size=60),
    slot=st.integers(10, 60),
)
def test_new_rules_never_oversell_what_was_booked_by_old_ones(
    ranges: list[Range], taken: list[int], slot: int
) -> None:
    """At no minute more people than the rules allow, or than are there already."""
    old = rules.cut_day(booking(), TUESDAY, ranges)
    rows = [row(c.start, c.end, taken=n) for c, n in zip(old, taken, strict=False)]
    cuts = rules.cut_day(booking(slot=slot, public=2), TUESDAY, ranges)
    plan = rules.reconcile(cuts, rows)

    after = {r.id: r for r in rows if r.id not in plan.delete}
    after |= {r.id: r for r in plan.change}
    for kept in after.values():
        assert kept.public >= kept.public_taken
    for minute in range(0, 1440, 5):
        booked = sum(
            r.public_taken for r in after.values() if r.start <= minute < r.end
        )
        sold = sum(
            r.public - r.public_taken
            for r in after.values()
            if r.start <= minute < r.end and not r.closed
        ) + sum(c.public for c in plan.create if c.start <= minute < c.end)
        assert sold == 0 or booked + sold <= 2


Shelves = st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=1, max_size=16)


def shelf(entries: list[tuple[int, bool]], slot: int = 30) -> list[rules.Free]:
    """Slots with so many places left; a break of 15 minutes before the marked."""
    found, at = [], 480
    for left, after_break in entries:
        at += 15 if after_break else 0
        found.append(rules.Free(uuid.uuid4(), at, at + slot, left))
        at += slot
    return found


@given(a=Shelves, b=Shelves, k=st.integers(1, 4), m=st.integers(1, 3))
def test_visits_are_whole_and_never_more_than_places(
    a: list[tuple[int, bool]], b: list[tuple[int, bool]], k: int, m: int
) -> None:
    needs = [rules.Need("a", ("x",), k), rules.Need("b", ("y",), m)]
    day = {"a": shelf(a), "b": shelf(b, slot=20)}

    for option in rules.options(needs, day):
        assert [len(run) for run in option.runs] == [k, m]
        for run in option.runs:
            assert all(x.end == y.start for x, y in pairwise(run))
        first, second = option.runs
        assert 0 <= second[0].start - first[-1].end <= rules.LONGEST_GAP
        assert option.left == min(slot.left for run in option.runs for slot in run)
    most = sum(slot.left for slot in day["a"]) // k
    assert 0 <= rules.capacity(needs, day) <= most


def test_errands_of_one_queue_are_done_together() -> None:
    from satupintu.appointments.tests.hall import hall_data
    from satupintu.catalogue.schema_mall import Mall

    mall = Mall.model_validate(hall_data())
    queues = {queue.code: queue for queue in mall.queues}
    wanted = [("paspor", "perpanjang"), ("ktp", "cetak"), ("paspor", "ganti")]

    assert rules.needs_of(wanted, queues) == [
        rules.Need("paspor", ("perpanjang", "ganti"), 3),  # 25 + 45 minutes
        rules.Need("ktp", ("cetak",), 1),
    ]
    with pytest.raises(KeyError):
        rules.needs_of([("loket", "tanya")], queues)


def test_shows_leans_on_experience_when_there_is_some() -> None:
    assert rules.shows(0, 0) == pytest.approx(0.85)
    assert rules.shows(1000, 600) == pytest.approx(0.6, abs=0.01)
