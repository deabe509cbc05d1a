"""A case as pages show it: the file, what changed, the timeline, who looked."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from satupintu.cases import clock, flow, rules, subclocks
from satupintu.cases.access import case_for, locked
from satupintu.cases.models import Case, Correction, Task
from satupintu.cases.sight import Sight, sight_of
from satupintu.catalogue import form, service as catalogue
from satupintu.catalogue.published import Published
from satupintu.catalogue.schema import Page, Step
from satupintu.documents import service as documents
from satupintu.kernel import journal
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import NotFound
from satupintu.kernel.models import JournalEntry
from satupintu.kernel.spans import Span

VIEWED = "case.viewed"
_LOOKS_ARE_ONE = timedelta(hours=8)


class Place(StrEnum):
    """Where a step stands on the timeline."""

    DONE = "done"
    NOW = "now"
    WAITING = "waiting"
    SKIPPED = "skipped"
    TODO = "todo"


@dataclass(frozen=True, slots=True)
class Station:
    """One step on the timeline: what, who has it, until when, how it went."""

    name: str
    step: Step
    place: Place
    agency: str
    role: str
    outcome: str
    reason: str
    legal: str
    decided_by: str
    opened_at: datetime | None
    due_at: datetime | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class GivenPaper:
    name: str
    type_title: Mapping[str, str]
    file: documents.StoredFile


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody opened the file: a citizen sees who looked at the data."""

    name: str
    agency: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ClockFace:
    """What the legal clock shows at a moment, in working days."""

    running: bool
    started: bool
    paused_since: datetime | None
    pause_reason: str
    elapsed: float
    total: Span
    due_at: datetime | None
    gross_days: float


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case for one actor; what the actor may not see is not in it."""

    case: Case
    published: Published
    facts: Mapping[str, object]
    sight: Sight
    pages: Sequence[Page]
    papers: Sequence[GivenPaper]
    stations: Sequence[Station]
    corrections: Sequence[Correction]
    clock: ClockFace
    agency_days: Mapping[str, float]
    looks: Sequence[Look]
    my_tasks: Sequence[Task]
    helped_by: str

    @property
    def waiting_corrections(self) -> list[Correction]:
        """What the applicant still has to answer."""
        if self.case.closed_at is not None:
            return []
        return [c for c in self.corrections if c.answered_at is None]

    @property
    def newest_version(self) -> Published:
        return catalogue.current(self.published.code)


@transaction.atomic
def open_case(*, ref: str | uuid.UUID, actor: Actor, now: datetime) -> CaseFile:
    """The case for this actor. A look by staff is noted for the citizen to see.

    Raises `NoSuchCase`.
    """
    case = case_for(actor, ref)
    _note_look(case, actor, now)
    tasks = list(case.tasks.order_by("opened_at", "id"))
    history = journal.entries(case.pk)
    published = catalogue.version(case.version_id)
    facts = flow.facts_of(case, published)
    sight = sight_of(case, published, tasks, actor)
    return CaseFile(
        case=case,
        published=published,
        facts=facts,
        sight=sight,
        pages=[
            p for p in form.visible_pages(published, facts) if p.name in sight.pages
        ],
        papers=_papers(case, published, sight),
        stations=stations(published, facts, tasks),
        corrections=_corrections(case, sight),
        clock=clock_face(case, published, now),
        agency_days=_agency_days(case, tasks, now),
        looks=[_look(e) for e in reversed(history) if e.action == VIEWED],
        my_tasks=_my_tasks(tasks, actor),
        helped_by=_helped_by(history),
    )


def cases_list(*, actor: Actor, limit: int = 100) -> Sequence[Case]:
    """The citizen's own cases, the latest first."""
    mine = Case.objects.filter(account_id=actor.account_id)
    return list(mine.order_by("-submitted_at", "-id")[:limit])


@transaction.atomic
def read_paper(
    *, ref: str | uuid.UUID, paper: str, actor: Actor, now: datetime
) -> tuple[documents.StoredFile, bytes]:
    """A paper's bytes, if the actor's role may see it. Raises `NotFound`.

    A look by staff is noted, however they came here.
    """
    case = case_for(actor, ref)
    published = catalogue.version(case.version_id)
    sight = sight_of(case, published, list(case.tasks.all()), actor)
    if paper not in sight.papers or paper not in case.papers:
        raise NotFound(_("This paper is not in the application, or not for your role."))
    _note_look(case, actor, now)
    file_id = uuid.UUID(case.papers[paper])
    return documents.describe(file_id), documents.read(file_id)


def stations(
    published: Published, facts: Mapping[str, object], tasks: Sequence[Task]
) -> list[Station]:
    """Every step in the order of work, with where the case stands on it."""
    latest: dict[str, Task] = {}
    for task in tasks:
        if task.step not in latest or task.round > latest[task.step].round:
            latest[task.step] = task
    steps = published.definition.procedure
    return [
        _station(published, name, steps[name], latest.get(name), facts)
        for name in published.order
    ]


def latest_tasks(case_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Task]]:
    """The latest round of every step of these cases, in one query."""
    found: dict[uuid.UUID, dict[str, Task]] = {}
    tasks = Task.objects.filter(case_id__in=case_ids).exclude(
        state__in=(Task.State.CANCELLED, Task.State.SKIPPED)
    )
    for task in tasks.order_by("case_id", "opened_at", "id"):
        found.setdefault(task.case_id, {})[task.step] = task
    return {case_id: list(steps.values()) for case_id, steps in found.items()}


def clock_face(case: Case, published: Published, now: datetime) -> ClockFace:
    """The legal and the gross clock at `now`."""
    rule = published.definition.clock
    calendar = catalogue.calendar(published.definition.agency)
    ticks = flow.ticks_of(case)
    last = ticks[-1] if ticks else None
    paused = last is not None and last.kind is clock.TickKind.PAUSE
    end = case.closed_at or now
    return ClockFace(
        running=last is not None
        and last.kind in (clock.TickKind.START, clock.TickKind.RESUME),
        started=last is not None,
        paused_since=last.at if last and paused else None,
        pause_reason=last.reason if last and paused else "",
        elapsed=clock.elapsed(ticks, calendar, counting=rule.counting, now=end),
        total=Span.parse(rule.total),
        due_at=case.due_at,
        gross_days=calendar.between(case.submitted_at, end),
    )


_PLACES = {
    Task.State.READY: Place.NOW,
    Task.State.WAITING: Place.WAITING,
    Task.State.DONE: Place.DONE,
    Task.State.SKIPPED: Place.SKIPPED,
    Task.State.CANCELLED: Place.TODO,
}


def _station(
    published: Published,
    name: str,
    step: Step,
    task: Task | None,
    facts: Mapping[str, object],
) -> Station:
    place = _PLACES[Task.State(task.state)] if task else Place.TODO
    if task is None and not published.step_applies(name, facts):
        place = Place.SKIPPED
    if task and place is Place.DONE and task.outcome == rules.Outcome.RETURN:
        place = Place.WAITING
    agency, role = published.post_of(name)
    done = place is Place.DONE
    return Station(
        name=name,
        step=step,
        place=place,
        agency=agency,
        role=role,
        outcome=task.outcome if task and place in (Place.DONE, Place.WAITING) else "",
        reason=task.reason if task and done else "",
        legal=task.legal if task and done else "",
        decided_by=task.decided_by_name if task and done else "",
        opened_at=task.opened_at if task else None,
        due_at=task.due_at if task and place is Place.NOW else None,
        decided_at=task.decided_at if task and done else None,
    )


def _agency_days(case: Case, tasks: Sequence[Task], now: datetime) -> dict[str, float]:
    """Working days that each agency has had the case, pauses not counted."""
    end = case.closed_at or now
    works = [
        subclocks.Work(task.step, task.agency, task.opened_at, task.decided_at)
        for task in tasks
        if task.agency and task.state != Task.State.SKIPPED
    ]
    calendars = {work.agency: catalogue.calendar(work.agency) for work in works}
    return subclocks.agency_days(works, flow.ticks_of(case), calendars, now=end)


def _papers(case: Case, published: Published, sight: Sight) -> list[GivenPaper]:
    seen = {
        name: uuid.UUID(file_id)
        for name, file_id in case.papers.items()
        if name in sight.papers and name in published.papers
    }
    files = documents.describe_all(list(seen.values()))
    return [
        GivenPaper(name, published.papers[name].title, files[file_id])
        for name, file_id in seen.items()
        if file_id in files
    ]


def _corrections(case: Case, sight: Sight) -> list[Correction]:
    """The corrections, without what this actor may not see."""
    found = list(case.corrections.order_by("asked_at", "id"))
    for correction in found:
        correction.items = [
            item
            for item in correction.items
            if item["name"]
            in (sight.questions if item["kind"] == "question" else sight.papers)
        ]
    return [correction for correction in found if correction.items]


def _my_tasks(tasks: Sequence[Task], actor: Actor) -> list[Task]:
    """The open tasks on the actor's posts, four eyes or not."""
    return [
        task
        for task in tasks
        if task.state == Task.State.READY and actor.holds(task.agency, task.role)
    ]


def planned_days(file: CaseFile, now: datetime) -> float:
    """Working days that the remaining steps may take, on the longest way."""
    steps = file.published.definition.procedure
    calendar = file.published.calendar
    left = {
        station.name: calendar.between(
            now, calendar.add(now, Span.parse(station.step.within))
        )
        for station in file.stations
        if station.step.within and station.place is not Place.DONE
    }
    applies = flow.applies_to(file.published, file.facts)
    return rules.critical_path(steps, applies, left).days


def four_eyes_hold(file: CaseFile, task: Task, actor: Actor) -> bool:
    """Whether the actor checked nothing before that this task decides on."""
    history = [flow.record_of(t) for t in file.case.tasks.all()]
    steps = file.published.definition.procedure
    return rules.may_decide(steps, task.step, actor.id, history)


def send_back_choices(file: CaseFile, task: Task) -> list[str]:
    """The steps that an approver may send the case back to."""
    history = [flow.record_of(t) for t in file.case.tasks.all()]
    steps = file.published.definition.procedure
    applies = flow.applies_to(file.published, file.facts)
    return rules.send_back_to(steps, applies, history, task.step)


def _note_look(case: Case, actor: Actor, now: datetime) -> None:
    """Write that a member of staff looked; looks of one shift are one."""
    if not actor.is_staff:
        return
    lately = JournalEntry.objects.filter(
        stream=case.pk,
        action=VIEWED,
        actor_id=actor.id,
        at__gt=now - _LOOKS_ARE_ONE,
    )
    if lately.exists():
        return
    locked(case.pk)
    journal.append(
        stream=case.pk,
        actor=actor,
        action=VIEWED,
        now=now,
        data={"agencies": sorted(actor.agencies)},
    )


def _helped_by(history: Sequence[JournalEntry]) -> str:
    """Who filed it together with the applicant; "" if nobody did."""
    helper = history[0].data.get(journal.ASSISTED_BY) if history else None
    return str(helper["name"]) if helper else ""


def _look(entry: JournalEntry) -> Look:
    agencies = entry.data.get("agencies") or [""]
    return Look(name=entry.actor_name, agency=agencies[0], at=entry.at)
