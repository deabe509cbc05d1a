"""In a real browser: three touches to a number, and a day without network."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from satupintu.queueing.models import Lease, Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
# In the page itself: the security policy forbids what Playwright's own wait needs.
UNTIL = """async () => {
  for (let tries = 0; tries < 300; tries += 1) {
    if (await (%s)) return;
    await new Promise((go) => setTimeout(go, 50));
  }
  throw new Error("it never happened");
}"""
PRINTED = "window.printed = 0; window.print = () => { window.printed += 1; }"


class Visitor:
    """Touches what is shown, and counts."""

    def __init__(self, page) -> None:
        self.page = page
        self.touches = 0

    def sees(self, selector: str):
        shown = ".k-tongue:not([hidden]) .k-screen:not([hidden])"
        return self.page.locator(f"{shown} {selector}")

    def touch(self, selector: str) -> None:
        self.touches += 1
        self.sees(selector).click()

    def take(self, queue: str, errand: str, group: str = "") -> str:
        self.touch(f'[data-queue="{queue}"]')
        self.touch(f'[data-errand="{errand}"]')
        self.touch(f'[data-group="{group}"]')
        return str(self.sees(".num").inner_text())


@pytest.fixture
def visitor(page, room, live_server) -> Visitor:
    _view, token = room.register("kiosk", "left of the entrance")
    page.add_init_script(PRINTED)
    page.goto(f"/device/{token}/")
    _until(page, "navigator.serviceWorker.controller !== null")
    return Visitor(page)


def _until(page, what: str) -> None:
    page.evaluate(UNTIL % what)


def _look(page) -> None:
    shown = ".k-tongue:not([hidden]) .k-screen:not([hidden])"
    found = Axe().run(page, context=shown, options=RULES)
    assert found.violations_count == 0, found.generate_report()


def _in_store(page, name: str) -> int:
    return int(page.evaluate(f"Kiosk.store.{name}().then((all) => all.length)"))


def test_three_touches_print_a_number_that_stays_a_while(visitor, page) -> None:
    _look(page)
    number = visitor.take("izin-usaha", "sip-dokter", "elderly")

    assert visitor.touches <= 3
    visit = Visit.objects.get()
    assert number == visit.number
    assert visit.group == "elderly"
    _until(page, "window.printed === 1")
    assert page.locator("#paper .num").text_content() == number
    _look(page)
    visitor.touch("[data-act=again]")
    _until(page, "window.printed === 2")
    assert page.locator("#paper .copy").get_attribute("hidden") is None
    visitor.touch("[data-act=done]")

    # The next visitor finds nothing of the one before.
    assert visitor.sees("[data-queue]").first.is_visible()
    assert page.locator("#paper").inner_html() == ""
    assert number not in page.content()
    assert Visit.objects.count() == 1


def test_numbers_go_on_without_network_and_come_in_afterwards(
    visitor, page, room
) -> None:
    _until(page, "Kiosk.store.held('2026-11-24').then((n) => n.A === 5)")
    page.context.set_offline(True)
    first = visitor.take("izin-usaha", "nib")
    assert page.locator(".k-tongue:not([hidden]) [data-net]").is_visible()
    assert page.locator("#paper .sign").first.get_attribute("hidden") is None
    visitor.touch("[data-act=done]")

    # The page in the worker's store may be younger than the last clock we heard.
    page.evaluate(
        "localStorage.setItem('satupintu-kiosk-clock', JSON.stringify({ speed: 1, "
        "shown: Date.parse(Kiosk.config.state.now) - 9000, at: Date.now() - 3609000 }))"
    )
    page.reload()  # the kiosk was switched off and on again
    late = "Kiosk.clock.now() - Date.parse(Kiosk.config.state.now)"
    assert 3_590_000 < page.evaluate(late) < 3_610_000
    visitor.sees("[data-language=km]").click()
    second = visitor.take("izin-usaha", "ambil-izin", "child")
    assert visitor.page.locator("html").get_attribute("lang") == "km"
    assert [first, second] == ["A-001", "A-002"]
    assert _in_store(page, "outbox") == 2
    assert not Visit.objects.exists()

    visitor.touch("[data-act=done]")
    page.context.set_offline(False)
    _until(page, "Kiosk.store.outbox().then((all) => all.length === 0)")
    visits = Visit.objects.order_by("seq")
    assert [(v.number, v.via, v.group, v.language) for v in visits] == [
        ("A-001", "offline", "", "id"),
        ("A-002", "offline", "child", "km"),
    ]
    assert _in_store(page, "refused") == 0
    third = visitor.take("izin-usaha", "nib")
    assert third not in (first, second)
    assert Lease.objects.filter(prefix="A").count() >= 1


def test_a_scanner_that_types_checks_in_from_any_screen(visitor, page, room) -> None:
    from satupintu.queueing import service as queueing

    visit = queueing.open_visit(
        mall="rasuna-said",
        wanted=[queueing.Wanted("izin-usaha", "nib")],
        key="from home",
        now=room.clock.now,
        via="remote",
        arrived=False,
    )
    page.keyboard.type(f"http://mall.example/v/{visit.token}/")
    page.keyboard.press("Enter")
    assert visitor.sees(".num").inner_text() == visit.number
    assert Visit.objects.get().arrived_at == room.clock.now
