"""Many at once: a code counts once, a limit holds."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection

from satupintu.kernel import tenancy
from satupintu.kernel.models import Tenant
from satupintu.people import factors, service as people, signin

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture
def mall(transactional_db):
    tenant = Tenant.objects.create(slug="mall", name="MPP Contoh")
    with tenancy.scope(tenant):
        yield tenant


def _at_once(tenant: Tenant, work: Callable[[], object], *, times: int = 8) -> int:
    """How many of the parallel calls were not refused."""

    def run(_n: int) -> bool:
        try:
            with tenancy.scope(tenant):
                work()
        except (signin.CodeRefused, signin.TooManyCodes, factors.FactorRefused):
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(times) as pool:
        return sum(pool.map(run, range(times)))


def test_a_code_sent_eight_times_at_once_counts_once(mall):
    address = people.parse_address(text="melati@example.com", country="")
    asked = signin.ask_code(address=address, client="", now=NOW)
    done = _at_once(
        mall, lambda: signin.check_code(ticket=asked.ticket, code=asked.code, now=NOW)
    )
    assert done == 1


def test_the_limit_of_codes_holds_for_requests_at_once(mall):
    address = people.parse_address(text="melati@example.com", country="")
    done = _at_once(mall, lambda: signin.ask_code(address=address, client="", now=NOW))
    assert done == 3


def test_an_app_code_typed_eight_times_at_once_counts_once(mall):
    rini = people.create_staff(
        login="rini@example.go.id",
        name="Rini",
        password="kopi-pagi-di-teras-42",
        posts=[],
        now=NOW,
    )
    people.enrol_for_demo(account=rini, now=NOW)
    code = people.demo_totp(rini, NOW)
    done = _at_once(
        mall, lambda: people.check_factor(account_id=rini.id, code=code, now=NOW)
    )
    assert done == 1
