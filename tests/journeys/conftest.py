"""People at browsers: they look at every page they meet, as strictly as we can."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

_PHONE = {"width": 360, "height": 740}
_DESK = {"width": 1280, "height": 900}
_IDS = re.compile(r"[0-9a-f-]{36}|[A-Z]{2}-\d{4}-\d{6}|/verify/[^/]+/|\?.*|#.*")
# A browser notes that a form came back with 422; that is how errors are shown.
_EXPECTED = re.compile(r"status of (422|409|404)")


@dataclass
class Person:
    """Somebody with a browser of their own. `page` is Playwright's."""

    mall: Any
    name: str
    language: str
    page: Any
    server: str
    run_jobs: Callable[[], int]
    seen: set[str]
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))
        self.page.on("response", self._response)

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning") and not _EXPECTED.search(message.text):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _response(self, response: Any) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status} {response.url}")

    def open(self, path: str) -> Person:
        """Open an address (in the person's language) and look at the page."""
        self.page.goto(f"/{self.language}{path}")
        return self.look()

    def press(self, selector: str) -> Person:
        """Press a button or a link that leads to another page; look at it."""
        with self.page.expect_navigation(wait_until="load"):
            self.page.click(selector)
        return self.look()

    def save(self) -> Person:
        """Press the main button of the page."""
        return self.press("main form[method=post] button.btn:not(.alt):not(.bad)")

    def look(self) -> Person:
        """Nothing to complain of: no error, no sideways scrolling, axe content."""
        self.run_jobs()
        assert not self.complaints, self.complaints
        place = _IDS.sub("…", self.page.url)
        wrong = self.page.locator("[aria-invalid=true]").count()
        if (state := f"{self.language} {place} {bool(wrong)}") in self.seen:
            return self
        self.seen.add(state)
        for size in (_PHONE, _DESK):
            self.page.set_viewport_size(size)
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= size["width"], f"{place} is {wide} wide at {size}"
        self._axe(place)
        return self

    def _axe(self, place: str) -> None:
        from axe_playwright_python.sync_playwright import Axe

        # Contrast takes longest, and no language changes the colours.
        contrast = {"enabled": self.language == "id"}
        options = {
            "resultTypes": ["violations"],
            "rules": {"color-contrast": contrast},
        }
        found = Axe().run(self.page, options=options)
        assert found.violations_count == 0, f"{place}\n{found.generate_report()}"

    @property
    def path(self) -> str:
        found: str = self.page.evaluate("location.pathname")
        return found

    def fill(self, answers: dict[str, Any]) -> Person:
        """Fill in the questions that this page shows."""
        for name, values in answers.items():
            for value in values:
                self._fill(name, value)
        return self

    def _fill(self, name: str, value: str) -> None:
        if self.page.locator(f"[name={name}_day]").count():
            year, month, day = value.split("-")
            for part, text in (("day", day), ("month", month), ("year", year)):
                self.page.fill(f"[name={name}_{part}]", text)
            return
        found = self.page.locator(f"main [name={name}]")
        if not found.count() or not found.first.is_visible():
            return
        if found.first.get_attribute("type") in ("radio", "checkbox"):
            self.page.check(f"[name={name}][value='{value}']")
        else:
            self.page.fill(f"main [name={name}]", value)

    def upload(self, *papers: str) -> Person:
        from tests.cast import pdf

        for paper in papers:
            data = {
                "name": f"{paper}.pdf",
                "mimeType": "application/pdf",
                "buffer": pdf(f"{paper} in a browser"),
            }
            self.page.set_input_files(f"[name={paper}]", data)
        return self

    def code(self, address: str) -> str:
        """The code in the newest letter of the development mailbox."""
        self.run_jobs()
        letter = self.page.request.get(f"/dev/mailbox/latest?address={address}")
        found = re.search(r"\b\d{6}\b", letter.text())
        assert found, letter.text()
        return found[0]

    def enter(self) -> Person:
        """A session as signing in makes it, without the pages for it."""
        from django.conf import settings

        name = settings.SESSION_COOKIE_NAME
        value = self.mall.client(self.name).cookies[name].value
        cookie = {"name": name, "value": value, "url": self.server}
        self.page.context.add_cookies([cookie])
        return self

    def hand_over(self, name: str) -> Person:
        """A colleague sits down at this computer, in a session of their own."""
        self.page.context.clear_cookies()
        self.name = name
        return self.enter()

    def sign_in_as_staff(self) -> Person:
        """Password, then the code of the authenticator, over the pages."""
        from django.utils import timezone
        from tests.cast import PASSWORD, login_of

        from satupintu.people import service as people

        self.open("/staff/sign-in/")
        self.page.fill("[name=login]", login_of(self.name))
        self.page.fill("[name=password]", PASSWORD)
        self.save()
        account = self.mall.account(self.name)
        self.page.fill("[name=code]", people.demo_totp(account, timezone.now()))
        return self.save()

    def decide(self, number: str, outcome: str, **typed: str) -> Person:
        """Open a case and decide it, every check answered with yes."""
        self.open(f"/office/cases/{number}/")
        for box in self.page.locator("fieldset.check input[value=yes]").all():
            box.check()
        self.page.check(f"[name=outcome][value={outcome}]")
        for name, text in typed.items():
            self.page.fill(f"main [name={name}]", text)
        self.save()
        assert self.path.endswith("/office/queue/")
        return self


@pytest.fixture
def people(
    mall: Any, chromium: Any, live_server: Any, run_jobs: Any, settings: Any
) -> Iterator[Callable[..., Person]]:
    """`people("melati", "id")`: a person with a browser of their own."""
    settings.SATUPINTU_BASE_URL = live_server.url
    contexts: list[Any] = []
    seen: set[str] = set()

    def make(name: str, language: str = "id", **options: Any) -> Person:
        context = chromium.new_context(base_url=live_server.url, **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        return Person(mall, name, language, page, live_server.url, run_jobs, seen)

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def soon() -> Callable[[int], str]:
    """The day so many days from now, as the browser's clock has it."""
    from django.utils import timezone

    return lambda days: (timezone.now() + timedelta(days=days)).date().isoformat()
