"""A number from a kiosk: once, whatever is tapped, retried, lost or forged."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from satupintu.appointments.tests.hall import entered_hall
from satupintu.queueing import alarms, devices, outages, service as queueing
from satupintu.queueing.models import Alarm, Lease, Visit
from satupintu.web.kiosk.tests.room import LICENCE, MALL, PERMIT, REGISTRY

pytestmark = pytest.mark.django_db
KEY = "kiosk-one-touch-0001"


def test_one_errand_is_one_number_with_its_way_and_address(room) -> None:
    answer = room.kiosk().ticket(PERMIT, group="elderly").json()

    visit = Visit.objects.get()
    assert answer["number"] == visit.number == "A-001"
    assert (visit.group, visit.language, visit.via) == ("elderly", "id", "kiosk")
    assert (visit.name, visit.contact, visit.account_id) == ("", "", None)
    for html in (answer["screen"], answer["paper"]):
        assert "A-001" in html
        assert "lurus dari pintu masuk" in html
        assert "Izin praktik dokter" in html
        assert "<svg" in html
    assert "straight on from the entrance" in answer["paper"]
    assert "KTP, STR" in answer["paper"]
    assert answer["print"] == "browser"


def test_several_errands_keep_their_order_on_one_number(room) -> None:
    answer = room.kiosk().ticket(REGISTRY, PERMIT).json()

    assert answer["number"] == "F-001"
    stops = Visit.objects.get().stops.values_list("queue", "state")
    assert list(stops) == [("dukcapil", "waiting"), ("izin-usaha", "planned")]
    assert re.findall(r'data-fill="n">(\d)<', answer["screen"]) == ["1", "2"]


def test_the_same_errand_twice_is_one(room) -> None:
    assert room.kiosk().ticket(PERMIT, PERMIT).status_code == 200
    assert Visit.objects.get().stops.count() == 1


def test_a_double_tap_or_a_retry_gets_the_same_number(room) -> None:
    kiosk = room.kiosk()
    first = kiosk.ticket(key=KEY).json()
    room.clock.forward(seconds=30)
    again = kiosk.ticket(key=KEY).json()

    assert (again["number"], again["token"]) == (first["number"], first["token"])
    assert Visit.objects.count() == 1


def test_the_same_key_at_another_kiosk_is_another_visitor(room) -> None:
    first = room.kiosk("left").ticket(key=KEY).json()
    other = room.kiosk("right").ticket(key=KEY).json()

    assert (first["number"], other["number"]) == ("A-001", "A-002")
    assert first["token"] != other["token"]


@pytest.mark.django_db(transaction=True)
def test_kiosks_at_once_give_different_numbers_and_one_tap_one_number(room) -> None:
    kiosks = [room.kiosk(f"kiosk {n}") for n in range(4)]

    apart = room.mall.at_once(lambda n: kiosks[n].ticket().json()["number"])
    same = room.mall.at_once(lambda n: kiosks[0].ticket(key=KEY).json()["number"])

    assert sorted(apart) == ["A-001", "A-002", "A-003", "A-004"]
    assert len(set(same)) == 1
    assert Visit.objects.count() == 5


def _taken(at: str) -> dict[str, object]:
    return {"prefix": "A", "seq": 1, "taken_at": at}


@pytest.mark.parametrize(
    ("wanted", "more"),
    [
        ([], {}),
        ([{"queue": "nowhere", "errand": "x"}], {}),
        ([{"queue": "sim", "errand": "sip-dokter"}], {}),
        ([PERMIT] * 7, {}),
        ([PERMIT], {"group": "minister"}),
        ([PERMIT], {"key": "short"}),
        ([PERMIT], {"key": 5}),
        ([PERMIT], {"key": "sixteen-letters-\0"}),
        ([PERMIT], {"leased": {"prefix": "A", "seq": 1}}),
        *(
            ([PERMIT], {"key": f"{KEY}~", "leased": _taken(at)})
            for at in ("2026-11-24T10:00:00", "0001-01-01T00:00:00+14:00")
        ),
    ],
)
def test_what_cannot_be_gets_a_sentence_and_no_number(room, wanted, more) -> None:
    answer = room.kiosk().ask(
        "tickets", **{"key": KEY, "language": "en", "wanted": wanted, **more}
    )
    assert answer.status_code in (400, 404, 422)
    assert answer.json()["error"].endswith((".", "?"))
    assert not Visit.objects.exists()


def test_a_closed_queue_says_why_and_gives_nothing(room) -> None:
    kiosk = room.kiosk()
    room.clock.now = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)  # 16:30, closed

    answer = kiosk.ticket(LICENCE, language="en")

    assert answer.status_code == 409
    assert answer.json()["code"] == "queue_closed"
    assert not Visit.objects.exists()
    state = kiosk.ask("beat").json()
    assert state["queues"]["sim"]["open"] is False
    assert state["queues"]["sim"]["say"]["en"] == answer.json()["error"]
    assert all(state["shut"].values())


def test_an_agency_that_is_down_is_shown_with_its_reason(room) -> None:
    kiosk = room.kiosk()
    outages.report_down(
        mall=MALL,
        agency="dpmptsp",
        reason="The register is being repaired.",
        until=None,
        actor=room.mall.putri,
        now=room.clock.now,
    )
    queues = kiosk.ask("beat").json()["queues"]
    assert queues["izin-usaha"]["open"] is False
    assert "repaired" in queues["izin-usaha"]["say"]["en"]
    assert queues["dukcapil"]["open"] is True
    assert kiosk.ticket().json()["error"] == queues["izin-usaha"]["say"]["id"]


def test_only_a_paired_kiosk_gets_anything(room) -> None:
    stranger = Client()
    assert stranger.get("/kiosk/").status_code == 403
    refused = stranger.post("/kiosk/tickets/", {}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (404, "no_such_device")

    display = Client()
    _view, token = room.register("tv", "screen", "izin")
    display.get(f"/device/{token}/")
    assert display.get("/kiosk/").status_code == 403

    kiosk = room.kiosk()
    devices.retire_device(
        device_id=kiosk.device.id, actor=room.mall.putri, now=room.clock.now
    )
    assert kiosk.ticket().status_code == 404
    assert not Visit.objects.exists()


def test_another_site_s_form_gives_no_number(room) -> None:
    kiosk = room.kiosk()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = kiosk.client.cookies
    body = {"key": KEY, "wanted": [PERMIT]}
    assert strict.post("/kiosk/tickets/", body, "application/json").status_code == 403

    config = _json(strict.get("/kiosk/").content.decode(), "k-config")
    sent = strict.post(
        "/kiosk/tickets/",
        body,
        "application/json",
        headers={"X-CSRFToken": config["csrf"]},
    )
    assert sent.json()["number"] == "A-001"


def test_a_beat_brings_numbers_only_where_few_are_left(room) -> None:
    kiosk = room.kiosk()
    first = kiosk.blocks()
    assert first["A"] == {"day": "2026-11-24", "prefix": "A", "next": 1, "last": 5}
    assert len(first) == 23

    enough = dict.fromkeys(first, 3)
    assert kiosk.blocks(**enough) == {}
    assert set(kiosk.blocks(**enough | {"A": 2})) == {"A"}
    assert room.state_of(kiosk.name).state["paper"] == "unknown"
    assert not room.state_of(kiosk.name).silent


def test_tickets_without_network_come_in_once_late_and_in_any_order(room) -> None:
    kiosk, start = room.kiosk(), room.clock.now
    first = kiosk.blocks()["A"]["next"]
    room.clock.forward(minutes=40)

    for n in (2, 0, 1, 2, 0):
        taken_at = start + timedelta(minutes=10 * n + 1)
        sent = kiosk.bring(first + n, f"kiosk-offline-000{n}", taken_at)
        assert sent.json()["number"] == f"A-00{n + 1}"

    line = queueing.waiting(mall=MALL, queues=["izin-usaha"], now=room.clock.now)
    assert [one.number for one in line] == ["A-001", "A-002", "A-003"]
    assert [one.wait_minutes for one in line] == [39, 29, 19]


def test_forged_and_used_numbers_are_refused(room) -> None:
    kiosk, other = room.kiosk(), room.kiosk("right of the entrance")
    seq = kiosk.blocks()["A"]["next"]
    now = room.clock.now

    for device, number in ((other, seq), (kiosk, seq + 500), (kiosk, seq - 1)):
        forged = device.bring(number, "kiosk-forged-0001", now)
        assert forged.status_code in (400, 409)
        assert forged.json()["error"]
    assert kiosk.bring(seq, "kiosk-honest-0001", now).status_code == 200
    used = kiosk.bring(seq, "kiosk-again-00001", now)
    assert (used.status_code, used.json()["code"]) == (409, "number_used")
    assert Visit.objects.count() == 1


def test_yesterday_s_block_is_worthless(room) -> None:
    kiosk = room.kiosk()
    seq, taken_at = kiosk.blocks()["A"]["next"], room.clock.now
    room.clock.forward(hours=22)  # eight in the morning of the next day

    late = kiosk.bring(seq, "kiosk-yesterday-1", taken_at)

    assert (late.status_code, late.json()["code"]) == (409, "lease_over")
    assert kiosk.blocks()["A"]["day"] == "2026-11-25"
    assert set(Lease.objects.values_list("day", flat=True).distinct()) == {
        taken_at.date(),
        taken_at.date() + timedelta(days=1),
    }


def test_a_lost_answer_and_a_paper_are_one_visitor(room) -> None:
    kiosk = room.kiosk()
    seq = kiosk.blocks()["A"]["next"]
    kiosk.ticket(key=KEY)  # opened, but the kiosk never heard of it
    kiosk.bring(seq, KEY, room.clock.now)

    line = queueing.waiting(mall=MALL, queues=["izin-usaha"], now=room.clock.now)
    assert [one.number for one in line] == ["A-001"]
    assert kiosk.ticket(key=KEY).json()["code"] == "given_offline"


def test_the_qr_of_one_who_queued_from_home_checks_in(room) -> None:
    visit = queueing.open_visit(
        mall=MALL,
        wanted=[queueing.Wanted("izin-usaha", "nib")],
        key="from home",
        now=room.clock.now,
        via="remote",
        arrived=False,
    )
    kiosk = room.kiosk()
    room.clock.forward(minutes=5)
    address = f"https://mall.example/v/{visit.token}/"

    first, again = (kiosk.ask("check-in", code=address).json() for _ in range(2))

    assert first["number"] == again["number"] == visit.number
    seen = queueing.visit(token=visit.token, now=room.clock.now)
    assert seen.arrived_at == room.clock.now
    unknown = kiosk.ask("check-in", code="QQQQQQ", language="en")
    assert unknown.status_code == 404
    assert unknown.json()["error"]


def test_an_appointment_checks_in_by_its_letters_or_its_qr(
    room, monkeypatch: pytest.MonkeyPatch
) -> None:
    with entered_hall(room.mall, monkeypatch) as hall:
        booked = hall.book("09:00")
        kiosk = room.kiosk(mall="uji")
        room.clock.now = hall.at("08:20")
        early = kiosk.ask("check-in", code=booked.code, language="en")
        room.clock.now = hall.at("08:45")
        address = f"http://localhost/id/appointments/{booked.token}/"
        typed = booked.code.lower()
        answers = [kiosk.ask("check-in", code=c).json() for c in (typed, address)]

    assert (early.status_code, early.json()["code"]) == (409, "too_early")
    assert [a["number"] for a in answers] == ["P-001", "P-001"]
    assert Visit.objects.get().booking_id == booked.id
    assert "09.00" in answers[0]["screen"]
    assert "09.00" in answers[0]["paper"]
    assert "Ani Lestari" not in answers[0]["screen"] + answers[0]["paper"]


def test_help_rings_once_at_the_kiosk_s_place(room) -> None:
    kiosk = room.kiosk()
    for _ in range(2):
        assert kiosk.ask("help", language="en").json() == {"called": True}
    (alarm,) = alarms.open_alarms(mall=MALL, now=room.clock.now)
    assert (alarm.kind, alarm.place) == ("help", kiosk.name)
    assert Alarm.objects.count() == 1


def test_the_page_holds_every_language_and_queue(room) -> None:
    html = room.kiosk().client.get("/kiosk/").content.decode()

    tongues = re.findall(r'data-tongue="(\w+)" lang="\w+"', html)
    assert tongues == ["id", "en", "km"]
    config, words = _json(html, "k-config"), _json(html, "k-words")
    assert len(config["queues"]) == len(words["km"]["queues"]) == 23
    assert words["en"]["queues"]["dukcapil"]["errands"]["ktp"]["title"]
    assert html.count("data-blank-screen=") == html.count("data-blank-paper=") == 3
    worker = room.kiosk("other").client.get(reverse("kiosk-worker"))
    assert "kiosk/kiosk.js" in worker.content.decode()


def _json(html: str, name: str):
    found = re.search(
        rf'<script id="{name}" type="application/json">(.*?)</script>', html
    )
    assert found
    return json.loads(found[1])
