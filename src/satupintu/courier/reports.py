"""What officers' phones report, each counted once, whatever the network does.

A phone makes a key for each act and sends it until it has our answer. The same key
gives the same answer. What cannot be applied (any more) is kept as it came, and is
shown to the officer and the dispatcher as a conflict until a dispatcher settles it.

    waits      what it follows (`after`) has not come yet; nothing was kept: send again
    applied    done; with a `sentence` somebody should still look
    conflict   not done; `sentence` says why and what to do

What was done with the citizen's own signature or code (a folder taken, a permit
handed over, an application filed) is a fact, also if the plan changed meanwhile: it
is applied, and the change is shown.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from django.db import transaction
from django.utils.translation import get_language, gettext_lazy as _

from satupintu.catalogue import service as catalogue
from satupintu.courier import codes
from satupintu.courier.doings import DOINGS, PLANNED
from satupintu.courier.events import HomeFilingRefused
from satupintu.courier.filings import FILED
from satupintu.courier.models import HomeVisit, Report, Shift, State
from satupintu.courier.planrows import lock_day, topic_of
from satupintu.courier.rights import refuse_others
from satupintu.courier.shifts import locked_shift
from satupintu.courier.standing import TOLD
from satupintu.courier.work import Done, Doorstep, FileGiven, Work
from satupintu.kernel import journal, live
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from satupintu.kernel.localized import retold
from satupintu.kernel.outbox import announce

MOST_AFTER = 300
# Of where an officer was only the last place is kept, and that with the shift.
_NOT_KEPT = frozenset({"code_typed", "lat", "lon", "accuracy"})


class BadReport(Invalid):
    """The report cannot be read: no key, or an act that nobody knows."""

    code = "bad_report"
    status = 400


class NotYourShift(NotAllowed):
    """Another officer rides on this shift; the report stays on the phone."""

    code = "not_your_shift"


class NotToday(Conflict):
    """The shift is on a later day: nothing can have happened on it."""

    code = "not_today"


class NoSuchReport(NotFound):
    """There is no such report."""

    code = "no_such_report"


@dataclass(frozen=True, slots=True)
class Sent:
    """One report as it came. `at` is by the phone's clock, put right.

    `after` are the keys of reports that come before it; `file` travels with those
    about a photo or signature.
    """

    key: str
    action: str
    shift_id: uuid.UUID
    at: datetime
    visit_id: uuid.UUID | None = None
    data: Mapping[str, object] = field(default_factory=dict)
    after: Collection[str] = ()
    file: FileGiven | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the phone is told. `fields` are sentences by question; `data` is more."""

    key: str
    state: Literal["applied", "conflict", "waits"]
    sentence: str = ""
    code: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ConflictView:
    """A report that a dispatcher has to look at."""

    id: uuid.UUID
    action: str
    officer: str
    badge: str
    visit_id: uuid.UUID | None
    visit_name: str
    at: datetime
    received_at: datetime
    sentence: str
    was_applied: bool


def receive(*, sent: Sent, actor: Actor, doorstep: Doorstep, now: datetime) -> Answer:
    """Apply a report, once. Refusals of what it wants are an answer, not an error.

    `doorstep` does what concerns applications. Raises `BadReport`, `NoShift` and
    `NotYourShift`; then nothing was kept.
    """
    _refuse_unreadable(sent)
    with transaction.atomic():
        shift = _lock(sent, actor)
        known = Report.objects.filter(key=sent.key).select_related("shift").first()
        if known is not None:
            return _again(known, sent, shift)
        if _missing(sent):
            return Answer(sent.key, "waits")
        answer, report = _apply(sent, shift, actor, doorstep, now)
        report.save(force_insert=True)
        live.changed(topic_of(shift.day))
        return answer


def known_keys(*, keys: Sequence[str], actor: Actor) -> tuple[str, ...]:
    """Which of these reports of the actor have come; so large ones go once."""
    mine = Report.objects.filter(
        key__in=keys[:MOST_AFTER], shift__officer__account_id=actor.account_id
    )
    return tuple(mine.values_list("key", flat=True))


def conflicts(*, day: date) -> tuple[ConflictView, ...]:
    """What dispatchers have to look at, the oldest first. Callers guard."""
    return _open_conflicts(shift__day=day)


def open_conflicts_of(*, shift_id: uuid.UUID) -> tuple[ConflictView, ...]:
    """Those of one officer's day, for the phone."""
    return _open_conflicts(shift_id=shift_id)


def _open_conflicts(**of: object) -> tuple[ConflictView, ...]:
    rows = Report.objects.filter(**of, is_conflict=True, settled_at=None)
    rows = rows.select_related("shift__officer", "visit")
    return tuple(_conflict_view(row) for row in rows)


def settle_conflict(*, report_id: uuid.UUID, actor: Actor, now: datetime) -> None:
    """A dispatcher has looked and done what is needed; again is harmless.

    The phone and the other dispatchers see it no more; who settled it is in the
    journal. Raises `NotDispatcher`, `NoSuchReport`.
    """
    refuse_others(actor)
    with transaction.atomic():
        rows = Report.objects.select_for_update(of=("self",)).select_related("shift")
        found = rows.filter(pk=report_id, is_conflict=True).first()
        if found is None:
            raise NoSuchReport(_("There is no such report. Load the page again."))
        if found.settled_at is not None:
            return
        found.settled_at = now
        found.save(update_fields=["settled_at"])
        journal.append(stream=found.pk, actor=actor, action="report.settled", now=now)
        live.changed(topic_of(found.shift.day))


def _refuse_unreadable(sent: Sent) -> None:
    is_key = 8 <= len(sent.key) <= 80 and sent.key.isprintable()
    if not is_key or sent.key.startswith(f"{TOLD}:"):
        raise BadReport(_("The report has no key. Update the app, then send again."))
    if sent.action not in DOINGS:
        raise BadReport(
            _("The server does not know this act. Update the app, then send again.")
        )
    try:
        json.dumps(sent.data, allow_nan=False)
    except ValueError:
        raise BadReport(_("The report says a number that is none.")) from None
    if len(sent.after) > MOST_AFTER:
        raise BadReport(_("The report follows too many others. Update the app."))


def _lock(sent: Sent, actor: Actor) -> Shift:
    """The officer's own shift, so that reports of one day come one by one."""
    day = Shift.objects.filter(pk=sent.shift_id).values_list("day", flat=True).first()
    if day is not None and sent.action in PLANNED:
        lock_day(day)  # before the shift, as whoever plans does
    shift = locked_shift(sent.shift_id)
    if shift.officer.account_id != actor.account_id:
        raise NotYourShift(
            _(
                "This was recorded on the shift of %(name)s. It stays on the phone "
                "until %(name)s signs in."
            ),
            name=shift.officer.name,
        )
    return shift


def _missing(sent: Sent) -> bool:
    wanted = set(sent.after) - {sent.key}
    return Report.objects.filter(key__in=wanted).count() < len(wanted)


def _again(known: Report, sent: Sent, shift: Shift) -> Answer:
    before = (known.shift_id, known.action, known.visit_id or sent.visit_id)
    is_same = before == (shift.pk, sent.action, sent.visit_id)
    if not is_same or known.data != _kept(sent):
        raise BadReport(_("This key was used before. Update the app."))
    return _answer_of(known)


def _apply(
    sent: Sent, shift: Shift, actor: Actor, doorstep: Doorstep, now: datetime
) -> tuple[Answer, Report]:
    # A clock that was lost says what cannot be: nothing was done before the day.
    at = min(max(sent.at, catalogue.day_bounds(shift.day)[0]), now)
    visit = _visit(sent)
    report = Report(
        key=sent.key,
        shift=shift,
        visit=visit,
        action=sent.action,
        data=_kept(sent),
        at=at,
        received_at=now,
    )
    work = Work(
        key=sent.key,
        shift=shift,
        visit=visit,
        data=sent.data,
        file=sent.file,
        at=at,
        now=now,
        actor=actor,
        doorstep=doorstep,
    )
    try:
        with transaction.atomic():
            done = _do(sent.action, work)
    except Refused as why:
        _write_refusal(report, why)
        _after_refusal(sent.action, visit, why, now)
    else:
        _write_done(report, done)
    return _answer_of(report), report


def _after_refusal(
    action: str, visit: HomeVisit | None, why: Refused, now: datetime
) -> None:
    if visit is None:
        return
    if isinstance(why, codes.WrongCode):
        codes.count_try(visit.pk)
    if action == FILED and visit.state == State.DONE:
        announce(HomeFilingRefused(visit.pk), at=now)


def _do(action: str, work: Work) -> Done:
    if work.shift.day > catalogue.local_day(work.now):
        raise NotToday(_("This shift is on a later day. Nothing was changed."))
    return DOINGS[action](work)


def _kept(sent: Sent) -> dict[str, object]:
    return {k: v for k, v in sent.data.items() if k not in _NOT_KEPT}


def _write_done(report: Report, done: Done) -> None:
    report.file_id = done.file_id
    report.is_conflict = bool(done.notice)
    report.answer = {
        "state": "applied",
        "sentence": str(done.notice),
        "plain": done.plain,
        "language": get_language(),
        "fields": done.fields,
        "data": done.data,
    }


def _write_refusal(report: Report, why: Refused) -> None:
    fields = why.fields if isinstance(why, Invalid) else {}
    report.is_conflict = True
    plain, params = why.plain
    report.answer = {
        "state": "conflict",
        "sentence": why.sentence,
        "plain": plain,
        "params": params,
        "language": get_language(),
        "code": why.code,
        "fields": {name: str(sentence) for name, sentence in fields.items()},
    }


def _visit(sent: Sent) -> HomeVisit | None:
    """The visit, locked; one that does not exist is for the doing to refuse."""
    if sent.visit_id is None:
        return None
    rows = HomeVisit.objects.select_for_update(no_key=True)
    found: HomeVisit | None = rows.filter(pk=sent.visit_id).first()
    return found


def _answer_of(report: Report) -> Answer:
    told = report.answer
    return Answer(
        key=report.key,
        state=told["state"],
        sentence=told.get("sentence", ""),
        code=told.get("code", ""),
        fields=told.get("fields", {}),
        data=told.get("data", {}),
    )


def _conflict_view(row: Report) -> ConflictView:
    return ConflictView(
        id=row.pk,
        action=row.action,
        officer=row.shift.officer.name,
        badge=row.shift.officer.badge,
        visit_id=row.visit_id,
        visit_name=row.visit.name if row.visit else "",
        at=row.at,
        received_at=row.received_at,
        sentence=_said(row.answer),
        was_applied=row.answer.get("state") == "applied",
    )


def _said(answer: Mapping[str, Any]) -> str:
    """The sentence in the language of who reads it, not of whose phone got it."""
    plain = answer.get("plain")
    if not plain or answer.get("language") == get_language():
        return str(answer.get("sentence", ""))
    return retold(plain, answer.get("params") or {})
