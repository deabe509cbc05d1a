"""What an officer's phone asks over HTTP: who may, what it gets, what is refused."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from satupintu.courier.models import Folder, Report
from satupintu.courier.tests.door import Road, new_key, set_plainly
from satupintu.courier.tests.phone import png
from satupintu.kernel import journal

pytestmark = pytest.mark.django_db


@pytest.fixture
def road(mall: Any, now: Any, at_now: Any, monkeypatch: Any) -> Road:
    monkeypatch.setattr("satupintu.courier.service.set_progress", set_plainly)
    return Road(mall, now)


@pytest.fixture
def sari(road: Road) -> Client:
    return client_of(road, "sari")


def client_of(road: Road, name: str, **more: Any) -> Client:
    from satupintu.people import service as people
    from satupintu.web.middleware import FACTOR_AT, SIGNED_IN_AT

    client = Client(**more)
    account = people.account(road.actors[name].account_id)
    client.force_login(account)
    session = client.session
    session[SIGNED_IN_AT] = session[FACTOR_AT] = road.now.isoformat()
    session.save()
    return client


def _send(client: Client, road: Road, action: str, **more: Any) -> Any:
    file = more.pop("file", None)
    sent = {
        "key": more.pop("key", None) or new_key(),
        "action": action,
        "shift": str(road.shifts["sari"].pk),
        "at": road.now.isoformat(),
        **more,
    }
    body = {"report": json.dumps(sent)} | ({"file": file} if file else {})
    return client.post("/id/ride/report/", body)


def test_the_page_and_its_worker_hold_nothing_of_anybody(
    road: Road, sari: Client
) -> None:
    road.visit()
    page = sari.get("/id/ride/")
    assert page.status_code == 200
    assert f'"account": "{road.sari.account_id}"'.encode() in page.content
    assert b"Melati" not in page.content
    assert b"style=" not in page.content
    worker = Client().get("/id/ride/worker.js")
    assert b'"/id/ride/"' in worker.content
    app = Client().get("/id/ride/app.webmanifest").json()
    assert (app["scope"], app["short_name"]) == ("/id/ride/", "AJIB")


def test_only_who_rides_gets_a_day_and_each_refusal_is_a_sentence(
    road: Road, sari: Client
) -> None:
    visit = road.visit(draft_id=road.mall.draft())
    day = sari.get("/id/ride/day/").json()
    told = day["visits"][str(visit.pk)]
    assert (told["name"], day["zone"]) == ("dr. Melati Kusuma", "Asia/Jakarta")
    assert day["forms"]["sip-dokter"]["pages"][0]["title"]
    assert told["errands"][0]["application"]["pages"]["doctor"]["full_name"]
    assert {"csrf", "now"} <= set(day)
    assert day["account"] == day["officer"]["account"] == str(road.sari.account_id)
    signed_out = Client().get("/id/ride/day/")
    assert (signed_out.status_code, signed_out.json()["code"]) == (401, "signed_out")
    for who in ("melati", "rini"):
        answer = road.mall.client(who).get("/id/ride/day/")
        assert (answer.status_code, answer.json()["code"]) == (403, "not_an_officer")
    road.shifts["sari"].day += timedelta(days=1)
    road.shifts["sari"].save()
    none = sari.get("/id/ride/day/")
    assert (none.status_code, none.json()["code"]) == (404, "no_shift")
    assert none.json()["csrf"]
    assert none.json()["account"] == str(road.sari.account_id)


def test_reports_come_with_and_without_pictures_and_count_once(
    road: Road, sari: Client
) -> None:
    visit = str(road.visit().pk)
    key = new_key()
    for _again in range(2):
        picture = SimpleUploadedFile("s.png", png(), "image/png")
        answer = _send(sari, road, "proof", key=key, visit=visit, file=picture)
        assert answer.json()["state"] == "applied"
    taken = _send(
        sari,
        road,
        "custody",
        visit=visit,
        after=[key],
        data={
            "folder": "F-2208",
            "signature": key,
            "papers": [{"title": "Surat", "sheets": 1}],
        },
    )
    assert taken.json()["state"] == "applied"
    assert Folder.objects.get().code == "F-2208"
    waits = _send(sari, road, "done", visit=visit, after=["not-yet-here"])
    assert waits.json()["state"] == "waits"
    body = json.dumps({"keys": [key, "not-yet-here"]})
    known = sari.post("/id/ride/known/", body, content_type="application/json")
    assert known.json() == {"keys": [key]}
    assert Report.objects.exclude(action="told").count() == 2


def test_who_only_does_home_visits_lands_there(road: Road, sari: Client) -> None:
    assert sari.get("/id/office/")["Location"] == "/id/ride/"
    assert '"/id/ride/"' in sari.get("/id/office/queue/").content.decode()
    for role, page in (
        ("dispatcher", "dispatch"),
        ("phone_operator", "home-visit/call"),
    ):
        client = _on_post(road, role)
        assert client.get("/id/office/")["Location"] == f"/id/{page}/"
    for who in ("rini", "putri"):  # they have a queue besides
        landed = road.mall.client(who).get("/id/office/")
        assert landed["Location"] == "/id/office/queue/"


def _on_post(road: Road, role: str) -> Client:
    from satupintu.people import service as people

    account = people.create_staff(
        login=f"{role}@contoh.example",
        name="Dewi Misal",
        password="kopi-pagi-di-teras-42",
        posts=[("dpmptsp", role)],
        now=road.now,
        language="id",
    )
    people.enrol_for_demo(account=account, now=road.now)
    road.actors[role] = people.actor_for(account)
    return client_of(road, role)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"report": "no json"}, 400),
        ({"report": "[]"}, 400),
        ({"report": '{"key": "k\\u0000eykeykey", "action": "rest"}'}, 400),
        ({"report": '{"key": "12345678", "action": "rest", "at": "yesterday"}'}, 400),
        ({"report": "{}", "file": "no file"}, 400),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(
    sari: Client, body: dict[str, str], status: int
) -> None:
    answer = sari.post("/id/ride/report/", body)
    assert answer.status_code == status
    assert answer.json()["error"]
    assert not Report.objects.exists()


def test_a_report_of_another_site_is_refused(road: Road) -> None:
    client = client_of(road, "sari", enforce_csrf_checks=True)
    assert _send(client, road, "rest").status_code == 403
    token = client.get("/id/ride/day/").json()["csrf"]
    sent = {"report": json.dumps({"key": "x"})}
    good = client.post("/id/ride/report/", sent, headers={"X-CSRFToken": token})
    assert good.status_code == 400  # read, and found wanting


def test_an_officer_cannot_report_on_anothers_shift(road: Road) -> None:
    visit = str(road.visit().pk)
    answer = _send(client_of(road, "tono"), road, "riding", visit=visit)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_shift")


def test_a_conflict_stays_until_a_dispatcher_has_settled_it(
    road: Road, sari: Client
) -> None:
    others = road.visit("budi", by="tono")
    refused = _send(sari, road, "riding", visit=str(others.pk)).json()
    assert refused["state"] == "conflict"
    (told,) = sari.get("/id/ride/day/").json()["conflicts"]
    assert told["sentence"] == refused["sentence"]
    room = road.mall.client("putri")
    page = f"/id/dispatch/?day={road.day.isoformat()}"
    shown = room.get(page).content.decode()
    assert refused["sentence"] in shown
    # Each reads it in the own language; what people typed stays as it is.
    assert "tidak ada di daftar Anda" in refused["sentence"]
    other = room.get(page.replace("/id/", "/en/")).content.decode()
    assert "This visit is not on your list." in other
    report = Report.objects.get(is_conflict=True)
    settle = {"do": "settle", "day": road.day.isoformat(), "report": str(report.pk)}
    assert f'value="{report.pk}"' in shown

    # Who rides cannot wave the own conflict through.
    assert sari.post("/id/dispatch/act/", settle).status_code == 403
    assert len(sari.get("/id/ride/day/").json()["conflicts"]) == 1
    for _tap in range(2):
        after = room.post("/id/dispatch/act/", settle, follow=True).content.decode()
        assert refused["sentence"] not in after
    assert sari.get("/id/ride/day/").json()["conflicts"] == []
    settled = [(e.action, e.actor_name) for e in journal.entries(report.pk)]
    assert settled == [("report.settled", "Putri")]
    # It still counts once, with the same answer.
    again = _send(sari, road, "riding", key=report.key, visit=str(others.pk))
    assert again.json()["sentence"] == refused["sentence"]

    wrong = settle | {"report": "01a20f31-7dd5-75b7-a759-4ea9ad9d003a"}
    answer = room.post("/en/dispatch/act/", wrong, follow=True)
    assert "There is no such report." in answer.content.decode()


def test_the_phone_says_which_language_a_citizen_speaks(
    road: Road, sari: Client
) -> None:
    visits = [road.visit(language=code) for code in ("km", "id", "")]
    told = sari.get("/en/ride/day/").json()["visits"]
    assert [told[str(visit.pk)]["speaks"] for visit in visits] == [
        "speaks Khmer",
        "",
        "",
    ]
