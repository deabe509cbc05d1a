"""The officers of the demonstration: each calls, serves and takes breaks."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from django.utils import translation
from django.utils.translation import gettext as _

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.schema_mall import Counter, Mall
from satupintu.demo.hall.day import service_minutes
from satupintu.kernel.actor import Actor, ActorKind
from satupintu.kernel.errors import Refused
from satupintu.queueing import service as queueing
from satupintu.queueing.service import Serving, SessionView

log = structlog.get_logger("satupintu.demo")

NO_SHOW = 0.06
HOLD = 0.04
LOOKS_AGAIN = timedelta(seconds=40)
TEA_SHIFTS = 4
_NAMES = (
    "Ayu",
    "Bima",
    "Citra",
    "Dimas",
    "Eka",
    "Fajar",
    "Gita",
    "Hendra",
    "Indah",
    "Jaya",
)
_FAMILY = ("Contoh", "Misal", "Rekaan", "Umpama")
_SPACE = uuid.UUID("6f1d1f0e-6b0b-4c55-9d3e-2f7c3a5b8e11")


@dataclass
class Officer:
    """One at a counter; `due` is when the next thing is done."""

    mall: Mall
    counter: Counter
    draw: random.Random
    actor: Actor
    due: datetime
    breaks: list[tuple[datetime, int]] = field(default_factory=list)
    session: SessionView | None = None
    serving: Serving | None = None
    presses: int = 0

    def act(self, now: datetime, *, closing: datetime) -> None:
        """Do the next thing; a refusal is looked into again a little later."""
        try:
            if now > closing and self.serving is None and self.session is not None:
                self._go_home(self.session, now)
                return
            self._act(now)
        except Refused as error:
            log.info("demo officer refused", counter=self.counter.code, why=str(error))
            self.session = queueing.session_of(actor=self.actor)
            self.serving = self.session.current if self.session else None
            self.due = now + LOOKS_AGAIN

    def _act(self, now: datetime) -> None:
        if self.session is None:
            self._sit_down(now)
        elif self.serving is not None:
            self._go_on(self.serving, now)
        elif self.session.break_from is not None:
            self.session = queueing.end_break(
                session_id=self.session.id, actor=self.actor, now=now
            )
            self.due = now
        elif self.breaks and self.breaks[0][0] <= now:
            self._rest(self.session, now)
        else:
            self._call(self.session, now)

    def _sit_down(self, now: datetime) -> None:
        self.session = queueing.session_of(actor=self.actor) or queueing.open_counter(
            mall=self.mall.code,
            counter=self.counter.code,
            queues=self.counter.queues,
            actor=self.actor,
            now=now,
        )
        self.serving = self.session.current
        self.due = now

    def _go_home(self, session: SessionView, now: datetime) -> None:
        """After closing: whoever still waits is served, then the counter closes."""
        self._call(session, now)
        if self.serving is None:
            queueing.close_counter(session_id=session.id, actor=self.actor, now=now)
            self.session, self.due = None, now + timedelta(days=1)

    def _rest(self, session: SessionView, now: datetime) -> None:
        _, minutes = self.breaks.pop(0)
        self.session = queueing.begin_break(
            session_id=session.id, minutes=minutes, actor=self.actor, now=now
        )
        self.due = now + timedelta(minutes=minutes)

    def _call(self, session: SessionView, now: datetime) -> None:
        self.serving = queueing.call_next(
            session_id=session.id, key=self._key(now), actor=self.actor, now=now
        )
        wait = self._walk() if self.serving else LOOKS_AGAIN
        self.due = now + wait

    def _go_on(self, serving: Serving, now: datetime) -> None:
        if serving.stop.state == "called":
            if serving.stop.calls < 2 and self.draw.random() < NO_SHOW * 2:
                self.serving = self._do("recall", serving, now)
                self.due = now + self._walk()
            elif serving.stop.calls >= 2 and self.draw.random() < 0.5:
                self._do("no_show", serving, now)
                self._free(now)
            else:
                self.serving = self._do("start", serving, now)
                queue = self.mall.queue(serving.stop.queue)
                minutes = service_minutes(queue, self.draw)
                self.due = now + timedelta(minutes=minutes)
        elif self.draw.random() < HOLD:
            # As an officer would choose it on the page, in the office's language.
            with translation.override(catalogue.pack().languages[0]):
                reason = _("fetches a copy")
            self._do("hold", serving, now, reason=reason)
            self._free(now)
        else:
            self._do("finish", serving, now)
            self._free(now)

    def _do(self, action: str, serving: Serving, now: datetime, **more: str) -> Serving:
        assert self.session is not None  # noqa: S101 - `_act` has looked
        found: Serving = getattr(queueing, action)(
            session_id=self.session.id,
            stop_id=serving.stop.id,
            key=self._key(now),
            actor=self.actor,
            now=now,
            **more,
        )
        return found

    def _free(self, now: datetime) -> None:
        self.serving = None
        self.due = now + timedelta(seconds=self.draw.uniform(5, 40))

    def _walk(self) -> timedelta:
        return timedelta(seconds=self.draw.uniform(20, 80))

    def _key(self, now: datetime) -> str:
        self.presses += 1
        return f"demo {self.counter.code} {now:%F %T} {self.presses}"


def crew(
    mall: Mall, opening: datetime, kept_free: set[str], start: datetime
) -> list[Officer]:
    """An officer for every counter but those kept free, with breaks in shifts.

    Neighbours, who mostly serve the same queues, do not leave at once. They begin
    at `start`, which may be in the middle of the day.
    """
    officers = []
    for place, counter in enumerate(mall.counters):
        if counter.code in kept_free:
            continue
        draw = random.Random(f"{counter.code} {opening:%F}")  # noqa: S311 - a play
        lunch = opening + timedelta(hours=4 + place % 2, minutes=draw.randint(0, 20))
        tea = opening + timedelta(minutes=100 + 20 * (place % TEA_SHIFTS))
        officers.append(
            Officer(
                mall=mall,
                counter=counter,
                draw=draw,
                actor=_actor(mall, counter, place),
                due=start + timedelta(minutes=draw.uniform(0, 4)),
                breaks=[b for b in ((tea, 10), (lunch, 45)) if b[0] > start],
            )
        )
    return officers


def _actor(mall: Mall, counter: Counter, place: int) -> Actor:
    agencies = {mall.queue(code).agency for code in counter.queues}
    first = _NAMES[place % len(_NAMES)]
    family = _FAMILY[place // len(_NAMES) % len(_FAMILY)]
    return Actor(
        kind=ActorKind.STAFF,
        id=uuid.uuid5(_SPACE, f"{mall.code} {counter.code}"),
        name=f"{first} {family}",
        posts=frozenset((agency, "front_office") for agency in agencies),
    )
