"""The windows that can be kept, and the promise: choose, look harder, confirm, move.

Whoever has the visit's address may choose a time; to move what is promised takes more
(see `proving`). Where it goes is shown to the person who is visited only.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from satupintu.courier import service as courier
from satupintu.courier.service import DayOffer, HomeVisitView, WindowOffer
from satupintu.kernel.actor import Actor, ActorKind
from satupintu.kernel.errors import Invalid, Refused
from satupintu.web.home import proving
from satupintu.web.home.closed import Closed, closed, reasons_in
from satupintu.web.home.keepers import asker_of
from satupintu.web.home.shown import errors_of, show_visit, steps, to_visit
from satupintu.web.requests import Request, as_request

# As many days are open on the page; the others are one press away.
DAYS_SHOWN = 3


class NoTimeChosen(Invalid):
    """None of the times was chosen, or what was sent is no time."""

    code = "no_time_chosen"

    def __init__(self) -> None:
        super().__init__(gettext_lazy("Choose one of the times."))


@dataclass(frozen=True, slots=True)
class Window:
    """A window as it is drawn: `value` is what the form sends, `shut` why it is
    closed, in a word or two and in a sentence."""

    offer: WindowOffer
    value: str
    is_chosen: bool
    shut: Closed | None


@dataclass(frozen=True, slots=True)
class DayShown:
    """A day of the calendar with its windows."""

    at: datetime
    windows: Sequence[Window]

    @property
    def free(self) -> int:
        return sum(window.offer.is_open for window in self.windows)

    @property
    def why(self) -> str:
        """Why nothing is free on this day, or in what is left of it."""
        closed_ = [window.shut for window in self.windows if window.shut]
        left = [shut for shut in closed_ if shut.rule != "passed"] or closed_
        reasons = {shut.short for shut in left}
        return reasons.pop() if len(reasons) == 1 else _("nothing free")


@dataclass(frozen=True, slots=True)
class Shut:
    """Days in a row on which nothing is free, for the same reason."""

    first: datetime
    last: datetime
    why: str

    @property
    def is_one(self) -> bool:
        return self.first == self.last


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def when(request: HttpRequest, token: str) -> HttpResponse:
    """Days at a glance; sending the form leads to the last page before the promise."""
    given = as_request(request)
    visit = courier.home_visit(token=token, now=given.now)
    if not visit.can_change or not visit.has_place:
        return to_visit(visit)
    if given.method != "POST":
        return _page(given, visit)
    if "look" in given.POST:
        return _page(given, visit, harder=True)
    chosen = given.POST.get("at", "")
    if not chosen:
        return _page(given, visit, refused=NoTimeChosen())
    query = urlencode({"at": chosen})
    return HttpResponseRedirect(f"{reverse('home-visit-check', args=[token])}?{query}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, token: str) -> HttpResponse:
    """All that was said, and the promise; sending the form asks the officer to come.

    What went meanwhile leads back to the times; nothing else is lost.
    """
    given = as_request(request)
    visit = courier.home_visit(token=token, now=given.now)
    if not visit.can_change or not visit.has_place:
        return to_visit(visit)
    sent = given.POST if given.method == "POST" else given.GET
    try:
        window = read_window(sent.get("at", ""))
        if given.method == "POST":
            return _promise(given, visit, window)
        if visit.from_at != window[0]:
            courier.refuse_gone(
                token=token, from_at=window[0], until_at=window[1], now=given.now
            )
    except Refused as refused:
        return _page(given, visit, refused=refused)
    return _last_page(given, visit, window)


def _last_page(
    request: Request,
    visit: HomeVisitView,
    window: tuple[datetime, datetime],
    refused: Refused | None = None,
) -> HttpResponse:
    is_move = visit.state == "booked"
    context = {
        "shown": show_visit(visit),
        "low": window[0],
        "high": window[1],
        "at": "/".join(at.isoformat() for at in window),
        "key": uuid.uuid4().hex,
        "is_move": is_move,
        "is_keeper": is_keeper(request, visit),
        "proof": proving.asked_for(request, visit) if is_move else "",
        "errors": errors_of(refused),
        "steps": steps("check"),
    }
    status = refused.status if refused else 200
    return render(request, "home/check.html", context, status=status)


def _promise(
    request: Request, visit: HomeVisitView, window: tuple[datetime, datetime]
) -> HttpResponse:
    # A second press finds what the first has booked; it says the same again.
    is_move = visit.state == "booked" and visit.from_at != window[0]
    try:
        if is_move:
            proving.refuse_unproven(request, visit)
    except Refused as refused:
        return _last_page(request, visit, window, refused)
    act = courier.move_visit if is_move else courier.book
    try:
        act(
            token=visit.token,
            from_at=window[0],
            until_at=window[1],
            key=request.POST.get("key", "")[:60] or uuid.uuid4().hex,
            actor=acting(request, visit),
            now=request.now,
        )
    except Refused as refused:
        again = courier.home_visit(token=visit.token, now=request.now)
        if not again.can_change:
            return to_visit(again)
        return _page(request, again, refused=refused)
    _say_once(request, _moved() if is_move else _booked())
    return redirect("home-visit-live", visit.token)


def _booked() -> str:
    return _(
        "Booked. We write to you with the link to this page. Before leaving, we send "
        "you the officer's name and a code."
    )


def _moved() -> str:
    return _("Your visit has been moved. We write to you with the new time.")


def _say_once(request: Request, words: str) -> None:
    """On the next page, unless an answer that was not waited for says so already."""
    waiting = messages.get_messages(request)
    is_said = any(str(message) == words for message in waiting)
    if isinstance(waiting, BaseStorage):
        waiting.used = False  # it was looked at only
    if not is_said:
        messages.success(request, words)


def acting(request: Request, visit: HomeVisitView) -> Actor:
    """Who changes the visit: the one signed in, the caller, or who has the address."""
    actor = request.actor
    if actor is None:
        return Actor(ActorKind.CITIZEN, None, visit.name)
    asker = asker_of(request)
    return asker if asker and asker.id == visit.account_id else actor


def is_keeper(request: Request, visit: HomeVisitView) -> bool:
    """Whether the person who is visited reads this, or the operator on the phone."""
    return request.actor is not None and acting(request, visit).id == visit.account_id


def read_window(sent: str) -> tuple[datetime, datetime]:
    """A window as a form sends it, `from/until`. Raises `NoTimeChosen`."""
    try:
        low, high = (datetime.fromisoformat(part) for part in sent.split("/"))
    except ValueError:
        raise NoTimeChosen from None
    years = range(2000, 2200)
    is_known = low.tzinfo is not None and high.tzinfo is not None
    if not is_known or low.year not in years or high.year not in years:
        raise NoTimeChosen
    return low, high


def write_window(offer: WindowOffer) -> str:
    """As a form sends it."""
    return f"{offer.from_at.isoformat()}/{offer.until_at.isoformat()}"


def _page(
    request: Request,
    visit: HomeVisitView,
    *,
    harder: bool = False,
    refused: Refused | None = None,
) -> HttpResponse:
    offered = courier.offers(token=visit.token, now=request.now)
    before = offered
    if harder:
        offered = courier.look_harder(token=visit.token, now=request.now)
    keeps = is_keeper(request, visit)
    days = _days(offered, request, keeps)
    free = [day for day in days if day.free]
    shuts = [window.shut for day in days for window in day.windows if window.shut]
    # Nobody is found by moving others where nobody works, or was taught it.
    could_find = any(shut.rule in ("busy", "far") for shut in shuts)
    context = {
        "shown": show_visit(visit),
        "rows": _rows(days),
        "free": free,
        "open_days": {day.at for day in free[:DAYS_SHOWN]},
        "is_move": visit.state == "booked",
        "reasons": reasons_in(shuts),
        "is_keeper": keeps,
        "looked": harder,
        "found_more": _count_open(offered) > _count_open(before),
        "may_look": not harder and (visit.is_priority if free else could_find),
        "refused": refused,
        "steps": steps("when"),
        "now": request.now,
    }
    status = refused.status if refused else 200
    return render(request, "home/when.html", context, status=status)


def _rows(days: Sequence[DayShown]) -> list[DayShown | Shut]:
    """Days with something free one by one; the others together."""
    found: list[DayShown | Shut] = []
    for day in days:
        before = found[-1] if found else None
        if day.free:
            found.append(day)
        elif isinstance(before, Shut) and before.why == day.why:
            found[-1] = replace(before, last=day.at)
        else:
            found.append(Shut(day.at, day.at, day.why))
    return found


def _count_open(offered: Sequence[DayOffer]) -> int:
    return sum(window.is_open for day in offered for window in day.windows)


def _days(
    offered: Sequence[DayOffer], request: Request, is_keeper: bool
) -> list[DayShown]:
    picked = request.POST.get("at") or request.GET.get("at", "")
    found = []
    for day in offered:
        windows = [
            Window(
                offer=each,
                value=(value := write_window(each)),
                is_chosen=value == picked,
                shut=closed(each.shut, is_keeper=is_keeper) if each.shut else None,
            )
            for each in day.windows
        ]
        if windows:
            found.append(DayShown(day.windows[0].from_at, windows))
    return found
