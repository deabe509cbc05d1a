"""A home visit as its pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext as _

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_home import HomeVisits
from satupintu.courier.service import HomeVisitView
from satupintu.journeys.home_letters import titles_of
from satupintu.kernel.errors import Invalid, Refused
from satupintu.kernel.localized import text
from satupintu.kernel.money import format_clock
from satupintu.web.home.preparing import Preparation, preparation, published_of

STEPS = ("what", "prepare", "where", "needs", "when", "check")
FILE, DELIVER = "file", "deliver"


@dataclass(frozen=True, slots=True)
class Steps:
    """How far a request has come."""

    at: int
    total: int

    @property
    def words(self) -> str:
        return _("Step %(at)d of %(total)d") % {"at": self.at, "total": self.total}

    @property
    def bars(self) -> list[bool]:
        return [n < self.at for n in range(self.total)]


@dataclass(frozen=True, slots=True)
class Bringable:
    """A permit that could be brought: the case's number and the service's title."""

    number: str
    title: dict[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """What pages say of a visit."""

    visit: HomeVisitView
    rules: HomeVisits
    titles: Sequence[str]
    needs: Sequence[str]
    area: str
    preparation: Preparation | None

    @property
    def is_delivery(self) -> bool:
        return self.visit.kind == DELIVER

    @property
    def minutes(self) -> int:
        return self.visit.minutes


def steps(name: str) -> Steps:
    """The step of this name."""
    return Steps(STEPS.index(name) + 1, len(STEPS))


def show_visit(visit: HomeVisitView) -> Shown:
    """Also for a visit whose services or needs the pack no longer has."""
    rules = catalogue.home_visits()
    services = published_of([each.service for each in visit.errands], rules)
    return Shown(
        visit=visit,
        rules=rules,
        titles=titles_of(visit),
        needs=[text(need.title) for need in rules.needs if need.code in visit.needs],
        area=catalogue.areas().label(visit.area) if visit.area else "",
        preparation=preparation(services, visit.needs) if visit.kind == FILE else None,
    )


def to_visit(visit: HomeVisitView) -> HttpResponse:
    """On to the page where this visit is waiting for something."""
    if visit.state != "asked":
        return redirect("home-visit-live", visit.token)
    if not visit.address:
        return redirect("home-visit-where", visit.token)
    return redirect("home-visit-needs", visit.token)


def errors_of(refused: Refused | None) -> dict[str, object]:
    """For the summary above a form: by field, or what is wrong with all of it."""
    if refused is None:
        return {}
    fields = refused.fields if isinstance(refused, Invalid) else {}
    return dict(fields) or {"": refused.sentence}


def address_of(visit: HomeVisitView) -> str:
    """The whole address of a visit's page, for letters, files and codes."""
    path = reverse("home-visit-live", args=[visit.token])
    return f"{settings.SATUPINTU_BASE_URL}{path}"


def day_words(at: datetime, now: datetime | None = None) -> str:
    """`Wednesday, 25 November`; with `now` also “Today, …” and “Tomorrow, …”."""
    day = timezone.localtime(at, catalogue.zone()).date()
    words = str(format_date(day, "EEEE, d MMMM", locale=get_language() or "en"))
    if now is None:
        return words
    ahead = (day - catalogue.local_day(now)).days
    if ahead not in (0, 1):
        return words
    said = _("Today, %(day)s") if ahead == 0 else _("Tomorrow, %(day)s")
    return said % {"day": words}


def clock(at: datetime) -> str:
    """The time of day on the place's clocks, as the language writes it."""
    return format_clock(at, catalogue.zone())


def between(low: datetime, high: datetime) -> str:
    """`13:00–15:00`."""
    return f"{clock(low)}–{clock(high)}"
