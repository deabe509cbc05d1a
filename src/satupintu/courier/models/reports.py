"""What officers' phones send, each once."""

from django.db import models

from satupintu.courier.models.riders import Shift
from satupintu.courier.models.visits import HomeVisit
from satupintu.kernel.tenancy import TenantModel


class Report(TenantModel):
    """One action on an officer's phone, maybe made without a network.

    `key` is made on the phone: the same one counts once, and gets the same answer
    (`answer`: what the phone is told; `is_conflict`: it could not be applied, and
    somebody has to look). `at` is by the phone's clock, put right by the offset it
    measured; `received_at` by ours. `file_id`: a photo or signature.
    """

    key = models.CharField(max_length=80)
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="reports")
    visit = models.ForeignKey(
        HomeVisit, on_delete=models.PROTECT, null=True, related_name="reports"
    )
    action = models.CharField(max_length=30)
    data = models.JSONField(default=dict)
    file_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    answer = models.JSONField(default=dict)
    is_conflict = models.BooleanField(default=False)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(fields=("tenant", "key"), name="report_once"),
        )

    def __str__(self) -> str:
        return f"{self.action} {self.key}"
