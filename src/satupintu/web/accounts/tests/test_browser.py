"""The pages in a real browser: signing in works, and axe finds nothing."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe

from satupintu.kernel import tenancy
from satupintu.kernel.models import Tenant
from satupintu.people import service as people
from satupintu.web.accounts.tests.cast import MELATI, PASSWORD, RINI

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture(autouse=True)
def _frozen(clock):
    """In a browser cookies live in real time."""
    clock.now = datetime.now(UTC)


@pytest.fixture(autouse=True)
def _place():
    return None


@pytest.fixture
def mall(transactional_db):
    tenant = Tenant.objects.create(slug="mall", name="MPP Contoh")
    with tenancy.scope(tenant):
        yield tenant


def _look(page):
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], f"{page.url} scrolls sideways"


def _code(page, run_jobs, address):
    run_jobs()
    letter = page.request.get(f"/dev/mailbox/latest?address={address}").text()
    return re.findall(r"\b\d{6}\b", letter)[0]


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_citizen_signs_up_and_keeps_an_account(page, mall, run_jobs, language):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"/{language}/sign-in/")
    _look(page)
    page.fill("#f-address", "melati")
    page.press("#f-address", "Enter")
    assert page.title().startswith(("Error:", "Galat:"))
    _look(page)
    page.fill("#f-address", MELATI)
    page.press("#f-address", "Enter")
    _look(page)
    page.fill("#f-code", _code(page, run_jobs, MELATI))
    page.press("#f-code", "Enter")
    _look(page)
    page.fill("#f-name", "Melati")
    page.press("#f-name", "Enter")
    for path in (
        "account/",
        "account/profile/",
        "account/address/",
        "account/authorities/",
        "account/authorities/add/",
        "account/papers/",
    ):
        assert page.goto(f"/{language}/{path}").status == 200
        _look(page)


def test_an_officer_enrols_and_signs_in(page, mall):
    now = datetime.now(UTC)
    rini = people.create_staff(
        login=RINI, name="Rini", password=PASSWORD, posts=[], now=now
    )
    page.goto("/en/staff/sign-in/")
    _look(page)
    page.fill("#f-login", RINI)
    page.fill("#f-password", PASSWORD)
    page.press("#f-password", "Enter")
    assert page.locator("svg.qr").is_visible()
    _look(page)
    page.fill("#f-code", people.demo_totp(rini, now))
    page.press("#f-code", "Enter")
    assert page.locator("li.mono").count() == 10
    _look(page)
    page.context.clear_cookies()
    page.goto("/en/staff/sign-in/")
    page.fill("#f-login", RINI)
    page.fill("#f-password", PASSWORD)
    page.press("#f-password", "Enter")
    _look(page)
    page.fill("#f-code", people.demo_totp(rini, now + timedelta(seconds=30)))
    page.press("#f-code", "Enter")
    page.wait_for_url("**/office/**")


def test_the_mailbox_copies_a_code_with_one_click(page, mall, run_jobs):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/en/sign-in/")
    page.fill("#f-address", MELATI)
    page.press("#f-address", "Enter")
    code = _code(page, run_jobs, MELATI)
    page.goto("/dev/mailbox/")
    _look(page)
    page.get_by_role("button", name="Copy the code").first.click()
    assert page.evaluate("navigator.clipboard.readText()") == code
