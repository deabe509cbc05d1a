"""Whose data this is. A query outside a tenant's scope fails, never leaks.

A request, a job and a command each enter one scope. Tenant-owned models use
`TenantManager`, which adds the filter; without a scope it raises `NoTenant`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from django.db import models

from satupintu.kernel.ids import uuid7

if TYPE_CHECKING:
    from satupintu.kernel.models import Tenant

_current: ContextVar[Tenant | None] = ContextVar("tenant", default=None)


class NoTenant(RuntimeError):
    """A tenant-owned row was touched outside every tenant's scope."""


def current() -> Tenant:
    """The tenant of this request, job or command. Raises `NoTenant`."""
    tenant = _current.get()
    if tenant is None:
        raise NoTenant("no tenant in scope: enter tenancy.scope(tenant) first")
    return tenant


@contextmanager
def scope(tenant: Tenant) -> Iterator[Tenant]:
    """Everything inside the block belongs to `tenant`."""
    token = _current.set(tenant)
    try:
        yield tenant
    finally:
        _current.reset(token)


def current_id() -> uuid.UUID:
    """The current tenant's id; the default of every tenant-owned row."""
    return current().id


M = TypeVar("M", bound="TenantModel")


class TenantManager(models.Manager[M]):
    """Rows of the current tenant only."""

    def get_queryset(self) -> models.QuerySet[M]:
        return super().get_queryset().filter(tenant_id=current_id())


class TenantModel(models.Model):
    """A row that belongs to one tenant, with a time-ordered id."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tenant = models.ForeignKey(
        "kernel.Tenant",
        on_delete=models.PROTECT,
        default=current_id,
        editable=False,
        related_name="+",
    )

    objects: ClassVar[TenantManager[Self]] = TenantManager()
    # For what runs outside every scope: migrations and Django's own joins.
    every_tenant: ClassVar[models.Manager[Self]] = models.Manager()  # type: ignore[no-redef]

    class Meta:
        abstract = True
        base_manager_name = "every_tenant"
