"""An advertising permit: inspected, billed, paid at a bank, granted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from satupintu.permits import service as permits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("language", ["id", "en"])
def test_from_the_inspection_over_the_bank_to_the_permit(
    mall: Any, people: Any, soon: Callable[[int], str], run_jobs: Any, language: str
) -> None:
    from django.utils import timezone

    case = mall.file("reklame", at=timezone.now(), start_date=soon(40))
    run_jobs()
    melati = people("melati", language).enter()
    desk = people("rini", language).enter().decide(case.number, "accept")
    for who in ("agus", "lina", "bayu"):
        desk.hand_over(who).decide(case.number, "pass")
    run_jobs()
    melati.open("/cases/").press(f"main a[href$='/cases/{case.number}/']")
    melati.press("main a[href*='/bills/']")
    assert "4.500.000" in melati.page.inner_text("main").replace(",", ".")
    bill = melati.path
    _pay(melati, "wrong_amount")
    run_jobs()
    case.refresh_from_db()
    assert case.status == "payment"
    melati.page.goto(bill)
    _pay(melati, "twice")
    run_jobs()
    case.refresh_from_db()
    assert case.status == "open"
    melati.open(f"{bill[3:]}receipt/")
    desk.hand_over("hadi").open("/office/cashier/")
    desk.hand_over("ratna").decide(case.number, "approve")
    run_jobs()
    permit = permits.permit_of(case.pk)
    assert permit is not None
    melati.open(f"/cases/{case.number}/")
    melati.press(f"main a[href$='/verify/{permit.check_code}/']")
    assert permit.number in melati.page.inner_text("main")


def test_the_page_of_a_bill_notices_the_payment_by_itself(
    mall: Any, people: Any, soon: Callable[[int], str], run_jobs: Any
) -> None:
    from django.utils import timezone

    now = timezone.now()
    case = mall.file("reklame", at=now, start_date=soon(40))
    mall.decide(case, "intake", at=now)
    mall.pass_reviews(case, "papers", "inspection", "tax", at=now)
    run_jobs()
    melati = people("melati").enter()
    melati.open(f"/cases/{case.number}/").press("main a[href*='/bills/']")
    mall.pay(case, timezone.now())
    melati.page.wait_for_url("**/receipt/", timeout=20_000)


def _pay(melati: Any, behaviour: str) -> None:
    """Open the bank from the bill and let it behave as told."""
    melati.page.click("main a[href*='/demo-bank/']")
    melati.page.wait_for_load_state("load")
    melati.look()
    button = f"button[name=behave][value={behaviour}]"
    if behaviour != "pay":
        melati.page.click("details summary")
    melati.page.click(button)
    melati.page.wait_for_selector("ol.sent")
