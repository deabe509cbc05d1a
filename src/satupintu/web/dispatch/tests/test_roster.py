"""Officers and their shifts."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests.mall import PASSWORD

from satupintu.courier import service as courier
from satupintu.courier.tests.home import WEDNESDAY, at
from satupintu.documents import service as documents
from satupintu.people import service as people


def send(room: Any, **given: object) -> str:
    answer = room.client.post(room.at("roster/"), given, follow=True)
    return str(answer.content.decode())


def test_an_officer_is_added_changed_and_rides(room: Any) -> None:
    account = people.create_staff(
        login="wira@dpmptsp.contoh.example",
        name="Wira",
        password=PASSWORD,
        posts=[("dpmptsp", "home_officer")],
        now=room.home.now,
        language="en",
    )
    assert "Wira" in room.page("roster/")
    given = {
        "do": "officer",
        "account": account.pk,
        "badge": "AJ-77",
        "base": "cakung",
        "skill": ["health", "sign"],
        "bag": "9",
        "vehicle": "B 1 X",
    }
    for _tap in range(2):
        assert "Wira rides with badge AJ-77." in send(room, **given)
    wira = courier.officer_of(account_id=account.pk)
    assert wira is not None
    assert (wira.base, wira.skills, wira.bag) == ("cakung", ("health", "sign"), 9)
    assert "Change Wira" in room.page("roster/", officer=wira.id)

    shifts = {"do": "shifts", "officer": wira.id, "first": "08:00", "last": "12:00"}
    days = ["2026-11-25", "2026-11-26"]
    for _tap in range(2):
        page = send(room, **shifts, on=days)
        assert "Wira rides on 2 days, 08:00–12:00." in page
    assert "08:00–12:00" in page
    assert len(courier.shifts(day=WEDNESDAY)) == 3


def test_what_cannot_be_is_refused_with_words(room: Any) -> None:
    siti = courier.officers()[0]
    taken = {
        "do": "officer",
        "account": siti.account_id,
        "base": siti.base,
        "name": "Siti",
    }
    assert "needs a badge" in send(room, **taken, badge="")
    assert "Another officer has this badge" in send(room, **taken, badge="tono")
    assert "in figures" in send(room, **taken, badge="x", bag="many")
    melati = room.home.mall.account("melati").pk
    assert "on the post" in send(room, do="officer", account=melati)
    shifts = {"do": "shifts", "officer": siti.id, "on": "2026-11-26"}
    assert "begins and ends" in send(room, **shifts, first="12:00", last="08:00")
    assert "when the shift begins" in send(room, **shifts, first="x", last="25:00")
    assert "Choose the days" in send(room, do="shifts", officer=siti.id, on="x")
    assert "Choose one of the buttons" in send(room)


def test_a_shift_goes_when_nothing_is_planned_on_it(room: Any) -> None:
    siti, tono = room.home.shift("siti"), room.home.shift("tono")
    version = room.plan().version

    refused = send(room, do="remove", shift=siti.id)
    assert "3 visits are planned on this shift of Siti" in refused
    # It leads to the day, where Siti is chosen and can be away.
    assert f'<option value="{siti.id}" selected>' in refused
    assert "Tono does not ride on" in send(room, do="remove", shift=tono.id)
    assert "no such shift" in send(room, do="remove", shift=tono.id)

    assert [s.officer.name for s in courier.shifts(day=WEDNESDAY)] == ["Siti"]
    assert room.plan().version > version
    assert all(room.who(visit) == "Siti" for visit in room.visits)
    courier.open_shift(shift_id=siti.id, at=room.clock.now)
    assert "has begun" in send(room, do="remove", shift=siti.id)
    assert "Choose one of those" in send(room, do="remove", shift="x")


def test_an_officer_stops_riding_and_may_ride_again(room: Any) -> None:
    siti, tono = room.home.shift("siti"), room.home.shift("tono")
    stop = {"do": "stop", "officer": siti.officer.id}
    assert "3 visits are planned" in send(room, **stop)
    courier.open_shift(shift_id=tono.id, at=room.clock.now)
    assert "on the road" in send(room, do="stop", officer=tono.officer.id)
    courier.end_shift(shift_id=tono.id, at=room.clock.now)
    assert "Tono does not ride any more." in send(
        room, do="stop", officer=tono.officer.id
    )
    courier.officer_away(
        shift_id=siti.id, reason="", actor=room.actor, now=room.clock.now
    )
    for _tap in range(2):
        page = send(room, **stop)
    assert "Let Siti ride again" in page
    assert courier.officers() == []
    shifts = {"do": "shifts", "officer": siti.officer.id, "on": "2026-11-26"}
    assert "no such officer" in send(room, **shifts, first="08:00", last="12:00")

    assert "may ride again" in send(room, do="again", officer=siti.officer.id)

    assert [officer.name for officer in courier.officers()] == ["Siti"]
    assert "no such officer" in send(room, do="stop", officer=siti.id)


def test_the_photo_on_the_card_is_checked_cut_and_shown(room: Any) -> None:
    siti, visit_ = room.home.shift("siti").officer, room.visits[0]
    assert "Choose a photo" in send(room, do="photo", officer=siti.id)
    bad = SimpleUploadedFile("face.png", b"<svg onload=alert(1)>")
    assert "not a JPG, PNG" in send(room, do="photo", officer=siti.id, photo=bad)
    faces = []
    for colour in ("navy", "teal"):
        photo = SimpleUploadedFile("face.png", drawn(colour))
        page = send(room, do="photo", officer=siti.id, photo=photo)
        assert "The card of Siti has the new photo." in page
        faces.append(room.home.shift("siti").officer.photo_id)
    assert 'src="data:image/jpeg;base64,' in room.page("roster/", officer=siti.id)

    card = room.home.again(visit_, room.clock.now).officer
    stored = documents.describe(card.photo_id)
    face = Image.open(io.BytesIO(documents.read(card.photo_id)))
    assert (stored.media_type, face.size) == ("image/jpeg", (480, 600))
    assert list(documents.describe_all(faces)) == [card.photo_id]
    told = courier.manifest(
        account_id=siti.account_id, day=WEDNESDAY, now=room.clock.now
    )
    assert told["officer"]["face"].startswith("data:image/jpeg;base64,")
    room.clock.now = at("09:45")
    seen = Client().get(f"/en/h/{visit_.token}/photo/")
    assert (seen.status_code, seen["Content-Type"]) == (200, "image/jpeg")


def drawn(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (900, 700), colour).save(out, "PNG")
    return out.getvalue()
