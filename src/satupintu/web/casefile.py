"""A case in words, for the citizen's page and the officer's: the same truth.

Turns a `cases.CaseFile` into what templates show: whose turn it is, the legal
promise beside the forecast, the timeline, what was asked to be corrected.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from django.utils.translation import gettext as _

from satupintu.cases import service as cases
from satupintu.catalogue import service as catalogue
from satupintu.catalogue.published import Published
from satupintu.catalogue.schema import StepKind
from satupintu.insights.service import Usual
from satupintu.kernel.localized import text
from satupintu.web.answers import shown

Tone = Literal["", "ok", "warn", "err", "off"]
# Who reads: “you” is the applicant on the applicant's pages only.
Reader = Literal["applicant", "other"]


@dataclass(frozen=True, slots=True)
class Tag:
    """A status in words, shape and colour; never colour alone."""

    text: str
    kind: Tone
    icon: str


@dataclass(frozen=True, slots=True)
class Face:
    """Whose turn it is now, in one sentence, and what the clock shows."""

    tag: Tag
    headline: str
    clock: str
    holders: Sequence[str]
    used: float
    total: float
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Stop:
    """One line of the timeline."""

    title: str
    text: str
    state: Literal["d", "n", ""]
    tag: Tag | None = None
    at: datetime | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One item of a correction: what was asked, before and after."""

    title: str
    reason: str
    before: str
    after: str
    kind: str
    name: str
    changed: bool


@dataclass(frozen=True, slots=True)
class AskedCorrection:
    correction: cases.Correction
    agency: str
    changes: Sequence[Change] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Forecast:
    """When a decision is likely: eight in ten similar cases, or the plan."""

    first: date
    last: date
    measured: bool


def status_tag(case: cases.Case, reader: Reader = "applicant") -> Tag:
    """The case's status in words."""
    asked = _("Waiting for you")
    if reader == "other":
        asked = _("Waiting for the applicant")
    words: dict[str, tuple[str, Tone, str]] = {
        "open": (_("Being checked"), "", "eye"),
        "correction": (asked, "warn", "pause"),
        "payment": (_("Waiting for payment"), "warn", "money"),
        "granted": (_("Granted"), "ok", "check"),
        "refused": (_("Refused"), "err", "cross"),
        "withdrawn": (_("Withdrawn"), "off", "cross"),
    }
    if case.deemed:
        return Tag(_("Granted by law"), "ok", "scales")
    return Tag(*words[case.status])


def outcome_tag(outcome: str) -> Tag:
    """A decision in words."""
    words: dict[str, tuple[str, Tone, str]] = {
        "accept": (_("Complete"), "ok", "check"),
        "pass": (_("In order"), "ok", "check"),
        "object": (_("Objection"), "err", "alert"),
        "return": (_("Correction asked"), "warn", "pause"),
        "approve": (_("Approved"), "ok", "check"),
        "send_back": (_("Sent back"), "warn", "back"),
        "reject": (_("Refused"), "err", "cross"),
        "paid": (_("Paid"), "ok", "check"),
        "nothing_due": (_("Nothing to pay"), "ok", "check"),
    }
    return Tag(*words.get(outcome, (outcome, "", "clock")))


def agency_name(published: Published, code: str, *, short: bool = True) -> str:
    """The agency's name in the active language."""
    for agency in published.pack.agencies:
        if agency.code == code:
            return text(agency.short if short else agency.name)
    return code


def face_of(file: cases.CaseFile, now: datetime, reader: Reader = "applicant") -> Face:
    """The box at the top of a case."""
    total = float(file.clock.total.amount)
    return Face(
        tag=status_tag(file.case, reader),
        headline=_headline(file),
        clock=_clock_words(file, reader),
        holders=_holders(file),
        used=min(file.clock.elapsed, total),
        total=total,
        due_at=file.clock.due_at,
    )


def timeline_of(file: cases.CaseFile, reader: Reader = "applicant") -> list[Stop]:
    """From filing to the outcome, every step with who and until when."""
    stops = [
        Stop(
            title=_("Sent"),
            text=_sent(file),
            state="d",
            at=file.case.submitted_at,
        )
    ]
    stops += [
        _stop(file, station, reader)
        for station in file.stations
        if station.place is not cases.Place.SKIPPED
    ]
    return [*stops, _end(file)]


def corrections_of(file: cases.CaseFile) -> list[AskedCorrection]:
    """Every correction with its items, before and after."""
    return [
        AskedCorrection(
            correction=correction,
            agency=agency_name(file.published, correction.asked_by_agency),
            changes=[_change(file, correction, item) for item in correction.items],
        )
        for correction in file.corrections
    ]


def forecast_of(
    file: cases.CaseFile, usual: Usual | None, now: datetime
) -> Forecast | None:
    """When the decision will probably come; None for a closed case.

    From the latest closed cases of the service; where there are too few, from the
    time that the remaining steps may take, at most the legal promise.
    """
    if file.case.closed_at is not None:
        return None
    calendar = file.published.calendar
    if usual:
        low, high = usual.p10, usual.p90
    else:
        plan = file.clock.elapsed + cases.planned_days(file, now)
        low = high = min(plan, float(file.clock.total.amount))
    here = calendar.position(now)

    def day(length: float) -> date:
        left = max(length - file.clock.elapsed, 0.0)
        return catalogue.local(file.published.pack, calendar.at(here + left)).date()

    return Forecast(first=day(low), last=day(high), measured=usual is not None)


def _headline(file: cases.CaseFile) -> str:
    match file.case.status:
        case "correction":
            return _("It is your turn: please put something right")
        case "payment":
            return _("It is your turn: please pay the bill")
        case "granted":
            return _("Granted. Your permit is ready.")
        case "refused":
            return _("This application was refused")
        case "withdrawn":
            return _("This application is closed")
    if not file.clock.started:
        return _("The front office is checking whether your file is complete")
    return _("Your application is being checked")


def _clock_words(file: cases.CaseFile, reader: Reader) -> str:
    face = file.clock
    if file.case.closed_at is not None or not face.started:
        return ""
    if face.paused_since is None:
        return _("The clock is running.")
    if face.pause_reason == "outage":
        return _(
            "The clock stands still: a system at the agency does not answer. It "
            "goes on as soon as the system does."
        )
    if face.pause_reason == "payment":
        return (
            _("The clock stands still until you have paid.")
            if reader == "applicant"
            else _("The clock stands still until the bill is paid.")
        )
    return (
        _("The clock stands still until you have answered.")
        if reader == "applicant"
        else _("The clock stands still until the applicant has answered.")
    )


def _holders(file: cases.CaseFile) -> list[str]:
    """Who has to act now, the applicant first; each once."""
    if file.case.closed_at is not None:
        return []
    waits = file.case.status in ("correction", "payment")
    agencies = (
        agency_name(file.published, station.agency)
        for station in file.stations
        if station.place is cases.Place.NOW
    )
    return list(dict.fromkeys([*[_("You")] * waits, *agencies]))


def agency_times(file: cases.CaseFile) -> list[tuple[str, float]]:
    """How long each agency has had the case, in working days; the longest first."""
    named = (
        (agency_name(file.published, agency), days)
        for agency, days in file.agency_days.items()
    )
    return sorted(named, key=lambda pair: -pair[1])


def _stop(file: cases.CaseFile, station: cases.Station, reader: Reader) -> Stop:
    done = station.place is cases.Place.DONE
    here = station.place in (cases.Place.NOW, cases.Place.WAITING)
    if file.case.closed_at is not None and not done:
        here = False
    tag = outcome_tag(station.outcome) if station.outcome else None
    if station.place is cases.Place.NOW and file.case.closed_at is None:
        tag = Tag(_("Now"), "", "clock")
    return Stop(
        title=text(station.step.title),
        text=_who(file, station, reader),
        state="d" if done else "n" if here else "",
        tag=tag,
        at=station.decided_at,
        due_at=station.due_at if here else None,
    )


def _sent(file: cases.CaseFile) -> str:
    number = _("Number %(number)s") % {"number": file.case.number}
    if not file.helped_by:
        return number
    helped = _("filed together with %(officer)s") % {"officer": file.helped_by}
    return f"{number} · {helped}"


def _who(file: cases.CaseFile, station: cases.Station, reader: Reader) -> str:
    if station.step.kind is StepKind.PAYMENT:
        return _("You") if reader == "applicant" else _("Applicant")
    return agency_name(file.published, station.agency)


def _end(file: cases.CaseFile) -> Stop:
    case = file.case
    if case.closed_at is not None:
        tag = status_tag(case)
        return Stop(title=tag.text, text="", state="d", tag=tag, at=case.closed_at)
    output = file.published.definition.output
    title = text(output.title) if output else _("Decision")
    return Stop(title=title, text=_("At the end"), state="")


def _change(
    file: cases.CaseFile, correction: cases.Correction, item: dict[str, str]
) -> Change:
    key = f"{item['kind']}:{item['name']}"
    before, after = correction.before.get(key), correction.after.get(key)
    answered = correction.answered_at is not None
    if item["kind"] == "question":
        question = file.published.questions[item["name"]]
        title = text(question.title)
        words = [shown(file.published, question, value) for value in (before, after)]
    else:
        title = text(file.published.papers[item["name"]].title)
        words = [_("the first file"), _("a new file")]
    return Change(
        title=title,
        reason=item["reason"],
        before=words[0],
        after=words[1] if answered else "",
        kind=item["kind"],
        name=item["name"],
        changed=answered and before != after,
    )
