"""Who rides where and when: the plan of a day, and other plans to compare."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from satupintu.courier.models.riders import Shift
from satupintu.courier.models.visits import HomeVisit
from satupintu.kernel.tenancy import TenantModel


class DayPlan(TenantModel):
    """The plan of a local day: its row is the lock under which the plan changes.

    `version` grows with every change; whoever computed on an older one computes
    again. `riding` is seconds on the road. `thought_on` is the last version that
    was improved in the background.
    """

    day = models.DateField()
    version = models.PositiveIntegerField(default=0)
    riding = models.PositiveIntegerField(default=0)
    thought_on = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("day",)
        constraints = (
            models.UniqueConstraint(fields=("tenant", "day"), name="one_plan_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.day} v{self.version}"


class StopKind(models.TextChoices):
    VISIT = "visit", _("visit")
    RELOAD = "reload", _("reload at the base")
    REST = "rest", _("break")


class PlannedStop(TenantModel):
    """One stop of the published plan. `locked`: ridden to, or fixed by hand."""

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="stops")
    seq = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=StopKind.choices)
    visit = models.OneToOneField(
        HomeVisit, on_delete=models.CASCADE, null=True, related_name="stop"
    )
    arrives_at = models.DateTimeField()
    begins_at = models.DateTimeField()
    leaves_at = models.DateTimeField()
    locked = models.BooleanField(default=False)

    class Meta:
        ordering = ("shift", "seq")
        constraints = (
            models.UniqueConstraint(
                fields=("shift", "seq"),
                name="one_stop_at_a_time",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(kind="visit", visit__isnull=False)
                | (~Q(kind="visit") & Q(visit__isnull=True)),
                name="planned_stop_names_its_visit",
            ),
        )

    def __str__(self) -> str:
        return f"{self.shift_id} {self.seq}"


class Proposal(TenantModel):
    """Another plan for a day, made for a reason, not yet in force.

    `routes`: [{"shift": id, "stops": [{"kind", "visit", "arrive", "begin",
    "leave"}]}] with seconds from local midnight; `summary`: what would change, in
    numbers. Published only while the plan is still at `base_version`.
    """

    day = models.DateField()
    base_version = models.PositiveIntegerField()
    reason = models.CharField(max_length=300)
    routes = models.JSONField()
    summary = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"{self.day} {self.reason}"
