"""An appointment, or a visitor who queued from afar, has come to the kiosk."""

from __future__ import annotations

import re
from typing import Final

from satupintu.journeys import arrivals
from satupintu.queueing import service as queueing
from satupintu.queueing.service import VisitView
from satupintu.web.kiosk.paired import Kiosk

# The end of a visitor's address, as the QR of a ticket or of a number from home.
_VISIT: Final = re.compile(r"/v/([A-Za-z0-9_-]{10,40})/?$")


def check_in(kiosk: Kiosk, scanned: str, language: str) -> VisitView:
    """The visit of what was scanned or typed; a second time it is the same.

    Raises `NoSuchVisit`, and what `arrivals.check_in` raises.
    """
    text = scanned.strip()
    if found := _VISIT.search(text):
        return queueing.arrive(token=found[1], now=kiosk.now)
    return arrivals.check_in(
        mall=kiosk.mall.code,
        code_or_token=text,
        now=kiosk.now,
        key="",  # the booking itself is the key
        language=language,
    )
