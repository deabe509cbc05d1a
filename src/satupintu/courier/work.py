"""A report on its way to being done: what it says, and what came of it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from satupintu.courier.models import HomeErrand, HomeVisit, Report, Shift
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Invalid, Sentence

LONGEST_NOTE = 300


class BadFacts(Invalid):
    """A report without what it has to say. The app made it wrong."""

    code = "bad_facts"


@dataclass(frozen=True, slots=True)
class FileGiven:
    """A photo, a signature or a scan as the phone sent it."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Done:
    """What was done: `data` for the phone, `notice` if somebody should look."""

    data: Mapping[str, object] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    notice: Sentence = ""
    file_id: uuid.UUID | None = None

    @property
    def plain(self) -> str:
        """The notice before it is translated, to be said to others later."""
        with translation.override(None):
            return str(self.notice)


@dataclass(frozen=True, slots=True)
class Work:
    """A report on its way: who, when, about which visit, and what it says."""

    key: str
    shift: Shift
    visit: HomeVisit | None
    data: Mapping[str, Any]
    file: FileGiven | None
    at: datetime
    now: datetime
    actor: Actor
    doorstep: Doorstep

    @property
    def door(self) -> HomeVisit:
        """The visit that it is about. Raises `BadFacts`."""
        if self.visit is None:
            raise BadFacts(_("There is no such visit any more. Please call."))
        return self.visit

    @property
    def errand(self) -> HomeErrand:
        """The errand that it is about. Raises `BadFacts`."""
        wanted = self.data.get("errand")
        for errand in self.door.errands.all():
            if errand.service == wanted:
                return errand
        raise BadFacts(_("This service is not part of the visit any more."))

    def text(self, name: str, longest: int = LONGEST_NOTE) -> str:
        value = self.data.get(name, "")
        return " ".join(value.split())[:longest] if isinstance(value, str) else ""

    def number(self, name: str) -> float | None:
        value = self.data.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        try:
            return float(value)
        except OverflowError:
            return None

    def proof(self, name: str) -> uuid.UUID | None:
        """The signature or photo of an earlier report, which `data[name]` names by
        its key. What was signed at another door proves nothing at this one."""
        key = self.data.get(name)
        return self._file(key, action="proof") if isinstance(key, str) else None

    def file_of(self, key: str) -> uuid.UUID | None:
        """The file that came with an earlier report about this visit."""
        return self._file(key)

    def _file(self, key: str, **more: str) -> uuid.UUID | None:
        reports = Report.objects.filter(shift=self.shift, visit=self.door, **more)
        found = reports.filter(key=key).first()
        return found.file_id if found else None

    def has_sent(self, file_id: uuid.UUID) -> bool:
        """Whether an earlier report of this shift brought this file."""
        return Report.objects.filter(shift=self.shift, file_id=file_id).exists()

    def go(self, state: str, *, outcome: str = "", note: str = "") -> None:
        """The visit goes on to this state, and the plan with it."""
        # Imported here: the module's door also opens to reports.
        from satupintu.courier.service import set_progress

        set_progress(
            visit_id=self.door.pk,
            state=state,
            at=self.at,
            outcome=outcome,
            note=note,
            actor=self.actor,
            now=self.now,
        )


class Doorstep(Protocol):
    """What concerns applications: done by whoever knows cases (`journeys`)."""

    def save_answers(self, work: Work) -> Done: ...
    def keep_paper(self, work: Work) -> Done: ...
    def file_application(self, work: Work) -> Done: ...
