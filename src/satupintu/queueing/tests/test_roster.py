"""Other counters for a day: what they bring, and which are enough."""

from typing import Any

from satupintu.catalogue.schema_mall import QueuePolicy
from satupintu.queueing.forecast.day import Pool, Profile
from satupintu.queueing.forecast.laws import prior
from satupintu.queueing.forecast.staffing import Target, suggest, what_if

POLICY = QueuePolicy(code="p", title={"en": "p"}, kind="ratio")
GIVEN: dict[str, Any] = {
    "profile": Profile(4, {"a": [12, 24, 12, 6]}),
    "pools": [Pool("desk", ("a",), 8)],
    "laws": {"a": prior(10)},
    "policies": {"a": POLICY},
    "days": 15,
}
PROMISE = Target({"a": 20.0})


def test_more_counters_wait_less_for_the_same_visitors():
    few = what_if(roster={"desk": [3, 3, 3, 3]}, target=PROMISE, **GIVEN)
    more = what_if(roster={"desk": [3, 5, 3, 3]}, target=PROMISE, **GIVEN)
    for fewer, others in zip(few.waits[1:3], more.waits[1:3], strict=True):
        assert others.p90 < fewer.p90
        assert others.visitors == fewer.visitors
    assert (few.counter_hours, more.counter_hours) == (12, 14)
    assert few.closes >= more.closes


def test_a_suggested_roster_keeps_the_promise_with_few_counters():
    found = suggest(target=PROMISE, **GIVEN)
    assert found.short == ()
    assert all((wait.within or 0) >= 0.8 for wait in found.what_if.waits)
    roster = found.what_if.roster["desk"]
    assert max(roster) == roster[1]
    assert sum(roster) <= 14


def test_too_few_counters_are_said_to_be_too_few():
    given = {**GIVEN, "pools": [Pool("desk", ("a",), 2)]}
    found = suggest(target=PROMISE, **given)
    assert ("desk", 1) in found.short
    assert max(found.what_if.roster["desk"]) == 2
