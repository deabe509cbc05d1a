"""A visit as others see it: values without a database behind them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from satupintu.queueing.models import OVER, Forecast, State, Stop, Visit


@dataclass(frozen=True, slots=True)
class ForecastView:
    """Minutes from `at`: the calibrated quantiles, and the range that is shown."""

    at: datetime
    ahead: int
    low: int
    high: int
    q10: float
    q50: float
    q90: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StopView:
    """One errand of a visit; see `models.Stop` for the fields."""

    id: uuid.UUID
    place: int
    queue: str
    errand: str
    case_id: uuid.UUID | None
    state: str
    since: datetime
    waiting_from: datetime | None
    sort_at: datetime
    booked_for: datetime | None
    not_before: datetime | None
    pushed: int
    priority: bool
    calls: int
    counter: str
    reason: str
    forecast: ForecastView | None = None

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def at_counter(self) -> bool:
        return self.state in (State.CALLED, State.SERVING)


@dataclass(frozen=True, slots=True)
class VisitView:
    """One person's visit of a day, with its stops in their order."""

    id: uuid.UUID
    mall: str
    day: date
    number: str
    token: str
    via: str
    group: str
    language: str
    needs: tuple[str, ...]
    name: str
    contact: str
    account_id: uuid.UUID | None
    booking_id: uuid.UUID | None
    counter: str
    zone: str
    opened_at: datetime
    arrived_at: datetime | None
    ended_at: datetime | None
    end: str
    stops: tuple[StopView, ...]

    @property
    def current(self) -> StopView | None:
        """The stop at a counter; else the one in a line or held; else the next."""
        for states in (
            (State.CALLED, State.SERVING),
            (State.WAITING, State.ON_HOLD),
            (State.PLANNED,),
        ):
            for stop in self.stops:
                if stop.state in states:
                    return stop
        return None


def forecast_view(row: Forecast) -> ForecastView:
    return ForecastView(
        at=row.at,
        ahead=row.ahead,
        low=row.low,
        high=row.high,
        q10=row.q10,
        q50=row.q50,
        q90=row.q90,
        reason=row.reason,
    )


def stop_view(row: Stop, forecast: Forecast | None = None) -> StopView:
    return StopView(
        id=row.pk,
        place=row.place,
        queue=row.queue,
        errand=row.errand,
        case_id=row.case_id,
        state=row.state,
        since=row.since,
        waiting_from=row.waiting_from,
        sort_at=row.sort_at,
        booked_for=row.booked_for,
        not_before=row.not_before,
        pushed=row.pushed,
        priority=row.priority,
        calls=row.calls,
        counter=row.counter,
        reason=row.reason,
        forecast=forecast_view(forecast) if forecast else None,
    )


def visit_view(row: Visit, stops: Iterable[Stop]) -> VisitView:
    """The view; forecasts are taken along where they were fetched with the stops."""
    return VisitView(
        id=row.pk,
        mall=row.mall,
        day=row.day,
        number=row.number,
        token=row.token,
        via=row.via,
        group=row.group,
        language=row.language,
        needs=tuple(row.needs),
        name=row.name,
        contact=row.contact,
        account_id=row.account_id,
        booking_id=row.booking_id,
        counter=row.counter,
        zone=row.zone,
        opened_at=row.opened_at,
        arrived_at=row.arrived_at,
        ended_at=row.ended_at,
        end=row.end,
        stops=tuple(stop_view(stop, _forecast(stop)) for stop in stops),
    )


def _forecast(stop: Stop) -> Forecast | None:
    known = stop._state.fields_cache.get("forecast")
    return known if isinstance(known, Forecast) else None
