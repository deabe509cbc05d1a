"""Read models, kept up to date from events; no page scans cases."""

from django.db import models

from satupintu.kernel.tenancy import TenantModel


class ClosedCase(TenantModel):
    """How long one closed case took: the sample behind "usually takes"."""

    case_id = models.UUIDField(unique=True)
    service_code = models.CharField(max_length=60)
    outcome = models.CharField(max_length=20)
    legal_days = models.FloatField()
    gross_days = models.FloatField()
    closed_at = models.DateTimeField()

    class Meta:
        ordering = ("-closed_at", "-id")
        indexes = (
            models.Index(
                fields=("tenant", "service_code", "-closed_at"), name="recent"
            ),
        )

    def __str__(self) -> str:
        return f"{self.service_code} {self.legal_days:.1f}"
