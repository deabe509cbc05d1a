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


class Handover(TenantModel):
    """A permit that its holder wants to be handed at a counter, with a code.

    The code follows from the permit, `round` and the server's secret; only its
    keyed hash is kept. A new round makes another code and ends the one before.
    """

    permit = models.OneToOneField(
        Permit, on_delete=models.PROTECT, related_name="handover"
    )
    round = models.PositiveSmallIntegerField(default=1)
    digest = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)
    done_by_name = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("asked_at", "id")

    def __str__(self) -> str:
        return f"handover of {self.permit_id}"


class WrongCode(TenantModel):
    """A member of staff typed a hand-over code that is none: it is counted."""

    staff_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        indexes = (models.Index(fields=("staff_id", "at"), name="wrong_codes"),)

    def __str__(self) -> str:
        return f"{self.staff_id} {self.at:%F %T}"
