"""Tenants, the journal, and number series."""

from django.db import models
from django.db.models.functions import Now

from satupintu.kernel.ids import uuid7
from satupintu.kernel.tenancy import TenantModel


class Tenant(models.Model):
    """One public-service mall (or a country's network of them)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.slug


class JournalEntry(TenantModel):
    """One fact in a stream's history. Append-only: a trigger refuses the rest.

    `hash` covers the entry and the hash of the one before it, so that a change
    behind the application's back breaks the chain (`satupintu audit verify`).
    """

    stream = models.UUIDField()
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=60)
    data = models.JSONField(default=dict)
    hash = models.BinaryField(max_length=32)

    class Meta:
        ordering = ("stream", "seq")
        constraints = (
            models.UniqueConstraint(fields=("stream", "seq"), name="journal_seq_once"),
        )

    def __str__(self) -> str:
        return f"{self.stream} {self.seq} {self.action}"


class NumberSeries(models.Model):
    """The last number given out in a series and year."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    series = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "series", "year"), name="one_row_per_series"
            ),
        )

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last}"
