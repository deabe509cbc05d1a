"""Whether the published plan of a day can be ridden as it says, and keeps every
promise: asked of a checker that shares no code with the engine."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from satupintu.courier.dayrows import read_days
from satupintu.courier.problem import JUST, lay_out

if TYPE_CHECKING:
    from satupintu.routing.service import Fault


def faults_of(*, day: date, now: datetime) -> list[Fault]:
    """What is wrong with the plan of a day as its rows say; none if all is well.

    A promise without a place in a route is a fault, too (`unserved`).
    """
    from satupintu.routing.service import Fault, check

    rows = read_days([day])[day]
    layout = lay_out(rows, now=now, relaxed=dict.fromkeys(rows.visits, JUST))
    lost = [Fault("unserved", task=name) for name in layout.plan.unserved]
    return [*lost, *check(layout.problem, layout.plan)]
