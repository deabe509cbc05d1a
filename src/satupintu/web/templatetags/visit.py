"""Numbers and times on visitors' pages: `{% load visit %}`."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from satupintu.kernel.money import format_clock
from satupintu.web.visit.reasons import reason_in_words

register = template.Library()

# Languages that people read with digits of their own. What is written on a sign
# (numbers, counters, floors) keeps the sign's digits, or nobody would find it.
_DIGITS = {"km": str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")}


@register.filter
def digits(value: object) -> str:
    """A count or a time in the digits of the language."""
    text = "" if value is None else str(value)
    table = _DIGITS.get(get_language() or "")
    return text.translate(table) if table else text


@register.filter
def clock(value: datetime | None) -> str:
    """A time of the day as the mall's clocks show it: 09.44, 09:44, ០៩:៤៤."""
    if value is None:
        return ""
    return digits(format_clock(value, timezone.get_current_timezone()))


@register.filter
def why_moved(code: str) -> str:
    """Why a forecast moved, in a sentence; empty where there is no reason."""
    return reason_in_words(code)
