"""Published packs and service versions, immutable once published; sounds, areas."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from satupintu.kernel.fields import OrderedJSONField
from satupintu.kernel.tenancy import TenantModel


class PackRelease(TenantModel):
    """The pack's own data (agencies, calendar, papers, tables) as published."""

    digest = models.CharField(max_length=64)
    data = OrderedJSONField()
    published_at = models.DateTimeField()

    class Meta:
        ordering = ("-published_at", "-id")

    def __str__(self) -> str:
        return self.digest[:12]


class ServiceVersion(TenantModel):
    """One version of a service: whole, self-contained, immutable.

    `definition` is `schema.Service` as JSON; `papers` and `tables` hold the
    register entries and rate tables that it uses, so that a case never depends
    on what was published later. `template` is the Typst source of the permit.
    """

    code = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    definition = OrderedJSONField()
    papers = OrderedJSONField(default=list)
    tables = OrderedJSONField(default=list)
    template = models.TextField(blank=True)
    published_at = models.DateTimeField()

    class Meta:
        ordering = ("code", "-version")
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "code", "version"), name="service_version_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class Service(TenantModel):
    """A service as the finder sees it: its current version and its words."""

    code = models.CharField(max_length=60)
    current = models.ForeignKey(
        ServiceVersion, on_delete=models.PROTECT, related_name="+"
    )
    topic = models.CharField(max_length=60)
    words = models.TextField()
    search = SearchVectorField(null=True)

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=("tenant", "code"), name="service_once"),
        )
        indexes = (
            GinIndex(fields=("search",), name="service_search"),
            GinIndex(
                fields=("words",), opclasses=("gin_trgm_ops",), name="service_words"
            ),
        )

    def __str__(self) -> str:
        return self.code


class Sound(TenantModel):
    """A clip of the pack's voice. `content` is the whole file, `digest` its SHA-256."""

    language = models.CharField(max_length=5)
    name = models.CharField(max_length=60)
    media_type = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        ordering = ("language", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "language", "name"), name="sound_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.language} {self.name}"


class AreaSet(TenantModel):
    """The areas of the pack, as `areas.stored` packs them; one row a tenant."""

    digest = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("tenant",), name="area_set_once"),
        )

    def __str__(self) -> str:
        return self.digest[:12]
