"""Filing at the door: what an officer's phone reports, done in the citizen's name.

The officer fills in the citizen's own draft, with the same form as on the web, maybe
without a network; the citizen signs on the phone for exactly these answers and
papers. What the citizen or another device changed meanwhile is never overwritten:
then the report is a conflict that says so.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from satupintu.cases import service as cases
from satupintu.catalogue import form, service as catalogue
from satupintu.catalogue.published import Published
from satupintu.catalogue.schema import Page
from satupintu.courier import service as courier
from satupintu.courier.service import Answer, BadFacts, Done, Sent, Work
from satupintu.journeys.door_form import draft_of, form_of
from satupintu.kernel.actor import Actor, Helper
from satupintu.kernel.errors import Conflict, Invalid, NotFound
from satupintu.people import service as people

HOME = "home"
MOST_VALUES = 60
LONGEST = 5000


class ChangedMeanwhile(Conflict):
    """The draft is not what the phone knew, or what the citizen signed for."""

    code = "changed_meanwhile"


class AlreadySent(Conflict):
    """The application was sent before, with this number."""

    code = "already_sent"


def day_of(*, actor: Actor, now: datetime) -> dict[str, Any]:
    """Everything that an officer's phone needs for today. Raises `NoShift`."""
    day = catalogue.local_day(now)
    found = courier.manifest(account_id=actor.account_id, day=day, now=now)
    found["zone"] = str(catalogue.zone())
    found["forms"] = {}
    ids = [uuid.UUID(each) for each in found["visits"]]
    refused = courier.refused_by_visit(visit_ids=ids)
    for visit in found["visits"].values():
        for errand in visit["errands"]:
            again = refused.get(uuid.UUID(visit["id"]), ())
            errand["refused"] = errand["service"] in again
            _add_application(found["forms"], visit, errand, actor, now)
    return found


def take_report(*, sent: Sent, actor: Actor, now: datetime) -> Answer:
    """As `courier.reports.receive`, with the doorstep of this module."""
    return courier.receive(sent=sent, actor=actor, doorstep=AtTheDoor(), now=now)


class AtTheDoor:
    """What reports do to applications; see `courier.work.Doorstep`."""

    def save_answers(self, work: Work) -> Done:
        """One page, unless it was changed by somebody else meanwhile."""
        now = _real(work)
        view, citizen = _opened(work, now)
        page = _page(view.published, work.data.get("page"))
        before = _raw(work.data.get("before"))
        known = form.clean_page(view.published, page, before, view.facts).answers
        asked = {question.name for question in page.questions}
        stored = {k: v for k, v in view.answers.items() if k in asked}
        raw = _raw(work.data.get("raw"))
        wanted = form.clean_page(view.published, page, raw, view.facts).answers
        if stored not in (known, wanted):
            raise _changed()
        cleaned = cases.save_page(
            draft_id=view.id,
            page_name=page.name,
            raw=raw,
            actor=citizen,
            now=now,
        )
        unfit = _("Something on this page has to be put right. Look again.")
        return Done(fields=cleaned.errors, notice=unfit if cleaned.errors else "")

    def keep_paper(self, work: Work) -> Done:
        """A photo of a paper, or the one that the citizen's vault offers."""
        now = _real(work)
        view, citizen = _opened(work, now)
        paper = str(work.data.get("paper", ""))
        _refuse_other_paper(work, view, paper)
        if work.data.get("vault") is True:
            cases.use_vault_paper(draft_id=view.id, paper=paper, actor=citizen, now=now)
            given = _given(cases.open_draft(draft_id=view.id, actor=citizen, now=now))
            return Done(file_id=uuid.UUID(given[paper]))
        if work.file is None:
            raise BadFacts(_("The picture did not come along. Take it again."))
        stored = cases.attach_paper(
            draft_id=view.id,
            paper=paper,
            upload=cases.Upload(work.file.name, work.file.data),
            actor=citizen,
            now=now,
        )
        return Done(file_id=stored.id)

    def file_application(self, work: Work) -> Done:
        """Send what the citizen signed for: exactly that, else nothing."""
        now = _real(work)
        view, citizen = _opened(work, now)
        stored = form.kept(view.published, view.facts, view.answers)
        if _agreed_answers(work, view, now) != stored:
            raise _changed()
        if _agreed_papers(work) != _given(view):
            raise _changed()
        seal = cases.seal_of(draft_id=view.id, actor=citizen)
        case = cases.submit_draft(draft_id=view.id, actor=citizen, seal=seal, now=now)
        courier.link_case(case_id=case.pk, draft_id=view.id)
        return Done(data={"number": case.number})


def _citizen(account_id: uuid.UUID, officer: Actor, name: str, badge: str) -> Actor:
    """The citizen of a visit, helped by the officer at the door."""
    person = people.actor_for(people.account(account_id))
    helper = Helper(officer.account_id, name, badge, channel=HOME)
    return replace(person, helper=helper)


def _add_application(
    forms: dict[str, Any],
    visit: Mapping[str, Any],
    errand: dict[str, Any],
    actor: Actor,
    now: datetime,
) -> None:
    """The draft with its form; or the number of what was sent already."""
    errand["number"] = ""
    if errand["case"]:
        errand["number"] = cases.case_facts(uuid.UUID(errand["case"])).number
        return
    is_open = visit["state"] in ("booked", "riding", "arrived") or errand["refused"]
    if not errand["draft"] or not is_open:
        return
    row = courier.visit_by_id(visit_id=uuid.UUID(visit["id"]), now=now)
    try:
        view = cases.open_draft(
            draft_id=uuid.UUID(errand["draft"]),
            actor=_citizen(row.account_id, actor, actor.name, ""),
            now=now,
        )
    except cases.DraftSent as sent:
        errand["number"] = sent.number
        return
    except NotFound:
        return
    forms[view.published.code] = form_of(view.published)
    errand["application"] = draft_of(view)


def _opened(work: Work, now: datetime) -> tuple[cases.DraftView, Actor]:
    """The draft of the errand, at the version that the phone knows."""
    errand = work.errand
    officer = work.shift.officer
    citizen = _citizen(work.door.account_id, work.actor, officer.name, officer.badge)
    if errand.draft_id is None:
        raise BadFacts(_("There is no draft for this service. Please call."))
    try:
        view = cases.open_draft(draft_id=errand.draft_id, actor=citizen, now=now)
    except cases.DraftSent as sent:
        raise AlreadySent(
            _("This application was sent before, as %(number)s. Nothing was changed."),
            number=sent.number,
        ) from None
    if str(view.published.version_id) != work.data.get("version"):
        raise cases.ServiceChanged(
            _(
                "The rules of this service have changed since the phone was online. "
                "Nothing was sent. Load the day again and look through the form."
            )
        )
    return view, citizen


def _agreed_answers(
    work: Work, view: cases.DraftView, now: datetime
) -> dict[str, object]:
    """What the citizen saw and signed for, read as the web reads it."""
    pages = work.data.get("pages")
    given = pages if isinstance(pages, dict) else {}
    cleaned = form.clean_form(
        view.published,
        lambda page: _raw(given.get(page.name)),
        _facts(view, {}, now),
    )
    if cleaned.errors:
        raise Invalid(
            _("The application is not complete yet. Nothing was sent."),
            fields=cleaned.errors,
        )
    answers = cleaned.answers
    return form.kept(view.published, _facts(view, answers, now), answers)


def _facts(
    view: cases.DraftView, answers: Mapping[str, object], now: datetime
) -> dict[str, object]:
    return form.make_facts(
        view.published,
        answers,
        channel=HOME,
        on_behalf=view.on_behalf,
        today=catalogue.local_day(now),
    )


def _agreed_papers(work: Work) -> dict[str, str]:
    """The files that the citizen signed for: those known, and those photographed."""
    given = work.data.get("papers")
    papers = given if isinstance(given, dict) else {}
    found = {}
    for paper, named in papers.items():
        if not isinstance(named, str) or not named:
            continue
        taken = work.file_of(named)
        found[str(paper)] = str(taken) if taken else named
    return found


def _real(work: Work) -> datetime:
    """When it was, for the clocks of applications, which are set by law."""
    return courier.real_time(shown=work.now)


def _given(view: cases.DraftView) -> dict[str, str]:
    return {paper.name: str(paper.given.id) for paper in view.papers if paper.given}


def _refuse_other_paper(work: Work, view: cases.DraftView, paper: str) -> None:
    """Raises `ChangedMeanwhile` if another file was given than the phone knows."""
    now = _given(view).get(paper, "")
    known = work.data.get("before")
    if now and now != known and not work.has_sent(uuid.UUID(now)):
        raise _changed()


def _page(published: Published, name: object) -> Page:
    for page in published.definition.form:
        if page.name == name:
            return page
    raise BadFacts(_("This page is not part of the form any more. Load the day again."))


def _raw(given: object) -> dict[str, Sequence[str]]:
    """Typed values as a browser sends them; anything else is left out."""
    if not isinstance(given, dict):
        return {}
    return {
        str(name): [v[:LONGEST] for v in values[:MOST_VALUES] if isinstance(v, str)]
        for name, values in given.items()
        if isinstance(values, list)
    }


def _changed() -> ChangedMeanwhile:
    return ChangedMeanwhile(
        _(
            "The application was changed elsewhere since the phone was online, so "
            "this was not written over it. Load the day again, and go through it "
            "with the citizen once more."
        )
    )
