"""Files and the citizen's vault."""

from django.db import models

from satupintu.kernel.tenancy import TenantModel


class File(TenantModel):
    """A stored file. Its bytes are reached only through `documents.service`."""

    class Scan(models.TextChoices):
        PASSED = "passed"
        SKIPPED = "skipped"
        QUARANTINED = "quarantined"

    owner_id = models.UUIDField(null=True)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    key = models.CharField(max_length=200, unique=True)
    scan = models.CharField(max_length=12, choices=Scan.choices)
    stored_at = models.DateTimeField()

    class Meta:
        ordering = ("-stored_at", "id")

    def __str__(self) -> str:
        return self.name


class VaultPaper(TenantModel):
    """A paper that a citizen already gave; offered, never asked for again."""

    owner_id = models.UUIDField()
    paper = models.CharField(max_length=60)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=60, blank=True)
    valid_until = models.DateField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("-added_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("owner_id", "paper", "file"), name="vault_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.paper} of {self.owner_id}"
