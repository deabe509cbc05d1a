"""Why a window cannot be promised: one true reason, quick and rough.

The engine has said that it cannot; it would say why officer by officer, which takes
too long for a page of fifty windows. What officers could do it, when they work and
for how long they are idle says as much as a citizen wants to know.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from satupintu.catalogue import service as catalogue
from satupintu.courier.days import DayEngine
from satupintu.courier.models import HomeVisit
from satupintu.courier.problem import needs_of
from satupintu.courier.spare import longest_idle
from satupintu.kernel.localized import text
from satupintu.routing.values import Window, Worker

Rule = Literal["", "passed", "nobody", "off", "skill", "far", "busy"]


@dataclass(frozen=True, slots=True)
class Shut:
    """Which rule closes a window: too late to ask (passed), nobody rides on this day
    (nobody) or at this time (off), nobody who then works was taught what is needed
    (skill), nobody can come and go in time between other visits (far), or all who
    could come are with others (busy).

    `lacks`: for skill, what nobody was taught, by its titles. It may tell what the
    person needs, so it is for that person only.
    """

    rule: Rule
    lacks: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        return {
            "passed": _("It is too late to ask for this time."),
            "nobody": _("No officer rides on this day yet."),
            "off": _("No officer works at this time."),
            "skill": _("No officer who does what you need works then."),
            "far": _(
                "Officers are free then, but none can be with you in time between "
                "other visits."
            ),
        }.get(self.rule, _("Every officer who could come has visits then."))


def why_shut(found: DayEngine, row: HomeVisit, window: Window) -> Shut:
    """Why nobody can promise to do this visit in this window."""
    workers = found.layout.problem.workers
    if not workers:
        return Shut("nobody")
    seconds, needs = row.minutes * 60, needs_of(row)
    on_duty = [worker for worker in workers if _works(worker, window, seconds)]
    if not on_duty:
        return Shut("off")
    able = [worker for worker in on_duty if needs <= worker.skills]
    if not able:
        return Shut("skill", _lacking(needs, on_duty))
    idle = any(longest_idle(found, worker, window) >= seconds for worker in able)
    return Shut("far" if idle else "busy")


def _works(worker: Worker, window: Window, seconds: int) -> bool:
    """Whether a visit that begins in the window can end within the shift."""
    begin = max(worker.start, window.start)
    return begin <= window.end and begin + seconds <= worker.end


def _lacking(needs: frozenset[str], workers: list[Worker]) -> tuple[str, ...]:
    taught = frozenset[str]().union(*(worker.skills for worker in workers))
    skills = catalogue.home_visits().skills
    return tuple(text(s.title) for s in skills if s.code in needs - taught)
