"""The QR code in a real browser: with the network, and after it has gone."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from satupintu.permits import service
from satupintu.permits.base43 import ALPHABET
from satupintu.permits.tests.example import INVOLVED, RINI, issue_permit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("tenant"),
]


@pytest.fixture
def permit() -> service.PermitView:
    # The browser's clock is the real one.
    now = timezone.now()
    today = now.date()
    return issue_permit(
        now,
        valid_from=today - timedelta(days=2),
        valid_until=today + timedelta(days=900),
    )


def verdict(page: Any, token: str) -> str:
    """Open the link of a QR code and wait for what the page says."""
    page.goto("about:blank")
    page.goto(f"/c#{token}")
    page.wait_for_selector("#check[data-verdict]")
    shown = page.locator("section.verdict:visible")
    assert shown.count() == 1
    said: str = page.get_attribute("#check", "data-verdict")
    assert shown.get_attribute("id") == f"v-{said}"
    return said


def keep(page: Any) -> None:
    page.wait_for_selector("#check[data-kept]")


def test_a_genuine_code_shows_its_facts(page: Any, permit: service.PermitView) -> None:
    assert verdict(page, permit.token) == "in_force"
    assert page.locator('[data-fact="number"]').inner_text() == permit.number
    assert page.locator('[data-fact="holder"]').inner_text() == "dr. Melati Cahaya"
    assert page.locator('[data-fact="title"]').inner_text() == "Izin praktik dokter"
    assert page.locator("#s-live").is_visible()
    page.click("#details")
    page.wait_for_selector("h1")
    assert permit.number in page.content()


def test_every_kind_of_changed_character_is_refused(
    page: Any, permit: service.PermitView
) -> None:
    verdict(page, permit.token)
    text = permit.token
    # Every character: permits/tests/test_token.py. Here, some of each part.
    for at in [*range(0, len(text), 31), len(text) - 1]:
        other = ALPHABET[(ALPHABET.index(text[at]) + 1 + at % 42) % len(ALPHABET)]
        forged = text[:at] + other + text[at + 1 :]
        assert verdict(page, forged) == "forged", at
        assert page.locator("#advice").is_visible()
        assert page.locator("#facts").is_hidden()
    for forged in (text[:-1], text[:50], "A", "HELLO"):
        assert verdict(page, forged) == "forged"


def test_works_after_the_network_is_gone(page: Any, permit: service.PermitView) -> None:
    verdict(page, permit.token)
    keep(page)
    page.context.set_offline(True)
    assert verdict(page, permit.token) == "signed"
    assert page.locator("#s-kept").is_visible()
    assert page.locator('[data-fact="asof"]').inner_text()
    assert page.locator('[data-fact="number"]').inner_text() == permit.number
    # The kept page is dressed: its style sheet came from the cache as well.
    styled = "getComputedStyle(document.querySelector('#v-signed')).backgroundColor"
    assert page.evaluate(styled) == "rgb(23, 102, 58)"
    forged = ("B" if permit.token[9] == "A" else "A").join(
        (permit.token[:9], permit.token[10:])
    )
    assert verdict(page, forged) == "forged"
    page.context.set_offline(False)
    assert verdict(page, permit.token) == "in_force"


def test_a_revocation_shows_and_is_remembered_offline(
    page: Any, permit: service.PermitView
) -> None:
    service.revoke(
        permit_id=permit.id,
        actor=RINI,
        agencies=INVOLVED,
        reason="Pindah",
        now=timezone.now(),
    )
    assert verdict(page, permit.token) == "revoked"
    keep(page)
    page.context.set_offline(True)
    assert verdict(page, permit.token) == "revoked"


def test_a_deflated_code_is_read_too(page: Any) -> None:
    now = timezone.now()
    title = {"id": "Izin penyelenggaraan reklame reklame reklame reklame reklame"}
    long = issue_permit(now, title=title, valid_from=now.date(), valid_until=None)
    assert long.token.endswith("Z")
    assert verdict(page, long.token) == "in_force"


def test_an_expired_code_is_told_by_its_date(page: Any) -> None:
    now = timezone.now()
    day = now.date() - timedelta(days=9)
    over = issue_permit(now, valid_from=day, valid_until=day + timedelta(days=2))
    assert verdict(page, over.token) == "expired"


def test_without_a_code_the_page_offers_the_form(page: Any, tenant: Any) -> None:
    page.goto("/c")
    page.wait_for_selector("#no-code:visible")
    assert page.locator("#ask form").is_visible()


def test_the_pages_are_accessible(page: Any, permit: service.PermitView) -> None:
    from axe_playwright_python.sync_playwright import Axe

    places = [
        "/id/verify/",
        "/en/verify/?q=",
        "/en/verify/?q=nothing",
        f"/id/verify/{permit.check_code}/",
        "/c",
    ]
    for place in places:
        page.goto(place)
        page.wait_for_load_state("load")
        found = Axe().run(page)
        assert found.violations_count == 0, (place, found.generate_report())
    for token in (permit.token, permit.token[:-1]):
        verdict(page, token)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
