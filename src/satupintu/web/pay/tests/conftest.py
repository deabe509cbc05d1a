"""The cast with accounts and sessions. Imports are inside: see the root conftest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client

    from satupintu.catalogue.schema import Pack
    from satupintu.kernel.models import Tenant
    from satupintu.payments.service import BillView
    from satupintu.people.service import Account


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
    """The made-up place of the payments tests, with its two payees."""
    from satupintu.catalogue import service as catalogue
    from satupintu.catalogue.schema import Agency
    from satupintu.payments.tests import scene

    names = {"bapenda": "Revenue office", "dpmptsp": "Licensing office"}
    agencies = [
        Agency(code=code, name={"en": name}, short={"en": name})
        for code, name in names.items()
    ]
    made = scene.PACK.model_copy(update={"agencies": agencies})
    monkeypatch.setattr(catalogue, "pack", lambda: made)
    return made


@pytest.fixture
def sign_in(client: Client) -> Callable[[Account], Client]:
    from satupintu.web.pay.tests.scene import sign_in

    return lambda account: sign_in(client, account)


@pytest.fixture
def melati(tenant: Tenant) -> Account:
    from satupintu.web.pay.tests.scene import citizen

    return citizen("melati@example.org", "Melati")


@pytest.fixture
def budi(tenant: Tenant) -> Account:
    from satupintu.web.pay.tests.scene import citizen

    return citizen("budi@example.org", "Budi")


@pytest.fixture
def rini(tenant: Tenant, pack: Pack) -> Account:
    from satupintu.web.pay.tests.scene import officer

    return officer(pack, "rini@example.org", "Rini", ("bapenda", "cashier"))


@pytest.fixture
def joko(tenant: Tenant, pack: Pack) -> Account:
    from satupintu.web.pay.tests.scene import officer

    return officer(pack, "joko@example.org", "Joko", ("dpmptsp", "reviewer"))


@pytest.fixture
def bill(melati: Account) -> BillView:
    from django.utils import timezone

    from satupintu.payments.tests import scene
    from satupintu.people import service as people

    return scene.raise_bill(people.actor_for(melati), timezone.now())
