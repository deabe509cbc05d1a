"""Compiling ahead of time: what is not kept on disk yet takes about 20 s."""

from __future__ import annotations

import fcntl
from dataclasses import replace

import numpy as np

from satupintu.routing.compiling import CACHE
from satupintu.routing.engine import Engine
from satupintu.routing.values import Problem, Task, Window, Worker


def warm() -> None:
    """Compile all of the engine, so that nobody waits for it later.

    Of processes that begin together one compiles; the others wait and then read what
    it has kept.
    """
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        _use_all()


def _use_all() -> None:
    tasks = tuple(Task(name, 1, 60, (Window(0, 600),), prize=900) for name in "ab")
    worker = Worker("", 0, 0, 3600)
    engine = Engine(Problem((worker,), tasks, 60 * (1 - np.eye(2, dtype=np.int32))))
    engine.solve(trials=1)
    engine.improve(trials=1)
    asked, window = Task("c", 1, 60, (Window(0, 600),)), Window(0, 0)
    engine.look_harder(asked, [window], trials=1)
    engine.add(asked)
    engine.move("a", "")
    engine.why("a")
    engine.set_worker(replace(worker, end=130))
