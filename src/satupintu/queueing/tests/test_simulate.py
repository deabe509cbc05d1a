"""The simulation of a hall: exact where nothing is by chance, sane where it is."""

from dataclasses import replace
from random import Random

import pytest

from satupintu.catalogue.schema_mall import QueuePolicy
from satupintu.queueing.forecast import conformal
from satupintu.queueing.forecast.engine import Desk, Play, Visitor
from satupintu.queueing.forecast.erlang import counters_for, wait_probability
from satupintu.queueing.forecast.laws import Law, fit, forgotten, prior
from satupintu.queueing.forecast.pace import pace
from satupintu.queueing.forecast.simulate import LONGEST, draw, foretell, quantiles
from satupintu.queueing.forecast.state import (
    Counter,
    HallState,
    Pace,
    Serving,
    Waiting,
    components,
)
from satupintu.queueing.rules import Line

FIFO = QueuePolicy(code="p", title={"en": "p"}, kind="strict", max_passed=50)
# Ten minutes, always; everybody comes.
TEN = Law(median=10, sigma=1e-6, no_show=0)


def hall(waiting=(), counters=(), **more):
    queues = {q for c in counters for q in c.queues} | {w.queue for w in waiting}
    given = {
        "laws": dict.fromkeys(queues, TEN),
        "policies": dict.fromkeys(queues, FIFO),
        **more,
    }
    return HallState(now=100.0, waiting=waiting, counters=counters, **given)


def stops(*places, queue="a", **more):
    return [Waiting(n, queue, float(at), **more) for n, at in enumerate(places)]


def medians(state):
    found = foretell(state, replications=20)
    waits = {stop: round(q.q50, 1) for stop, q in found.stops.items()}
    return waits, {queue: round(q.q50, 1) for queue, q in found.queues.items()}


def test_a_line_moves_on_by_its_services():
    state = hall(stops(90, 91, 92), [Counter(1, ("a",))])
    assert medians(state) == ({0: 0, 1: 10, 2: 20}, {"a": 30})


def test_two_counters_halve_the_wait_and_the_present_service_counts():
    busy = Counter(1, ("a",), Serving("a", elapsed=4))
    state = hall(stops(90, 91), [busy, Counter(2, ("a",))])
    assert medians(state) == ({0: 0, 1: 6}, {"a": 10})


def test_a_counter_serves_only_its_queues():
    state = hall(
        [*stops(90, 91), Waiting("b", "b", 89.0)],
        [Counter(1, ("a",)), Counter(2, ("a", "b"))],
    )
    assert medians(state)[0] == {0: 0, 1: 10, "b": 0}


def test_breaks_and_bookings_are_waited_for():
    on_break = Counter(1, ("a",), gaps=((95.0, 112.0),))
    booked = Waiting("later", "a", 130.0, booked=True, due_at=130.0)
    state = hall([*stops(90), booked], [on_break])
    assert medians(state) == ({0: 12, "later": 30}, {"a": 22})


def test_who_is_early_is_called_when_nobody_else_waits():
    early = Waiting("early", "a", 130.0, booked=True, due_at=130.0, early=True)
    busy = Counter(1, ("a",), Serving("a", elapsed=4))
    assert medians(hall([early], [busy]))[0] == {"early": 6}
    assert medians(hall([*stops(90, 91), early], [busy]))[0] == {
        0: 6,
        1: 16,
        "early": 26,
    }
    # At the appointed time the place is as good as any.
    late = stops(131, 132)
    state = hall(
        [*stops(90, 91, 92), *late, replace(early, due_at=110.0, sort_at=110.0)], [busy]
    )
    assert medians(state)[0]["early"] == 36


def test_priority_and_bookings_that_may_come_push_others_back():
    plain = hall(stops(90, 91), [Counter(1, ("a",))])
    expected = [Waiting("x", "a", 90.5, booked=True, due_at=101.0, shows=1.0)]
    assert medians(replace(plain, expected=expected))[0] == {0: 0, 1: 20}
    rated = replace(plain, priority_rate={"a": 0.5})
    assert draw(rated).stops[1] > draw(plain).stops[1]


def test_a_slow_day_lengthens_everything():
    state = hall(stops(90, 91), [Counter(1, ("a",))], pace={"a": Pace(1.5, 0)})
    assert medians(state)[0] == {0: 0, 1: 15}


def test_who_does_not_come_takes_little_time():
    law = replace(TEN, no_show=1.0, absent=2)
    state = hall(stops(90, 91), [Counter(1, ("a",))], laws={"a": law})
    assert medians(state)[0] == {0: 0, 1: 2}


def test_where_nobody_serves_there_is_no_forecast():
    state = hall([*stops(90), Waiting("b", "b", 90.0)], [Counter(1, ("a",))])
    found = foretell(state)
    assert set(found.stops) == {0}
    assert set(found.queues) == {"a"}


def test_whom_nobody_calls_any_more_waits_the_longest():
    state = hall(stops(90, 91), [Counter(1, ("a",), until=105.0)])
    assert medians(state)[0] == {0: 0, 1: LONGEST}


def test_the_parts_of_a_hall_are_those_that_share_counters():
    counters = [Counter(1, ("a",)), Counter(2, ("a", "b")), Counter(3, ("c",))]
    state = hall(stops(90), counters)
    assert [len(part.counters) for part in components(state)] == [2, 1]
    one = [Waiting(1, "a", 90.0, person="x"), Waiting(2, "c", 90.0, person="x")]
    assert len(components(replace(state, waiting=one))) == 1


def test_one_person_is_not_at_two_counters():
    both = [Waiting(1, "a", 90.0, person="x"), Waiting(2, "b", 91.0, person="x")]
    state = hall(both, [Counter(1, ("a",)), Counter(2, ("b",))])
    assert medians(state)[0] == {1: 0, 2: 10}


def test_the_same_hall_gives_the_same_figures():
    state = hall(stops(*range(80, 95)), [Counter(1, ("a",)), Counter(2, ("a",))])
    state = replace(state, laws={"a": prior(10)}, priority_rate={"a": 0.05})
    assert foretell(state) == foretell(state)
    assert foretell(state, seed=1) != foretell(state)


def test_one_more_behind_changes_nothing_before():
    state = hall(stops(*range(90, 95)), [Counter(1, ("a",))], laws={"a": prior(10)})
    longer = replace(state, waiting=[*state.waiting, Waiting("new", "a", 99.0)])
    before, after = foretell(state).stops, foretell(longer).stops
    assert all(after[stop] == before[stop] for stop in before)


def test_the_mean_wait_agrees_with_erlang():
    rng, line = Random(5), Line[Visitor](FIFO)
    play = Play(Desk([line], 0.0) for _ in range(2))
    at, visitors = 0.0, []
    for n in range(30_000):
        at += rng.expovariate(0.15)
        visitor = Visitor(line, at, n, minutes=rng.expovariate(0.1), marked=True)
        visitors.append(visitor)
        play.expect(visitor, at)
    play.run()
    measured = sum(v.called_at - v.sort_at for v in visitors) / len(visitors)
    wait = wait_probability(1.5, 2) * 10 / (2 - 1.5)
    assert measured == pytest.approx(wait, rel=0.1)


def test_erlangs_formulas():
    assert wait_probability(0, 3) == 0
    assert wait_probability(3, 3) == 1
    assert wait_probability(2, 3) == pytest.approx(0.4444, abs=1e-4)
    assert counters_for(2, mean=10, minutes=0, share=0.5) == 3


def test_a_law_moves_from_the_belief_to_what_is_measured():
    believed = prior(10)
    assert believed.mean == pytest.approx(10)
    assert believed.p95 == pytest.approx(24.8, rel=0.02)
    some, many = fit([20.0] * 8, mean=10), fit([20.0] * 800, mean=10)
    assert believed.median < some.median < many.median
    assert many.median == pytest.approx(20, rel=0.02)
    assert fit([40.0] * 50, mean=10, factors=[2.0] * 50).median < 20


def test_forgotten_ends_do_not_move_the_law():
    honest = [8.0 + n % 5 for n in range(100)]
    law, spoilt = fit(honest, mean=10), fit([*honest, 480.0, 500.0], mean=10)
    assert spoilt.median == pytest.approx(law.median, rel=0.03)
    assert spoilt.sigma < law.sigma * 1.5
    assert forgotten(480, law)
    assert not forgotten(15, law)


def test_what_is_left_of_a_service_depends_on_what_is_gone():
    law = prior(10)
    fresh, old = law.left(0, 0.5), law.left(30, 0.5)
    assert fresh == pytest.approx(law.median)
    assert old > 0
    assert law.left(3, 0.9) > law.left(3, 0.1) > 0
    assert law.left(10_000, 0.5) < law.p95 * 2


def test_the_pace_believes_many_services_more_than_one():
    slow = [(15.0, Law(10, 0.6))] * 40
    assert pace([]).factor == 1
    assert 1 < pace(slow[:1]).factor < pace(slow).factor < 1.5
    assert pace(slow).doubt < pace([]).doubt
    assert pace([(600.0, Law(10, 0.6))]).factor < 1.1


def test_the_calibration_puts_one_in_ten_outside_at_each_end():
    told = [conformal.Told(5, 10, 15, n / 4) for n in range(400)]
    low, _, high = conformal.shifted(5, 10, 15, conformal.calibrate(told))
    assert low == pytest.approx(10, abs=0.5)
    assert high == pytest.approx(90, abs=60)
    assert conformal.calibrate(told[:10]) == conformal.Shift()


def test_the_calibration_follows_each_truth():
    shift = conformal.Shift()
    late = conformal.learn(shift, conformal.Told(5, 10, 15, 40))
    inside = conformal.learn(shift, conformal.Told(5, 10, 15, 12))
    assert late.high > 0 > inside.high
    assert inside.low > 0


def test_quantiles_of_a_sample():
    assert list(quantiles(range(101))) == pytest.approx([9.6, 50, 90.4])
