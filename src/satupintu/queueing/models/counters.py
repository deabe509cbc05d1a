"""Who serves where, and which buttons were pressed."""

from django.db import models
from django.db.models import Q

from satupintu.kernel.tenancy import TenantModel


class Session(TenantModel):
    """A member of staff at a counter, with the queues served there."""

    mall = models.CharField(max_length=60)
    counter = models.CharField(max_length=60)
    account_id = models.UUIDField()
    name = models.CharField(max_length=200)
    queues = models.JSONField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    break_from = models.DateTimeField(null=True)
    break_until = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ("counter", "opened_at")
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "mall", "counter"),
                condition=Q(closed_at__isnull=True),
                name="one_session_per_counter",
            ),
            models.UniqueConstraint(
                fields=("account_id",),
                condition=Q(closed_at__isnull=True),
                name="one_counter_per_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.counter} {self.name}"


class Pause(TenantModel):
    """A break of a counter that is over or running; append-only but for its end."""

    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="pauses"
    )
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("began_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("session",),
                condition=Q(ended_at__isnull=True),
                name="one_pause_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.session_id} {self.began_at:%H:%M}"


class Press(TenantModel):
    """A button was pressed: makes every action at a counter idempotent.

    `outcome` is the id of the stop that it led to, if any.
    """

    key = models.CharField(max_length=80)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+")
    action = models.CharField(max_length=20)
    stop_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("tenant", "key"), name="press_once"),
        )

    def __str__(self) -> str:
        return f"{self.action} {self.key}"
