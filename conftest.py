"""What every test may use: a database, a tenant, a fixed time, jobs, a browser.

The database is the server that DATABASE_URL or PGHOST names; without either, an
embedded PostgreSQL starts once for the whole run (also for all xdist workers).
"""

import gc
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

if TYPE_CHECKING:
    from satupintu.kernel.models import Tenant

# What starting and collecting make, stays: looking for garbage in it, over and over,
# would take a third of their time. See `pytest_collection`.
gc.disable()

pytest_plugins = ["tests.cast"]

IN_CI = bool(os.environ.get("CI"))
IS_CONTROLLER = "PYTEST_XDIST_WORKER" not in os.environ


def _find_chromium() -> str | None:
    """The system's browser, or the one that Playwright has installed."""
    cache = os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "~/.cache/ms-playwright")
    own = sorted(Path(cache).expanduser().glob("chromium-*/chrome-linux*/chrome"))
    system = shutil.which("chromium") or shutil.which("chromium-browser")
    return system or (str(own[-1]) if own else None)


CHROMIUM = _find_chromium()
NO_BROWSER = "no Chromium on this machine: browser journeys were NOT tested"
FAST_POSTGRES = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
}

PLAIN_STATIC = "django.contrib.staticfiles.storage.StaticFilesStorage"
QUICK_HASH = "django.contrib.auth.hashers.MD5PasswordHasher"

hypothesis.settings.register_profile("local", deadline=None)
hypothesis.settings.register_profile(
    "ci", deadline=None, derandomize=True, database=None
)
hypothesis.settings.load_profile("ci" if IN_CI else "local")


class _Session:
    """What this run of pytest started and has to take away again."""

    folder: Path | None = None
    postgres: Any = None


def _prepare_environment() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "satupintu.settings"
    os.environ["SATUPINTU_DEMO"] = "1"
    os.environ["SATUPINTU_SECRET_KEY"] = "only-for-tests-" + "x" * 50
    if IS_CONTROLLER:
        _Session.folder = Path(tempfile.mkdtemp(prefix="satupintu-tests-"))
        _Session.folder.chmod(0o711)
        os.environ["SATUPINTU_HOME"] = str(_Session.folder / "home")
        _compile_messages()
        if not os.environ.get("DATABASE_URL") and not os.environ.get("PGHOST"):
            _start_postgres(_Session.folder)
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        os.environ["SATUPINTU_HOME"] += f"-{worker}"


def _compile_messages() -> None:
    from satupintu.ops import messages

    messages.compile_all()


def _start_postgres(folder: Path) -> None:
    from satupintu.ops.embedded import SUPERUSER, EmbeddedPostgres

    _Session.postgres = EmbeddedPostgres(folder / "postgres", settings=FAST_POSTGRES)
    _Session.postgres.start()
    os.environ["PGHOST"] = str(_Session.postgres.socket)
    os.environ["PGPORT"] = "5432"
    os.environ["PGUSER"] = SUPERUSER
    os.environ["PGDATABASE"] = "postgres"


def pytest_configure(config: pytest.Config) -> None:
    if any(option in sys.argv for option in ("--help", "-h", "--version")):
        return
    _prepare_environment()
    from django.conf import settings

    # Reading a setting also tells pytest-django to set Django up.
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    settings.STORAGES["staticfiles"]["BACKEND"] = PLAIN_STATIC
    # No live process runs: pages look again by themselves.
    settings.SATUPINTU_LIVE_URL = None
    # The right hash takes a tenth of a second; nothing here guards real people.
    settings.PASSWORD_HASHERS.insert(0, QUICK_HASH)
    if config.getoption("numprocesses", None):
        # The workers inherit the environment, and would read the settings before
        # this file has given each of them a folder of its own.
        del os.environ["DJANGO_SETTINGS_MODULE"]


def pytest_unconfigure(config: pytest.Config) -> None:
    if _Session.postgres is not None:
        _Session.postgres.stop()
    if _Session.folder is not None:
        shutil.rmtree(_Session.folder, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """From now on garbage is collected, but not looked for in what is there now."""
    collected = yield
    gc.freeze()
    gc.enable()
    return collected


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests need a database that other processes see, and a browser."""
    for item in items:
        if item.get_closest_marker("browser") and CHROMIUM is None and not IN_CI:
            item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") and CHROMIUM is None and IN_CI:
        pytest.fail(f"{NO_BROWSER}; CI must install one", pytrace=False)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if NO_BROWSER in str(report.longrepr)
    ]
    if skipped:
        terminalreporter.section("WARNING", red=True, bold=True)
        terminalreporter.line(f"{len(skipped)} tests skipped: {NO_BROWSER}", red=True)


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """A test that reaches for another machine fails at once."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        is_internet = self.family in (socket.AF_INET, socket.AF_INET6)
        if is_internet and address[0] not in _near():
            raise RuntimeError(f"a test tried to reach {address[0]}")
        connect(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign, assignment]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


def _near() -> set[str]:
    return {"127.0.0.1", "::1", "localhost", os.environ.get("PGHOST", "")}


@pytest.fixture(autouse=True, scope="session")
def _parse_once() -> Iterator[None]:
    """A text of a pack is parsed once: tests read the same few files all the time."""
    from satupintu.catalogue import source

    parse = source.documents_of
    source.documents_of = lru_cache(maxsize=500)(parse)
    yield
    source.documents_of = parse


@pytest.fixture(autouse=True, scope="session")
def _empty_quickly() -> Iterator[None]:
    """After a test that committed, only the tables that it filled are emptied."""
    from django.test import TransactionTestCase
    from tests.emptying import emptying

    flush = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = emptying(flush)
    yield
    TransactionTestCase._fixture_teardown = flush


@pytest.fixture(autouse=True)
def _in_english() -> "Iterator[None]":
    """Sentences are compared in the language that they are written in."""
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _nothing_left(request: pytest.FixtureRequest, _django_db_marker: None) -> None:
    """No test meets what another left: a host's tenant, or jobs that committed.

    Django empties only the tables that it manages, and the jobs' are not.
    """
    from django.db import connection

    from satupintu.web import tenants

    tenants.forget()
    uses_database = {"db", "transactional_db"} & set(request.fixturenames)
    if uses_database or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("_django_db_helper")
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")


@dataclass
class Clock:
    """The time as a test wants it: `clock.now`, `clock.forward(days=3)`."""

    now: datetime

    def forward(self, **amount: float) -> datetime:
        """Move on by `timedelta(**amount)` and say what time it is then."""
        self.now += timedelta(**amount)
        return self.now


@pytest.fixture
def now() -> datetime:
    """Tuesday 24 November 2026, 10:00 in Jakarta (UTC+7): an office hour."""
    return datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def tenant(db: None) -> "Iterator[Tenant]":
    """The tenant of the test; the test runs inside its scope."""
    from satupintu.kernel import tenancy
    from satupintu.kernel.models import Tenant

    row, _ = Tenant.objects.get_or_create(
        slug="jakarta", defaults={"name": "MPP Jakarta"}
    )
    with tenancy.scope(row):
        yield row


@pytest.fixture
def run_jobs(db: None) -> Callable[[], int]:
    """Run every due job, and those that they enqueue, here and now.

    The jobs are read over the test's own connection, so it also works for what a
    test wrote in a transaction that never commits. Returns how many ran. An
    exception of a job is the test's: a listener that fails is a failed test.
    """
    from satupintu.kernel.jobs import run_due

    return run_due


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless browser (Playwright), for tests marked `browser`."""
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, which Django takes for an
    # asynchronous caller although the test itself is synchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any, live_server: Any) -> Iterator[Any]:
    """A fresh page (own cookies) on the live server; addresses may be relative."""
    context = chromium.new_context(base_url=live_server.url, locale="id-ID")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()
