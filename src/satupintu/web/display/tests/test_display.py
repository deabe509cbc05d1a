"""A screen on the wall: paired once, shows its zone, and numbers only."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from satupintu.kernel import live
from satupintu.queueing import devices, notices
from satupintu.queueing.tests.hall import MALL, Scene

UNKNOWN = "00000000-0000-4000-8000-000000000000"
STATE = f"/en/display/{MALL}/izin/state/"


@pytest.fixture
def scene(mall, at_now):
    """Ten o'clock: Rini sits at counter 1, in the zone `izin`."""
    found = Scene(mall, at_now.now)
    found.sit(mall.rini, "loket1", "izin-usaha", "bangunan-reklame")
    return found


def pair(scene, kind="tv", zone="izin", name=""):
    return devices.register_device(
        mall=MALL, kind=kind, name=name or kind, zone=zone, actor=scene.mall.putri,
        now=scene.now,
    )  # fmt: skip


@pytest.fixture
def tv(scene):
    """The browser of a display that was paired for the zone `izin`."""
    return Screen(*pair(scene))


class Screen:
    """A browser that was paired as a display; addresses of its own by their end."""

    def __init__(self, view, token):
        self.client = Client()
        self.own = f"/screen/{view.id}/"
        self.client.get(f"/device/{token}/")

    def get(self, end=""):
        return self.client.get(f"{self.own}{end}")

    def beat(self, said):
        return self.client.post(f"{self.own}beat/", said, "application/json")


def test_pairing_makes_the_browser_the_display_of_its_zone(scene):
    client, (view, token) = Client(), pair(scene)

    answer = client.get(f"/device/{token}/")
    page = client.get("/display/", follow=True)

    assert page.redirect_chain == [(f"/screen/{view.id}/", 302)]

    assert (answer.status_code, answer["Location"]) == (302, "/display/")
    cookie = answer.cookies["satupintu_display"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert "Perizinan" in page.content.decode()
    assert page["Cache-Control"] == "no-store"


def test_a_kiosk_is_sent_to_its_own_pages_and_has_no_display(scene):
    client, (_, token) = Client(), pair(scene, "kiosk")

    assert client.get(f"/device/{token}/")["Location"] == "/kiosk/"
    assert client.get("/display/").status_code == 404

    # A second window of the same browser may be a display.
    client.get(f"/device/{pair(scene)[1]}/")
    assert client.get("/kiosk/").status_code == 200
    assert client.get("/display/").status_code == 302


def test_two_windows_of_one_browser_are_two_displays(scene):
    client, (one, first), (other, second) = (
        Client(),
        pair(scene),
        pair(scene, zone="warga", name="second"),
    )
    for token in (first, second):
        client.get(f"/device/{token}/")

    pages = {view.zone: client.get(f"/screen/{view.id}/") for view in (one, other)}
    states = [client.get(f"/screen/{view.id}/state/") for view in (one, other)]

    assert "Perizinan" in pages["izin"].content.decode()
    assert "Perizinan" not in pages["warga"].content.decode()
    assert [answer.status_code for answer in states] == [200, 200]
    assert client.get("/display/")["Location"] == f"/screen/{other.id}/"
    devices.retire_device(device_id=other.id, actor=scene.mall.putri, now=scene.now)
    assert client.get(f"/screen/{one.id}/").status_code == 200
    assert client.get(f"/screen/{other.id}/").status_code == 404


@pytest.mark.parametrize(
    "address", ["/device/unknown/", "/display/", f"/screen/{UNKNOWN}/"]
)
def test_a_browser_that_was_not_paired_sees_nothing(scene, address):
    assert Client().get(address).status_code == 404


def test_a_retired_display_is_dark_at_once(scene):
    view, token = pair(scene)
    tv = Screen(view, token)
    devices.retire_device(device_id=view.id, actor=scene.mall.putri, now=scene.now)

    assert tv.client.get("/display/").status_code == 404
    assert tv.get().status_code == 404
    assert tv.beat("{}").status_code == 404


def test_shows_number_counter_and_way_and_never_a_name(scene, tv):
    scene.ticket(name="Melati Kusuma", contact="melati@contoh.example")
    scene.call(scene.mall.rini)

    html = tv.get().content.decode()

    assert 'data-way="left"' in html
    assert '<p class="num" lang="en">A-001</p>' in html
    assert "Melati" not in html
    assert "melati@" not in html


def test_the_page_hears_its_own_zone_only(scene, tv, settings):
    settings.SATUPINTU_LIVE_URL = "http://localhost:1"
    html = tv.get().content.decode()
    ticket = html.split('data-live="http://localhost:1/live/')[1].split('"')[0]

    assert live.topic_of(ticket).topic == f"zone:{MALL}:izin"


def test_the_state_tells_calls_by_age_who_is_next_and_what_is_said(scene, tv, at_now):
    scene.ticket()
    scene.call(scene.mall.rini)
    text = {"id": "Loket tutup pukul 15.00"}
    notices.say(
        mall=MALL, text=text, until=scene.now + timedelta(hours=1),
        actor=scene.mall.putri, now=scene.now,
    )  # fmt: skip
    at_now.forward(seconds=70)

    state = tv.get("state/").json()

    call = state["calls"][0]
    assert (call["number"], call["counter"], call["way"]) == ("A-001", "1", "left")
    assert call["age"] == 70
    assert state["notices"] == ["Loket tutup pukul 15.00"]
    assert (state["clock"], state["seconds"], state["speed"]) == ("10.01", 36070, 1)
    assert "<h2>" in state["side"]


def test_staff_may_look_at_a_display_and_citizens_not(scene):
    address = f"/en/display/{MALL}/izin/"

    assert scene.mall.client("rini").get(address).status_code == 200
    assert scene.mall.client("rini").get(STATE).status_code == 200
    assert scene.mall.client("rini").get(f"/en/display/{MALL}/x/").status_code == 404
    assert scene.mall.client("melati").get(address).status_code == 403
    assert Client().get(address).status_code == 302


def test_a_heartbeat_is_seen_and_nonsense_is_refused(scene, tv):
    said = json.dumps({"sound": "on", "version": "1"})

    good = tv.beat(said)
    bad = tv.beat("[1]")

    assert (good.status_code, bad.status_code) == (204, 400)
    (device,) = devices.devices(mall=MALL, now=scene.now)
    assert (device.state["sound"], device.silent) == ("on", False)


def test_a_call_is_spoken_in_two_languages_from_clips_that_exist(scene):
    from satupintu.catalogue.models import Sound

    Sound.objects.create(
        language="id", name="A", media_type="audio/mpeg", digest="a" * 64, content=b"a"
    )
    address = f"/display/{MALL}/spoken/call/?number=A-001&counter=12"
    first, second = Client().get(address).json()["languages"]

    assert (first["language"], second["language"]) == ("id", "en")
    assert first["text"].startswith("Nomor antrean a nol nol satu")
    sound = f"/display/{MALL}/sound/id/A/?v=aaaaaaaaaaaa"
    assert first["clips"][:2] == ["", sound]
    exact, loose = Client().get(sound), Client().get(sound.partition("?")[0])
    assert (exact.content, exact["Content-Type"]) == (b"a", "audio/mpeg")
    assert "immutable" in exact["Cache-Control"]
    assert loose["Cache-Control"] == "no-cache"
