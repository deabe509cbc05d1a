"""Filing at the door: the same form, the citizen's signature, nothing overwritten."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from satupintu.cases import service as cases
from satupintu.courier import events, reports
from satupintu.courier.reports import Answer, Sent
from satupintu.courier.tests.door import Road, new_key, set_plainly
from satupintu.courier.work import FileGiven
from satupintu.journeys.doorstep import day_of, take_report
from satupintu.kernel import journal
from satupintu.kernel.outbox import announce
from satupintu.notifications import service as notifications

pytestmark = pytest.mark.django_db


def jpg(colour: str = "white") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture(autouse=True)
def _visit_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("satupintu.courier.service.set_progress", set_plainly)


@dataclass
class Door:
    """Sari at Melati's door, with the form on her phone as it was this morning."""

    road: Road
    mall: Any
    draft_id: Any
    visit: Any

    def load(self) -> None:
        found = day_of(actor=self.road.sari, now=self.road.now)
        errand = found["visits"][str(self.visit.pk)]["errands"][0]
        self.errand, self.form = errand, found["forms"].get("sip-dokter")
        self.draft = errand.get("application")

    def send(self, action: str, **more: Any) -> Answer:
        given = {k: more.pop(k) for k in ("key", "file") if k in more}
        facts = {"errand": "sip-dokter", "version": self.draft["version"]}
        sent = Sent(
            key=given.pop("key", None) or new_key(),
            action=action,
            shift_id=self.road.shifts["sari"].pk,
            visit_id=self.visit.pk,
            at=self.road.now,
            data=facts | more,
            **given,
        )
        return take_report(sent=sent, actor=self.road.sari, now=self.road.now)

    def page(self, name: str, **changes: list[str]) -> Answer:
        before = self.draft["pages"][name]
        raw = before | changes
        answer = self.send("answers", page=name, raw=raw, before=before)
        self.draft["pages"][name] = raw
        return answer

    def photo(self, paper: str, colour: str = "white") -> Answer:
        key = new_key()
        before = self.draft["papers"].get(paper, {}).get("given", "")
        file = FileGiven("photo.jpg", jpg(colour))
        answer = self.send("paper", paper=paper, before=before, key=key, file=file)
        self.draft["papers"][paper] = {"given": key}
        return answer

    def file(self, **more: Any) -> Answer:
        signature = new_key()
        self.send("proof", key=signature, file=FileGiven("s.jpg", jpg()))
        papers = {n: p["given"] for n, p in self.draft["papers"].items() if p["given"]}
        given = {"pages": self.draft["pages"], "papers": papers, "signature": signature}
        return self.send("filed", **(given | more))

    @property
    def answers(self) -> Any:
        view = cases.open_draft(
            draft_id=self.draft_id, actor=self.mall.melati, now=self.road.now
        )
        return view.answers


@pytest.fixture
def door(mall: Any, now: Any) -> Door:
    road = Road(mall, now)
    draft_id = mall.draft(with_papers=False)
    found = Door(road, mall, draft_id, road.visit(draft_id=draft_id))
    found.load()
    found.send("arrived")
    return found


def _photograph_all(door: Door) -> None:
    for paper in door.form["papers"]:
        if paper["required_if"] is None and paper["offered_if"] is None:
            door.photo(paper["paper"])
    view = cases.open_draft(
        draft_id=door.draft_id, actor=door.mall.melati, now=door.road.now
    )
    for asked in view.papers:
        if asked.asked.required and asked.given is None:
            door.photo(asked.name)


def test_an_application_is_filled_in_photographed_signed_and_filed(door: Door) -> None:
    assert door.page("place", facility_name=["Klinik Baru"]).state == "applied"
    _photograph_all(door)
    answer = door.file()
    assert (answer.state, answer.sentence) == ("applied", "")
    case = cases.open_case(
        ref=str(answer.data["number"]), actor=door.mall.melati, now=door.road.now
    ).case
    assert case.channel == "home"
    assert case.answers["facility_name"] == "Klinik Baru"
    first = journal.entries(case.pk)[0]
    assert first.actor_name == "dr. Melati Kusuma"
    assert first.data["assisted_by"]["name"] == "Sari Misal"
    door.load()
    assert door.errand["number"] == case.number
    assert door.draft is None
    assert door.visit.errands.get().case_id == case.pk


def test_what_is_missing_comes_back_as_sentences(door: Door) -> None:
    answer = door.file()
    assert answer.state == "conflict"
    assert "ktp" in answer.fields
    assert not cases.cases_list(actor=door.mall.melati)
    wrong = door.page("place", facility_name=[""])
    assert wrong.state == "applied"
    assert "facility_name" in wrong.fields
    assert wrong.sentence


def test_nothing_that_the_citizen_changed_meanwhile_is_overwritten(door: Door) -> None:
    at, citizen = door.road.now, door.mall.melati
    raw = door.draft["pages"]["place"] | {"facility_name": ["Klinik Melati"]}
    cases.save_page(
        draft_id=door.draft_id, page_name="place", raw=raw, actor=citizen, now=at
    )
    answer = door.page("place", facility_name=["Klinik Sari"])
    assert answer.code == "changed_meanwhile"
    assert door.answers["facility_name"] == "Klinik Melati"
    # Another page is not concerned.
    assert door.page("doctor").state == "applied"


def test_what_was_signed_for_is_sent_and_nothing_else(door: Door) -> None:
    _photograph_all(door)
    signed = {k: dict(v) for k, v in door.draft["pages"].items()}
    raw = signed["place"] | {"facility_name": ["Klinik Melati"]}
    cases.save_page(
        draft_id=door.draft_id,
        page_name="place",
        raw=raw,
        actor=door.mall.melati,
        now=door.road.now,
    )
    assert door.file(pages=signed).code == "changed_meanwhile"
    door.load()
    door.mall.attach(door.draft_id, "ktp")
    assert door.file().code == "changed_meanwhile"
    door.load()
    assert door.file().state == "applied"


def test_a_paper_of_the_citizen_is_not_replaced_unseen(door: Door) -> None:
    door.mall.attach(door.draft_id, "ktp")
    assert door.photo("ktp").code == "changed_meanwhile"
    door.load()
    assert door.photo("ktp").state == "applied"
    assert door.photo("ktp", "black").state == "applied"  # the officer's own, again


def test_sent_by_the_citizen_meanwhile_is_a_conflict_with_its_number(
    door: Door,
) -> None:
    for paper in ("ktp", "str", "surat_praktik"):
        door.photo(paper)
    _photograph_all(door)
    case = cases.submit_draft(
        draft_id=door.draft_id, actor=door.mall.melati, now=door.road.now
    )
    answer = door.file()
    assert answer.code == "already_sent"
    assert case.number in answer.sentence
    assert door.page("place").code == "already_sent"


def test_a_new_version_of_the_service_is_looked_through_again(
    door: Door,
) -> None:
    answer = door.send("answers", page="place", raw={}, before={}, version="old")
    assert answer.code == "service_changed"


def test_without_a_signature_nothing_is_sent(door: Door) -> None:
    _photograph_all(door)
    assert door.file(signature="").code == "no_proof"
    door.road.now += timedelta(minutes=1)
    assert not cases.cases_list(actor=door.mall.melati)


def test_the_vault_offers_what_it_has(door: Door, run_jobs: Any) -> None:
    case = door.mall.file()
    run_jobs()
    door.load()
    offered = [n for n, p in door.draft["papers"].items() if p["offered"]]
    assert "ktp" in offered
    assert door.send("paper", paper="ktp", vault=True, before="").state == "applied"
    assert case.papers["ktp"]


def test_a_filing_refused_after_the_visit_is_put_right_at_the_door_or_online(
    door: Door, run_jobs: Any
) -> None:
    assert door.page("place", facility_name=["Klinik Baru"]).state == "applied"
    _photograph_all(door)
    pages = door.draft["pages"]
    wrong = pages | {"place": pages["place"] | {"facility_name": [""]}}
    refused = door.file(pages=wrong)
    assert (refused.state, [*refused.fields]) == ("conflict", ["facility_name"])
    door.send("done")
    announce(events.HomeVisitDone(door.visit.pk), at=door.road.now)
    run_jobs()
    (letter,) = notifications.mailbox(address="melati@contoh.example")
    assert f"/drafts/{door.draft_id}/check/" in letter.body
    assert door.answers["facility_name"] == "Klinik Baru"
    (told,) = reports.conflicts(day=door.road.day)
    assert told.action == "filed"

    papers = door.draft["papers"]
    door.load()
    assert door.errand["refused"] is True
    assert door.draft["papers"].keys() == papers.keys()
    door.draft["papers"] = papers
    assert door.file().state == "applied"
    assert reports.conflicts(day=door.road.day) == ()
    door.load()
    assert (door.errand["refused"], bool(door.errand["number"])) == (False, True)
