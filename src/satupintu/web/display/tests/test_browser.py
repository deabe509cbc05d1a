"""In a browser: a call appears and is spoken; an old one is shown only."""

import json

import pytest

from satupintu.queueing import devices
from satupintu.queueing.tests.hall import MALL, Scene

pytestmark = pytest.mark.browser
HOUR = 3_600_000


@pytest.fixture
def screen(mall, at_now, page, settings):
    """A paired display of the zone `izin`, before it is opened."""
    # The stream is on the same host; the test plays it.
    settings.SATUPINTU_LIVE_URL = ""
    scene = Scene(mall, at_now.now)
    _, token = devices.register_device(
        mall=MALL, kind="tv", name="tv", zone="izin", actor=mall.putri, now=scene.now
    )
    page.set_viewport_size({"width": 1280, "height": 720})
    page.device = f"/device/{token}/"
    return page


def event(number, id, age=0):
    data = {"kind": "call", "number": number, "counter": "12", "way": "left"}
    text = json.dumps({**data, "age": age})
    return f"id: {id}\nevent: call\ndata: {text}\n\n"


def play(page, *events):
    """The stream gives these events to the first who asks, and is then silent."""
    bodies = ["".join(["retry: 60000\n\n", *events])]
    page.route(
        "**/live/**",
        lambda route: route.fulfill(
            body=bodies.pop() if bodies else "retry: 60000\n\n",
            content_type="text/event-stream",
        ),
    )


def test_a_call_appears_and_an_old_one_is_not_spoken(screen):
    play(screen, event("A-001", 500, age=61), event("A-002", 501), event("A-003", 502))
    # Time stands still: on a slow machine the second call's turn would be over.
    screen.clock.install(time=0)
    screen.clock.pause_at(HOUR)
    screen.goto(screen.device)

    screen.wait_for_selector("#now >> text=A-002")
    rows = screen.locator("#rows .num").all_text_contents()
    # The next one waits for its turn to be spoken, and is seen at once.
    assert rows == ["A-003", "A-001"]
    assert screen.locator("#rows .new .num").all_text_contents() == ["A-003"]
    display = screen.locator("#display")
    assert display.get_attribute("data-said") == "501"
    assert display.get_attribute("data-stale") == "500"
    assert screen.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_says_that_it_is_cut_off_and_goes_on_by_itself(screen):
    play(screen)
    screen.clock.install()
    screen.goto(screen.device)
    screen.wait_for_selector("#lost", state="hidden")
    screen.context.set_offline(True)
    screen.clock.run_for(40_000)
    screen.wait_for_selector("#lost", state="visible")
    screen.context.set_offline(False)
    screen.clock.run_for(6_000)
    screen.wait_for_selector("#lost", state="hidden")


@pytest.mark.slow
def test_a_day_of_calls_fills_neither_the_page_nor_the_memory(screen):
    play(screen)
    screen.clock.install(time=0)
    screen.goto(screen.device)
    screen.wait_for_selector("#clock")
    measured = screen.context.new_cdp_session(screen)
    measured.send("Performance.enable")
    nodes, heaps = [], []
    for hour in range(19):
        screen.evaluate(
            """(hour) => {
                const display = document.getElementById("display");
                for (let n = 1; n <= 400; n += 1) {
                    const data = { number: `A-${n}`, counter: "1", way: "left" };
                    const detail = { event: "call", id: hour * 400 + n, data };
                    display.dispatchEvent(new CustomEvent("live", { detail }));
                }
            }""",
            hour,
        )
        screen.clock.run_for(HOUR)
        screen.request_gc()
        found = measured.send("Performance.getMetrics")["metrics"]
        metrics = {one["name"]: one["value"] for one in found}
        nodes.append(metrics["Nodes"])
        heaps.append(metrics["JSHeapUsedSize"])
    assert max(nodes[2:]) < min(nodes[2:]) + 500, nodes
    assert heaps[-1] < heaps[2] * 1.5, heaps
    assert screen.locator("#rows li").count() <= 4
