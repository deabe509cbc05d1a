"""Filling the demonstration; a second time it changes nothing."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from satupintu.catalogue import service as catalogue
from satupintu.catalogue.loader import load
from satupintu.demo.play import play
from satupintu.demo.script import Script, pack_folder, read_script
from satupintu.kernel import tenancy
from satupintu.kernel.localized import text
from satupintu.kernel.models import Tenant
from satupintu.people import service as people


def seed() -> None:
    """Make the tenant, publish its pack, open accounts, play the cases."""
    folder, now = pack_folder(), timezone.now()
    if _is_seeded(folder):
        return
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
    for member in script.staff:
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
