"""Days at the door, ours beside others: `make bench-plan` or `python -m bench.plan`.

A day is 20 workers and 200 stops (`bench.day`). The score is seconds of riding plus
the prizes of what is left out; budgets are seconds of processor time on one core. The
referees (VROOM, PyVRP, OR-Tools) come with `make bench-plan`; plans of all are
replayed by the checker. Then random small days that use every rule.

Goals: first feasible plan within 0.5 s; better than VROOM -x 5 after 3 s, 10 % better
after 30 s; every plan passes the checker, on 1,000 random days, too.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from statistics import fmean
from types import ModuleType

from bench import machine
from bench.day import make_day
from satupintu.routing.service import Engine, Plan, Problem, check
from satupintu.routing.tests.days import random_day

BUDGETS = (1.0, 3.0, 10.0, 30.0)
DEPTHS = (0, 5)
TRIALS = 200  # of search on each random day


@dataclass(frozen=True, slots=True)
class Result:
    solver: str
    day: int
    seconds: float
    score: int
    unserved: int
    riding: int
    faults: int


def measure(
    solver: str, day: int, problem: Problem, solve: Callable[[], Plan]
) -> Result:
    began = time.process_time()
    plan = solve()
    seconds = time.process_time() - began
    faults = len(check(problem, plan))
    left = len(plan.unserved)
    return Result(solver, day, seconds, plan.cost, left, plan.riding, faults)


def ours(problem: Problem, seconds: float, seed: int) -> Plan:
    engine = Engine(problem)
    began = time.process_time()
    if seconds:
        engine.solve(seconds, seed, clock=time.process_time)
    assert time.process_time() - began < seconds + 1
    return engine.plan()


def run_day(day: int, budgets: list[float], others: bool) -> list[Result]:
    problem = make_day(day)
    results = [measure("ours, first", day, problem, lambda: ours(problem, 0, day))]
    for budget in budgets:
        name = f"ours {budget:g} s"
        results.append(
            measure(name, day, problem, lambda b=budget: ours(problem, b, day))
        )
    if not others:
        return results
    vroom, pyvrp, ortools = map(_referee, ("vroom", "pyvrp", "ortools"))
    for depth in DEPTHS:
        name = f"VROOM -x {depth}"
        results.append(
            measure(name, day, problem, lambda d=depth: vroom.solve(problem, d))
        )
    for budget in budgets:
        for name, module in (("PyVRP", pyvrp), ("OR-Tools", ortools)):
            results.append(
                measure(
                    f"{name} {budget:g} s",
                    day,
                    problem,
                    lambda m=module, b=budget: m.solve(problem, b),
                )
            )
    return results


def _referee(name: str) -> ModuleType:
    try:
        return import_module(f"bench.referees.{name}")
    except ModuleNotFoundError as missing:
        raise SystemExit(
            f"{missing}. `make bench-plan` installs the referees; without them: --alone"
        ) from None


def show(results: list[Result]) -> dict[str, float]:
    """One row for each solver: means over the days. Returns the scores."""
    print(f"\n{'':16}{'CPU s':>8}{'score/1000':>12}{'unserved':>10}{'riding h':>10}")
    scores = {}
    for solver in dict.fromkeys(result.solver for result in results):
        rows = [result for result in results if result.solver == solver]
        scores[solver] = fmean(row.score for row in rows)
        faults = sum(row.faults for row in rows)
        print(
            f"{solver:16}{fmean(r.seconds for r in rows):8.2f}"
            f"{scores[solver] / 1000:12.1f}{fmean(r.unserved for r in rows):10.1f}"
            f"{fmean(r.riding for r in rows) / 3600:10.1f}"
            f"{f'  {faults} FAULTS' if faults else ''}"
        )
    return scores


def judge(results: list[Result], scores: dict[str, float]) -> bool:
    mine = [result for result in results if result.solver.startswith("ours")]
    first = max(result.seconds for result in mine if result.solver == "ours, first")
    faults = sum(result.faults for result in mine)
    good = machine.verdict("first plan, s", first, "<= 0.5", met=first <= 0.5)
    good &= machine.verdict("faults", faults, "0", met=not faults)
    for budget, least in ((3.0, 0.0), (30.0, 10.0)):
        score = scores.get(f"ours {budget:g} s")
        if score is None or "VROOM -x 5" not in scores:
            continue
        better = 100 * (1 - score / scores["VROOM -x 5"])
        name = f"better than VROOM -x 5, {budget:g} s, %"
        good &= machine.verdict(name, better, f">= {least:g}", met=better >= least)
    return good


def run_random_days(count: int) -> bool:
    """Plan random days, search a little, replay: all must be feasible."""
    feasible = 0
    for seed in range(count):
        problem = random_day(seed)
        engine = Engine(problem)
        faults = check(problem, engine.plan())
        engine.solve(trials=TRIALS, seed=seed)
        faults += check(problem, engine.plan())
        engine.improve(trials=TRIALS, seed=seed)
        faults += check(problem, engine.plan())
        feasible += not faults
        if faults:
            print(f"  random day {seed}: {faults[:3]}")
    share = 100 * feasible / max(1, count)
    name = f"{count} random days feasible, %"
    return machine.verdict(name, share, "100", met=feasible == count)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--seconds", type=float, nargs="+", default=list(BUDGETS))
    parser.add_argument("--alone", action="store_true", help="without referees")
    parser.add_argument("--days", type=int, default=1000, help="random days")
    parser.add_argument("--json", type=Path, help="where the figures go as JSON")
    options = parser.parse_args()
    machine.describe()
    ours(make_day(0), 0.2, 1)  # compiled before anything is measured
    results = [
        result
        for seed in options.seeds
        for result in run_day(seed, options.seconds, not options.alone)
    ]
    good = judge(results, show(results))
    good &= run_random_days(options.days)
    if options.json:
        options.json.write_text(json.dumps([asdict(r) for r in results], indent=1))
    raise SystemExit(not good)


if __name__ == "__main__":
    main()
