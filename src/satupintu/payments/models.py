"""Bills, payment requests, and what providers told us."""

from django.db import models
from django.db.models import Q

from satupintu.kernel.tenancy import TenantModel


class Bill(TenantModel):
    """What is owed for one payment step of a case; its lines never change.

    `lines` holds `catalogue.fees.BillLine` as JSON. Amounts are in the
    currency's smallest unit in use (whole rupiah).
    """

    class Status(models.TextChoices):
        OPEN = "open"
        PAID = "paid"
        CANCELLED = "cancelled"

    case_id = models.UUIDField()
    step = models.CharField(max_length=60)
    number = models.CharField(max_length=60)
    payer_id = models.UUIDField()
    title = models.JSONField()
    currency = models.CharField(max_length=3)
    total = models.BigIntegerField()
    lines = models.JSONField()
    status = models.CharField(max_length=10, choices=Status.choices, default="open")
    issued_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-issued_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("tenant", "number"), name="bill_number"),
            models.UniqueConstraint(fields=("case_id", "step"), name="bill_per_step"),
            models.CheckConstraint(condition=Q(total__gte=0), name="bill_not_negative"),
        )

    def __str__(self) -> str:
        return self.number


class PaymentRequest(TenantModel):
    """One QR shown for a bill: its payload, provider reference and expiry."""

    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="requests")
    provider = models.CharField(max_length=30)
    reference = models.CharField(max_length=60, unique=True)
    payload = models.TextField()
    amount = models.BigIntegerField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return self.reference


class ProviderEvent(TenantModel):
    """A callback as it came in, and what we did with it."""

    provider = models.CharField(max_length=30)
    event_id = models.CharField(max_length=100)
    reference = models.CharField(max_length=60)
    body = models.TextField()
    verdict = models.CharField(max_length=30)
    received_at = models.DateTimeField()

    class Meta:
        ordering = ("-received_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("provider", "event_id"), name="provider_event_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.provider} {self.event_id}: {self.verdict}"


class Payment(TenantModel):
    """Money that arrived. At most one per bill settles it."""

    bill = models.OneToOneField(Bill, on_delete=models.PROTECT, related_name="payment")
    request = models.OneToOneField(
        PaymentRequest, on_delete=models.PROTECT, related_name="+", null=True
    )
    provider = models.CharField(max_length=30)
    event_id = models.CharField(max_length=100)
    amount = models.BigIntegerField()
    payer_bank = models.CharField(max_length=60, blank=True)
    paid_at = models.DateTimeField()

    class Meta:
        ordering = ("-paid_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("provider", "event_id"), name="payment_event_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.bill_id} {self.amount}"
