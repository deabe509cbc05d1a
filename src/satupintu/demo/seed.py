"""Filling the demonstration; a second time it changes nothing."""

import contextlib
import hashlib
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.loader import load
from satupintu.demo.play import play
from satupintu.demo.script import Script, pack_folder, read_script
from satupintu.kernel import tenancy
from satupintu.kernel.errors import Misconfigured
from satupintu.kernel.localized import text
from satupintu.kernel.models import Tenant
from satupintu.people import service as people


def seed() -> list[str]:
    """Make the tenant, publish its pack, open accounts, play the cases.

    A pack that does not check never replaces one that does: the faults are
    returned as lines for the operator. Raises `Misconfigured` with them when
    there is no earlier pack to go on with.
    """
    folder = pack_folder()
    if _is_seeded(folder):
        return []
    try:
        _fill(folder, timezone.now())
    except catalogue.BadPack as error:
        faults = [str(fault) for fault in error.faults if not fault.warning]
        if not _serves():
            raise Misconfigured("\n".join([str(error), *faults])) from error
        return ["The pack has faults; the one published before goes on.", *faults]
    return []


def _fill(folder: Path, now: datetime) -> None:
    pack = load(folder).pack
    tenant, _made = Tenant.objects.get_or_create(
        slug=pack.code, defaults={"name": text(pack.name)}
    )
    script = read_script()
    with tenancy.scope(tenant):
        catalogue.prepare(folder, now)
        if script is not None:
            _open_accounts(script, pack.country)
        catalogue.publish(folder, now)
        if script is not None:
            play(script, now)
    _stamp().write_text(_mark(folder, tenant))


def _serves() -> bool:
    """Whether some tenant has a published pack already."""
    for tenant in Tenant.objects.all():
        with tenancy.scope(tenant), contextlib.suppress(catalogue.NoPack):
            catalogue.pack()
            return True
    return False


def _is_seeded(folder: Path) -> bool:
    """Whether this database already holds this very pack, demonstration included."""
    if not _stamp().exists():
        return False
    tenants = Tenant.objects.all()
    return _stamp().read_text() in {_mark(folder, tenant) for tenant in tenants}


def _stamp() -> Path:
    return Path(settings.BASE) / "demo.stamp"


def _mark(folder: Path, tenant: Tenant) -> str:
    """The pack's content and the tenant's id, which no other database has."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes())
    return f"{digest.hexdigest()} {tenant.pk}"


def _open_accounts(script: Script, country: str) -> None:
    now = timezone.now()
    for member in script.everybody():
        address = people.parse_address(text=member.login, country=country)
        if people.account_of(address) is not None:
            continue
        account = people.create_staff(
            login=member.login,
            name=member.name,
            password=script.password,
            posts=[_post(post) for post in member.posts],
            now=now,
        )
        people.enrol_for_demo(account=account, now=now)
    for citizen in script.citizens.values():
        address = people.parse_address(text=citizen.login, country=country)
        if people.account_of(address) is None:
            people.sign_up(
                address=address,
                name=citizen.name,
                identity=citizen.identity,
                language="",
                now=now,
            )


def _post(written: str) -> tuple[str, str]:
    role, _at, agency = written.partition("@")
    return agency, role
