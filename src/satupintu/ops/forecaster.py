"""The process that keeps the forecasts of waiting fresh."""

import asyncio
import os

from satupintu.live.forecasts import keep_fresh
from satupintu.queueing.forecast.refresh import refresh_if_due

NICENESS = 5  # after people who wait for a page, before background jobs


def run_forecasts() -> None:
    """Forecast until a signal asks to stop."""
    os.nice(NICENESS)
    asyncio.run(keep_fresh(lambda mall, now: refresh_if_due(mall=mall, now=now)))
