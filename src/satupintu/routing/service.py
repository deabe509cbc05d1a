"""The door of routing: plan the day of people who ride from stop to stop.

engine = Engine(problem)              everything inserted, the dearest first
engine.solve(seconds=30)              searched
engine.offers(task, windows, to, back)   which windows can be promised, in 0.5 ms
engine.add(task, to, back)            booked
engine.improve(seconds=0.05)          thought about, no promise broken
check(engine.problem, engine.plan())  [] when it can be ridden as it says
"""

from satupintu.routing.check import Fault, check
from satupintu.routing.engine import Engine, UnknownTask, UnknownWorker
from satupintu.routing.thinking import Effort, Progress
from satupintu.routing.values import (
    BOOKED,
    TOLERANCE,
    BadProblem,
    Break,
    Offer,
    Plan,
    Problem,
    Reason,
    Route,
    Stop,
    Task,
    Verdict,
    Window,
    Worker,
)
from satupintu.routing.warming import warm

__all__ = [
    "BOOKED",
    "TOLERANCE",
    "BadProblem",
    "Break",
    "Effort",
    "Engine",
    "Fault",
    "Offer",
    "Plan",
    "Problem",
    "Progress",
    "Reason",
    "Route",
    "Stop",
    "Task",
    "UnknownTask",
    "UnknownWorker",
    "Verdict",
    "Window",
    "Worker",
    "check",
    "warm",
]
