"""What the officer's pages show, worked out from cases and tasks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from satupintu.cases import service as cases
from satupintu.catalogue import form, service as catalogue
from satupintu.catalogue.published import Published
from satupintu.catalogue.schema import ChecklistItem, Page, Question, StepKind
from satupintu.documents import service as documents
from satupintu.kernel.actor import Actor
from satupintu.kernel.localized import text
from satupintu.web.answers import Row, rows as answer_rows
from satupintu.web.casefile import Tag, agency_name, outcome_tag, status_tag

MANAGER = "manager"


MOST_PAGES = 6


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the work queue."""

    task: cases.Task
    case: cases.Case
    published: Published
    step: str
    others: Sequence[tuple[str, Tag]]
    left: float
    tone: Literal["ok", "warn", "err"]
    share: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision that may be taken, with its key on the keyboard."""

    value: str
    key: int
    label: str
    hint: str


@dataclass(frozen=True, slots=True)
class Desk:
    """One open step of the officer: what can be decided, or why not."""

    task: cases.Task
    title: str
    choices: Sequence[Choice]
    checklist: Sequence[ChecklistItem]
    send_back: Sequence[tuple[str, str]]
    blocked: str


@dataclass(frozen=True, slots=True)
class PaperSheet:
    """A paper with the address of its file and of its pictures."""

    name: str
    title: str
    file_name: str
    size: int
    href: str
    pictures: Sequence[str]


@dataclass(frozen=True, slots=True)
class Askable:
    """A question or paper that can be pointed at in a correction."""

    key: str
    title: str
    value: str
    ticked: bool
    reason: str

    @property
    def reason_name(self) -> str:
        """The name of the field that holds the reason."""
        return f"reason_{self.key.replace(':', '_', 1)}"


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    entries: Sequence[Row] | Sequence[Askable] = field(default_factory=list)


def rows(tasks: Sequence[cases.Task], now: datetime) -> list[QueueRow]:
    """The tasks of a queue page; the parallel steps of all cases in one query."""
    siblings = cases.latest_tasks([task.case_id for task in tasks])
    return [_row(task, siblings.get(task.case_id, ()), now) for task in tasks]


def found(matches: Sequence[cases.Case]) -> list[tuple[cases.Case, Published, Tag]]:
    """Cases that a search found."""
    return [
        (case, catalogue.version(case.version_id), status_tag(case, "other"))
        for case in matches
    ]


def sections(file: cases.CaseFile) -> list[Section]:
    """The answers that the role may see, page by page."""
    return [
        Section(
            text(p.title),
            answer_rows(file.published, _asked(file, p), file.case.answers),
        )
        for p in file.pages
    ]


def papers(file: cases.CaseFile) -> list[PaperSheet]:
    """The papers that the role may see."""
    number = file.case.number
    return [
        PaperSheet(
            name=paper.name,
            title=text(paper.type_title),
            file_name=paper.file.name,
            size=paper.file.size,
            href=reverse("office-paper", args=[number, paper.name]),
            pictures=[
                reverse("office-preview", args=[number, paper.name, page])
                for page in range(1, _pages(paper) + 1)
            ],
        )
        for paper in file.papers
    ]


@dataclass(frozen=True, slots=True)
class Check:
    """A step as colleagues see it: whose, what, how it went and why."""

    who: str
    step: str
    tag: Tag | None
    by: str
    reason: str
    legal: str


def _pages(paper: cases.GivenPaper) -> int:
    """How many pages are shown as pictures; the rest is in the file."""
    if not paper.file.readable:
        return 0
    count = documents.page_count(paper.file, documents.read(paper.file.id))
    return min(count, MOST_PAGES)


def checks(file: cases.CaseFile) -> list[Check]:
    """Every step of the case, in the order of work."""
    now = Tag(_("Open"), "", "clock")
    found: list[Check] = []
    for station in file.stations:
        if station.place is cases.Place.SKIPPED:
            continue
        tag = outcome_tag(station.outcome) if station.outcome else None
        if tag is None and station.place is cases.Place.NOW:
            tag = now
        who = (
            _("Applicant")
            if station.step.kind is StepKind.PAYMENT
            else agency_name(file.published, station.agency)
        )
        found.append(
            Check(
                who=who,
                step=text(station.step.title),
                tag=tag,
                by=station.decided_by,
                reason=station.reason,
                legal=station.legal,
            )
        )
    return found


def desk_of(file: cases.CaseFile, task: cases.Task, actor: Actor) -> Desk:
    """What the officer can decide on this task."""
    step = file.published.definition.procedure[task.step]
    outcomes = cases.outcomes_of(step)
    allowed = cases.four_eyes_hold(file, task, actor)
    back = cases.send_back_choices(file, task) if "send_back" in outcomes else []
    titles = file.published.definition.procedure
    return Desk(
        task=task,
        title=text(step.title),
        choices=[
            Choice(str(outcome.value), index, *_words(str(outcome.value)))
            for index, outcome in enumerate(outcomes, start=1)
            if outcome != "send_back" or back
        ],
        checklist=step.checklist,
        send_back=[(name, text(titles[name].title)) for name in back],
        blocked=""
        if allowed
        else _(
            "You checked this application yourself, so somebody else must decide it "
            "(four eyes)."
        ),
    )


def newer_version(file: cases.CaseFile, actor: Actor) -> int | None:
    """The number of a newer version that this actor could move the case to."""
    agency = file.published.definition.agency
    if file.case.closed_at is not None or not actor.holds(agency, MANAGER):
        return None
    newest = file.newest_version
    same = newest.version_id == file.published.version_id
    return None if same else newest.version


def askable(file: cases.CaseFile, typed: Mapping[str, str]) -> list[Section]:
    """The questions that the officer may point at, with what was typed before."""
    return [
        Section(
            text(page.title),
            [
                _askable(f"question:{row.name}", row.term, row.value, typed)
                for row in answer_rows(
                    file.published, _asked(file, page), file.case.answers
                )
            ],
        )
        for page in file.pages
    ]


def askable_papers(file: cases.CaseFile, typed: Mapping[str, str]) -> list[Askable]:
    """The papers that the officer may point at."""
    return [
        _askable(f"paper:{p.name}", text(p.type_title), p.file.name, typed)
        for p in file.papers
    ]


def decision_of(post: QueryDict) -> cases.Decision:
    """The decision form as it was sent."""
    return cases.Decision(
        step=post.get("step", ""),
        round=_whole(post.get("round", "")),
        outcome=post.get("outcome", ""),
        reason=post.get("reason", "")[:2000],
        legal=post.get("legal", "")[:300],
        checklist={
            key.removeprefix("check_"): post.get(key, "")
            for key in post
            if key.startswith("check_")
        },
        send_back_to=post.getlist("send_back_to"),
    )


def correction_decision(post: QueryDict, step: str) -> cases.Decision:
    """The correction form as it was sent."""
    items: list[cases.CorrectionItem] = []
    for key in post.getlist("item"):
        kind, _sep, name = key.partition(":")
        reason = post.get(f"reason_{kind}_{name}", "")[:500]
        if kind == "question":
            items.append(cases.CorrectionItem("question", name, reason))
        elif kind == "paper":
            items.append(cases.CorrectionItem("paper", name, reason))
    return cases.Decision(
        step=step,
        round=_whole(post.get("round", "")),
        outcome="return",
        reason=post.get("reason", "")[:2000],
        items=items,
    )


def _row(task: cases.Task, siblings: Sequence[cases.Task], now: datetime) -> QueueRow:
    published = catalogue.version(task.case.version_id)
    steps = published.definition.procedure
    due = task.case.due_at or task.due_at or now
    calendar = published.calendar
    left = calendar.between(now, due) if due > now else -calendar.between(due, now)
    total = max(calendar.between(task.case.submitted_at, due), 0.1)
    return QueueRow(
        task=task,
        case=task.case,
        published=published,
        step=text(steps[task.step].title),
        others=[
            (agency_name(published, t.agency), _state_tag(t))
            for t in siblings
            if t.step != task.step and t.agency
        ],
        left=left,
        tone="err" if left < 0.5 else "warn" if left < 2 else "ok",
        share=max(0, min(100, round(100 * (1 - left / total)))),
    )


def _state_tag(task: cases.Task) -> Tag:
    if task.outcome:
        return outcome_tag(task.outcome)
    return Tag(_("Open"), "off", "clock")


def _asked(file: cases.CaseFile, page: Page) -> list[Question]:
    return [
        question
        for question in form.visible_questions(file.published, page, file.facts)
        if question.name in file.sight.questions
    ]


def _askable(key: str, title: str, value: str, typed: Mapping[str, str]) -> Askable:
    ticked = isinstance(typed, QueryDict) and key in typed.getlist("item")
    reason = typed.get(f"reason_{key.replace(':', '_', 1)}", "")
    return Askable(key=key, title=title, value=value, ticked=ticked, reason=reason)


def _whole(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) < 6 else 0


def _words(outcome: str) -> tuple[str, str]:
    words = {
        "accept": (_("Complete"), _("The file goes on; the legal clock starts.")),
        "pass": (_("In order"), _("Goes on to the next step.")),
        "return": (
            _("Ask for a correction"),
            _("Point at questions and papers; the clock stands still."),
        ),
        "object": (
            _("Object"),
            _("The approver decides. Give the reason and the law."),
        ),
        "approve": (_("Approve"), _("The permit is issued and signed.")),
        "send_back": (_("Send back to a colleague"), _("A step is done again.")),
        "reject": (_("Refuse"), _("The applicant reads your reason and the law.")),
    }
    return words[outcome]
