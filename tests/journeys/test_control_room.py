"""A manager's morning: the hall, an exercise, a plan, an outage and its history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

MALL = "rasuna-said"
HALL = f"/hall/{MALL}/"


@pytest.fixture
def busy(mall: Any, at_now: Any, transactional_db: None) -> Any:
    """Ten in the morning: four wait for the registry, one is at counter 8."""
    from satupintu.queueing import service as queueing
    from satupintu.queueing.tests.hall import REGISTRY, Scene

    morning = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Asia/Jakarta"))
    queueing.set_hall_clock(mall=MALL, shown=morning, speed=0, now=at_now.now)
    scene = Scene(mall, morning)
    scene.sit(mall.tuti, "loket8", "dukcapil")
    for _visitor in range(5):
        scene.ticket(REGISTRY)
        scene.wait(1)
    assert scene.call(mall.tuti) is not None
    shown = scene.wait(10)
    queueing.set_hall_clock(mall=MALL, shown=shown, speed=0, now=at_now.now)
    return scene


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_morning_in_the_control_room(busy: Any, people: Callable[..., Any]) -> None:
    putri = people("putri", "id").enter()
    putri.open(HALL)
    assert putri.page.locator("li.m-d.is-c").inner_text().startswith("8")

    # An exercise: called, on the way, cleared.
    putri.page.click(".m-sos summary")
    putri.press(".m-sos button[value=drill]")
    putri.press(".m-bell button[value=accept]")
    putri.press(".m-bell button[value=clear]")
    assert putri.page.locator(".m-bell").count() == 0

    # Two counters more in the first hours.
    putri.open(f"{HALL}what-if/?team=dukcapil")
    for step in putri.page.locator("[data-step]").all()[:3]:
        step.locator("button[value='1']").click()
    putri.press("main button[value=try]")
    assert putri.page.locator(".m-step input").first.input_value() == "2"
    assert putri.page.locator("td b.c-ok").count() > 0

    # The registry's system is down for an hour, and all are told.
    putri.open(f"{HALL}act/")
    putri.press("main button[value=down]")
    assert putri.page.locator("[aria-invalid=true]").count() == 1
    putri.page.select_option("#down-agency", "dukcapil")
    putri.page.fill("#down-reason", "Jaringan pusat putus")
    putri.press("main button[value=down]")
    putri.page.fill("#text_id", "Dukcapil berhenti sebentar.")
    putri.press("main button[value=say]")
    putri.open(HALL)
    assert putri.page.locator(".m-al li").count() >= 2
    putri.open(f"{HALL}act/")
    putri.press("main button[value=up]")

    putri.open(f"{HALL}devices/")
    putri.page.fill("#f-name", "Kiri pintu masuk")
    putri.press("main button[value=add]")
    assert putri.page.locator(".m-pairing svg").count() == 1
    putri.open(f"{HALL}posters/")
    putri.open(f"{HALL}history/")
    assert putri.page.locator("tbody tr").count() > 0
