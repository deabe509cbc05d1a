"""The hall: announcements, overrides, notices, alarms, devices, its clock."""

from django.db import models
from django.db.models import Q

from satupintu.kernel.clocks import OwnClock
from satupintu.kernel.tenancy import TenantModel


class Announcement(TenantModel):
    """What the displays of a zone show and speak. `id` is the cursor of replay.

    Ids are given before the commit, so one may become visible after a later one;
    who replays starts a little earlier and drops what it has seen.
    """

    id = models.BigAutoField(primary_key=True)  # type: ignore[assignment]
    mall = models.CharField(max_length=60)
    zone = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    number = models.CharField(max_length=12)
    counter = models.CharField(max_length=6)
    way = models.CharField(max_length=10, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("tenant", "mall", "zone", "id"), name="call_of_zone"),
        )

    def __str__(self) -> str:
        return f"{self.zone} {self.number} -> {self.counter}"


class Override(TenantModel):
    """The office decided otherwise than the pack, for a while.

    `down`: an agency's system does not answer; its queues stop and their waiting
    does not count against the promise. `closed` and `open` are for one queue.
    """

    mall = models.CharField(max_length=60)
    queue = models.CharField(max_length=60, blank=True)
    agency = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=10)
    reason = models.CharField(max_length=300)
    from_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("from_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "mall", "queue", "agency"),
                condition=Q(ended_at__isnull=True),
                name="one_override_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.queue or self.agency}"


class Notice(TenantModel):
    """A message to all who wait: of a mall, or of one queue."""

    mall = models.CharField(max_length=60)
    queue = models.CharField(max_length=60, blank=True)
    text = models.JSONField()
    from_at = models.DateTimeField()
    until = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        ordering = ("from_at", "id")

    def __str__(self) -> str:
        return f"{self.mall} {self.from_at:%H:%M}"


class Alarm(TenantModel):
    """A counter, or a visitor at a kiosk, asks for help. `drill`: an exercise."""

    mall = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    place = models.CharField(max_length=60)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()
    drill = models.BooleanField(default=False)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.CharField(max_length=200, blank=True)
    cleared_at = models.DateTimeField(null=True)
    cleared_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "mall", "kind", "place"),
                condition=Q(cleared_at__isnull=True),
                name="one_alarm_per_place",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.place}"


class Device(TenantModel):
    """A kiosk, display or printer: a principal with a token, which we keep hashed.

    `state` is what its last heartbeat said (paper, sound, version).
    """

    mall = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=60)
    zone = models.CharField(max_length=60, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    address = models.CharField(max_length=200, blank=True)
    seen_at = models.DateTimeField(null=True)
    state = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("kind", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "mall", "kind", "name"),
                condition=Q(retired_at__isnull=True),
                name="device_name_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class Lease(TenantModel):
    """Numbers that a kiosk may give out while it has no network."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="leases")
    day = models.DateField()
    prefix = models.CharField(max_length=4)
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    given_at = models.DateTimeField()

    class Meta:
        ordering = ("day", "prefix", "first")
        constraints = (
            models.CheckConstraint(
                condition=Q(last__gte=models.F("first")), name="lease_is_not_empty"
            ),
        )

    def __str__(self) -> str:
        return f"{self.prefix} {self.first}-{self.last}"


class HallClock(OwnClock):
    """Another time than the real one in a mall."""

    mall = models.CharField(max_length=60)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("tenant", "mall"), name="one_hall_clock"),
        )

    def __str__(self) -> str:
        return f"{self.mall} x{self.speed:g}"


class Clip(TenantModel):
    """A recording by the office that replaces a clip of the pack."""

    mall = models.CharField(max_length=60)
    language = models.CharField(max_length=5)
    name = models.CharField(max_length=60)
    sound = models.BinaryField()
    media_type = models.CharField(max_length=40)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "mall", "language", "name"), name="clip_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.language} {self.name}"
