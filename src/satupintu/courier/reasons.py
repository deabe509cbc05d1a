"""What the engine says, in sentences: why here, and why not."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from django.utils.translation import gettext as _, ngettext

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_home import Base
from satupintu.courier.days import DayEngine
from satupintu.courier.problem import base_skill
from satupintu.kernel.localized import text
from satupintu.routing.values import Reason, Worker


@dataclass(frozen=True, slots=True)
class OfficerReason:
    """Whether an officer can do a visit, and why not. `riding`: seconds more."""

    shift_id: uuid.UUID
    officer: str
    fits: bool
    riding: int
    rule: str
    sentence: str


@dataclass(frozen=True, slots=True)
class LateVisit:
    """Somebody who would be visited after the promised window."""

    visit_id: uuid.UUID
    name: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a change of the plan would do. `riding`: seconds more on the road, with
    what it costs that told times move; negative is less."""

    feasible: bool
    riding: int
    late: tuple[LateVisit, ...]
    sentences: tuple[str, ...]


def officer_reason(
    found: DayEngine, reason: Reason, visit_id: uuid.UUID
) -> OfficerReason:
    """The reason of one officer about this visit as others see it."""
    fits = reason.rule == "fits"
    return OfficerReason(
        shift_id=uuid.UUID(reason.worker),
        officer=_officer(found, reason),
        fits=fits,
        riding=reason.amount if fits else 0,
        rule="base" if _bases(reason) else reason.rule,
        sentence=sentence_of(found, reason, visit_id),
    )


def late_visits(
    found: DayEngine, late: tuple[tuple[str, int], ...]
) -> tuple[LateVisit, ...]:
    """Whom a change would make late, by how many minutes."""
    return tuple(
        LateVisit(uuid.UUID(name), name_of(found, name), ceil(seconds / 60))
        for name, seconds in late
    )


def sentence_of(found: DayEngine, reason: Reason, visit_id: uuid.UUID) -> str:
    """One sentence that names the officer, about this visit."""
    if reason.rule == "reserved":
        return _reserved(found, reason, visit_id)
    make = _SENTENCES.get(reason.rule, _away)
    return make(found, reason)


def name_of(found: DayEngine, task: str) -> str:
    """Whom this stop of the engine is about."""
    try:
        visit = found.rows.visits.get(uuid.UUID(task))
    except ValueError:
        visit = None
    return visit.name if visit else _("this visit")


def _officer(found: DayEngine, reason: Reason) -> str:
    for shift in found.rows.shifts:
        if str(shift.pk) == reason.worker:
            return shift.officer.name
    return ""


def _worker(found: DayEngine, reason: Reason) -> Worker:
    workers = found.layout.problem.workers
    return next(worker for worker in workers if worker.id == reason.worker)


def _minutes(seconds: int) -> str:
    count = max(1, ceil(seconds / 60))
    words = ngettext("%(n)s minute", "%(n)s minutes", count)
    return words % {"n": count}


def _fits(found: DayEngine, reason: Reason) -> str:
    return _("%(officer)s can do it, with %(time)s more on the road.") % {
        "officer": _officer(found, reason),
        "time": _minutes(reason.amount),
    }


def _skill(found: DayEngine, reason: Reason) -> str:
    home, bases = catalogue.home_visits(), _bases(reason)
    officer = _officer(found, reason)
    if bases:
        return _("%(officer)s rides from another base; the folder is at %(base)s.") % {
            "officer": officer,
            "base": text(bases[0].name),
        }
    titles = [text(s.title) for s in home.skills if s.code in reason.missing]
    return _("%(officer)s has not been taught: %(skills)s.") % {
        "officer": officer,
        "skills": ", ".join(titles or reason.missing),
    }


def _bases(reason: Reason) -> list[Base]:
    """The bases from which one would have to ride."""
    if reason.rule != "skill":
        return []
    bases = catalogue.home_visits().bases
    return [base for base in bases if base_skill(base.code) in reason.missing]


def _late(found: DayEngine, reason: Reason) -> str:
    values = {"officer": _officer(found, reason), "time": _minutes(reason.amount)}
    if reason.after is None:
        return _("%(officer)s would come %(time)s too late.") % values
    values["name"] = name_of(found, reason.after)
    return _("%(officer)s would come %(time)s too late, after %(name)s.") % values


def _pushes(found: DayEngine, reason: Reason) -> str:
    return _("%(officer)s would then come %(time)s too late to %(name)s.") % {
        "officer": _officer(found, reason),
        "time": _minutes(reason.amount),
        "name": name_of(found, reason.after or ""),
    }


def _shift(found: DayEngine, reason: Reason) -> str:
    return _("%(officer)s would be back %(time)s after the end of the shift.") % {
        "officer": _officer(found, reason),
        "time": _minutes(reason.amount),
    }


def _bag(found: DayEngine, reason: Reason) -> str:
    words = ngettext(
        "%(officer)s's bag would hold %(n)s folder too many.",
        "%(officer)s's bag would hold %(n)s folders too many.",
        reason.amount,
    )
    return words % {"officer": _officer(found, reason), "n": reason.amount}


def _rest(found: DayEngine, reason: Reason) -> str:
    officer = _officer(found, reason)
    return _("%(officer)s could not take the break in time.") % {"officer": officer}


def _order(found: DayEngine, reason: Reason) -> str:
    officer = _officer(found, reason)
    return _("%(officer)s cannot have the folder by then.") % {"officer": officer}


def _locked(found: DayEngine, reason: Reason) -> str:
    officer = _officer(found, reason)
    return _("%(officer)s is at this stop, on the way there, or it is fixed.") % {
        "officer": officer
    }


def _reserved(found: DayEngine, reason: Reason, visit_id: uuid.UUID) -> str:
    bag = found.rows.in_bags.get(visit_id)
    if bag is not None:
        return _(
            "Its folder %(folder)s is in the bag of %(officer)s; let it be brought "
            "back to the desk first."
        ) % {"folder": bag.folder, "officer": bag.officer}
    values = {"officer": _officer(found, reason)}
    for first, second in found.rows.links():
        if first is not None and visit_id in (first.pk, second.pk):
            other = first if visit_id == second.pk else second
            return _(
                "It is linked with %(name)s, whom another officer than %(officer)s "
                "visits."
            ) % {**values, "name": other.name}
    return _("The stop is fixed for somebody else than %(officer)s.") % values


def _away(found: DayEngine, reason: Reason) -> str:
    return _("%(officer)s does not ride then.") % {"officer": _officer(found, reason)}


_SENTENCES: dict[str, Callable[[DayEngine, Reason], str]] = {
    "fits": _fits,
    "far": _fits,
    "skill": _skill,
    "late": _late,
    "pushes": _pushes,
    "shift": _shift,
    "bag": _bag,
    "rest": _rest,
    "order": _order,
    "locked": _locked,
    "away": _away,
}
