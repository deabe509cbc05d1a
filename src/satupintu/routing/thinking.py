"""Searching for a time, or for a number of trials."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from satupintu.routing import fields as f
from satupintu.routing.board import Board
from satupintu.routing.search import cost_of, restore, save, search
from satupintu.routing.values import BOOKED, Array

# Told the part of the time that is over and the best cost so far; False stops.
Progress = Callable[[float, int], object]
# Between two looks at the clock, in seconds, and trials of the first round.
ROUND = 0.02
FIRST_ROUND = 20
# So many trials for each stop are one cooling; with time for more it starts again.
COOLING = 4500
MOST_STARTS = 8
# After how much of the time one can tell how fast trials are.
MEASURED = 0.02
# What leaving out a promise costs the search at first, in mean rides, and the factor
# for each round in which it is left out.
PRICE, DEARER = 5.0, 1.1


@dataclass(frozen=True, slots=True)
class Effort:
    """How long and how boldly to search: seconds, or a number of trials.

    `hot` and `cold` are the first and the last temperature in mean rides. Only with
    `trials` does the same seed give the same plan on every machine.
    """

    seconds: float | None = None
    trials: int | None = None
    seed: int = 1
    hot: float = 5.0
    cold: float = 0.04
    clock: Callable[[], float] = time.monotonic


def think(
    board: Board,
    effort: Effort,
    *,
    keeping: bool,
    on_progress: Progress | None = None,
) -> int:
    """Search from the plan on the board; it then holds the best plan found.

    keeping: what is promised (`BOOKED`) and served is never left out. Returns the
    number of trials.
    """
    state = board.state
    start_dice(state.dice, effort.seed)
    _set_musts(board, keeping=keeping)
    best = np.zeros(state.routes.shape[1:], np.int64)
    score = np.full(2, cost_of(state, f.PRIZE), np.int64)
    save(state, best)
    trials = _Rounds(board, effort, best, score, keeping).run(on_progress)
    restore(state, best)
    state.jobs[:, f.MUST] = 0
    return trials


def start_dice(dice: Array, seed: int) -> None:
    """Spread the seed over all bits; a state of zero would stay zero."""
    mixed = np.random.SeedSequence(seed).generate_state(1, np.uint64)[0]
    dice[0] = mixed or 1


def _set_musts(board: Board, *, keeping: bool) -> None:
    jobs = board.state.jobs
    served = (jobs[:, f.ROUTE] >= 0) & (jobs[:, f.PRIZE] >= BOOKED)
    jobs[:, f.MUST] = served if keeping else 0


@dataclass(slots=True)
class _Rounds:
    board: Board
    effort: Effort
    best: Array
    score: Array
    keeping: bool
    _weights: Array = field(default_factory=lambda: np.zeros(0))
    _starts: int = 0

    def run(self, on_progress: Progress | None) -> int:
        effort, done, part = self.effort, 0, 0.0
        # Compiled now, if it has to be, and not at the expense of the search.
        self._search(0, 0.0)
        began = effort.clock()
        while part < 1:
            size = self._size(done, effort.clock() - began)
            self._search(size, part)
            done += size
            part = self._part(done, effort.clock() - began)
            if not self._starts and part > MEASURED:
                self._starts = self._count_starts(done / part)
            if on_progress and on_progress(part, int(self.score[1])) is False:
                break
        return done

    def _part(self, done: int, spent: float) -> float:
        if self.effort.trials is not None:
            return done / max(1, self.effort.trials)
        return spent / max(self.effort.seconds or 0.0, 1e-9)

    def _count_starts(self, trials: float) -> int:
        """How many coolings there is time for."""
        stops = max(1, int(self.board.state.counts[f.JOBS]))
        return min(MOST_STARTS, max(1, int(trials / (COOLING * stops))))

    def _size(self, done: int, spent: float) -> int:
        """As many trials as fit before the next look at the clock, or the end."""
        if self.effort.trials is not None:
            return max(1, min(1000, self.effort.trials - done))
        if not done:
            return FIRST_ROUND
        left = min(ROUND, max((self.effort.seconds or 0.0) - spent, 0.0))
        return max(1, int(done / max(spent, 1e-6) * left))

    def _search(self, size: int, part: float) -> None:
        self._set_prices()
        heat = self._heat(part)
        search(self.board.state, self.best, self.score, size, heat)

    def _set_prices(self) -> None:
        """Let the search leave promises out for a while: so it gets from one full plan
        to another. Each is the dearer the longer it was left out; the best plan is
        judged by the prizes.
        """
        state = self.board.state
        jobs = state.jobs
        jobs[:, f.PRICE] = jobs[:, f.PRIZE]
        if self.keeping:
            return
        if not self._weights.size:
            self._weights = np.ones(len(jobs))
        self._weights[state.absent[: state.counts[f.ABSENT]]] *= DEARER
        price = np.minimum(PRICE * self._ride() * self._weights, jobs[:, f.PRIZE])
        booked = jobs[:, f.PRIZE] >= BOOKED
        jobs[booked, f.PRICE] = price[booked].astype(np.int64)

    def _ride(self) -> float:
        totals = self.board.state.totals
        mean = totals[:, f.RIDING].sum() / max(1, totals[:, f.COUNT].sum())
        return float(max(mean, 1.0))

    def _heat(self, part: float) -> float:
        effort = self.effort
        cooled = part * max(1, self._starts) % 1.0
        ratio: float = (effort.cold / effort.hot) ** cooled
        return self._ride() * effort.hot * ratio
