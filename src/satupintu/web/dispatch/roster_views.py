"""Who rides: officers with what they know, and their shifts of a week."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods

from satupintu.catalogue import service as catalogue
from satupintu.courier import service as courier
from satupintu.courier.service import OfficerView, ShiftView
from satupintu.kernel.errors import Invalid, Refused
from satupintu.kernel.localized import text
from satupintu.people import service as people
from satupintu.web.dispatch import upkeep
from satupintu.web.dispatch.place import day_of, id_of, page_of, refuse_others
from satupintu.web.dispatch.words import clock, short_day
from satupintu.web.guards import staff_required
from satupintu.web.requests import SignedIn

WEEK = 7


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of an officer: the shift in words, if there is one."""

    day: date
    shift: ShiftView | None
    words: str
    is_off: bool
    href: str
    can_go: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """An officer's week."""

    officer: OfficerView
    base: str
    skills: Sequence[str]
    cells: Sequence[Cell]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def roster(request: SignedIn) -> HttpResponseBase:
    """`?day=…&officer=…`: the week of a day, and whose line is changed."""
    refuse_others(request)
    day = day_of(request.GET.get("day", ""), request.now)
    if request.method == "POST":
        try:
            messages.success(request, _act(request))
        except courier.ShiftNeeded as error:
            # There the visits are, and how to give them to others.
            messages.error(request, error.sentence)
            return redirect(page_of(error.day, shift=error.shift_id))
        except Refused as error:
            messages.error(request, error.sentence)
        return redirect(f"{reverse('dispatch-roster')}?day={day.isoformat()}")
    context = _context(request, day)
    return render(request, "dispatch/roster.html", context)


def _act(request: SignedIn) -> str:
    do = _ACTS.get(request.POST.get("do", ""))
    if do is None:
        raise Invalid(_("Choose one of the buttons."))
    return do(request)


def _keep_officer(request: SignedIn) -> str:
    post, account = request.POST, id_of(request.POST.get("account", ""))
    home = catalogue.home_visits()
    on_post = people.accounts_on([(home.agency, home.officer)])
    known = {officer.account_id for officer in courier.officers()}
    if account is None or account not in on_post | known:
        raise Invalid(_("Choose somebody on the post of an officer."))
    bag = post.get("bag", "").strip()
    if bag and not bag.isdecimal():
        raise Invalid(_("Say in figures how many folders the bag holds."))
    kept = courier.add_officer(
        account_id=account,
        badge=post.get("badge", ""),
        name=post.get("name", "").strip() or people.account(account).name,
        base=post.get("base", ""),
        skills=post.getlist("skill"),
        bag=int(bag[:4]) if bag else None,
        vehicle=post.get("vehicle", "").strip(),
        actor=request.actor,
        now=request.now,
    )
    said = _("%(name)s rides with badge %(badge)s.")
    return said % {"name": kept.name, "badge": kept.badge}


def _plan_shifts(request: SignedIn) -> str:
    """The same hours on each of the chosen days; all or nothing would hide which
    day is wrong, so it stops at the first that is refused."""
    post, officer = request.POST, id_of(request.POST.get("officer", ""))
    if officer is None:
        raise Invalid(_("Choose an officer."))
    days = [date.fromisoformat(each) for each in post.getlist("on") if _is_day(each)]
    if not days:
        raise Invalid(_("Choose the days."))
    first, last = _minute(post.get("first", "")), _minute(post.get("last", ""))
    for day in days[:WEEK]:
        shift = courier.plan_shift(
            officer_id=officer,
            day=day,
            starts_at=catalogue.moment_of(day, first),
            ends_at=catalogue.moment_of(day, last),
            actor=request.actor,
            now=request.now,
        )
    words = ngettext(
        "%(name)s rides on %(n)s day, %(first)s–%(last)s.",
        "%(name)s rides on %(n)s days, %(first)s–%(last)s.",
        len(days),
    )
    return words % {
        "name": shift.officer.name,
        "n": len(days),
        "first": clock(shift.starts_at),
        "last": clock(shift.ends_at),
    }


_ACTS = {
    "officer": _keep_officer,
    "shifts": _plan_shifts,
    "remove": upkeep.remove_shift,
    "stop": upkeep.stop_riding,
    "again": upkeep.ride_again,
    "photo": upkeep.set_photo,
}


def _is_day(written: str) -> bool:
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return True


def _minute(written: str) -> int:
    """`07:30` as browsers send it, in minutes of the day."""
    hour, _colon, minute = written.partition(":")
    if not (hour.isdecimal() and minute[:2].isdecimal()):
        raise Invalid(_("Say when the shift begins and ends."))
    found = int(hour[:2]) * 60 + int(minute[:2])
    if found >= 24 * 60:
        raise Invalid(_("Say when the shift begins and ends."))
    return found


def _context(request: SignedIn, day: date) -> dict[str, object]:
    home, monday = catalogue.home_visits(), day - timedelta(days=day.weekday())
    week = [monday + timedelta(days=n) for n in range(WEEK)]
    officers = courier.officers()
    chosen = id_of(request.GET.get("officer", ""))
    stopped = courier.stopped_officers()
    known = {officer.account_id for officer in (*officers, *stopped)}
    on_post = people.accounts_on([(home.agency, home.officer)]) - known
    return {
        "home": home,
        "day": day,
        "page": page_of(day),
        "before": monday - timedelta(days=WEEK),
        "after": monday + timedelta(days=WEEK),
        "week": [(each, short_day(each), bool(_hours(each))) for each in week],
        "lines": _lines(officers, week),
        "chosen": (person := next((o for o in officers if o.id == chosen), None)),
        "face": courier.small_face(person.photo_id if person else None),
        "stopped": stopped,
        "free": sorted(
            ((each, people.account(each).name) for each in on_post),
            key=lambda pair: pair[1],
        ),
    }


def _hours(day: date) -> object:
    return catalogue.home_hours(day)


def _lines(officers: Sequence[OfficerView], week: Sequence[date]) -> list[Line]:
    home = catalogue.home_visits()
    shifts = {(s.officer.id, d): s for d in week for s in courier.shifts(day=d)}
    titles = {skill.code: text(skill.title) for skill in home.skills}
    bases = {base.code: text(base.name) for base in home.bases}
    return [
        Line(
            officer=officer,
            base=bases.get(officer.base, officer.base),
            skills=[titles[code] for code in officer.skills if code in titles],
            cells=[_cell(officer.id, d, shifts.get((officer.id, d))) for d in week],
        )
        for officer in sorted(officers, key=lambda o: (o.base, o.badge))
    ]


def _cell(officer: uuid.UUID, day: date, shift: ShiftView | None) -> Cell:
    words = f"{clock(shift.starts_at)}–{clock(shift.ends_at)}" if shift else ""
    return Cell(
        day=day,
        shift=shift,
        words=words,
        is_off=shift is not None and shift.state == "off",
        href=page_of(day, shift=shift.id) if shift else "",
        can_go=shift is not None and shift.state == "planned",
    )
