"""A page that looks again: one question at a time, whatever happens meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from satupintu import web

pytestmark = pytest.mark.browser
SCRIPT = Path(web.__file__).parent / "static/satupintu/live.js"
# Answers are given by the test; a stream that speaks when it is told to.
STAGE = """() => {
  window.asked = [];
  window.fetch = () => new Promise((answer) => asked.push(answer));
  window.say = (html) => asked[asked.length - 1]({
    ok: true, redirected: false, text: async () => html });
  window.EventSource = class extends EventTarget {
    constructor() { super(); window.stream = this; this.readyState = 1; }
    close() {}
  };
  window.change = () =>
    stream.dispatchEvent(new MessageEvent("changed", { data: "{}" }));
}"""
PAGE = '<main data-live="/live/x" data-refresh="/x"><p>old</p></main>'


@pytest.fixture
def place(page: Any) -> Any:
    page.clock.install(time=0)
    page.set_content(PAGE)
    page.evaluate(STAGE)
    page.add_script_tag(path=SCRIPT)
    return page


def test_a_slow_answer_is_waited_for_and_then_asked_once_more(place: Any) -> None:
    place.evaluate("change()")
    place.clock.run_for(1_000)
    for _second in range(8):
        place.evaluate("change()")
        place.clock.run_for(1_000)
    assert place.evaluate("asked.length") == 1

    place.evaluate("say('<p>new</p>')")
    place.locator("main").get_by_text("new").wait_for()
    # It took eight seconds: as long it rests, then looks for what it had missed.
    place.clock.run_for(7_000)
    assert place.evaluate("asked.length") == 1
    place.clock.run_for(2_000)
    assert place.evaluate("asked.length") == 2
    place.evaluate("say('<p>newest</p>')")
    place.locator("main").get_by_text("newest").wait_for()
    place.clock.run_for(20_000)
    assert place.evaluate("asked.length") == 2


def test_an_answer_that_never_comes_is_given_up(place: Any) -> None:
    place.evaluate(
        "() => { window.fetch = (_at, { signal }) => new Promise((_ok, fail) => {"
        " asked.push(0); signal.addEventListener('abort', () => fail()); }); }"
    )
    place.evaluate("change()")
    place.clock.run_for(62_000)
    place.evaluate("change()")
    place.clock.run_for(125_000)
    assert place.evaluate("asked.length") >= 2
