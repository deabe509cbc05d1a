"""The checker knows every rule: each plan here breaks one."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from satupintu.routing import check as checker
from satupintu.routing.service import (
    Break,
    Engine,
    Plan,
    Problem,
    Route,
    Stop,
    Window,
    check,
)
from satupintu.routing.tests.days import WORKER, H, line, task

REST = Break(1800, 11 * H, 12 * H)
LAND = frozenset({"land"})


def day() -> tuple[Problem, Plan]:
    """A day with a rest, a pair, and a permit that is printed at 13:00."""
    worker = replace(WORKER, skills=LAND, rest=REST, bag=2)
    tasks = (
        task("visit", 1, Window(8 * H, 10 * H), collect=1, needs=LAND),
        task("from", 2, Window(10 * H, 11 * H)),
        task("to", 1, Window(10 * H, 13 * H), mate="from", deliver=1),
        task("permit", 2, deliver=2, ready=13 * H),
    )
    problem = Problem((worker,), tasks, line(10, 20))
    plan = Engine(problem).plan()
    assert check(problem, plan) == []
    assert not plan.unserved
    return problem, plan


def with_stops(plan: Plan, change: Callable[[list[Stop]], object]) -> Plan:
    stops = list(plan.routes[0].stops)
    change(stops)
    return replace(plan, routes=(replace(plan.routes[0], stops=tuple(stops)),))


def at(stops: list[Stop], name: str) -> int:
    return next(n for n, stop in enumerate(stops) if name in (stop.task, stop.kind))


def shift(name: str, seconds: int) -> Callable[[list[Stop]], object]:
    def change(stops: list[Stop]) -> None:
        n, old = at(stops, name), stops[at(stops, name)]
        stops[n] = replace(
            old,
            arrive=old.arrive + seconds,
            begin=old.begin + seconds,
            leave=old.leave + seconds,
        )

    return change


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("time", shift("visit", -60)),
        ("late", shift("from", 2 * H)),
        ("rest", shift("rest", -H)),
        ("rest", lambda stops: stops.pop(at(stops, "rest"))),
        ("folder", lambda stops: stops.pop(at(stops, "reload"))),
        ("ready", shift("reload", -H)),
        ("forgotten", lambda stops: stops.pop(at(stops, "visit"))),
        ("half", lambda stops: stops.pop(at(stops, "to"))),
        ("twice", lambda stops: stops.append(stops[0])),
    ],
)
def test_what_is_wrong_with_a_stop_is_found(
    rule: str, change: Callable[[list[Stop]], object]
) -> None:
    problem, plan = day()
    assert rule in {fault.rule for fault in check(problem, with_stops(plan, change))}


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("skill", {"skills": frozenset()}),
        ("bag", {"bag": 1}),
        ("shift", {"end": 13 * H}),
        ("rest", {"rest": Break(2700, 11 * H, 12 * H)}),
    ],
)
def test_what_a_worker_cannot_do_is_found(rule: str, change: dict[str, Any]) -> None:
    problem, plan = day()
    worker = replace(problem.workers[0], **change)
    faults = check(replace(problem, workers=(worker,)), plan)
    assert rule in {fault.rule for fault in faults}


def test_an_order_that_was_locked_or_linked_is_found() -> None:
    problem, plan = day()
    locked = replace(problem, locked={"rini": ("to",)})
    assert "locked" in {fault.rule for fault in check(locked, plan)}
    tasks = tuple(
        replace(t, after="permit") if t.id == "visit" else t for t in problem.tasks
    )
    faults = check(replace(problem, tasks=tasks), plan)
    assert "order" in {fault.rule for fault in faults}


def test_riding_that_is_told_wrong_is_found() -> None:
    problem, plan = day()
    wrong = replace(plan, riding=plan.riding - 1)
    assert [fault.rule for fault in check(problem, wrong)] == ["riding"]


def test_a_stranger_in_the_plan_is_found() -> None:
    problem, plan = day()
    stranger = Route("joko", (), 0)
    faults = check(problem, replace(plan, routes=(*plan.routes, stranger)))
    assert "unknown" in {fault.rule for fault in faults}


def test_the_checker_imports_only_the_values() -> None:
    tree = ast.parse(Path(checker.__file__).read_text())
    imported = {
        node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
    }
    ours = {name for name in imported if name and name.startswith("satupintu")}
    assert ours == {"satupintu.routing.values"}
