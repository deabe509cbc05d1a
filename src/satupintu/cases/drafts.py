"""Filling in an application: page by page, on any device, nothing lost."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from satupintu.cases.access import channel_of, draft_of
from satupintu.cases.leftovers import let_go
from satupintu.cases.models import Draft
from satupintu.cases.uploads import Upload
from satupintu.catalogue import fees, form, service as catalogue
from satupintu.catalogue.published import Published
from satupintu.catalogue.schema import Page
from satupintu.documents import service as documents
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import NotFound, Refused
from satupintu.people import service as people


class ServicePaused(Refused):
    """The service takes no applications now; the pack says why."""

    code = "service_paused"


class NoSuchPage(NotFound):
    """The page or paper is not asked for in this application."""


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft with everything that its pages show."""

    id: uuid.UUID
    published: Published
    facts: Mapping[str, object]
    answers: Mapping[str, object]
    pending: Mapping[str, list[str]]
    pages: Sequence[Page]
    pages_done: Sequence[str]
    papers: Sequence["DraftPaper"]
    applicant_name: str
    on_behalf: bool
    updated_at: datetime

    @property
    def next_page(self) -> str | None:
        """The first page not yet filled in; None when only papers and check remain."""
        return next((p.name for p in self.pages if p.name not in self.pages_done), None)


@dataclass(frozen=True, slots=True)
class DraftPaper:
    """A paper asked for: what was given, and what the vault offers instead."""

    asked: form.AskedPaper
    given: documents.StoredFile | None
    offered: documents.VaultItem | None

    @property
    def name(self) -> str:
        return self.asked.paper.paper


@dataclass(frozen=True, slots=True)
class Review:
    """The whole draft before it is sent: what is wrong, and what it will cost."""

    draft: DraftView
    problems: Sequence[form.Problem]
    assessment: fees.Assessment | None


@transaction.atomic
def start_draft(
    *,
    service_code: str,
    actor: Actor,
    now: datetime,
    authority_id: uuid.UUID | None = None,
) -> uuid.UUID:
    """The actor's open draft of this service, or a new one.

    Raises `ServicePaused`, `catalogue.NoSuchService` and the refusals of
    `people.authority_for`.
    """
    published = catalogue.current(service_code)
    refuse_paused(published)
    authority = None
    if authority_id is not None:
        authority = people.authority_for(
            actor=actor, authority_id=authority_id, now=now
        )
    people.take_turn(account_id=actor.account_id)  # two clicks, one draft
    whose = Q(authority_id=authority_id) if authority_id else Q(authority=None)
    open_draft = Draft.objects.filter(
        whose,
        account_id=actor.account_id,
        version__code=service_code,
        case__isnull=True,
    ).first()
    if open_draft is not None:
        return open_draft.pk
    draft = Draft.objects.create(
        version_id=published.version_id,
        account_id=actor.account_id,
        authority_id=authority_id,
        channel=channel_of(actor),
        answers=_prefilled(published, actor, authority),
        created_at=now,
        updated_at=now,
    )
    return draft.pk


def drafts_of(actor: Actor) -> Sequence[Draft]:
    """The actor's drafts not yet sent, the latest first."""
    mine = Draft.objects.filter(account_id=actor.account_id, case__isnull=True)
    return list(mine.select_related("version")[:50])


@transaction.atomic
def open_draft(*, draft_id: uuid.UUID, actor: Actor, now: datetime) -> DraftView:
    """The draft with its pages and papers; moved to the service's newest version.

    Its channel is that of whoever has it open: begun at home, finished at a counter.
    """
    draft = draft_of(actor, draft_id)
    if draft.channel != channel_of(actor):
        draft.channel = channel_of(actor)
        draft.save(update_fields=("channel",))
    newest = catalogue.current(catalogue.version(draft.version_id).code)
    if newest.version_id != draft.version_id:
        draft.version_id = newest.version_id
        draft.pages_done = []
        draft.save(update_fields=("version", "pages_done"))
    return view_of(draft, actor=actor, now=now)


@transaction.atomic
def save_page(
    *,
    draft_id: uuid.UUID,
    page_name: str,
    raw: Mapping[str, Sequence[str]],
    actor: Actor,
    now: datetime,
) -> form.Cleaned:
    """Keep what was typed on one page; the errors say what to put right.

    Good answers are saved even when others on the page are not, and what could
    not be accepted is kept as typed. Raises `NoSuchPage`.
    """
    draft = draft_of(actor, draft_id, lock=True)
    published = catalogue.version(draft.version_id)
    facts = facts_of_draft(draft, published, now)
    page = _page(published, page_name, facts)
    cleaned = form.clean_page(published, page, raw, facts)
    asked = {question.name for question in page.questions}
    kept = {k: v for k, v in draft.answers.items() if k not in asked}
    draft.answers = kept | dict(cleaned.answers)
    draft.pending = _pending(draft.pending, asked, raw, cleaned.errors)
    done = [name for name in draft.pages_done if name != page_name]
    draft.pages_done = done if cleaned.errors else [*done, page_name]
    draft.updated_at = now
    draft.save(update_fields=("answers", "pending", "pages_done", "updated_at"))
    return cleaned


@transaction.atomic
def attach_paper(
    *,
    draft_id: uuid.UUID,
    paper: str,
    upload: Upload,
    actor: Actor,
    now: datetime,
) -> documents.StoredFile:
    """Store an uploaded paper with the draft. Raises what `documents.store` does."""
    draft = draft_of(actor, draft_id, lock=True)
    asked = _asked_paper(draft, paper, now)
    stored = documents.store(
        owner_id=draft.account_id,
        name=upload.name,
        data=upload.data,
        types=asked.type.types,
        max_mb=asked.type.max_mb,
        now=now,
    )
    _put_paper(draft, paper, stored.id, now)
    return stored


@transaction.atomic
def use_vault_paper(
    *, draft_id: uuid.UUID, paper: str, actor: Actor, now: datetime
) -> None:
    """Use the paper that the vault offers. Raises `NoSuchPage` if it offers none."""
    draft = draft_of(actor, draft_id, lock=True)
    _asked_paper(draft, paper, now)
    item = _offered(draft, [paper], now).get(paper)
    if item is None or not documents.hold_own(actor, [str(item.file.id)]):
        raise NoSuchPage(_("Your papers do not hold this one. Please upload it."))
    _put_paper(draft, paper, item.file.id, now)


@transaction.atomic
def remove_paper(
    *, draft_id: uuid.UUID, paper: str, actor: Actor, now: datetime
) -> None:
    """Take a paper out of the draft again; harmless when it is not there."""
    draft = draft_of(actor, draft_id, lock=True)
    given = draft.papers.pop(paper, None)
    draft.updated_at = now
    draft.save(update_fields=("papers", "updated_at"))
    if given is not None:
        let_go(draft.account_id, [given])


def review_draft(*, draft_id: uuid.UUID, actor: Actor, now: datetime) -> Review:
    """What the check page shows."""
    draft = open_draft(draft_id=draft_id, actor=actor, now=now)
    given = {p.name: str(p.given.id) for p in draft.papers if p.given}
    problems = [
        *not_accepted(draft.published, draft.facts, draft.answers, draft.pending),
        *form.problems(draft.published, draft.facts, draft.answers, given),
    ]
    assessment = None
    if not problems and draft.published.definition.fees:
        assessment = fees.assess(draft.published, draft.facts)
    return Review(draft, problems, assessment)


def read_draft_paper(
    *, draft_id: uuid.UUID, paper: str, actor: Actor
) -> tuple[documents.StoredFile, bytes]:
    """The bytes of a paper of the actor's own draft."""
    draft = draft_of(actor, draft_id)
    if paper not in draft.papers:
        raise NoSuchPage(_("This paper is not in your application."))
    file_id = uuid.UUID(draft.papers[paper])
    return documents.describe(file_id), documents.read(file_id)


def not_accepted(
    published: Published,
    facts: Mapping[str, object],
    answers: Mapping[str, object],
    pending: Mapping[str, list[str]],
) -> list[form.Problem]:
    """What was typed wrong into questions that may stay empty.

    Without this it would be dropped in silence; what has to be answered is found
    by `form.problems`.
    """
    found: list[form.Problem] = []
    for page in form.visible_pages(published, facts) if pending else ():
        optional = {q.name for q in page.questions if not q.required}
        typed = {k: v for k, v in pending.items() if form.question_of(k, optional)}
        if not typed:
            continue
        raw = form.as_raw(published, page, answers) | typed
        errors = form.clean_page(published, page, raw, facts).errors
        found += [
            form.Problem("question", name, page.name, sentence)
            for name, sentence in errors.items()
            if name in optional
        ]
    return found


def view_of(draft: Draft, *, actor: Actor, now: datetime) -> DraftView:
    """A loaded draft as its pages show it."""
    published = catalogue.version(draft.version_id)
    facts = facts_of_draft(draft, published, now)
    return DraftView(
        id=draft.pk,
        published=published,
        facts=facts,
        answers=draft.answers,
        pending=draft.pending,
        pages=form.visible_pages(published, facts),
        pages_done=draft.pages_done,
        papers=_papers(draft, published, facts, now),
        applicant_name=draft.authority.person_name if draft.authority else actor.name,
        on_behalf=draft.authority_id is not None,
        updated_at=draft.updated_at,
    )


def facts_of_draft(
    draft: Draft, published: Published, now: datetime
) -> dict[str, object]:
    """The draft's answers as expressions see them."""
    return form.make_facts(
        published,
        draft.answers,
        channel=draft.channel,
        on_behalf=draft.authority_id is not None,
        today=local_date(published, now),
    )


def local_date(published: Published, now: datetime) -> date:
    """The date at the place that the pack is for."""
    return catalogue.local(published.pack, now).date()


def refuse_paused(published: Published) -> None:
    """Raises `ServicePaused` with the reason that the pack gives."""
    if published.definition.paused:
        raise ServicePaused(
            _("This service takes no applications at the moment: %(why)s"),
            why=catalogue.text(published.definition.paused),
        )


def _prefilled(
    published: Published, actor: Actor, authority: people.AuthorityView | None
) -> dict[str, object]:
    """What we already know about the applicant is not asked again."""
    known = people.known_about(actor, authority)
    return {
        question.name: known[question.prefill]
        for question in published.definition.questions.values()
        if question.prefill and known.get(question.prefill)
    }


def _page(published: Published, name: str, facts: Mapping[str, object]) -> Page:
    for page in form.visible_pages(published, facts):
        if page.name == name:
            return page
    raise NoSuchPage(_("This page is not part of your application."))


def _pending(
    before: Mapping[str, list[str]],
    asked: Collection[str],
    raw: Mapping[str, Sequence[str]],
    errors: Mapping[str, str],
) -> dict[str, list[str]]:
    """What was typed into the questions of this page that could not be accepted."""
    kept = {k: v for k, v in before.items() if form.question_of(k, asked) is None}
    for key, values in raw.items():
        if form.question_of(key, asked) in errors:
            kept[key] = [value[:2000] for value in values]
    return kept


def _asked_paper(draft: Draft, paper: str, now: datetime) -> form.AskedPaper:
    published = catalogue.version(draft.version_id)
    facts = facts_of_draft(draft, published, now)
    for asked in form.papers(published, facts):
        if asked.paper.paper == paper:
            return asked
    raise NoSuchPage(_("This paper is not asked for in your application."))


def _put_paper(draft: Draft, paper: str, file_id: uuid.UUID, now: datetime) -> None:
    before = draft.papers.get(paper)
    draft.papers[paper] = str(file_id)
    draft.updated_at = now
    draft.save(update_fields=("papers", "updated_at"))
    if before is not None:
        let_go(draft.account_id, [before])


def _papers(
    draft: Draft, published: Published, facts: Mapping[str, object], now: datetime
) -> list[DraftPaper]:
    asked = form.papers(published, facts)
    missing = [a.paper.paper for a in asked if a.paper.paper not in draft.papers]
    offered = _offered(draft, missing, now)
    given = {paper: uuid.UUID(file_id) for paper, file_id in draft.papers.items()}
    files = documents.describe_all(list(given.values()))
    return [
        DraftPaper(
            asked=a,
            given=files.get(given[a.paper.paper]) if a.paper.paper in given else None,
            offered=offered.get(a.paper.paper),
        )
        for a in asked
    ]


def _offered(
    draft: Draft, papers: Sequence[str], now: datetime
) -> dict[str, documents.VaultItem]:
    """What the vault has; nothing when acting for another, whose papers it lacks."""
    if draft.authority_id is not None:
        return {}
    return documents.offered(draft.account_id, papers, now)
