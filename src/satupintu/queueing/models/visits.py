"""Visits, their stops, and what happened to them."""

from django.db import models
from django.db.models import Q

from satupintu.kernel.tenancy import TenantModel
from satupintu.queueing.models.counters import Session


class State(models.TextChoices):
    """Of a stop. `planned`: its turn in the visit has not come."""

    PLANNED = "planned"
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    ON_HOLD = "on_hold"
    FINISHED = "finished"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


AT_COUNTER = (State.CALLED, State.SERVING)
OVER = (State.FINISHED, State.NO_SHOW, State.CANCELLED)


class Series(models.Model):
    """The last number given out in a mall on a local date under a prefix."""

    tenant = models.ForeignKey(
        "kernel.Tenant", on_delete=models.PROTECT, related_name="+"
    )
    mall = models.CharField(max_length=60)
    day = models.DateField()
    prefix = models.CharField(max_length=4)
    last = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "mall", "day", "prefix"), name="queue_series_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.mall} {self.day} {self.prefix} {self.last}"


class Visit(TenantModel):
    """One person's visit on one local day.

    `token` (128 random bits) is the address of the visitor's page. `counter` is
    where the visitor is now ('' if nowhere): together with the constraint on
    stops it keeps anybody from being called at two counters. `via` is how the
    visit came about: kiosk, remote, counter, booking or offline (a kiosk without
    network). `arrived_at` is empty until a remote visitor is in the building.
    """

    mall = models.CharField(max_length=60)
    day = models.DateField()
    prefix = models.CharField(max_length=4)
    seq = models.PositiveIntegerField()
    number = models.CharField(max_length=12)
    token = models.CharField(max_length=32, unique=True)
    key = models.CharField(max_length=80)
    via = models.CharField(max_length=10)
    group = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=5, blank=True)
    needs = models.JSONField(default=list)
    name = models.CharField(max_length=200, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    account_id = models.UUIDField(null=True)
    booking_id = models.UUIDField(null=True)
    counter = models.CharField(max_length=60, blank=True)
    zone = models.CharField(max_length=60, blank=True)
    opened_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ("opened_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "mall", "day", "prefix", "seq"),
                name="number_once_a_day",
            ),
            models.UniqueConstraint(fields=("tenant", "key"), name="visit_key_once"),
            models.UniqueConstraint(
                fields=("booking_id",),
                condition=Q(booking_id__isnull=False),
                name="booking_arrives_once",
            ),
        )
        indexes = (
            models.Index(fields=("tenant", "mall", "day"), name="visit_by_day"),
            models.Index(
                fields=("tenant", "mall", "day"),
                condition=Q(ended_at__isnull=True),
                name="visit_open",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.day}"


class Stop(TenantModel):
    """One errand of a visit in one queue.

    `sort_at` is the place in the line: usually when the stop began to wait, the
    appointed time for a booking. `not_before` holds one who pushed back, by
    `pushed` minutes in all. `since` is when the present state began;
    `waiting_from` when waiting began, for the promise. `counter` and `session` are
    where it is called, served or held; `hold_at` limits who may call a held one
    ('' means any counter).
    """

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="stops")
    mall = models.CharField(max_length=60)
    day = models.DateField()
    place = models.PositiveSmallIntegerField()
    queue = models.CharField(max_length=60)
    errand = models.CharField(max_length=60)
    case_id = models.UUIDField(null=True)
    state = models.CharField(max_length=10, choices=State.choices)
    since = models.DateTimeField()
    waiting_from = models.DateTimeField(null=True)
    sort_at = models.DateTimeField()
    not_before = models.DateTimeField(null=True)
    pushed = models.PositiveSmallIntegerField(default=0)
    booked_for = models.DateTimeField(null=True)
    priority = models.BooleanField(default=False)
    calls = models.PositiveSmallIntegerField(default=0)
    counter = models.CharField(max_length=60, blank=True)
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(max_length=200, blank=True)
    hold_at = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("place", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("visit",),
                condition=Q(state__in=("called", "serving")),
                name="visitor_at_one_counter",
            ),
            models.UniqueConstraint(
                fields=("session",),
                condition=Q(state__in=("called", "serving")),
                name="counter_serves_one",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("called", "serving"))
                | Q(session__isnull=False),
                name="at_counter_means_session",
            ),
        )
        indexes = (
            # Whoever calls reads the first of each kind in each queue.
            models.Index(
                fields=(
                    *("tenant", "mall", "day", "queue", "priority", "sort_at", "id"),
                ),
                condition=Q(state="waiting"),
                name="stop_waiting",
            ),
            models.Index(
                fields=("tenant", "mall", "day", "queue"), name="stop_by_queue"
            ),
        )

    def __str__(self) -> str:
        return f"{self.queue} {self.state}"


class Period(TenantModel):
    """A stop entered a state at a moment; the next row of the stop ends it.

    Append-only (a trigger refuses the rest): every statistic is a query over
    these rows.
    """

    stop = models.ForeignKey(Stop, on_delete=models.CASCADE, related_name="periods")
    mall = models.CharField(max_length=60)
    queue = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State.choices)
    at = models.DateTimeField()
    counter = models.CharField(max_length=60, blank=True)
    staff_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("stop", "id"), name="period_by_stop"),
            models.Index(fields=("tenant", "mall", "at"), name="period_by_time"),
        )

    def __str__(self) -> str:
        return f"{self.stop_id} {self.state} {self.at:%H:%M}"


class Call(TenantModel):
    """A visitor was called to a counter. Append-only.

    `policy` is the policy of the queue as it read then; `waited` is in seconds.
    `sort_at` was the visitor's place in the line: whoever stood before it and was
    not called has been passed, which is counted from these rows and not stored.
    """

    stop = models.ForeignKey(Stop, on_delete=models.CASCADE, related_name="call_rows")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    mall = models.CharField(max_length=60)
    day = models.DateField()
    queue = models.CharField(max_length=60)
    counter = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, default="call")
    at = models.DateTimeField()
    key = models.CharField(max_length=80)
    sort_at = models.DateTimeField()
    priority = models.BooleanField(default=False)
    booked = models.BooleanField(default=False)
    waited = models.PositiveIntegerField(default=0)
    policy = models.JSONField(default=dict)

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(fields=("tenant", "key"), name="call_key_once"),
        )
        indexes = (
            models.Index(fields=("session", "-at"), name="call_by_session"),
            models.Index(
                fields=("tenant", "mall", "day", "queue", "-at"), name="call_by_queue"
            ),
            models.Index(
                fields=("tenant", "mall", "day", "-sort_at"), name="call_by_place"
            ),
        )

    def __str__(self) -> str:
        return f"{self.counter} {self.kind} {self.at:%H:%M:%S}"
