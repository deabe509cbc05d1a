"""Who is called next, as promises; the cap and the turns for any arrivals."""

from dataclasses import replace

from hypothesis import given, strategies as st

from satupintu.catalogue.schema_mall import QueuePolicy
from satupintu.queueing.rules import Candidate, Served, choose


def policy(kind, **settings):
    return QueuePolicy(code="p", title={"en": "p"}, kind=kind, **settings)


STRICT = policy("strict", max_passed=3)
EVEN = policy("ratio", priority=1, normal=1, max_passed=50)
AGEING = policy("ageing", bonus=15, max_passed=50)


def waiting(*visitors, queue="a"):
    """Visitors as `+10` (priority, came at minute 10) or `10`."""
    return [
        Candidate(id=v, queue=queue, priority=v.startswith("+"), sort_at=float(v))
        for v in visitors
    ]


def order(candidates, rule, history=()):
    rules = rule if isinstance(rule, dict) else {"a": rule}
    return [c.id for c in choose(candidates, rules, history)]


def passed_over(chosen, candidates):
    """Who stood before `chosen` in the line and is passed by calling them now.

    A booked visitor passes nobody: the place was theirs since they booked.
    """
    if chosen.booked:
        return []
    places = [(c.sort_at, order, c) for order, c in enumerate(candidates) if c.due]
    places.sort(key=lambda place: place[:2])
    before: list[object] = []
    for _, _, candidate in places:
        if candidate.id == chosen.id:
            return before
        before.append(candidate.id)
    return []


def test_strict_calls_priority_first():
    assert order(waiting("1", "2", "+3"), STRICT) == ["+3", "1", "2"]


def test_strict_stops_at_the_cap():
    line = waiting("1", "+2", "+3", "+4", "+5")
    assert order(line, STRICT) == ["+2", "+3", "+4", "1", "+5"]


def test_ratio_takes_turns():
    line = waiting("1", "2", "3", "+4", "+5")
    assert order(line, EVEN) == ["+4", "1", "+5", "2", "3"]


def test_ratio_looks_back_on_what_was_called():
    line = waiting("1", "+2")
    assert order(line, EVEN, [Served("a", priority=True)]) == ["1", "+2"]
    assert order(line, EVEN, [Served("b", priority=True)]) == ["+2", "1"]


def test_two_normal_to_one_priority():
    rule = policy("ratio", priority=1, normal=2, max_passed=50)
    line = waiting("1", "2", "3", "4", "+5", "+6")
    assert order(line, rule) == ["+5", "1", "2", "+6", "3", "4"]


def test_ageing_counts_the_bonus_and_no_more():
    assert order(waiting("10", "+20", "+26"), AGEING) == ["+20", "10", "+26"]


def test_who_was_passed_too_often_goes_first():
    line = waiting("1", "2", "+3")
    line[1] = replace(line[1], passed=3)
    assert order(line, STRICT) == ["2", "+3", "1"]


def test_who_is_not_due_is_not_called():
    line = waiting("1", "2")
    line[0] = replace(line[0], due=False)
    assert order(line, STRICT) == ["2"]
    assert passed_over(line[1], line) == []


def test_a_counter_of_two_queues_calls_who_came_first():
    line = waiting("1", "4", "+5") + waiting("2", "3", queue="b")
    rules = {"a": AGEING, "b": EVEN}
    assert order(line, rules) == ["+5", "1", "2", "3", "4"]


def test_turns_within_a_queue_do_not_push_another_queue_back():
    line = waiting("3", "+9") + waiting("2", "4", queue="b")
    assert order(line, {"a": EVEN, "b": EVEN}) == ["2", "+9", "3", "4"]


def test_who_stood_before_is_passed():
    line = waiting("1", "2", "+3", "4")
    assert passed_over(line[2], line) == ["1", "2"]


def test_a_booked_visitor_passes_nobody():
    line = waiting("1", "+3")
    line[1] = replace(line[1], booked=True)
    assert passed_over(line[1], line) == []


policies = st.builds(
    policy,
    st.sampled_from(["strict", "ratio", "ageing"]),
    priority=st.integers(1, 3),
    normal=st.integers(1, 3),
    bonus=st.sampled_from([0, 5, 30]),
    max_passed=st.integers(1, 4),
)
# What happens in a hall: someone joins (queue, priority) or a counter calls.
joins = st.tuples(st.sampled_from("ab"), st.booleans())
counters = st.sampled_from([("a",), ("b",), ("a", "b")])
events = st.lists(st.one_of(joins, counters.map(list)), max_size=60)


def live(happened, rules):
    """Play the events with real candidates; yields each call with who waited."""
    line: list[Candidate] = []
    history: list[Served] = []
    for at, event in enumerate(happened):
        if isinstance(event, tuple):
            queue, priority = event
            line.append(Candidate(at, queue, priority, float(at // 2)))
            continue
        mine = [c for c in line if c.queue in event]
        called = next(iter(choose(mine, rules, history)), None)
        if called is None:
            continue
        passed = set(passed_over(called, mine))
        yield called, mine, history
        line = [
            replace(c, passed=c.passed + 1) if c.id in passed else c
            for c in line
            if c.id != called.id
        ]
        history = [Served(called.queue, called.priority), *history][:10]
        assert all(c.passed <= rules[c.queue].max_passed for c in line)


@given(events, policies, policies)
def test_nobody_is_passed_more_often_than_the_cap(happened, first, second):
    for called, mine, _ in live(happened, {"a": first, "b": second}):
        assert called in mine


@given(events, policies, policies)
def test_same_kind_is_first_come_first_served(happened, first, second):
    for called, mine, _ in live(happened, {"a": first, "b": second}):
        rivals = [
            c.sort_at
            for c in mine
            if (c.queue, c.priority) == (called.queue, called.priority)
        ]
        assert called.sort_at == min(rivals)


@given(st.integers(1, 3), st.integers(1, 3), st.integers(1, 6))
def test_the_ratio_is_kept_while_both_wait(priority, normal, rounds):
    rule = policy("ratio", priority=priority, normal=normal, max_passed=50)
    turn = priority + normal
    line = waiting(*[str(n) for n in range(40)], *[f"+{n}" for n in range(40, 80)])
    kinds = [c.priority for c in choose(line, {"a": rule})]
    for start in range(min(rounds * turn, 18) - turn + 1):
        assert sum(kinds[start : start + turn]) == priority


@given(events, policies, policies)
def test_the_order_is_that_of_calling_one_after_another(happened, first, second):
    rules = {"a": first, "b": second}
    for _, mine, history in live(happened, rules):
        expected = choose(mine, rules, history)
        assert expected == choose(mine, rules, history)
        left, past, one_by_one = mine, history, []
        while left:
            called = choose(left, rules, past)[0]
            passed = set(passed_over(called, left))
            one_by_one.append(called.id)
            left = [
                replace(c, passed=c.passed + (c.id in passed))
                for c in left
                if c.id != called.id
            ]
            past = [Served(called.queue, called.priority), *past]
        assert [c.id for c in expected] == one_by_one
        break
