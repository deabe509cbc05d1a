"""Advice for several errands: soonest done, in an allowed order, and calm."""

import pytest

from satupintu.queueing.nextcounter import Errand, Wait, advise, fading

WAITS = {"a": 30.0, "b": 5.0, "c": 12.0, "d": 1.0, "e": 40.0}


def errand(queue, **more):
    return Errand(queue, queue, zone=f"zone {queue}", minutes=10, **more)


def steady(queue, at):
    return Wait(WAITS[queue], WAITS[queue] * 1.5)


def growing(queue, at):
    """The line of `b` grows, that of `a` melts."""
    by = {"a": -0.5, "b": 1.0}[queue] * at
    return Wait(max(0, WAITS[queue] + by), max(0, WAITS[queue] + by) * 1.5)


def flat(start, end):
    return 0.0 if start == end else 2.0


def advice(*errands, wait=steady, **more):
    return advise(errands, zone="", wait=wait, walk=flat, **more)


def ids(found):
    return [e.id for e in found.order]


def test_nothing_left_is_no_advice():
    assert advice() is None


def test_the_line_that_grows_comes_first():
    assert ids(advice(errand("a"), errand("b"), wait=growing)) == ["b", "a"]


def test_of_equal_orders_the_shorter_wait_comes_first():
    assert ids(advice(errand("a"), errand("b"))) == ["b", "a"]


def test_what_must_come_first_does():
    found = advice(errand("b", after=frozenset("a")), errand("a"), wait=growing)
    assert ids(found) == ["a", "b"]


def test_what_closes_soon_comes_first():
    assert ids(advice(errand("b"), errand("a", closes=45))) == ["a", "b"]


def test_advice_does_not_flicker():
    a, b = errand("a"), errand("b")
    assert not advice(a, b, current="a").changed
    assert ids(advice(a, b, current="a")) == ["a", "b"]
    moved = advice(a, b, wait=growing, current="a")
    assert (moved.changed, ids(moved)) == (True, ["b", "a"])
    assert moved.saves >= 5


def test_says_the_way_the_wait_and_the_end():
    found = advice(errand("c"))
    assert (found.walk, found.wait.q50, found.done) == (2.0, 12.0, 24.0)


@pytest.mark.parametrize("count", [4, 5])
def test_many_errands_have_an_order_too(count):
    many = [errand(queue) for queue in "abcde"[:count]]
    many[0] = errand("a", after=frozenset({"b"}))
    found = advice(*many)
    assert sorted(ids(found)) == sorted("abcde"[:count])
    assert ids(found).index("b") < ids(found).index("a")


def test_rules_that_contradict_each_other_give_no_advice():
    a, b = errand("a", after=frozenset("b")), errand("b", after=frozenset("a"))
    assert advice(a, b) is None


def test_a_wait_fades_to_the_usual():
    now, usual = Wait(40, 60), Wait(10, 20)
    assert fading(now, usual, 0) == now
    assert fading(now, usual, 45) == Wait(25, 40)
