"""What a dispatcher asks: what if, why not, and can room be made."""

from __future__ import annotations

from dataclasses import replace

import pytest

from satupintu.routing.service import (
    BOOKED,
    Break,
    Engine,
    Problem,
    Reason,
    UnknownWorker,
    Window,
    check,
)
from satupintu.routing.tests.days import WORKER, H, line, random_day, task

JOKO = replace(WORKER, id="joko", skills=frozenset({"land"}), bag=1)


@pytest.mark.parametrize("seed", range(15))
def test_what_a_move_says_is_what_it_does(seed: int) -> None:
    problem = random_day(seed)
    engine = Engine(problem)
    engine.solve(trials=100, seed=seed)
    worker = problem.workers[-1].id
    for n, moved in enumerate(problem.tasks):
        before, plan = engine.cost(), engine.plan()
        verdict = engine.move(moved.id, worker, n % 4)
        assert engine.plan() == plan
        assert engine.apply(moved.id, worker, n % 4) == verdict
        assert verdict.feasible == (not verdict.reasons)
        if verdict.feasible:
            assert engine.cost() == before + verdict.cost
            assert check(problem, engine.plan()) == []
        else:
            assert engine.plan() == plan


def test_a_move_says_who_would_be_late_and_by_how_much() -> None:
    tasks = (
        task("a", 1, Window(8 * H, 8 * H + 1200)),
        task("b", 2, Window(8 * H, 9 * H)),
    )
    engine = Engine(Problem((WORKER,), tasks, line(20, 40)))
    verdict = engine.move("b", "rini", 0)
    # b at 8:40, 10 minutes there, 20 back: a at 9:10 instead of 8:20.
    assert not verdict.feasible
    assert verdict.late == (("a", 50 * 60),)
    assert verdict.reasons == (Reason("rini", "pushes", 50 * 60, "a"),)
    assert verdict.cost == 0  # on a line it is the same way


def test_a_task_can_be_taken_from_everybody() -> None:
    engine = Engine(Problem((WORKER,), (task("a", 1, prize=5000),), line(10)))
    assert engine.apply("a", None).cost == 5000 - 20 * 60
    assert engine.plan().unserved == ("a",)
    with pytest.raises(UnknownWorker):
        engine.move("a", "nobody")


def test_locked_stops_stay() -> None:
    tasks = (task("a", 1), task("b", 2))
    engine = Engine(Problem((WORKER,), tasks, line(10, 20), locked={"rini": ("b",)}))
    assert engine.move("b", None).reasons == (Reason("rini", "locked"),)
    assert engine.move("a", "rini", 0).reasons == (Reason("rini", "locked"),)
    assert engine.why("b") == [Reason("rini", "locked")]


def test_every_worker_has_a_reason() -> None:
    asked = task("c", 3, Window(9 * H, 9 * H), collect=2, needs=frozenset({"land"}))
    tired = replace(
        JOKO, id="tired", bag=9, rest=Break(1800, 8 * H + 1200, 8 * H + 1200)
    )
    workers = (
        WORKER,
        JOKO,
        replace(JOKO, id="ends", bag=9, end=9 * H + 600),
        replace(JOKO, id="late", bag=9, at=4),
        replace(JOKO, id="gone", bag=9, end=8 * H),
        replace(tired),
        replace(JOKO, id="free", bag=9),
    )
    engine = Engine(Problem(workers, (), line(10, 20, 30, 130)))
    assert engine.why(asked) == [
        Reason("rini", "skill", 1, missing=("land",)),
        Reason("joko", "bag", 1),
        Reason("ends", "shift", 30 * 60),
        Reason("late", "late", 40 * 60),
        Reason("gone", "away", H),
        Reason("tired", "fits", H),
        Reason("free", "fits", H),
    ]


def test_why_not_names_who_would_wait() -> None:
    first = task("first", 1, Window(8 * H + 600, 8 * H + 600), worker="rini")
    engine = Engine(Problem((WORKER, JOKO), (first,), line(10, 40)))
    found = engine.why(task("c", 2, Window(8 * H, 8 * H + 2400)))
    assert found[0] == Reason("rini", "late", 10 * 60, after="first")
    assert engine.why("first")[1] == Reason("joko", "reserved")
    late = engine.why("first", Window(7 * H, 7 * H + 60))
    assert late[0] == Reason("rini", "away", H - 60)


def test_room_is_made_without_breaking_a_promise() -> None:
    # Both at 8:40 are served by one each only if a gives way to who may come later.
    tasks = (
        task("a", 1, Window(8 * H, 10 * H)),
        task("b", 1, Window(8 * H, 10 * H)),
        task("small", 1, Window(8 * H, 8 * H + 600), prize=4000),
    )
    engine = Engine(Problem((WORKER,), tasks, line(10)))
    asked, window = task("c", 1), Window(8 * H, 8 * H + 900)
    before = engine.plan()

    assert engine.offers(asked, [window]) == [None]
    offer = engine.look_harder(asked, [window], trials=200)[0]
    assert offer is not None
    assert engine.plan() == before
    assert offer.eta == 8 * H + 600
    assert offer.extra == 4000

    booked = replace(asked, windows=(window,), prize=BOOKED)
    assert not engine.add(booked)
    assert engine.add(booked, plan=offer.plan)
    assert engine.plan().unserved == ("small",)
    assert check(engine.problem, engine.plan()) == []


def test_an_offer_that_moves_others_lapses_when_its_room_was_taken() -> None:
    engine = Engine(Problem((WORKER,), (task("a", 1, prize=4000),), line(10)))
    window = Window(8 * H + 600, 8 * H + 600)
    engine.apply("a", "rini", 0)
    asked = task("c", 1, window)
    offer = engine.look_harder(asked, [window], trials=100)[0]
    assert engine.add(task("b", 1, window))
    before = engine.plan()
    assert not engine.add(asked, plan=offer.plan if offer else None)
    assert engine.plan() == before
