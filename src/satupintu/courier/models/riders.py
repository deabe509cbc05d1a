"""Who rides, and on which days."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from satupintu.kernel.tenancy import TenantModel


class Officer(TenantModel):
    """A member of staff who rides to people.

    `badge` stands on the card shown at the door; `base` and `skills` are codes of
    the pack's home visits; `bag` is how many folders fit; `photo_id` a stored file.
    """

    account_id = models.UUIDField()
    badge = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    base = models.CharField(max_length=60)
    skills = models.JSONField(default=list)
    bag = models.PositiveSmallIntegerField()
    vehicle = models.CharField(max_length=60, blank=True)
    photo_id = models.UUIDField(null=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("badge",)
        constraints = (
            models.UniqueConstraint(fields=("tenant", "badge"), name="badge_once"),
            models.UniqueConstraint(
                fields=("tenant", "account_id"), name="officer_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.badge} {self.name}"


class ShiftState(models.TextChoices):
    """`off`: ill or away; what was planned for it has to go elsewhere."""

    PLANNED = "planned", _("not begun")
    OPEN = "open", _("riding")
    ENDED = "ended", _("ended")
    OFF = "off", _("away")


class Shift(TenantModel):
    """One local day of an officer. Ended only when no folder is in the bag.

    `lat`, `lon` is the last place that the phone told, at `seen_at`; it is never
    shown to citizens. `paused_until`: rain, or a flat tyre.
    """

    officer = models.ForeignKey(
        Officer, on_delete=models.PROTECT, related_name="shifts"
    )
    day = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=ShiftState.choices, default=ShiftState.PLANNED
    )
    reason = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    rested_at = models.DateTimeField(null=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("day", "officer")
        constraints = (
            models.UniqueConstraint(fields=("officer", "day"), name="one_shift_a_day"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_after_start"
            ),
        )
        indexes = (models.Index(fields=("tenant", "day"), name="shift_by_day"),)

    def __str__(self) -> str:
        return f"{self.officer_id} {self.day}"
