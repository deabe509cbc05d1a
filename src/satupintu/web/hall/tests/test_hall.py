"""The manager's pages over HTTP: who may, what is shown, and nothing done twice."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from satupintu.queueing import alarms, devices, notices, outages, service as queueing
from satupintu.queueing.tests.hall import MALL, REGISTRY
from satupintu.web.hall.tests.conftest import Desk

HALL = f"/en/hall/{MALL}/"


def test_shows_an_empty_hall(desk: Desk) -> None:
    page = desk.page("")
    assert "Control room" in page
    assert "Nothing is foretold yet" in page


def test_shows_counters_waits_and_what_needs_a_human(desk: Desk) -> None:
    scene = desk.scene
    scene.ticket()
    for _visitor in range(3):
        scene.ticket(REGISTRY)
    serving = scene.call(scene.mall.rini)
    assert serving is not None
    scene.act("start", scene.mall.rini, serving)
    page = desk.page("")
    assert serving.visit.number in page
    assert "Counter 1: serving" in page
    assert "3 people wait and no counter serves this queue now" in page
    # The fragment that replaces the inside of the page is the same.
    assert serving.visit.number in desk.page("now/")


def test_a_counter_where_nobody_presses_is_named(desk: Desk) -> None:
    desk.scene.ticket()
    desk.clock.forward(hours=2)
    # Two hours later the manager has to sign in again.
    assert "has not pressed anything for 120 minutes" in desk.other("putri").page("")


def test_an_emergency_is_raised_accepted_and_cleared(desk: Desk) -> None:
    for _press in range(2):
        desk.post("alarm/", do="raise", place="loket1")
    (alarm,) = alarms.open_alarms(mall=MALL, now=desk.scene.now)
    assert "EMERGENCY" in desk.page("")
    # Anybody of the mall's staff may go there, and may put it out.
    tuti = desk.other("tuti")
    assert "Clear" in tuti.page("act/")
    tuti.post("alarm/", do="accept", alarm=str(alarm.id))
    assert "Tuti is on the way" in desk.page("")
    for _press in range(2):
        tuti.post("alarm/", do="clear", alarm=str(alarm.id))
    assert alarms.open_alarms(mall=MALL, now=desk.scene.now) == []
    page = desk.post("alarm/", do="accept", alarm=str(alarm.id))
    assert "This alarm is over" in page


def test_an_exercise_says_so(desk: Desk) -> None:
    desk.post("alarm/", do="drill", place="")
    page = desk.page("")
    assert "exercise: help is called" in page
    assert "EMERGENCY" not in page


def test_a_system_goes_down_and_comes_back(desk: Desk) -> None:
    given = {"agency": "dukcapil", "reason": "Jaringan putus", "minutes": "60"}
    for _press in range(2):
        desk.post("act/", do="down", **given)
    (one,) = outages.open_overrides(mall=MALL, now=desk.scene.now)
    assert one.until == desk.scene.now + timedelta(hours=1)
    assert "system down" in desk.page("")
    page = desk.page("act/")
    assert "Jaringan putus" in page
    for _press in range(2):
        page = desk.post("act/", do="up", agency="dukcapil")
    assert "over already" in page
    assert "Back again" not in page
    assert "follows its hours already" in desk.post("act/", do="hours", queue="sim")
    assert outages.open_overrides(mall=MALL, now=desk.scene.now) == []


def test_what_is_refused_is_shown_again_and_changes_nothing(desk: Desk) -> None:
    page = desk.post("act/", 422, do="down", agency="dukcapil", reason="x")
    assert "Nothing was changed" in page
    assert 'value="x"' in page
    assert outages.open_overrides(mall=MALL, now=desk.scene.now) == []
    desk.post("act/", 422, do="nonsense")
    desk.post("act/", 422, do="unsay", notice="nonsense")


def test_staff_report_their_own_agency_only(desk: Desk) -> None:
    tuti = desk.other("tuti")
    page = tuti.page("act/")
    assert "Report: system down" in page
    assert "Say something" not in page
    tuti.post("act/", do="down", agency="dukcapil", reason="Jaringan putus")
    assert len(outages.open_overrides(mall=MALL, now=desk.scene.now)) == 1
    tuti.post("act/", 422, do="down", agency="dinkes", reason="Jaringan putus")
    tuti.post("act/", 422, do="say", text_id="Halo semua.")
    tuti.post("act/", 422, do="close", queue="dukcapil", reason="Rapat staf")
    assert len(outages.open_overrides(mall=MALL, now=desk.scene.now)) == 1
    assert tuti.client.get(HALL).status_code == 403


def test_a_queue_closes_and_follows_its_hours_again(desk: Desk) -> None:
    desk.post("act/", do="close", queue="dukcapil", kind="closed", reason="Rapat staf")
    with pytest.raises(queueing.QueueClosed):
        desk.scene.ticket(REGISTRY)
    desk.post("act/", do="hours", queue="dukcapil")
    desk.scene.ticket(REGISTRY)


def test_a_message_is_said_until_its_time(desk: Desk) -> None:
    page = desk.post("act/", 422, do="say", text_en="Only English", minutes="15")
    assert "Write what everybody should know" in page
    for _press in range(2):
        desk.post("act/", do="say", text_id="Genset diuji.", minutes="15")
    (said,) = notices.current_notices(mall=MALL, now=desk.scene.now)
    assert "Genset diuji." in desk.page("")
    later = desk.scene.now + timedelta(minutes=15)
    assert notices.current_notices(mall=MALL, now=later) == []
    desk.post("act/", do="unsay", notice=str(said.id))
    assert notices.current_notices(mall=MALL, now=desk.scene.now) == []


def test_a_forgotten_counter_is_signed_out_with_a_reason(desk: Desk) -> None:
    scene, rini = desk.scene, desk.scene.mall.rini
    waits = scene.ticket()
    serving = scene.call(rini)
    assert serving is not None
    session = str(scene.sessions[str(rini.id)].id)
    desk.post("act/", 422, do="sign_out", session=session, reason="")
    assert queueing.session_of(actor=rini) is not None
    for _press in range(2):
        desk.post("act/", do="sign_out", session=session, reason="Sudah pulang")
    assert queueing.session_of(actor=rini) is None
    # Called but not served: back to the same place in the line.
    assert scene.look(waits).stops[0].state == "waiting"


def test_one_who_is_being_served_counts_as_served(desk: Desk) -> None:
    scene, rini = desk.scene, desk.scene.mall.rini
    visit = scene.ticket()
    serving = scene.call(rini)
    assert serving is not None
    scene.act("start", rini, serving)
    session = str(scene.sessions[str(rini.id)].id)
    desk.post("act/", do="sign_out", session=session, reason="Sudah pulang")
    assert scene.look(visit).stops[0].state == "finished"
    assert scene.look(visit).end == "finished"


def test_a_device_shows_its_address_once(desk: Desk) -> None:
    given = {"do": "add", "kind": "tv", "name": "Zona 2", "zone": "warga"}
    page = desk.post("devices/", 200, **given)
    assert "/device/" in page
    assert "/device/" not in desk.page("devices/")
    assert "waits to be paired" in desk.page("devices/")
    page = desk.post("devices/", 422, **given)
    assert "There is a device named Zona 2 already" in page
    desk.post("devices/", 422, **(given | {"name": "Lain", "zone": ""}))
    (device,) = devices.devices(mall=MALL, now=desk.scene.now)
    devices.heartbeat(device_id=device.id, state={"paper": "low"}, now=desk.scene.now)
    assert "is about to run out of paper" in desk.page("")
    desk.clock.forward(minutes=10)
    assert "has been silent for 10 minutes" in desk.page("")
    desk.post("devices/", do="retire", device=str(device.id))
    assert devices.devices(mall=MALL, now=desk.scene.now) == []


def test_a_printer_has_no_address_to_open(desk: Desk) -> None:
    given = {"do": "add", "kind": "printer", "name": "Kios 1"}
    page = desk.post("devices/", 422, **given, address="169.254.169.254:80")
    assert "No printer is called there" in page
    page = desk.post("devices/", **given, address="192.168.1.9:9100")
    assert "The printer is added" in page
    assert "has not printed yet" in page
    assert "/device/" not in page


def test_posters_lead_into_the_queues(desk: Desk) -> None:
    page = desk.page("posters/")
    assert f"/join/{MALL}/" in page
    assert page.count('class="qr"') == 24


def test_history_by_queue_and_as_a_sheet(desk: Desk) -> None:
    scene = desk.scene
    scene.ticket()
    serving = scene.call(scene.mall.rini)
    assert serving is not None
    scene.serve(scene.mall.rini, serving, minutes=7)
    page = desk.page("history/")
    assert "7 min" in page
    assert "Rini" not in page
    sheet = list(csv.DictReader(io.StringIO(desk.page("history.csv"))))
    assert [row["hour"] for row in sheet] == ["10", "all"]
    assert sheet[0]["queue"] == "izin-usaha"
    assert sheet[0]["service_median"] == "7.0"
    assert "Nobody took a number" in desk.page("history/?day=2026-11-02")
    desk.page("history/?day=nonsense&queue=nonsense")


def test_what_if_is_a_plain_form(desk: Desk) -> None:
    page = desk.page("what-if/?team=dinkes")
    assert "Arrivals are assumed" in page
    page = desk.page("what-if/?team=dinkes&day=today&n-loket12-0=1&n-loket12-1=99")
    assert 'value="1"' in page
    assert 'value="99"' not in page
    page = desk.page("what-if/?team=dinkes&day=2026-11-25&do=suggest")
    assert "This is the suggested roster" in page
    assert "does not work on that day" in desk.page(
        "what-if/?team=dinkes&day=2026-11-29"
    )
    assert desk.client.get(f"{HALL}what-if/?team=kua").status_code == 404


def test_a_mall_that_does_not_exist(desk: Desk) -> None:
    assert desk.client.get("/en/hall/nowhere/").status_code == 404
    assert desk.client.get("/en/hall/").headers["Location"] == HALL
