"""What each report of an officer's phone does. See `courier.reports`.

A doing gets a `Work` and gives a `Done`, or raises a `Refused` whose sentence the
officer reads. It runs in a savepoint of the report's transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from satupintu.courier import filings, handing, shifts
from satupintu.courier.models import Kind, Outcome, Report, State
from satupintu.courier.standing import refuse_others_visit, standing_of
from satupintu.courier.work import BadFacts, Done, Work
from satupintu.kernel.errors import Conflict


class NotAtTheDoor(Conflict):
    """An application is filled in at the door only."""

    code = "not_at_the_door"


def _open(work: Work) -> Done:
    shifts.open_shift(shift_id=work.shift.pk, at=work.at)
    return Done()


def _end(work: Work) -> Done:
    shifts.end_shift(shift_id=work.shift.pk, at=work.at)
    return Done()


def _rest(work: Work) -> Done:
    shifts.note_rest(shift_id=work.shift.pk, at=work.at)
    return Done()


def _pause(work: Work) -> Done:
    minutes = work.number("minutes") or 0
    until = work.at + timedelta(minutes=max(0, min(minutes, 24 * 60)))
    reason = work.text("reason")
    shifts.pause_shift(shift_id=work.shift.pk, until=until, reason=reason, at=work.at)
    return Done()


def _position(work: Work) -> Done:
    lat, lon = work.number("lat"), work.number("lon")
    if lat is None or lon is None or not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise BadFacts(_("The phone did not say where it is."))
    shifts.note_place(shift_id=work.shift.pk, lat=lat, lon=lon, at=work.at)
    return Done()


def _kept(work: Work) -> Done:
    """Nothing but the record: papers seen, a change of the plan accepted."""
    if work.visit is not None:
        refuse_others_visit(work.visit, work.shift)
    return Done()


def _riding(work: Work) -> Done:
    return _go(work, State.RIDING)


def _arrived(work: Work) -> Done:
    if work.number("lat") is not None:
        _position(work)
    return _go(work, State.ARRIVED)


def _done(work: Work) -> Done:
    if work.door.kind == Kind.DELIVER and work.door.state != State.DONE:
        raise handing.NoProof(
            _("Hand the permit over against the code or a signature; then it is done.")
        )
    return _go(work, State.DONE)


def _failed(work: Work) -> Done:
    outcome = work.data.get("outcome")
    if outcome not in Outcome.values:
        raise BadFacts(_("Choose why the visit could not be done."))
    return _go(work, State.FAILED, outcome=str(outcome), note=work.text("note"))


_RANK = {State.BOOKED: 0, State.RIDING: 1, State.ARRIVED: 2, State.DONE: 3}


def _go(work: Work, state: State, *, outcome: str = "", note: str = "") -> Done:
    """The visit goes on; what was already said, or comes late, changes nothing."""
    visit = work.door
    refuse_others_visit(visit, work.shift, only_mine=True)
    if visit.state == state and visit.outcome == outcome:
        return Done()
    is_late = _RANK.get(State(visit.state), -1) > _RANK.get(state, 9)
    if is_late and state in (State.RIDING, State.ARRIVED):
        return Done()
    work.go(state, outcome=outcome, note=note)
    return Done()


def _answers(work: Work) -> Done:
    _refuse_before_arrival(work)
    return work.doorstep.save_answers(work)


def _paper(work: Work) -> Done:
    _refuse_before_arrival(work)
    return work.doorstep.keep_paper(work)


def _filed(work: Work) -> Done:
    standing = standing_of(work.door, work.shift)
    _refuse_before_arrival(work)
    if work.proof("signature") is None:
        raise handing.NoProof(
            _("The citizen's signature is missing. Nothing was sent.")
        )
    done = work.doorstep.file_application(work)
    service = work.errand.service
    filings.settle_refused(visit=work.door, service=service, now=work.now)
    notice = done.notice or handing.notice_of(standing, work.door)
    return Done(done.data, done.fields, notice, done.file_id)


def _refuse_before_arrival(work: Work) -> None:
    """Drafts are the citizen's own until the officer is at the door."""
    refuse_others_visit(work.door, work.shift)
    here = Report.objects.filter(shift=work.shift, visit=work.door, action="arrived")
    if not here.exists():
        raise NotAtTheDoor(_("Say first that you have arrived, then go on."))


DOINGS: Mapping[str, Callable[[Work], Done]] = {
    "shift_opened": _open,
    "shift_ended": _end,
    "rest": _rest,
    "pause": _pause,
    "position": _position,
    "accepted": _kept,
    "checked": _kept,
    "riding": _riding,
    "arrived": _arrived,
    "answers": _answers,
    "paper": _paper,
    "proof": handing.keep_proof,
    "filed": _filed,
    "custody": handing.take_papers,
    "returned": handing.return_papers,
    "delivered": handing.hand_permit,
    "done": _done,
    "failed": _failed,
}
# Those that change what is planned: they wait for the lock of the day.
PLANNED = frozenset(
    {
        "shift_opened",
        "shift_ended",
        "rest",
        "pause",
        "riding",
        "arrived",
        "delivered",
        "done",
        "failed",
    }
)
