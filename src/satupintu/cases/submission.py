"""Sending an application: exactly once, whatever is clicked."""

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from satupintu.cases import content, events, flow
from satupintu.cases.access import draft_of
from satupintu.cases.drafts import local_date, not_accepted, refuse_paused
from satupintu.cases.models import Case, Draft
from satupintu.catalogue import form, service as catalogue
from satupintu.catalogue.published import Published
from satupintu.documents import service as documents
from satupintu.kernel import outbox
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Conflict, Invalid, NotAllowed, Sentence
from satupintu.kernel.numbers import next_number
from satupintu.people import service as people


class Incomplete(Invalid):
    """Something is missing or wrong; `problems` says what and on which page."""

    code = "incomplete"

    def __init__(self, problems: Sequence[form.Problem]) -> None:
        super().__init__(
            _("The application is not complete yet. Nothing was sent."),
            fields={problem.name: problem.sentence for problem in problems},
        )
        self.problems = problems


class ConsentMissing(NotAllowed):
    """Who is helped has not agreed to exactly this; nothing was sent."""

    code = "consent_missing"


class ServiceChanged(Conflict):
    """Another version was published since the draft was checked; nothing was sent."""

    code = "service_changed"


def seal_of(*, draft_id: uuid.UUID, actor: Actor) -> str:
    """A digest of what would be sent: another one after any change."""
    return _seal(draft_of(actor, draft_id))


def submit_draft(
    *, draft_id: uuid.UUID, actor: Actor, now: datetime, seal: str = ""
) -> Case:
    """Turn a draft into a case. A second call returns the same case.

    Where somebody helps the actor, `seal` is what the actor agreed to: without it,
    or after a change, it raises `ConsentMissing`. Raises `NoSuchDraft`,
    `Incomplete`, `ServicePaused`, `ServiceChanged`, and the refusals of
    `people.authority_for` when the authority has ended meanwhile.
    """
    with transaction.atomic():
        draft = draft_of(actor, draft_id, lock=True, or_sent=True)
        already = Case.objects.filter(draft_id=draft.pk).first()
        if already is not None:
            return already
        _refuse_without_consent(draft, actor, seal)
        published = catalogue.version(draft.version_id)
        _refuse_outdated(published)
        case = Case(
            draft=draft,
            key=str(draft.pk),
            answers=draft.answers,
            papers=draft.papers,
            authority_id=draft.authority_id,
            channel=draft.channel,
        )
        return _file(case, published, actor, now, pending=draft.pending)


def _seal(draft: Draft) -> str:
    sent = [draft.version_id, draft.authority_id, draft.answers, draft.papers]
    text = json.dumps(sent, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _refuse_without_consent(draft: Draft, actor: Actor, seal: str) -> None:
    if actor.helper is not None and seal != _seal(draft):
        raise ConsentMissing(
            _(
                "The applicant has not agreed to exactly this application. Nothing "
                "was sent. Ask for the agreement again."
            )
        )


def _refuse_outdated(published: Published) -> None:
    """Nobody sends what they never saw: other questions, another fee."""
    newest = catalogue.current(published.code)
    refuse_paused(newest)
    if newest.version_id != published.version_id:
        raise ServiceChanged(
            _(
                "The rules of this service have just changed. Nothing was sent yet. "
                "Please look through your application again, then send it."
            )
        )


def submit_application(
    *,
    service_code: str,
    raw: Mapping[str, Sequence[str]],
    papers: Mapping[str, str],
    key: str,
    actor: Actor,
    now: datetime,
    channel: str = "online",
) -> Case:
    """File a whole application in one call, as other systems do.

    `raw` is what forms would send; `papers` names files that the actor stored.
    `key` is the caller's idempotency key: the same key returns the same case,
    also when the application could not be filed (any more) by now.
    """
    already = _filed_with(key, actor)
    if already is not None:
        return already
    published = catalogue.current(service_code)
    case = Case(
        key=key,
        answers=read_answers(published, raw, channel=channel, now=now),
        papers=dict(papers),
        channel=channel,
    )
    try:
        with transaction.atomic():
            _refuse_unfit_files(published, papers, actor)
            return _file(case, published, actor, now)
    except IntegrityError:
        already = _filed_with(key, actor)
        if already is None:
            raise
        return already


def _filed_with(key: str, actor: Actor) -> Case | None:
    return Case.objects.filter(account_id=actor.account_id, key=key).first()


def read_answers(
    published: Published,
    raw: Mapping[str, Sequence[str]],
    *,
    channel: str,
    now: datetime,
) -> dict[str, object]:
    """The answers of all pages, cleaned as the pages do. Raises `Invalid`."""
    facts = form.make_facts(
        published,
        {},
        channel=channel,
        on_behalf=False,
        today=local_date(published, now),
    )
    cleaned = form.clean_form(published, lambda _page: raw, facts)
    if cleaned.errors:
        raise Invalid(
            _("The application is not complete yet. Nothing was sent."),
            fields=cleaned.errors,
        )
    return cleaned.answers


def _refuse_unfit_files(
    published: Published, papers: Mapping[str, str], actor: Actor
) -> None:
    """A paper is a file that the actor stored, of a type and size taken for it.

    Raises `Invalid`.
    """
    held = documents.hold_own(actor, papers.values())
    errors: dict[str, Sentence] = {}
    for paper, file_id in papers.items():
        file, kind = held.get(file_id), published.papers.get(paper)
        if file is None:
            errors[paper] = _("There is no such file of yours. Store it first.")
        elif kind is not None and not file.fits(kind.types, kind.max_mb):
            errors[paper] = _("This paper takes no file of this type or size.")
    if errors:
        raise Invalid(
            _("The application is not complete yet. Nothing was sent."), fields=errors
        )


def _file(
    case: Case,
    published: Published,
    actor: Actor,
    now: datetime,
    *,
    pending: Mapping[str, list[str]] = MappingProxyType({}),
) -> Case:
    refuse_paused(published)
    if case.authority_id is not None:
        people.authority_for(actor=actor, authority_id=case.authority_id, now=now)
    case.version_id, case.service_code = published.version_id, published.code
    case.account_id, case.submitted_at = actor.account_id, now
    facts = flow.facts_of(case, published)
    problems = [
        *not_accepted(published, facts, case.answers, pending),
        *form.problems(published, facts, case.answers, case.papers),
    ]
    if problems:
        raise Incomplete(problems)
    case.answers = form.kept(published, facts, case.answers)
    asked = {each.paper.paper for each in form.papers(published, facts)}
    case.papers = {k: v for k, v in case.papers.items() if k in asked}
    case.applicant_name = _applicant(case, published, actor)
    outbox.announce(events.CaseSubmitted(key=case.pk), at=now)
    _number(case, published, now)
    _record(case, published, actor, now)
    return case


def _number(case: Case, published: Published, now: datetime) -> None:
    """The case number; taken late, since its row stays locked until the commit."""
    service = published.definition
    year = local_date(published, now).year
    seq = next_number(series=f"case/{service.series}", year=year)
    case.number = service.number.format(seq=seq, year=year)
    case.search = f"{case.number} {case.applicant_name}".lower()


def _record(case: Case, published: Published, actor: Actor, now: datetime) -> None:
    """The journal, the first steps and the case itself, which `advance` saves."""
    run = flow.Run(
        case=case,
        published=published,
        tasks=[],
        unanswered=[],
        actor=actor,
        now=now,
        last_note=None,
    )
    run.note(
        "case.submitted",
        number=case.number,
        version=published.version,
        content=content.digest_of(case),
    )
    if published.definition.clock.starts == "submitted":
        flow.start_clock(run)
    flow.advance(run)


def _applicant(case: Case, published: Published, actor: Actor) -> str:
    """Whose name the case carries: the permit's holder, else who is acted for."""
    output = published.definition.output
    named = case.answers.get(output.holder) if output else None
    if named:
        return str(named)[:200]
    if case.authority is not None:
        return case.authority.person_name
    return actor.name
