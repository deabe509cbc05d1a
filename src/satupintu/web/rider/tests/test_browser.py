"""A whole day without network in a real browser: nothing is lost, nothing doubled.

The phone is switched off and on, replies get lost after the server has acted, the
session ends, the plan changes, reports come in the wrong order.
"""

from __future__ import annotations

import importlib
import json
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from satupintu.cases import service as cases
from satupintu.courier import codes, custody, reports
from satupintu.courier.folders import bag_of, chain_of, folders_of
from satupintu.courier.models import Folder, HomeVisit, Hop, Report
from satupintu.courier.tests.door import BASE, STATEMENT, Road
from satupintu.courier.tests.phone import png
from satupintu.web.rider.tests.test_phone import client_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
CHROMIUM = importlib.import_module("conftest").CHROMIUM
UNTIL = """async () => {
  for (let tries = 0; tries < 400; tries += 1) {
    if (await (%s)) return;
    await new Promise((go) => setTimeout(go, 50));
  }
  throw new Error("it never happened");
}"""
KEPT = "Ride.store.every('outbox')"
WAITING = f"{KEPT}.then((all) => all.filter((o) => o.state === 'waiting').length)"
# A kilometre from every door: the phone says so, and lets the officer go on.
SOMEWHERE = {"latitude": -6.2, "longitude": 106.9}


@dataclass
class Phone:
    """Sari's phone; `restart` switches it off and on with all that it keeps."""

    chromium: Any
    server: str
    folder: Path
    cookie: str
    context: Any = None
    page: Any = None
    answered: Counter[str] = field(default_factory=Counter)

    def start(self, *, offline: bool) -> None:
        self.context = self.chromium.browser_type.launch_persistent_context(
            str(self.folder),
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-dev-shm-usage"],
            base_url=self.server,
            viewport={"width": 360, "height": 740},
            permissions=["geolocation"],
            geolocation=SOMEWHERE,
        )
        self.context.set_default_timeout(15_000)
        self.sign_in()
        self.page = self.context.new_page()
        self.context.set_offline(offline)
        self.page.goto("/en/ride/")
        self.page.locator(".r-top").wait_for()

    def sign_in(self) -> None:
        cookie = {"name": "satupintu_session", "value": self.cookie}
        self.context.add_cookies([cookie | {"url": self.server}])

    def restart(self) -> None:
        self.context.close()
        self.start(offline=True)

    def until(self, what: str) -> None:
        self.page.evaluate(UNTIL % what)

    def tap(self, words: str) -> None:
        self.page.get_by_role("button", name=words).or_(
            self.page.get_by_role("link", name=words)
        ).first.click()

    def go(self, where: str) -> None:
        self.page.evaluate("(where) => { location.hash = where; }", where)

    def sign(self) -> None:
        box = self.page.locator(".r-sig canvas")
        box.scroll_into_view_if_needed()
        at = box.bounding_box()
        self.page.mouse.move(at["x"] + 20, at["y"] + 30)
        self.page.mouse.down()
        for n in range(1, 8):
            self.page.mouse.move(at["x"] + 20 + 20 * n, at["y"] + 30 + 14 * (n % 3))
        self.page.mouse.up()

    def waiting(self) -> int:
        return int(self.page.evaluate(WAITING))

    def look(self) -> None:
        found = Axe().run(self.page, options=RULES)
        assert found.violations_count == 0, found.generate_report()

    def lose_each_reply_once(self) -> None:
        """The server acts, and the first answer to each report never arrives."""

        def handle(route: Any) -> None:
            key = json.loads(_part(route.request.post_data_buffer))["key"]
            self.answered[key] += 1
            if self.answered[key] == 1:
                route.fetch()
                route.abort()
            else:
                route.continue_()

        self.page.route("**/ride/report/", handle)


def _part(body: bytes) -> bytes:
    """The report in a multipart body."""
    _head, _sign, rest = body.partition(b'name="report"\r\n\r\n')
    return rest.partition(b"\r\n--")[0]


@pytest.fixture
def road(mall: Any, now: Any, at_now: Any) -> Road:
    return Road(mall, now)


@pytest.fixture
def phone(road: Road, chromium: Any, live_server: Any, tmp_path: Path) -> Iterator[Any]:
    cookie = client_of(road, "sari").cookies["satupintu_session"].value
    found = Phone(chromium, live_server.url, tmp_path / "phone", cookie)
    yield found
    found.context.close()


def _day(road: Road) -> dict[str, HomeVisit]:
    """Melati files, Budi is brought a permit, a third is out, a fourth is moved."""
    draft = road.mall.draft(with_papers=False)
    visits = {
        "melati": road.visit(draft_id=draft),
        "budi": road.visit("budi", kind="deliver", permit_id=uuid.uuid4()),
        "out": road.visit("budi", name="Siti Peraga", service="penelitian"),
        "moved": road.visit("melati", name="Bengkel Contoh", service="reklame"),
    }
    custody.desk_releases(
        code="F-2191",
        delivery_id=visits["budi"].pk,
        base=BASE,
        scan=road.scan(),
        actor=road.desk,
        papers=[STATEMENT],
    )
    return visits


def _arrive(phone: Phone, visit: HomeVisit) -> None:
    phone.go(f"#/stop/{visit.pk}")
    phone.tap("Set off")
    phone.tap("I have arrived")
    phone.page.locator(".r-foot").get_by_text("I have arrived").wait_for(state="hidden")


def _file_at_the_door(phone: Phone, visit: HomeVisit, tmp_path: Path) -> None:
    picture = tmp_path / "paper.png"
    picture.write_bytes(png())
    _arrive(phone, visit)
    phone.page.get_by_text("The phone says that you are").wait_for()
    phone.look()
    phone.go(f"#/page/{visit.pk}/sip-dokter/place")
    phone.page.locator("#q-facility_name").fill("Klinik Baru")
    phone.look()
    phone.tap("Save")
    phone.until("!location.hash.endsWith('/place')")
    phone.go(f"#/papers/{visit.pk}/sip-dokter")
    photos = phone.page.locator(".r-paper input[type=file]")
    photos.first.wait_for(state="attached")
    for n in range(photos.count()):
        photos.nth(n).set_input_files(picture)
        phone.until(f"document.querySelectorAll('.r-paper .r-ok').length === {n + 1}")
    phone.look()
    phone.tap("Read and sign")
    phone.sign()
    phone.look()
    phone.tap("File it now")
    phone.until(f"location.hash === '#/stop/{visit.pk}'")


def _take_papers(phone: Phone, visit: HomeVisit) -> None:
    phone.go(f"#/custody/{visit.pk}")
    phone.page.locator("#folder-code").fill("f-2208")
    phone.page.locator("#folder-code").press("Enter")
    phone.page.get_by_text("F-2208", exact=True).wait_for()
    for _sheet in range(2):
        phone.page.locator(".r-qty").nth(1).get_by_text("+").click()
    phone.sign()
    phone.look()
    phone.tap("Take 2 sheets")
    phone.tap("Done here")
    phone.until("location.hash === '#/'")


def _hand_over(phone: Phone, visit: HomeVisit) -> None:
    _arrive(phone, visit)
    phone.tap("Hand over")
    code = codes.code_of(visit_id=visit.pk)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for typed in (wrong, code):
        for digit in typed:
            phone.page.locator(".r-pad").get_by_text(digit, exact=True).click()
        said = "This is not the code" if typed == wrong else "The code is right"
        phone.page.get_by_text(said).wait_for()
    phone.look()
    phone.page.locator(".r-pad .p").click()
    phone.page.get_by_text("done", exact=True).wait_for()


def _fail(phone: Phone, visit: HomeVisit) -> None:
    _arrive(phone, visit)
    phone.go(f"#/problem/{visit.pk}/not_home")
    phone.page.locator("#note").fill("Pintu terkunci.")
    phone.look()
    phone.tap("Record it")
    phone.until("location.hash === '#/'")


def _keys_on(phone: Phone) -> list[str]:
    return list(phone.page.evaluate(f"{KEPT}.then((all) => all.map((o) => o.key))"))


def _sync(phone: Phone) -> None:
    for _round in range(40):
        phone.page.evaluate("Ride.outbox.again()")
        if not phone.waiting():
            return
    raise AssertionError(f"{phone.waiting()} still wait")


def test_a_day_without_network_loses_nothing_and_doubles_nothing(
    road: Road, phone: Phone, tmp_path: Path
) -> None:
    visits = _day(road)
    phone.start(offline=False)
    phone.until("navigator.serviceWorker.controller !== null")
    phone.tap("Begin the shift")
    phone.until(f"{WAITING}.then((n) => n === 0)")
    phone.look()

    phone.context.set_offline(True)
    _file_at_the_door(phone, visits["melati"], tmp_path)
    phone.restart()
    assert phone.page.get_by_text("No signal").is_visible()
    _take_papers(phone, visits["melati"])
    phone.restart()
    _hand_over(phone, visits["budi"])
    _fail(phone, visits["out"])
    road.give_to(visits["moved"], "tono")
    _fail(phone, visits["moved"])
    phone.restart()
    phone.look()
    kept = _keys_on(phone)
    assert phone.waiting() == len(kept) - 1  # the shift was opened with a network
    assert Report.objects.exclude(action="told").count() == 1

    # Back in town: first the session has ended, then every reply is lost once.
    phone.context.clear_cookies()
    phone.context.set_offline(False)
    phone.page.evaluate("Ride.outbox.again()")
    assert phone.page.get_by_text("Please sign in again").is_visible()
    assert phone.waiting() == len(kept) - 1
    phone.sign_in()
    _refuse_wrong_order(phone)
    phone.lose_each_reply_once()
    _sync(phone)

    _judge(road, phone, visits, kept)


def _refuse_wrong_order(phone: Phone) -> None:
    """Filing before its papers and its signature have come: it waits for them."""
    last = f"{KEPT}.then((all) => all.find((o) => o.action === 'filed'))"
    early = f"Ride.day.refresh().then(() => {last}).then((one) => Ride.net.report(one))"
    assert phone.page.evaluate(early)["state"] == "waits"


def _judge(
    road: Road, phone: Phone, visits: dict[str, HomeVisit], kept: list[str]
) -> None:
    came = Report.objects.exclude(action="told")
    assert set(came.values_list("key", flat=True)) == set(kept) == set(_keys_on(phone))
    assert set(phone.answered.values()) == {2}  # each one was sent again
    count = Counter(came.values_list("action", flat=True))
    assert {k: count[k] for k in ("filed", "custody", "delivered", "answers")} == {
        "filed": 1,
        "custody": 1,
        "delivered": 1,
        "answers": 1,
    }
    assert (count["paper"], count["proof"], count["failed"]) == (3, 2, 2)
    states = {name: _state(visit) for name, visit in visits.items()}
    assert states == {
        "melati": "done",
        "budi": "done",
        "out": "failed",
        "moved": "booked",
    }
    (case,) = cases.cases_list(actor=road.mall.melati)
    assert (case.channel, case.answers["facility_name"]) == ("home", "Klinik Baru")
    assert len(case.papers) == 3
    assert [f.code for f in bag_of(account_id=road.sari.account_id)] == ["F-2208"]
    (taken,) = folders_of(visit_id=visits["melati"].pk)
    (hop,) = chain_of(folder_id=taken.id)
    assert hop.proof_id is not None
    assert (taken.case_id, taken.sheets) == (case.pk, 2)
    (brought,) = folders_of(visit_id=visits["budi"].pk)
    assert chain_of(folder_id=brought.id)[-1].proof == "code"
    assert (Folder.objects.count(), Hop.objects.count()) == (2, 4)
    _see_conflicts(road, phone)


def _see_conflicts(road: Road, phone: Phone) -> None:
    """What the plan took away is shown here and to the dispatcher, with a sentence."""
    found = reports.conflicts(day=road.day)
    assert {each.visit_name for each in found} == {"Bengkel Contoh"}
    assert {each.action for each in found} == {"riding", "arrived", "failed"}
    phone.go("#/outbox")
    phone.page.get_by_text("no longer yours").first.wait_for()
    phone.look()


def _state(visit: HomeVisit) -> str:
    visit.refresh_from_db()
    return visit.state


def _hand_the_phone_to(phone: Phone, road: Road, name: str) -> None:
    cookie = client_of(road, name).cookies["satupintu_session"].value
    phone.cookie = cookie
    phone.sign_in()


def test_a_shared_phone_shows_nobody_what_another_officer_has_on_it(
    road: Road, phone: Phone
) -> None:
    visit = road.visit(draft_id=road.mall.draft())
    later = road.shifts["tono"]
    later.day += timedelta(days=1)
    later.save()
    phone.start(offline=False)
    phone.tap("Begin the shift")
    phone.until(f"{WAITING}.then((n) => n === 0)")
    phone.context.set_offline(True)
    _fail(phone, visit)
    kept = phone.waiting()

    # Tono signs in while Sari's page is open, then opens it himself: he has no day.
    _hand_the_phone_to(phone, road, "tono")
    phone.context.set_offline(False)
    for again in (False, True):
        if again:
            phone.page.reload()
        phone.page.evaluate("Ride.day.refresh()")
        phone.page.get_by_text("No stops on this phone").wait_for()
        phone.go(f"#/stop/{visit.pk}")
        phone.page.get_by_text("no longer on your list").first.wait_for()
        phone.go("#/outbox")
        phone.page.get_by_text(f"{kept} records of another officer").wait_for()
        phone.look()
        for words in (visit.name, "Sari", visit.address):
            assert words not in phone.page.locator("#ride").inner_text()
        phone.go("#/bag")
        phone.page.get_by_text("The bag is empty.", exact=True).wait_for()
        phone.go("#/")
        phone.page.evaluate("Ride.outbox.again()")
        assert phone.waiting() == kept

    # His own day comes; what Sari did still waits, and goes with her next sign-in.
    later.day = road.day
    later.save()
    phone.page.evaluate("Ride.day.refresh()")
    phone.page.get_by_text("Tono Misal").wait_for()
    assert phone.waiting() == kept
    _hand_the_phone_to(phone, road, "sari")
    phone.page.reload()
    phone.page.get_by_text("Sari Misal").wait_for()
    _sync(phone)
    assert _state(visit) == "failed"


def test_a_new_code_has_tries_of_its_own(road: Road, phone: Phone) -> None:
    visit = _day(road)["budi"]
    phone.start(offline=False)
    phone.page.get_by_text("Begin the shift").wait_for()
    for _code in range(2):
        phone.go(f"#/deliver/{visit.pk}")
        for digit in f"{(int(codes.code_of(visit_id=visit.pk)) + 1) % 10**6:06}":
            phone.page.locator(".r-pad").get_by_text(digit, exact=True).click()
        phone.page.get_by_text("Tries left: 4").wait_for()
        codes.renew_code(visit_id=visit.pk)
        phone.go("#/")
        phone.page.evaluate("Ride.day.refresh()")


def test_the_other_pages_are_readable_by_everybody(road: Road, phone: Phone) -> None:
    visits = _day(road)
    phone.start(offline=False)
    phone.page.get_by_text("Begin the shift").wait_for()
    for where in ("bag", "help", f"problem/{visits['out'].pk}", "outbox"):
        phone.go(f"#/{where}")
        phone.page.locator("main h1").first.wait_for(state="attached")
        phone.look()
