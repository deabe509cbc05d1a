"""What somebody wants to come for, as it travels through addresses and forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from satupintu.appointments import service as appointments
from satupintu.appointments.service import (
    Plan,
    Wish,
    bring_of,
    errand_of,
    place_of,
    titles_of,
)
from satupintu.cases import service as cases
from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Mall
from satupintu.kernel.errors import NotFound
from satupintu.kernel.localized import text
from satupintu.web.requests import Request

_SIGN = "."


@dataclass(frozen=True)
class Choice:
    """The plan, and the number of the case that it belongs to, if any."""

    plan: Plan
    case: str = ""

    @cached_property
    def query(self) -> str:
        """For an address: `mall=..&e=queue.errand&case=..`."""
        pairs = [("mall", self.plan.mall.code)]
        pairs += [("e", write_wish(wish)) for wish in self.plan.wanted]
        if self.case:
            pairs.append(("case", self.case))
        return urlencode(pairs)

    @property
    def sent(self) -> list[str]:
        return [write_wish(wish) for wish in self.plan.wanted]

    @property
    def titles(self) -> list[str]:
        return titles_of(self.plan.mall, self.plan.wanted)

    @property
    def place(self) -> str:
        """The mall, with the floor where all is done in one queue."""
        if len(self.plan.needs) > 1:
            return text(self.plan.mall.name)
        return place_of(self.plan.mall, self.plan.wanted[0].queue)

    @property
    def minutes(self) -> int:
        """About how long, errands together."""
        found = 0.0
        for wish in self.plan.wanted:
            queue = self.plan.mall.queue(wish.queue)
            found += errand_of(queue, wish.errand).minutes or queue.minutes
        return max(5, 5 * round(found / 5))

    @property
    def bring(self) -> list[str]:
        return bring_of(self.plan.mall, self.plan.wanted)


def read_choice(given: QueryDict, request: Request) -> Choice:
    """From an address or a form. Raises what `plan_of` raises, and `NotFound` for a
    case that is not the reader's own."""
    wanted = [read_wish(sent) for sent in given.getlist("e")]
    plan = appointments.plan_of(mall=given.get("mall", ""), wanted=wanted)
    number = given.get("case", "")
    if number:
        own_case(number, request)
    return Choice(plan, number)


def own_case(number: str, request: Request) -> cases.Case:
    """The reader's own case. Raises `NotFound` for everybody else's."""
    if request.actor is None or request.actor.is_staff:
        raise NotFound(
            _(
                "We cannot find this application. Check the number, or sign in "
                "with the account that filed it."
            )
        )
    return cases.open_case(ref=number, actor=request.actor, now=request.now).case


def write_wish(wish: Wish) -> str:
    return f"{wish.queue}{_SIGN}{wish.errand}"


def read_wish(sent: str) -> Wish:
    queue, _sign, errand = sent.partition(_SIGN)
    return Wish(queue, errand)


def errands_for(mall: Mall, service: str) -> list[Wish]:
    """The errands of a mall that may be booked for a service of the pack."""
    return [
        Wish(queue.code, errand.code)
        for queue in mall.queues
        for errand in queue.errands
        if queue.booking and errand.service == service
    ]


def holidays() -> Mapping[str, str]:
    """ISO date -> what day it is, as the pack's calendar says."""
    days = catalogue.pack().calendar.holidays
    return {
        day.date: text(day.title) for day in days if day.kind != "extra_working_day"
    }
