"""Jobs run in tests as the worker runs them."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from satupintu.kernel import outbox, tenancy
from satupintu.kernel.models import Tenant

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
heard: list[tuple[str, uuid.UUID]] = []


@outbox.event
@dataclass(frozen=True, slots=True)
class Knocked(outbox.Event):
    name: ClassVar[str] = "ops.test.knocked"


@outbox.on(Knocked)
def _remember(event: Knocked, at: datetime) -> None:
    heard.append((tenancy.current().slug, event.key))


@pytest.fixture(autouse=True)
def _nothing_heard() -> None:
    heard.clear()


@pytest.mark.parametrize("transactional", [False, True])
def test_delivers_an_announced_event_inside_its_tenant(
    transactional: bool, request: pytest.FixtureRequest
) -> None:
    if transactional:
        request.getfixturevalue("transactional_db")
    tenant: Tenant = request.getfixturevalue("tenant")
    run_jobs: Callable[[], int] = request.getfixturevalue("run_jobs")
    key = uuid.uuid4()

    outbox.announce(Knocked(key=key), at=NOW)

    assert run_jobs() == 1
    assert heard == [(tenant.slug, key)]
    assert run_jobs() == 0
    assert ProcrastinateJob.objects.get().status == "succeeded"


def test_a_failing_listener_fails_the_test(
    tenant: Tenant, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Knocked, __: datetime) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(outbox._listeners, Knocked.name, [fail])
    outbox.announce(Knocked(key=uuid.uuid4()), at=NOW)

    with pytest.raises(ZeroDivisionError):
        run_jobs()
