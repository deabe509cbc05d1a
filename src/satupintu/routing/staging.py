"""A task written behind the last row of the board, to be kept or wiped out again."""

from __future__ import annotations

from dataclasses import dataclass

from satupintu.routing import fields as f
from satupintu.routing.board import Board, add_job
from satupintu.routing.nearness import set_near_of, set_rides
from satupintu.routing.values import Array, Task


@dataclass(slots=True)
class Staged:
    """`with Staged(...) as staged:`; gone afterwards unless `kept` was set."""

    board: Board
    task: Task
    ride: Array
    job: int = -1
    kept: bool = False
    _marks: tuple[int, int, int, int] = (0, 0, 0, 0)
    _near: Array | None = None

    def __enter__(self) -> Staged:
        board, counts = self.board, self.board.state.counts
        first = board.next_node
        self._marks = (
            first,
            board.next_window,
            int(counts[f.ABSENT]),
            int(counts[f.TELLS]),
        )
        self.job = add_job(board, (self.task,))
        reload = board.problem.reload
        set_rides(board.state, first, board.next_node, self.ride, reload)
        return self

    def come_near(self) -> None:
        """Let searches find the task by its neighbours."""
        if self._near is not None:
            return
        self._near = self.board.state.near.copy()
        first = 2 * len(self.board.problem.workers)
        for u in range(self._marks[0], self.board.next_node):
            set_near_of(self.board.state, u, first)

    def __exit__(self, *_: object) -> None:
        if self.kept:
            return
        board, counts = self.board, self.board.state.counts
        if self._near is not None:
            board.state.near[:] = self._near
        for u in range(self._marks[0], board.next_node):
            del board.tasks[u]
        del board.jobs[self.task.id], board.nodes[self.task.id]
        del board.members[self.job]
        board.next_node, board.next_window = self._marks[:2]
        counts[f.ABSENT], counts[f.TELLS] = self._marks[2:]
        counts[f.JOBS] -= 1
