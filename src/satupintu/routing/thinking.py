"""Searching for a time, or for a number of trials."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Effort:
    """How long and how boldly to search: seconds, or a number of trials.

    `hot` and `cold` are the first and the last temperature in mean rides. Only with
    `trials` does the same seed give the same plan on every machine.
    """

    seconds: float | None = None
    trials: int | None = None
    seed: int = 1
    hot: float = 0.75
    cold: float = 0.006
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
    best = np.zeros(state.routes.shape[1:], np.int32)
    score = np.full(2, cost_of(state), np.int64)
    save(state, best)
    trials = _Rounds(board, effort, best, score).run(on_progress)
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

    def run(self, on_progress: Progress | None) -> int:
        effort, done, part = self.effort, 0, 0.0
        began = effort.clock()
        size = FIRST_ROUND
        while part < 1:
            if effort.trials is not None:
                size = min(1000, effort.trials - done)
            if size <= 0:
                break
            self._search(size, part)
            done += size
            part = self._part(done, began)
            size = self._next_size(done, began)
            if on_progress and on_progress(part, int(self.score[1])) is False:
                break
        return done

    def _part(self, done: int, began: float) -> float:
        if self.effort.trials is not None:
            return done / max(1, self.effort.trials)
        seconds = self.effort.seconds or 0.0
        return (self.effort.clock() - began) / max(seconds, 1e-9)

    def _next_size(self, done: int, began: float) -> int:
        """As many trials as fit before the next look at the clock, or the end."""
        seconds = self.effort.seconds or 0.0
        spent = max(self.effort.clock() - began, 1e-6)
        left = min(ROUND, max(seconds - spent, 0.0))
        return max(1, int(done / spent * left))

    def _search(self, size: int, part: float) -> None:
        heat = self._heat(part)
        search(self.board.state, self.best, self.score, size, (heat, heat))

    def _heat(self, part: float) -> float:
        effort, state = self.effort, self.board.state
        ride = state.totals[:, f.RIDING].sum() / max(1, state.totals[:, f.COUNT].sum())
        ratio = effort.cold / effort.hot
        return float(max(ride, 1) * effort.hot * ratio ** min(1.0, part))
