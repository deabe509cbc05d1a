"""What happened on a day, in sentences for the dispatcher."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _, ngettext

from satupintu.catalogue import service as catalogue
from satupintu.courier.service import Film, FilmEvent, FilmVisit
from satupintu.web.dispatch.words import clock

GOOD, BAD, PLAIN = "good", "bad", "plain"
_TONES = {
    "done": GOOD,
    **dict.fromkeys(("failed", "away", "at_risk", "let_go", "cancelled"), BAD),
}
_REASONS: Mapping[str, Callable[[], str]] = {
    "not_ready": lambda: _("papers not ready"),
    "not_home": lambda: _("nobody at home"),
    "wrong_address": lambda: _("wrong address"),
    "refused": lambda: _("refused by the citizen"),
    "rain": lambda: _("rain or flood"),
    "no_time": lambda: _("the officer could not come"),
}
_SAID: Mapping[str, Callable[[], str]] = {
    "opened": lambda: _("%(officer)s begins the day"),
    "ended": lambda: _("%(officer)s ends the day at the base"),
    "back": lambda: _("%(officer)s rides again"),
    "booked": lambda: _("%(visit)s is promised"),
    "cancelled": lambda: _("%(visit)s is called off"),
    "let_go": lambda: _("%(visit)s waits for somebody else"),
    "at_risk": lambda: _("The promise to %(visit)s is at risk"),
}


@dataclass(frozen=True, slots=True)
class News:
    """An event as the page says it; `second` counts from midnight."""

    second: int
    clock: str
    words: str
    tone: str


class Teller:
    """Sentences about one film."""

    def __init__(self, film: Film) -> None:
        self._officers = {o.shift_id: o for o in film.officers}
        self._visits = {visit.id: visit for visit in film.visits}

    def words(self, event: FilmEvent) -> str:
        """What happened, without the time."""
        special = getattr(self, f"_{event.kind}", None)
        if special is not None:
            return str(special(event))
        return _SAID[event.kind]() % self._names(event)

    def tone(self, event: FilmEvent) -> str:
        """Whether it is good or bad news."""
        visit = self._visits.get(event.visit_id) if event.visit_id else None
        if event.kind == "arrived" and visit is not None and _came_late(event, visit):
            return BAD
        return _TONES.get(event.kind, PLAIN)

    def _names(self, event: FilmEvent) -> dict[str, str]:
        return {
            "officer": self._officer(event.shift_id),
            "visit": self._visit(event.visit_id),
        }

    def _officer(self, shift_id: uuid.UUID | None) -> str:
        found = self._officers.get(shift_id) if shift_id else None
        return found.name if found else _("Somebody")

    def _visit(self, visit_id: uuid.UUID | None) -> str:
        found = self._visits.get(visit_id) if visit_id else None
        return visit_words(found) if found else _("somebody")

    def _arrived(self, event: FilmEvent) -> str:
        said = _("%(officer)s has arrived at %(visit)s") % self._names(event)
        parts = [said, _beside_told(event.minutes)]
        visit = self._visits.get(event.visit_id) if event.visit_id else None
        if visit is not None and _came_late(event, visit):
            parts.append(_("after the promise"))
        return ", ".join(part for part in parts if part)

    def _done(self, event: FilmEvent) -> str:
        if event.count:
            return ngettext(
                "%(officer)s is done at %(visit)s and takes %(n)s folder along",
                "%(officer)s is done at %(visit)s and takes %(n)s folders along",
                event.count,
            ) % {**self._names(event), "n": event.count}
        visit = self._visits.get(event.visit_id) if event.visit_id else None
        if visit is not None and visit.kind == "deliver":
            return _("%(officer)s has delivered to %(visit)s") % self._names(event)
        return _("%(officer)s is done at %(visit)s") % self._names(event)

    def _failed(self, event: FilmEvent) -> str:
        why = _REASONS.get(event.reason, lambda: event.reason)()
        said = _("%(visit)s was not done: %(why)s")
        return said % {**self._names(event), "why": why}

    def _away(self, event: FilmEvent) -> str:
        names = self._names(event)
        if not event.reason:
            return _("%(officer)s does not ride any more") % names
        return _("%(officer)s does not ride any more: %(why)s") % {
            **names,
            "why": event.reason,
        }

    def _paused(self, event: FilmEvent) -> str:
        until = clock(event.until) if event.until else "–"
        said = _("%(officer)s pauses until %(time)s")
        words = said % {**self._names(event), "time": until}
        return f"{words}: {event.reason}" if event.reason else words

    def _told(self, event: FilmEvent) -> str:
        told = clock(event.until) if event.until else "–"
        minutes = event.minutes or 0
        said = (
            ngettext(
                "%(visit)s is told %(time)s, %(n)s minute later than before",
                "%(visit)s is told %(time)s, %(n)s minutes later than before",
                minutes,
            )
            if minutes >= 0
            else ngettext(
                "%(visit)s is told %(time)s, %(n)s minute earlier than before",
                "%(visit)s is told %(time)s, %(n)s minutes earlier than before",
                -minutes,
            )
        )
        return said % {**self._names(event), "time": told, "n": abs(minutes)}

    def _told_many(self, event: FilmEvent) -> str:
        return ngettext(
            "%(n)s citizen is told another time",
            "%(n)s citizens are told another time",
            event.count,
        ) % {"n": event.count}

    def _folders_out(self, event: FilmEvent) -> str:
        return ngettext(
            "%(officer)s takes %(n)s folder from the desk",
            "%(officer)s takes %(n)s folders from the desk",
            event.count,
        ) % {**self._names(event), "n": event.count}

    def _folders_in(self, event: FilmEvent) -> str:
        return ngettext(
            "%(officer)s hands %(n)s folder in at the desk",
            "%(officer)s hands %(n)s folders in at the desk",
            event.count,
        ) % {**self._names(event), "n": event.count}


def visit_words(visit: FilmVisit) -> str:
    """`Wati Peraga, Tebet`: as much of it as is known still."""
    place = ""
    if visit.area:
        place = catalogue.areas().label(visit.area).split(", ")[0]
    return ", ".join(part for part in (visit.name, place) if part) or kind_of(visit)


def stop_title(visit: FilmVisit) -> str:
    """A stop of the map in one line."""
    parts = [visit_words(visit), kind_of(visit)]
    if visit.from_at is not None and visit.until_at is not None:
        window = f"{clock(visit.from_at)}–{clock(visit.until_at)}"
        parts.append(_("promised %(window)s") % {"window": window})
    return ", ".join(parts)


def kind_of(visit: FilmVisit) -> str:
    """What happens at the door."""
    return _("delivery") if visit.kind == "deliver" else _("visit")


def _came_late(event: FilmEvent, visit: FilmVisit) -> bool:
    return visit.until_at is not None and event.at > visit.until_at


def _beside_told(minutes: int | None) -> str:
    """`3 min before the time told`; empty where none was told."""
    if minutes is None:
        return ""
    if minutes == 0:
        return _("at the time told")
    if minutes < 0:
        return _("%(n)s min before the time told") % {"n": -minutes}
    return _("%(n)s min after the time told") % {"n": minutes}
