"""Template tags of the manager's hall: `{% load hall %}`."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from satupintu.kernel.money import format_clock, format_number, format_when

register = template.Library()


@register.filter
def clock(value: datetime | None) -> str:
    """`10.41` or `10:41`, on the pack's clocks."""
    return format_clock(value, timezone.get_current_timezone()) if value else ""


@register.filter
def date_words(value: datetime) -> str:
    """`Tuesday, 24 November 2026`, on the pack's clocks."""
    return format_when(value, timezone.get_current_timezone()).rpartition(",")[0]


@register.filter
def hour(minute: float) -> str:
    """A minute of the day as `hh.mm`: 450 -> 07.30."""
    moment = datetime(
        2000, 1, 1, *divmod(round(minute) % 1440, 60), tzinfo=ZoneInfo("UTC")
    )
    return format_clock(moment, "UTC")


@register.filter
def mins(value: float | None) -> str:
    """Minutes in words, whole from two on; a dash where there are none."""
    if value is None:
        return "–"
    shown = format_number(round(value) if value >= 2 else round(value, 1))
    return _("%(n)s min") % {"n": shown}


@register.filter
def percent(value: float | None) -> str:
    """A share (0 to 1) in per cent; a dash where there is none."""
    return "–" if value is None else _("%(n)s %%") % {"n": round(100 * value)}
