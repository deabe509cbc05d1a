"""The applicant puts right what was asked, and only that."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from satupintu.cases import events, flow
from satupintu.cases.access import case_for
from satupintu.cases.decisions import values_of
from satupintu.cases.models import Case, Correction
from satupintu.cases.uploads import Upload
from satupintu.catalogue import form
from satupintu.documents import service as documents
from satupintu.kernel import outbox
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Conflict, Invalid


class NothingToCorrect(Conflict):
    """No correction is waiting; it was answered already or never asked."""

    code = "nothing_to_correct"


@transaction.atomic
def answer_correction(
    *,
    case_id: uuid.UUID,
    raw: Mapping[str, Sequence[str]],
    uploads: Mapping[str, Upload],
    actor: Actor,
    now: datetime,
) -> Case:
    """Take the corrected answers and papers; the clock goes on.

    Only questions and papers that were pointed at change; questions that a
    changed answer brings up are taken too. Raises `NothingToCorrect`, and
    `Invalid` with a sentence per field; then nothing is changed.
    """
    case_for(actor, case_id)
    run = flow.run(case_id, actor=actor, now=now)
    if not run.unanswered:
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
    run.note("correction.answered", changed=_changed(run.unanswered))
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
    case, published = run.case, run.published
    wanted = frozenset(items_of(run.unanswered, "question"))
    errors: dict[str, str] = {}
    for page in published.definition.form:
        asked = {q.name for q in page.questions}
        if not wanted & asked:
            continue
        facts = flow.facts_of(case, published)
        known = form.as_raw(published, page, case.answers)
        given = {k: v for k, v in raw.items() if form.question_of(k, wanted)}
        fresh = {k: v for k, v in known.items() if not form.question_of(k, wanted)}
        for name in asked - wanted - set(case.answers):
            given |= {k: v for k, v in raw.items() if form.question_of(k, {name})}
        cleaned = form.clean_page(published, page, fresh | given, facts)
        errors |= dict(cleaned.errors)
        others = {k: v for k, v in case.answers.items() if k not in asked}
        case.answers = others | dict(cleaned.answers)
    return errors


def _take_papers(run: flow.Run, uploads: Mapping[str, Upload]) -> dict[str, str]:
    errors: dict[str, str] = {}
    types = run.published.papers
    for paper in items_of(run.unanswered, "paper"):
        upload = uploads.get(paper)
        if upload is None:
            errors[paper] = str(_("Upload the corrected paper."))
            continue
        try:
            stored = documents.store(
                owner_id=run.case.account_id,
                name=upload.name,
                data=upload.data,
                types=types[paper].types,
                max_mb=types[paper].max_mb,
                now=run.now,
            )
        except Invalid as error:
            errors[paper] = error.sentence
            continue
        run.case.papers = run.case.papers | {paper: str(stored.id)}
    return errors


def _refuse_incomplete(run: flow.Run) -> None:
    facts = flow.facts_of(run.case, run.published)
    run.case.answers = form.kept(run.published, facts, run.case.answers)
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
