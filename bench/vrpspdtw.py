"""Published instances: `python -m bench.vrpspdtw [PATH ...] [--seconds 10 30 60]`.

PATH is an instance (`*.vrpspdtw`) or a folder of them; without one, the five in
`bench/data/vrpspdtw`. The fleet is capped at that of the best tour beside the
instance, else at its VEHICLES. Found routes are replayed in full precision. Gap: how
much longer than the best known, in % (below zero: shorter). Budgets are seconds of
processor time on one core, from scratch each.

Goals: mean gap at most 1 % after 30 s, 0.5 % after 60 s.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean

from bench import machine
from bench.instances import (
    Instance,
    faults_of,
    length_of,
    problem_of,
    read,
    routes_of,
)
from satupintu.routing.service import Engine

HERE = Path(__file__).parent / "data" / "vrpspdtw"
GOALS = {30.0: 1.0, 60.0: 0.5}


@dataclass(frozen=True, slots=True)
class Result:
    instance: str
    vehicles: int
    seconds: float
    seed: int
    distance: float
    best: float | None
    faults: list[str]

    @property
    def gap(self) -> float | None:
        if self.best is None or self.faults:
            return None
        return 100 * (self.distance / self.best - 1)


def solve(instance: Instance, seconds: float, seed: int) -> Result:
    engine = Engine(problem_of(instance))
    engine.solve(seconds, seed, clock=time.process_time)
    routes = routes_of(engine.plan())
    return Result(
        instance.name,
        instance.vehicles,
        seconds,
        seed,
        length_of(instance, routes),
        instance.best,
        faults_of(instance, routes),
    )


def find(paths: list[Path]) -> list[Path]:
    """The instances at the paths; their best known cost may come from a tour."""
    found: list[Path] = []
    for path in paths or [HERE]:
        found += sorted(path.glob("**/*.vrpspdtw")) if path.is_dir() else [path]
    if not found:
        raise SystemExit("There is no *.vrpspdtw at this place.")
    return found


def show(result: Result) -> None:
    end = f"{result.gap:8.2f} %" if result.gap is not None else ""
    if result.faults:
        end = f"  not feasible: {', '.join(sorted(set(result.faults)))[:60]}"
    best = f"{result.best:10.2f}" if result.best else f"{'?':>10}"
    print(
        f"{result.instance:12}{result.vehicles:4} vehicles{best}"
        f"{result.seconds:6g} s  seed {result.seed}{result.distance:10.2f}{end}",
        flush=True,
    )


def judge(results: list[Result]) -> bool:
    """The mean gaps; an instance without a feasible plan misses every goal."""
    good = not any(result.faults for result in results)
    gaps: dict[float, list[float]] = defaultdict(list)
    for result in results:
        if result.gap is not None:
            gaps[result.seconds].append(result.gap)
    for seconds, found in gaps.items():
        mean, name = fmean(found), f"mean gap after {seconds:g} s, %"
        goal = GOALS.get(seconds)
        met = goal is None or mean <= goal
        good &= machine.verdict(name, mean, f"<= {goal}" if goal else "-", met=met)
    return good


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("paths", type=Path, nargs="*")
    parser.add_argument("--seconds", type=float, nargs="+", default=[10, 30, 60])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--json", type=Path, help="where the figures go as JSON")
    options = parser.parse_args()
    machine.describe()
    results = []
    for path in find(options.paths):
        instance = read(path)
        for seconds in options.seconds:
            for seed in options.seeds:
                results.append(solve(instance, float(seconds), seed))
                show(results[-1])
    good = judge(results)
    if options.json:
        rows = [{**asdict(r), "gap": r.gap} for r in results]
        options.json.write_text(json.dumps(rows, indent=1))
    raise SystemExit(not good)


if __name__ == "__main__":
    main()
