"""The applicant puts right what was asked, and only that."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from satupintu.cases import content, deadlines, events, flow
from satupintu.cases.access import case_for
from satupintu.cases.decisions import values_of
from satupintu.cases.models import Case, Correction
from satupintu.cases.uploads import Upload
from satupintu.catalogue import form
from satupintu.catalogue.schema import Page
from satupintu.documents import service as documents
from satupintu.kernel import outbox
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Conflict, Invalid, NotAllowed


class NothingToCorrect(Conflict):
    """No correction is waiting; it was answered already or never asked."""

    code = "nothing_to_correct"


def answer_correction(
    *,
    case_id: uuid.UUID,
    raw: Mapping[str, Sequence[str]],
    uploads: Mapping[str, Upload],
    actor: Actor,
    now: datetime,
) -> Case:
    """Take the corrected answers and papers; the clock goes on.

    Only questions and papers that were pointed at change; what a changed answer
    brings up, or does not fit beside it any more, is taken too. Raises
    `NothingToCorrect`, and `Invalid` with a sentence per field; then nothing is
    changed. A time to answer that is over takes effect first, however late the
    sweep runs.
    """
    case_for(actor, case_id)
    if actor.is_staff:
        raise NotAllowed(_("Only the applicant can answer a correction."))
    deadlines.lapse(case_id, now)
    return _answer(case_id, raw, uploads, actor, now)


@transaction.atomic
def _answer(
    case_id: uuid.UUID,
    raw: Mapping[str, Sequence[str]],
    uploads: Mapping[str, Upload],
    actor: Actor,
    now: datetime,
) -> Case:
    run = flow.run(case_id, actor=actor, now=now)
    if not run.unanswered or run.case.closed_at is not None:
        raise NothingToCorrect(
            _("Nothing is waiting for your correction. It may be sent already.")
        )
    errors = _take_answers(run, raw)
    errors |= _take_papers(run, uploads)
    if errors:
        raise Invalid(
            _("Not sent yet. Please put right what is marked."), fields=errors
        )
    _refuse_incomplete(run)
    for correction in run.unanswered:
        correction.answered_at = now
        correction.after = values_of(run.case, correction.items)
        correction.save(update_fields=("answered_at", "after"))
    run.note(
        "correction.answered",
        changed=_changed(run.unanswered),
        content=content.digest_of(run.case),
    )
    run.unanswered, run.case.answer_by = [], None
    flow.reopen_asked(run)
    flow.advance(run)
    outbox.announce(events.CorrectionAnswered(key=run.case.pk), at=now)
    return run.case


def items_of(corrections: Sequence[Correction], kind: str) -> Iterator[str]:
    """The names of the questions or papers that the corrections point at."""
    seen: set[str] = set()
    for correction in corrections:
        for item in correction.items:
            if item["kind"] == kind and item["name"] not in seen:
                seen.add(item["name"])
                yield item["name"]


def _take_answers(run: flow.Run, raw: Mapping[str, Sequence[str]]) -> dict[str, str]:
    wanted = frozenset(items_of(run.unanswered, "question"))
    errors: dict[str, str] = {}
    for page in run.published.definition.form:
        names = {question.name for question in page.questions}
        unanswered = names - set(run.case.answers)
        sent = {form.question_of(field, names) for field in raw}
        taken = (names & wanted) | (unanswered & sent)
        if taken:
            errors |= _take_page(run, page, raw, taken)
    return errors


def _take_page(
    run: flow.Run, page: Page, raw: Mapping[str, Sequence[str]], taken: set[str]
) -> dict[str, str]:
    """Take these questions of a page, and those that no longer fit beside them."""
    case, published = run.case, run.published
    names = {question.name for question in page.questions}
    facts = flow.facts_of(case, published)
    known = form.as_raw(published, page, case.answers)
    while True:
        fresh = {k: v for k, v in known.items() if not form.question_of(k, taken)}
        given = {k: v for k, v in raw.items() if form.question_of(k, taken)}
        cleaned = form.clean_page(published, page, fresh | given, facts)
        sent = {form.question_of(field, names) for field in raw}
        more = (set(cleaned.errors) & sent) - taken
        if not more:
            break
        taken = taken | more
    others = {k: v for k, v in case.answers.items() if k not in names}
    case.answers = others | dict(cleaned.answers)
    return dict(cleaned.errors)


def _take_papers(run: flow.Run, uploads: Mapping[str, Upload]) -> dict[str, str]:
    """The papers that were pointed at, and those that a corrected answer needs."""
    errors: dict[str, str] = {}
    wanted = set(items_of(run.unanswered, "paper"))
    facts = flow.facts_of(run.case, run.published)
    for asked in form.papers(run.published, facts):
        paper, upload = asked.paper.paper, uploads.get(asked.paper.paper)
        if paper not in wanted and paper in run.case.papers:
            continue
        if upload is not None:
            errors |= _take_paper(run, paper, upload)
        elif paper in wanted:
            errors[paper] = str(_("Upload the corrected paper."))
    return errors


def _take_paper(run: flow.Run, paper: str, upload: Upload) -> dict[str, str]:
    kind = run.published.papers[paper]
    try:
        stored = documents.store(
            owner_id=run.case.account_id,
            name=upload.name,
            data=upload.data,
            types=kind.types,
            max_mb=kind.max_mb,
            now=run.now,
        )
    except Invalid as error:
        return {paper: error.sentence}
    run.case.papers = run.case.papers | {paper: str(stored.id)}
    return {}


def _refuse_incomplete(run: flow.Run) -> None:
    facts = flow.facts_of(run.case, run.published)
    run.case.answers = form.kept(run.published, facts, run.case.answers)
    asked = {each.paper.paper for each in form.papers(run.published, facts)}
    run.case.papers = {k: v for k, v in run.case.papers.items() if k in asked}
    problems = form.problems(run.published, facts, run.case.answers, run.case.papers)
    if problems:
        raise Invalid(
            _("Not sent yet. Please put right what is marked."),
            fields={problem.name: problem.sentence for problem in problems},
        )


def _changed(corrections: Sequence[Correction]) -> list[str]:
    return sorted(
        key
        for correction in corrections
        for key, value in correction.after.items()
        if correction.before.get(key) != value
    )
