"""The month at a glance, the times of a day, and holding one of them."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from urllib.parse import urlencode

from babel.dates import format_date
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from satupintu.appointments import service as appointments
from satupintu.appointments.service import BookingView, Day, DayState, Time
from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Booking as BookingRules
from satupintu.kernel.errors import Refused
from satupintu.kernel.localized import text
from satupintu.people import service as people
from satupintu.web.booking.choice import Choice, holidays, own_case, read_choice
from satupintu.web.booking.choosing import show_errands
from satupintu.web.booking.proof import check_proof
from satupintu.web.requests import Request, as_request, client_address

NOON = 12
EVENING = 17


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def times(request: HttpRequest) -> HttpResponse:
    """Choose a day and a time; sending the form holds it."""
    given = as_request(request)
    try:
        choice = read_choice(given.POST if given.method == "POST" else given.GET, given)
    except appointments.BadChoice as refused:
        return show_errands(given, refused)
    if given.method != "POST":
        return show(given, choice)
    try:
        at = read_moment(given.POST.get("at", ""))
        held = _hold(given, choice, at)
    except appointments.Full:
        return _taken(given, choice)
    except Refused as refused:
        return show(given, choice, refused=refused)
    return redirect("appointment", held.token)


def _taken(request: Request, choice: Choice) -> HttpResponse:
    """Somebody was faster: on to the same day with what is left of it.

    A redirect and not a page: in a rush most answers are these.
    """
    kept = {"day": request.POST.get("day", ""), "taken": request.POST.get("at", "")}
    hold = request.POST.get("hold", "")
    query = urlencode({**kept, **({"hold": hold} if hold else {})})
    return HttpResponseRedirect(
        f"{reverse('appointment-times')}?{choice.query}&{query}", status=303
    )


def _hold(request: Request, choice: Choice, at: datetime) -> BookingView:
    token = request.POST.get("hold", "")
    if token:
        return appointments.change_hold(token=token, at=at, now=request.now)
    actor = request.actor
    case_id = own_case(choice.case, request).pk if choice.case else None
    return appointments.book_hold(
        mall=choice.plan.mall.code,
        wanted=choice.plan.wanted,
        at=at,
        now=request.now,
        actor=actor,
        origin=origin_of(request),
        case_id=case_id,
    )


def origin_of(request: Request) -> appointments.Origin:
    """Who is signed in has proven an address; others prove work. Raises
    `ProofMissing`."""
    if request.actor is not None:
        return appointments.Origin()
    return appointments.Origin(
        network=people.client_network(client_address(request)),
        proof=check_proof(request.POST.get("proof", ""), request.now),
    )


def read_moment(sent: str) -> datetime:
    """A moment as a form sends it. Raises `NotThen`."""
    try:
        at = datetime.fromisoformat(sent)
    except ValueError:
        raise appointments.NotThen from None
    # At the ends of the calendar other time zones have no date.
    if at.tzinfo is None or not date.min.year < at.year < date.max.year:
        raise appointments.NotThen
    return at


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the calendar as it is drawn; `css` never speaks alone."""

    day: Day
    title: str
    css: str
    chosen: bool


_CSS = {
    DayState.FREE: "o",
    DayState.FEW: "few",
    DayState.FULL: "no",
    DayState.CLOSED: "cl",
    DayState.OVER: "no",
    DayState.LATER: "no",
}


@dataclass(frozen=True, slots=True)
class Month:
    """A month with its free days, the chosen one, and the ways on."""

    first: date
    cells: list[Cell]
    blanks: range
    chosen: Day | None
    before: date | None
    after: date | None
    named: list[tuple[date, str]]
    first_free: date | None

    @property
    def name(self) -> str:
        return format_date(self.first, "MMMM yyyy", locale=get_language() or "en")

    @property
    def weekdays(self) -> list[str]:
        return _weekdays(get_language() or "en")

    @property
    def parts(self) -> list[tuple[str, list[Time]]]:
        """The times of the chosen day in the morning, afternoon and evening."""
        times = self.chosen.times if self.chosen else ()
        bounds = (
            (_("Morning"), 0, NOON),
            (_("Afternoon"), NOON, EVENING),
            (_("Evening"), EVENING, 24),
        )
        found = []
        for name, low, high in bounds:
            inside = [t for t in times if low <= _hour(t.at) < high]
            if inside:
                found.append((name, inside))
        return found


@lru_cache(maxsize=10)
def _weekdays(language: str) -> list[str]:
    days = (date(2024, 1, 1) + timedelta(days=n) for n in range(7))  # from a Monday
    return [format_date(day, "EEE", locale=language) for day in days]


def show(
    request: Request,
    choice: Choice,
    *,
    refused: Refused | None = None,
    moving: BookingView | None = None,
) -> HttpResponse:
    """The page with the calendar; `moving` is the booking that looks for a new time."""
    month = month_of(request, choice, moving)
    hold = _hold_on(request)
    if refused is None and request.GET.get("taken"):
        refused = appointments.Full()
    context = {
        "choice": choice,
        "month": month,
        "moving": moving,
        "hold": hold,
        "refused": refused,
        "needs_proof": request.actor is None and not moving and not hold,
        "hold_minutes": _hold_minutes(choice),
        "early": min(10, _rules(choice).early),
        "grace": _rules(choice).grace,
        "picked": request.POST.get("at", ""),
        "is_scarce": _is_scarce(month, moving),
    }
    status = refused.status if refused and request.method == "POST" else 200
    return render(request, "booking/times.html", context, status=status)


def _hold_on(request: Request) -> str:
    """The token of the hold for which another time is looked for, while it may have
    one; '' for a new hold."""
    token = request.POST.get("hold") or request.GET.get("hold", "")
    if not token:
        return ""
    try:
        found = appointments.booking(token)
    except appointments.NoSuchBooking:
        return ""
    return token if appointments.can_hold_on(found, request.now) else ""


def month_of(
    request: Request, choice: Choice, moving: BookingView | None = None
) -> Month:
    """The month that `?month=2026-12` or `?day=` names, else the first free one."""
    given = request.POST if request.method == "POST" else request.GET
    today = catalogue.local_day(request.now)
    horizon = choice.plan.last_day(request.now)
    asked = _day(given.get("day", "")) or _day(f"{given.get('month', '')}-01")
    first = _first_of(min(max(asked or today, today), horizon))
    days = _days(request, choice, first, moving)
    if asked is None and not any(day.can_be_chosen for day in days):
        following = _first_of(first + timedelta(days=31))
        if following <= horizon:
            first, days = following, _days(request, choice, following, moving)
    chosen = _chosen(days, _day(given.get("day", "")))
    names = _names(choice, first, days[-1].day)
    # Weeks that are over are left out: they would only be scrolled past.
    shown = [day for day in days if day.day >= today - timedelta(today.weekday())]
    return Month(
        first=first,
        cells=[_cell(day, names, chosen) for day in shown],
        blanks=range(shown[0].day.weekday()),
        chosen=chosen,
        before=first - timedelta(days=1) if first > today else None,
        after=_after(days[-1].day, horizon),
        named=[(day.day, names[day.day]) for day in days if _is_named(day, names)],
        first_free=next((day.day for day in days if day.can_be_chosen), None),
    )


def _days(
    request: Request, choice: Choice, first: date, moving: BookingView | None
) -> list[Day]:
    _weekday, length = calendar.monthrange(first.year, first.month)
    return appointments.calendar(
        plan=choice.plan,
        first=first,
        last=first.replace(day=length),
        now=request.now,
        share=moving.share if moving else "public",
    )


def _chosen(days: list[Day], asked: date | None) -> Day | None:
    for day in days:
        if day.day == asked and day.times:
            return day
    return next((day for day in days if day.can_be_chosen), None)


def _cell(day: Day, names: dict[date, str], chosen: Day | None) -> Cell:
    is_chosen = chosen is not None and day.day == chosen.day
    css = "on" if is_chosen else _CSS[day.state]
    title = names.get(day.day, "") if day.state is DayState.CLOSED else ""
    return Cell(day, title, css, is_chosen)


def _names(choice: Choice, first: date, last: date) -> dict[date, str]:
    """Why days are closed: holidays, days of the mall's own, the office's reasons."""
    found = {date.fromisoformat(day): name for day, name in holidays().items()}
    for special in choice.plan.mall.specials:
        if not special.hours:
            found[date.fromisoformat(special.date)] = text(special.title)
    queue = choice.plan.needs[0].queue
    found |= appointments.reasons(
        mall=choice.plan.mall, queue=queue, first=first, last=last
    )
    return found


def _is_named(day: Day, names: dict[date, str]) -> bool:
    return day.state is DayState.CLOSED and day.day in names


def _is_scarce(month: Month, moving: BookingView | None) -> bool:
    """Whether the waiting list is worth offering: something before is full."""
    if moving is not None:
        return True
    for cell in month.cells:
        if cell.day.state is DayState.FULL:
            return True
        if cell.day.can_be_chosen:
            return False
    return month.first_free is None


def _after(last: date, horizon: date) -> date | None:
    following = last + timedelta(days=1)
    return following if following <= horizon else None


def _first_of(day: date) -> date:
    return day.replace(day=1)


def _day(sent: str) -> date | None:
    try:
        return date.fromisoformat(sent)
    except ValueError:
        return None


def _hour(at: datetime) -> int:
    return timezone.localtime(at).hour


def _rules(choice: Choice) -> BookingRules:
    found = choice.plan.queues[0].booking
    if found is None:
        raise appointments.NotThen
    return found


def _hold_minutes(choice: Choice) -> int:
    return min(queue.booking.hold for queue in choice.plan.queues if queue.booking)
