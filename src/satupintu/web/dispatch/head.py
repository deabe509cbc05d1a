"""The head that all dispatcher's pages share."""

from __future__ import annotations

from datetime import timedelta

from satupintu.catalogue import service as catalogue
from satupintu.web.dispatch.place import Here, page_of
from satupintu.web.dispatch.words import clock, day_words

# How far ahead a pause may end, in minutes from now; and how long to think.
PAUSES = (15, 30, 45, 60, 90, 120, 180)
SECONDS = (2, 10, 30)


def of(place: Here) -> dict[str, object]:
    """Days to go to, and what the forms of the head offer."""
    one = timedelta(days=1)
    return {
        "home": catalogue.home_visits(),
        "day_words": day_words(place.day),
        "before": page_of(place.day - one),
        "after": page_of(place.day + one),
        "riders": [r for r in place.plan.routes if r.state in ("planned", "open")],
        "pauses": [
            (minutes, clock(place.now + timedelta(minutes=minutes)))
            for minutes in PAUSES
        ],
        "thinking": SECONDS,
    }
