"""What the head of the dispatcher's page says about the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from satupintu.courier.service import DayPlanView, HomeVisitView


@dataclass(frozen=True, slots=True)
class Figures:
    """`kept` of `promised` windows are, or will be as the plan stands."""

    officers: int
    stops: int
    kept: int
    promised: int

    @property
    def percent(self) -> int | None:
        """Of the promises; rounded down, so that 100 means all."""
        return 100 * self.kept // self.promised if self.promised else None


def figures_of(plan: DayPlanView) -> Figures:
    """Counted from the plan as it is published."""
    riding = [r for r in plan.routes if r.state != "off"]
    visits = [s.visit for r in plan.routes for s in r.stops if s.visit]
    endangered = {visit.id for visit in plan.at_risk}
    kept = [v for v in visits if v.id not in endangered and _is_kept(v)]
    return Figures(
        officers=len(riding),
        stops=len(visits),
        kept=len(kept),
        promised=len({v.id for v in _all(plan, visits)}),
    )


def _all(plan: DayPlanView, visits: Sequence[HomeVisitView]) -> list[HomeVisitView]:
    return [*visits, *plan.unplanned]


def _is_kept(visit: HomeVisitView) -> bool:
    """Who was there in time has kept the promise, whatever came of the visit."""
    if visit.outcome in ("no_time", "rain"):
        return False
    came = visit.arrived_at
    return came is None or visit.until_at is None or came <= visit.until_at
