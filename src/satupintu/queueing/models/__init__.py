"""Visits, stops, calls; who serves where; what displays and devices hold.

    Visit   one person, one day, one number, one unguessable address
    Stop    one errand of the visit, in one queue; its state now
    Period  append-only: from when the stop was in which state
    Call    append-only: each call and recall, and by which policy

Everything about queues, hours and policies is in the pack (`catalogue.Mall`);
rows name queues, counters and zones by their codes.
"""

from satupintu.queueing.models.counters import (
    Pause,
    Press,
    Session,
)
from satupintu.queueing.models.forecasts import (
    Forecast,
    Law,
    QueueForecast,
    Said,
)
from satupintu.queueing.models.hall import (
    Alarm,
    Announcement,
    Clip,
    Device,
    HallClock,
    Lease,
    Notice,
    Override,
)
from satupintu.queueing.models.visits import (
    AT_COUNTER,
    OVER,
    Call,
    Period,
    Series,
    State,
    Stop,
    Visit,
)

__all__ = [
    "AT_COUNTER",
    "OVER",
    "Alarm",
    "Announcement",
    "Call",
    "Clip",
    "Device",
    "Forecast",
    "HallClock",
    "Law",
    "Lease",
    "Notice",
    "Override",
    "Pause",
    "Period",
    "Press",
    "QueueForecast",
    "Said",
    "Series",
    "Session",
    "State",
    "Stop",
    "Visit",
]
