"""Bills, payment requests, and what providers told us."""

from django.db import models
from django.db.models import Q

from satupintu.kernel.tenancy import TenantModel

# Verdicts under which money changed hands: one event per bank transaction.
MONEY = (
    "paid",
    "late",
    "wrong_amount",
    "overpaid",
    "bill_cancelled",
    "unknown_reference",
)


class Bill(TenantModel):
    """What is owed for one payment step of a case; its lines never change.

    `lines` holds `catalogue.fees.BillLine` as JSON. Amounts are in the smallest
    unit of the currency in use (the pack's `decimals`). `case_number` is what the
    payer and the cashier know the matter as.
    """

    class Status(models.TextChoices):
        OPEN = "open"
        PAID = "paid"
        CANCELLED = "cancelled"

    case_id = models.UUIDField()
    case_number = models.CharField(max_length=60, blank=True)
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
            models.UniqueConstraint(
                fields=("case_id", "step"),
                condition=~Q(status="cancelled"),
                name="bill_per_step",
            ),
            models.CheckConstraint(condition=Q(total__gte=0), name="bill_not_negative"),
            models.CheckConstraint(
                condition=Q(status="paid", paid_at__isnull=False)
                | Q(paid_at__isnull=True) & ~Q(status="paid"),
                name="paid_bill_has_time",
            ),
        )
        indexes = (
            models.Index(fields=("tenant", "status", "-issued_at"), name="bill_list"),
            models.Index(fields=("tenant", "paid_at"), name="bill_paid_day"),
            models.Index(fields=("case_id",), name="bill_by_case"),
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
    """A callback as it came in, and what we did with it.

    `amount` is in the currency's smallest unit, cut to a whole number; `body`
    keeps what was really said. An odd event stays on the cashier's list until
    somebody writes down how it was settled (`handled_*`).
    """

    provider = models.CharField(max_length=30)
    event_id = models.CharField(max_length=100)
    kind = models.CharField(max_length=10)
    reference = models.CharField(max_length=60)
    transaction_id = models.CharField(max_length=100, blank=True)
    bill = models.ForeignKey(
        Bill, on_delete=models.PROTECT, related_name="events", null=True
    )
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    body = models.TextField()
    verdict = models.CharField(max_length=30)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    handled_by_name = models.CharField(max_length=200, blank=True)
    handled_note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-received_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "provider", "event_id"), name="provider_event_once"
            ),
            models.UniqueConstraint(
                fields=("tenant", "provider", "transaction_id"),
                condition=Q(verdict__in=MONEY),
                name="provider_money_once",
            ),
        )
        indexes = (
            models.Index(
                fields=("tenant", "-received_at"),
                condition=Q(handled_at__isnull=True),
                name="provider_event_waiting",
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
    transaction_id = models.CharField(max_length=100)
    amount = models.BigIntegerField()
    payer_bank = models.CharField(max_length=60, blank=True)
    paid_at = models.DateTimeField()

    class Meta:
        ordering = ("-paid_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "provider", "transaction_id"),
                name="payment_transaction_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.bill_id} {self.amount}"
