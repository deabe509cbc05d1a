"""Which tenant an address belongs to."""

import time
from dataclasses import dataclass

from django.conf import settings
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from satupintu.kernel.models import Tenant

_FRESH = 30.0  # seconds; a change by another process is seen after this long


@dataclass(frozen=True, slots=True)
class _Known:
    tenant: Tenant
    until: float


_known: dict[str, _Known] = {}


def tenant_of(host: str) -> Tenant | None:
    """The tenant of a host name (no port).

    `SATUPINTU_TENANT_HOSTS` maps host names to slugs. While it is empty, the only
    tenant there is answers to every name; with two of them nobody is guessed.
    """
    hit = _known.get(host)
    if hit is not None and hit.until > time.monotonic():
        return hit.tenant
    tenant = _look_up(host)
    if tenant is not None:
        _known[host] = _Known(tenant, time.monotonic() + _FRESH)
    return tenant


def _look_up(host: str) -> Tenant | None:
    hosts: dict[str, str] = getattr(settings, "SATUPINTU_TENANT_HOSTS", {})
    if hosts:
        slug = hosts.get(host)
        return Tenant.objects.filter(slug=slug).first() if slug else None
    tenants = list(Tenant.objects.all()[:2])
    return tenants[0] if len(tenants) == 1 else None


@receiver((post_save, post_delete), sender=Tenant)
def forget(**_: object) -> None:
    """Drop what is remembered, as soon as a tenant changes in this process."""
    _known.clear()
