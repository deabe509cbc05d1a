"""An appointment, or a visitor who queued from afar, has come to the kiosk."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext_lazy as _

from satupintu.appointments.service import NoSuchBooking
from satupintu.journeys import arrivals
from satupintu.kernel.errors import NotFound
from satupintu.queueing import service as queueing
from satupintu.queueing.service import VisitView
from satupintu.web.kiosk.paired import Kiosk

# The end of a visitor's address, as the QR of a ticket or of a number from home.
_VISIT: Final = re.compile(r"/v/([A-Za-z0-9_-]{10,40})/?$")


class UnknownCode(NotFound):
    """Said for those who stand at the kiosk, who have no letter to look into."""

    code = "unknown_code"


def check_in(kiosk: Kiosk, scanned: str, language: str) -> VisitView:
    """The visit of what was scanned or typed; a second time it is the same.

    Raises `UnknownCode`, `NoSuchVisit`, and what `arrivals.check_in` raises.
    """
    text = scanned.strip()
    if found := _VISIT.search(text):
        return queueing.arrive(token=found[1], now=kiosk.now)
    try:
        return arrivals.check_in(
            mall=kiosk.mall.code,
            code_or_token=text,
            now=kiosk.now,
            key="",  # the booking itself is the key
            language=language,
        )
    except NoSuchBooking:
        raise UnknownCode(
            _("We do not know this code. Take a number as usual, or call staff.")
        ) from None
