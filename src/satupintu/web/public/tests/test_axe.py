"""Accessibility: axe finds nothing on any public page, in any language, any width."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

pytestmark = pytest.mark.browser

PAGES = [
    "",
    "services/",
    "services/?q=advertisng",
    "services/?q=xyzzyqq",
    "services/?topic=health",
    "services/sip-dokter/",
    "services/reklame/",
    "services/reklame/standard/",
    "services/reklame/fee/",
    "services/reklame/fee/?width=abc&advert_type=billboard",
    "standards/",
    "help/",
    "about/",
    "about/data/",
    "accessibility/",
    "services/no-such-thing/",
]
DESIGNER = ["", "reklame/"] + [
    f"reklame/{view}/"
    for view in ("form", "papers", "procedure", "texts", "checks", "changes")
]
OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def violations(page: Any, paths: list[str], *, colours: bool = True) -> str:
    """What axe finds at two widths; `colours`: contrast too, which takes longest."""
    rules = {"color-contrast": {"enabled": colours}}
    found = []
    for path in paths:
        page.goto(path)
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            results = Axe().run(
                page, options={"resultTypes": ["violations"], "rules": rules}
            )
            if results.violations_count:
                found.append(f"{path} at {width}: {results.generate_report()}")
    return "\n".join(found)


@pytest.mark.usefixtures("mall")
@pytest.mark.parametrize("language", ["id", "en"])
def test_axe_finds_nothing(page: Any, language: str) -> None:
    # Colours are those of the style, which no language changes.
    paths = [f"/{language}/{path}" for path in PAGES]
    assert not violations(page, paths, colours=language == "id")


def test_axe_finds_nothing_in_the_designers_preview(
    page: Any, live_server: Any, staff: Callable[[str], Client], settings: Any
) -> None:
    cookie = staff("designer").cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": cookie,
                "url": live_server.url,
            }
        ]
    )
    assert not violations(page, [f"/en/office/designer/{path}" for path in DESIGNER])


@pytest.mark.usefixtures("mall")
def test_nothing_runs_out_of_a_narrow_page(page: Any) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    for path in PAGES:
        page.goto(f"/id/{path}")
        assert page.evaluate(OVER) <= 0, path
    # The style was there at all.
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px"


@pytest.mark.usefixtures("mall")
def test_the_error_summary_takes_the_focus_without_a_script(page: Any) -> None:
    page.goto("/en/services/reklame/fee/?width=abc")
    assert page.evaluate("document.activeElement.className") == "errs"
