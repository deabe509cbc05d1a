"""A visit as its ticket: on the kiosk's screen and on paper, in one language."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import segno
from babel.dates import format_date
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall
from satupintu.kernel.localized import text
from satupintu.queueing.printers import Paper, PaperStop
from satupintu.queueing.service import ForecastView, StopView, VisitView
from satupintu.web.kiosk.content import Way, clock, way_of

SHORT = "en"  # the second language of every ticket, where it is not the first
# Older forecasts say nothing about a visitor who joins now.
STALE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Line:
    """One errand of the ticket: `range` in minutes, only for the line joined now."""

    title: str
    where: str
    range: str
    bring: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the screen shows; `called` is the range as times of day, or empty.

    `booked` is the time of the appointment, if it is one.
    """

    language: str
    number: str
    group: str
    booked: str
    called: str
    ahead: str
    way: Way
    lines: tuple[Line, ...]
    url: str
    qr: str
    offline: bool


@dataclass(frozen=True, slots=True)
class Span:
    """Minutes from now, and how many are ahead."""

    low: int
    high: int
    ahead: int


def ticket_of(
    visit: VisitView, forecasts: Mapping[str, ForecastView], now: datetime
) -> Ticket:
    """The ticket, in the active language."""
    mall = catalogue.mall(visit.mall)
    stop = visit.current or visit.stops[0]
    span = span_of(stop, forecasts, now)
    url = address_of(visit.token)
    return Ticket(
        language=translation.get_language() or "",
        number=visit.number,
        group=_group(mall, visit.group),
        booked=clock(stop.booked_for) if stop.booked_for else "",
        called=_called(span, now),
        ahead=str(span.ahead) if span else "",
        way=way_of(mall, mall.queue(stop.queue)),
        lines=tuple(_line(mall, one, one is stop, span) for one in visit.stops),
        url=url,
        qr=qr_svg(url),
        offline=visit.via == "offline",
    )


def paper_of(
    visit: VisitView,
    forecasts: Mapping[str, ForecastView],
    now: datetime,
    *,
    copy: bool = False,
) -> Paper:
    """The same on paper, with a short English where another language is active."""
    mall = catalogue.mall(visit.mall)
    shown = ticket_of(visit, forecasts, now)
    rows = [
        (_("Your appointment"), shown.booked),
        (_("Called at about"), shown.called),
        (_("People ahead of you"), shown.ahead),
    ]
    marks = [_("COPY")] * copy + [_("OFFLINE")] * shown.offline
    return blank_paper(
        mall,
        when=when_words(visit.opened_at),
        number=visit.number,
        mark=" · ".join(marks),
        group=shown.group,
        group_en=_english(lambda: _("priority")) if shown.group else "",
        place=shown.way.place,
        counters=shown.way.counters,
        way=shown.way.way,
        way_en=_way_english(mall, visit),
        rows=tuple(row for row in rows if row[1]),
        stops=tuple(PaperStop(x.title, x.where, x.bring) for x in shown.lines),
        qr=shown.qr,
        url=shown.url,
        follow=_("Follow on your phone"),
        follow_en=_english(lambda: _("Follow on your phone")),
    )


def blank_paper(mall: Mall, **more: object) -> Paper:
    """What every ticket of the mall says, in the active language."""
    words: dict[str, object] = {
        "language": translation.get_language() or "",
        "mall": text(mall.name),
        "when": "",
        "number": "",
        "notes": (
            _(
                "This number is good at every counter today. Missed it? Tell any "
                "officer: you are called again."
            ),
        ),
        "honest": _("All services without brokers, without tips."),
        "honest_en": _english(lambda: _("All services without brokers, without tips.")),
        "help": _("Help: %(phone)s") % {"phone": mall.help_phone}
        if mall.help_phone
        else "",
    }
    return Paper(**{**words, **more})  # type: ignore[arg-type]


def span_of(
    stop: StopView, forecasts: Mapping[str, ForecastView], now: datetime
) -> Span | None:
    """The range for this stop, else for one who joins its queue now."""
    # Who has an appointment does not wait like one who joins now.
    known = stop.forecast or (None if stop.booked_for else forecasts.get(stop.queue))
    if known is None or now - known.at > STALE or stop.state != "waiting":
        return None
    passed = max(0, int((now - known.at).total_seconds() // 60))
    low, high = max(0, known.low - passed), max(5, known.high - passed)
    return Span(low, high, known.ahead)


def range_words(low: int, high: int) -> str:
    """`10–20 minutes`; what is nearly nothing is said in words."""
    if low == 0 and high <= 5:
        return _("served at once")
    return _("%(low)s–%(high)s minutes") % {"low": low, "high": high}


def when_words(at: datetime) -> str:
    """`Tuesday 24-11-2026 07.32`: short, and the same order everywhere."""
    here = at.astimezone(catalogue.zone())
    locale = (translation.get_language() or "en").replace("-", "_")
    return f"{format_date(here, 'EEEE dd-MM-yyyy', locale=locale)} {clock(at)}"


def address_of(token: str) -> str:
    """The whole address of a visitor's page, for the QR."""
    path = reverse("visit", args=(token,))
    return str(settings.SATUPINTU_BASE_URL).rstrip("/") + path


def qr_svg(url: str) -> str:
    """The QR of an address as a drawing in black, without sizes of its own."""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(
        out, kind="svg", border=2, xmldecl=False, svgclass="qr", omitsize=True
    )
    return out.getvalue().decode()


def _called(span: Span | None, now: datetime) -> str:
    if span is None:
        return ""
    first = clock(now + timedelta(minutes=span.low))
    last = clock(now + timedelta(minutes=span.high))
    return f"{first}–{last}"


def _line(mall: Mall, stop: StopView, is_now: bool, span: Span | None) -> Line:
    queue = mall.queue(stop.queue)
    errand = next((e for e in queue.errands if e.code == stop.errand), None)
    agency = next(a for a in catalogue.pack().agencies if a.code == queue.agency)
    floor = way_of(mall, queue).floor
    bring = text(errand.bring) if errand and errand.bring else text(queue.bring)
    return Line(
        title=text(errand.title) if errand else text(queue.title),
        where=f"{text(agency.short)} · {floor}",
        range=_range(is_now, span, mall),
        bring=_("Bring: %(papers)s") % {"papers": bring} if bring else "",
    )


def _range(is_now: bool, span: Span | None, mall: Mall) -> str:
    if is_now:
        return range_words(span.low, span.high) if span else ""
    if mall.places == "all":
        return ""
    return _("we call you when the one before is done")


def _group(mall: Mall, code: str) -> str:
    found = next((group for group in mall.groups if group.code == code), None)
    return text(found.title) if found else ""


def _english(say: Callable[[], str]) -> str:
    """The same in English; empty where it would only be said twice."""
    own = say()
    with translation.override(SHORT):
        english = say()
    return "" if english == own else english


def _way_english(mall: Mall, visit: VisitView) -> str:
    stop = visit.current or visit.stops[0]
    return _english(lambda: way_of(mall, mall.queue(stop.queue)).way)
