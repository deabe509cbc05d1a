"""Permits issued, and where their revocation bits stand."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from satupintu.kernel.tenancy import TenantModel


class Permit(TenantModel):
    """A permit: its facts, its signed document, its status.

    `facts` is what is printed, attached to the PDF as JSON and served by the
    verification page. `token` is the CWT of the printed QR (base45 text).
    """

    class Status(models.TextChoices):
        VALID = "valid", _("valid")
        SUSPENDED = "suspended", _("suspended")
        REVOKED = "revoked", _("revoked")

    case_id = models.UUIDField(unique=True)
    holder_id = models.UUIDField()
    service_code = models.CharField(max_length=60)
    number = models.CharField(max_length=80)
    check_code = models.CharField(max_length=20, unique=True)
    facts = models.JSONField()
    deemed = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    status = models.CharField(max_length=10, choices=Status.choices, default="valid")
    status_index = models.PositiveIntegerField()
    status_reason = models.CharField(max_length=300, blank=True)
    status_at = models.DateTimeField(null=True)
    token = models.TextField()
    document_id = models.UUIDField(null=True)
    issued_at = models.DateTimeField()

    class Meta:
        ordering = ("-issued_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("tenant", "number"), name="permit_number"),
            models.UniqueConstraint(
                fields=("tenant", "status_index"), name="permit_status_index"
            ),
        )
        indexes = (
            models.Index(fields=("tenant", "holder_id"), name="permit_holder"),
            models.Index(
                fields=("tenant", "status_at"),
                name="permit_status_changed",
                condition=models.Q(status_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.number
