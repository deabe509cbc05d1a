"""What made-up citizens have filled in before the officer comes."""

from __future__ import annotations

from datetime import datetime

from satupintu.cases import service as cases
from satupintu.catalogue import service as catalogue
from satupintu.courier.service import ErrandView, HomeVisitView
from satupintu.demo.papers import paper_bytes
from satupintu.demo.play import as_typed
from satupintu.demo.script import Script
from satupintu.people import service as people


def fill_in(
    script: Script, errand: ErrandView, visit: HomeVisitView, now: datetime
) -> cases.DraftView:
    """The draft of an errand with every answer and paper that it asks for."""
    assert errand.draft_id is not None  # noqa: S101 - the caller has looked
    citizen = people.actor_for(people.account(visit.account_id))
    answers = {**script.applications[errand.service], "full_name": citizen.name}
    raw = {name: as_typed(value, now) for name, value in answers.items()}
    published = catalogue.current(errand.service)
    for page in published.definition.form:
        cases.save_page(
            draft_id=errand.draft_id,
            page_name=page.name,
            raw={q.name: raw[q.name] for q in page.questions if q.name in raw},
            actor=citizen,
            now=now,
        )
    view = cases.open_draft(draft_id=errand.draft_id, actor=citizen, now=now)
    for paper in view.papers:
        if paper.asked.required and paper.given is None:
            cases.attach_paper(
                draft_id=errand.draft_id,
                paper=paper.name,
                upload=cases.Upload("paper.pdf", paper_bytes(paper.asked.type)),
                actor=citizen,
                now=now,
            )
    return cases.open_draft(draft_id=errand.draft_id, actor=citizen, now=now)
