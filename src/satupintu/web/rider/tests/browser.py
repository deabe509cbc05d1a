"""The officer's phone in a real browser, and what an officer does with it."""

from __future__ import annotations

import importlib
import json
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe

from satupintu.courier import codes, custody
from satupintu.courier.models import HomeVisit
from satupintu.courier.tests.door import BASE, STATEMENT, Road
from satupintu.courier.tests.phone import png

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


def plan_day(road: Road) -> dict[str, HomeVisit]:
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


def arrive(phone: Phone, visit: HomeVisit) -> None:
    phone.go(f"#/stop/{visit.pk}")
    phone.tap("Set off")
    phone.tap("I have arrived")
    phone.page.locator(".r-foot").get_by_text("I have arrived").wait_for(state="hidden")


def file_at_the_door(
    phone: Phone, visit: HomeVisit, tmp_path: Path, *, nik: str = ""
) -> None:
    picture = tmp_path / "paper.png"
    picture.write_bytes(png())
    arrive(phone, visit)
    phone.page.get_by_text("The phone says that you are").wait_for()
    phone.look()
    phone.go(f"#/page/{visit.pk}/sip-dokter/place")
    phone.page.locator("#q-facility_name").fill("Klinik Baru")
    phone.look()
    phone.tap("Save")
    phone.until("!location.hash.endsWith('/place')")
    if nik:
        phone.go(f"#/page/{visit.pk}/sip-dokter/doctor")
        phone.page.locator("#q-nik").fill(nik)
        phone.tap("Save")
        phone.until("!location.hash.endsWith('/doctor')")
    phone.go(f"#/papers/{visit.pk}/sip-dokter")
    photos = phone.page.locator(".r-paper input[capture]")
    photos.first.wait_for(state="attached")
    for n in range(photos.count()):
        photos.nth(n).set_input_files(picture)
        phone.until(f"document.querySelectorAll('.r-paper .r-ok').length === {n + 1}")
    photos.first.set_input_files(picture)  # the other side of the same paper
    phone.page.get_by_text("2 pages").wait_for()
    phone.look()
    phone.tap("Read and sign")
    phone.sign()
    phone.look()
    phone.tap("File it now")
    phone.until(f"location.hash === '#/stop/{visit.pk}'")


def take_papers(phone: Phone, visit: HomeVisit) -> None:
    phone.go(f"#/custody/{visit.pk}")
    phone.page.locator("#folder-code").press_sequentially("f-2208")
    # The finger goes straight from the code to the sheets: each press counts.
    more = phone.page.locator(".r-qty").first.get_by_text("+")
    for _sheet in range(2):
        at = more.bounding_box()
        phone.page.mouse.click(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)
    assert phone.page.get_by_text("F-2208", exact=True).is_visible()
    assert phone.page.get_by_text("Take 2 sheets").is_disabled()
    assert phone.page.get_by_text("Not taken along: National identity").is_visible()
    phone.page.get_by_text("The seal is closed").click()
    phone.sign()
    phone.look()
    phone.tap("Take 2 sheets")
    phone.tap("Done here")
    phone.until("location.hash === '#/'")


def hand_over(phone: Phone, visit: HomeVisit) -> None:
    arrive(phone, visit)
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


def fail(phone: Phone, visit: HomeVisit) -> None:
    arrive(phone, visit)
    phone.go(f"#/problem/{visit.pk}/not_home")
    phone.page.locator("#note").fill("Pintu terkunci.")
    phone.look()
    phone.tap("Record it")
    phone.until("location.hash === '#/'")


def sync(phone: Phone) -> None:
    for _round in range(40):
        phone.page.evaluate("Ride.outbox.again()")
        if not phone.waiting():
            return
    raise AssertionError(f"{phone.waiting()} still wait")


def state(visit: HomeVisit) -> str:
    visit.refresh_from_db()
    return visit.state
