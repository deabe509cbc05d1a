"""An appointment, or a visitor who joined from afar, has come to the kiosk."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext_lazy as _

from satupintu.kernel.errors import NotFound
from satupintu.queueing import service as queueing
from satupintu.queueing.service import VisitView
from satupintu.web.kiosk.paired import Kiosk

# The end of a visitor's address, as the QR of a ticket or of a remote number has it.
_VISIT: Final = re.compile(r"/v/([A-Za-z0-9_-]{10,40})/?$")


class UnknownCode(NotFound):
    code = "unknown_code"


def check_in(kiosk: Kiosk, scanned: str) -> VisitView:
    """The visit of what was scanned or typed. Raises `UnknownCode` and others."""
    text = scanned.strip()
    if found := _VISIT.search(text):
        return queueing.arrive(token=found[1], now=kiosk.now)
    raise UnknownCode(
        _("We do not know this code. Take a number as usual, or call staff.")
    )
