"""The cast and Melati's bill. Imports are inside: Django is not ready before."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from satupintu.catalogue.schema import Pack
    from satupintu.kernel.actor import Actor
    from satupintu.kernel.models import Tenant
    from satupintu.kernel.outbox import Event
    from satupintu.payments.service import BillView, PaymentView, Verdict
    from satupintu.payments.tests.scene import Heard, Tell


@pytest.fixture
def melati() -> Actor:
    from satupintu.payments.tests import scene

    return scene.MELATI


@pytest.fixture
def budi() -> Actor:
    from satupintu.payments.tests import scene

    return scene.BUDI


@pytest.fixture
def rini() -> Actor:
    from satupintu.payments.tests import scene

    return scene.RINI


@pytest.fixture
def joko() -> Actor:
    from satupintu.payments.tests import scene

    return scene.JOKO


@pytest.fixture(autouse=True)
def no_jobs_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that commits takes its jobs away."""
    marker = request.node.get_closest_marker("django_db")
    if marker is None or not marker.kwargs.get("transaction"):
        yield
        return
    from satupintu.payments.tests import scene

    request.getfixturevalue("transactional_db")
    yield
    scene.delete_jobs()


@pytest.fixture(autouse=True)
def pack(monkeypatch: pytest.MonkeyPatch) -> Pack:
    """A made-up place; its currency and merchant as a real pack has them."""
    from satupintu.catalogue import service as catalogue
    from satupintu.payments.tests import scene

    monkeypatch.setattr(catalogue, "pack", lambda: scene.PACK)
    return scene.PACK


@pytest.fixture
def bill(tenant: Tenant, melati: Actor, now: datetime) -> BillView:
    from satupintu.payments.tests import scene

    return scene.raise_bill(melati, now)


@pytest.fixture
def qr(bill: BillView, melati: Actor, now: datetime) -> PaymentView:
    from satupintu.payments import service

    return service.show_qr(bill.id, melati, now)


@pytest.fixture
def tell(qr: PaymentView, now: datetime) -> Tell:
    """Send a callback about Melati's QR; `after` is minutes after its making."""
    from satupintu.payments import service
    from satupintu.payments.tests import scene

    def send(*, after: float = 1, **more: Any) -> Verdict:
        at = now + timedelta(minutes=after)
        reference = more.pop("reference", qr.reference)
        headers, body = scene.callback(reference, at, **more)
        return service.receive("demo", headers, body, at)

    return send


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch, run_jobs: Callable[[], int]) -> Heard:
    """Deliver what was announced to the test instead of to `journeys`."""
    from satupintu.kernel import outbox

    events: list[Event] = []

    def listen(event: Event, at: datetime) -> None:
        events.append(event)

    listeners = {name: [listen] for name in ("bill.raised", "bill.paid")}
    monkeypatch.setattr(outbox, "_listeners", listeners)

    def deliver() -> list[Event]:
        run_jobs()
        return events

    return deliver
