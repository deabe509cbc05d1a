"""What the planner promises, on random days that use every rule."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from satupintu.routing import insertion, quoting, ruin, schedule, search, tails, told
from satupintu.routing.service import (
    BOOKED,
    BadProblem,
    Engine,
    Plan,
    Problem,
    Task,
    UnknownTask,
    Window,
    check,
    warm,
)
from satupintu.routing.tests.days import WORKER, H, line, random_day, task


def served(plan: Plan) -> set[str]:
    return {name for route in plan.routes for name in route.tasks}


def booked(problem: Problem) -> set[str]:
    return {task.id for task in problem.tasks if task.prize >= BOOKED}


@pytest.mark.parametrize("seed", range(40))
def test_every_plan_can_be_ridden_and_no_promise_is_dropped(seed: int) -> None:
    problem = random_day(seed)
    engine = Engine(problem)
    assert check(problem, engine.plan()) == []

    engine.solve(trials=200, seed=seed)
    solved = engine.plan()
    assert check(problem, solved) == []

    engine.improve(trials=200, seed=seed)
    better = engine.plan()
    assert check(problem, better) == []
    assert better.cost <= solved.cost
    assert served(solved) & booked(problem) <= served(better)


def test_the_same_seed_and_trials_give_the_same_plan() -> None:
    plans = []
    for _ in range(2):
        engine = Engine(random_day(7, tasks=40))
        engine.solve(trials=500, seed=3)
        plans.append(engine.plan())
    assert plans[0] == plans[1]


@pytest.mark.parametrize("seed", range(10))
def test_a_plan_can_be_taken_up_again(seed: int) -> None:
    problem = random_day(seed)
    engine = Engine(problem)
    engine.solve(trials=200)
    plan = engine.plan()
    again = Engine(problem, plan)
    assert again.cost() <= plan.cost
    assert check(problem, again.plan()) == []


@pytest.mark.parametrize("seed", range(10))
def test_what_is_offered_can_be_booked_as_it_was_said(seed: int) -> None:
    whole = random_day(seed, tasks=30)
    free = [t for t in whole.tasks[20:] if not t.first and t.told is None]
    engine = Engine(replace(whole, tasks=whole.tasks[:20], locked={}))
    windows = [Window(h * H, (h + 2) * H) for h in (8, 10, 12, 14)]
    for asked in free:
        # A new address, as far from all others as the one of the task.
        ride = engine.problem.ride
        to, back = ride[:, asked.place], ride[asked.place]
        before = engine.cost()
        offers = engine.offers(asked, windows, to, back)
        assert engine.cost() == before
        offer = next((o for o in offers if o), None)
        if offer is None:
            continue
        assert engine.add(
            replace(asked, windows=(offer.window,), prize=BOOKED), to, back
        )
        stop = _stop(engine.plan(), asked.id)
        assert stop.begin == offer.eta
        assert stop.begin + offer.slack <= offer.window.end
        engine.improve(trials=20)
        assert asked.id in served(engine.plan())
    assert check(engine.problem, engine.plan()) == []


def _stop(plan: Plan, name: str):
    return next(s for r in plan.routes for s in r.stops if s.task == name)


def test_more_tasks_come_than_there_was_room_for() -> None:
    problem = Problem((WORKER,), (), line())
    engine = Engine(problem)
    for n in range(40):
        places = len(engine.problem.ride)
        ride = np.full(places, 60, np.int32)
        assert engine.add(task(f"t{n}", 0), ride, ride) is (n < 46)
    assert len(served(engine.plan())) == 40
    assert check(engine.problem, engine.plan()) == []


def test_a_folder_that_is_printed_during_the_day_is_fetched_first() -> None:
    late = task("permit", 1, deliver=1, ready=11 * H)
    early = task("visit", 2, Window(8 * H, 10 * H))
    problem = Problem((WORKER,), (early, late), line(10, 20))
    route = Engine(problem).plan().routes[0]
    assert [stop.kind for stop in route.stops] == ["task", "reload", "task"]
    assert route.stops[1].leave >= 11 * H
    assert route.stops[1].loads == ("permit",)


def test_who_is_removed_is_gone_and_an_unknown_one_is_refused() -> None:
    engine = Engine(Problem((WORKER,), (task("a", 1), task("b", 2)), line(10, 20)))
    engine.remove("a")
    assert served(engine.plan()) == {"b"}
    with pytest.raises(UnknownTask):
        engine.remove("a")


def test_the_stops_of_who_falls_ill_go_to_others_where_they_can() -> None:
    other = replace(WORKER, id="joko", skills=frozenset({"land"}))
    tasks = (task("any", 1), task("land", 2, needs=frozenset({"land"})))
    engine = Engine(Problem((WORKER, other), tasks, line(10, 20)))
    unserved = engine.set_worker(replace(other, end=other.start))
    assert unserved == ("land",)
    assert served(engine.plan()) == {"any"}


def test_a_told_time_is_kept_unless_moving_it_pays() -> None:
    told = task("told", 1, told=10 * H)
    engine = Engine(Problem((WORKER,), (told,), line(10)))
    assert engine.cost() > 20 * 60
    engine.change(replace(told, windows=(Window(10 * H, 11 * H),)))
    assert engine.cost() == 20 * 60


@pytest.mark.parametrize(
    "tasks",
    [
        (task("a", 1), task("a", 1)),
        (Task("a", 1, 60, ()),),
        (task("a", 1, after="b"),),
        (task("a", 1), task("b", 1, after="a"), task("c", 1, after="b")),
    ],
    ids=["the same id twice", "no window", "no such first", "a chain"],
)
def test_a_problem_that_contradicts_itself_is_refused(tasks: tuple[Task, ...]) -> None:
    with pytest.raises(BadProblem):
        Engine(Problem((WORKER,), tasks, line(10)))


def test_everything_can_be_compiled_ahead() -> None:
    warm()
    missing = {
        name
        for module in (insertion, quoting, ruin, schedule, search, tails, told)
        for name, made in vars(module).items()
        if getattr(made, "signatures", None) == []
        and made.py_func.__module__ == module.__name__
        and not made.targetoptions.get("no_cpython_wrapper")
    }
    assert not missing
