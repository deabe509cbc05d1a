"""Officers and their shifts."""

from __future__ import annotations

from typing import Any

from tests.mall import PASSWORD

from satupintu.courier import service as courier
from satupintu.courier.tests.home import WEDNESDAY
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
