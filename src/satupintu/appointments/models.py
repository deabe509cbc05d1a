"""Slots and who takes them, bookings, the waiting list, the office's exceptions.

    Slot      so many places of a queue from one time to another
    Place     one of them that is taken: for good, or until a moment
    Booking   a visit at an appointed time: held, then confirmed
    Leg       the part of a booking in one queue
    Waiting   somebody waits for an earlier, or for any, place
    Change    the office opens or closes part of a day

What may be booked follows from the pack (`catalogue.Mall`) and the changes; slots
are that, written down, so that a place can be locked and counted.
"""

from django.db import models
from django.db.models import F, Q

from satupintu.kernel.tenancy import TenantModel


class Slot(TenantModel):
    """Places of a queue between two moments; `start` and `end` in local minutes.

    `public_taken`, `internal_taken` count rows of `Place`, also those whose time
    is over and that nobody has cleared yet. `closed`: takes no new bookings; kept
    because somebody is booked though the hours or the capacity have changed.
    """

    mall = models.CharField(max_length=60)
    queue = models.CharField(max_length=60)
    day = models.DateField()
    start = models.PositiveSmallIntegerField()
    end = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    public = models.PositiveSmallIntegerField()
    internal = models.PositiveSmallIntegerField()
    walk_in = models.PositiveSmallIntegerField()
    public_taken = models.PositiveSmallIntegerField(default=0)
    internal_taken = models.PositiveSmallIntegerField(default=0)
    closed = models.BooleanField(default=False)

    class Meta:
        ordering = ("day", "start", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "mall", "queue", "day", "start", "end"),
                name="slot_once",
            ),
            models.CheckConstraint(
                condition=Q(public_taken__lte=F("public")),
                name="slot_public_not_oversold",
            ),
            models.CheckConstraint(
                condition=Q(internal_taken__lte=F("internal")),
                name="slot_internal_not_oversold",
            ),
            models.CheckConstraint(
                condition=Q(end__gt=F("start")), name="slot_ends_after_start"
            ),
        )

    def __str__(self) -> str:
        return f"{self.queue} {self.day} {self.start // 60:02}:{self.start % 60:02}"


class Share(models.TextChoices):
    """Whose capacity a booking uses."""

    PUBLIC = "public"
    INTERNAL = "internal"


class BookingState(models.TextChoices):
    """`held` and `offered` last until `held_until`; `dropped`: let go unused."""

    HELD = "held"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    ARRIVED = "arrived"
    CANCELLED = "cancelled"
    DROPPED = "dropped"


class Booking(TenantModel):
    """A visit at an appointed time.

    `token` (128 random bits) is the address of its page; `code` is for people to
    read out, one of its kind in a mall and day. `person` is a keyed hash of the
    contact and `network` of whom it came from: both for limits. `proof` is the
    proof of work that it was held with, so that none serves twice. Name, contact
    and network are erased some days after the appointment.
    """

    mall = models.CharField(max_length=60)
    token = models.CharField(max_length=32, unique=True)
    code = models.CharField(max_length=6, blank=True)
    state = models.CharField(max_length=10, choices=BookingState.choices)
    share = models.CharField(max_length=10, choices=Share.choices)
    day = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    account_id = models.UUIDField(null=True)
    person = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=200, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=5, blank=True)
    case_id = models.UUIDField(null=True)
    network = models.CharField(max_length=60, blank=True)
    proof = models.CharField(max_length=64, blank=True)
    key = models.CharField(max_length=80, blank=True)
    held_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    by_staff = models.CharField(max_length=200, blank=True)
    reminded_at = models.DateTimeField(null=True)
    moves = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("starts_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "mall", "day", "code"),
                condition=~Q(code=""),
                name="booking_code_once_a_day",
            ),
            models.UniqueConstraint(
                fields=("tenant", "proof"),
                condition=~Q(proof=""),
                name="proof_of_work_once",
            ),
        )
        indexes = (
            models.Index(fields=("tenant", "mall", "day"), name="booking_by_day"),
            models.Index(
                fields=("person", "starts_at"),
                condition=~Q(person=""),
                name="booking_by_person",
            ),
            models.Index(
                fields=("account_id", "starts_at"),
                condition=Q(account_id__isnull=False),
                name="booking_by_account",
            ),
            models.Index(
                fields=("network", "created_at"),
                condition=~Q(network=""),
                name="booking_by_network",
            ),
            models.Index(
                fields=("tenant", "held_until"),
                condition=Q(held_until__isnull=False),
                name="booking_held",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code or self.state} {self.starts_at:%F %H:%M}"


class Leg(TenantModel):
    """The part of a booking in one queue, `slots` slots long."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="legs")
    place = models.PositiveSmallIntegerField()
    queue = models.CharField(max_length=60)
    errands = models.JSONField()
    start = models.PositiveSmallIntegerField()
    slots = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ("place", "id")
        constraints = (
            models.UniqueConstraint(fields=("booking", "place"), name="leg_once"),
        )

    def __str__(self) -> str:
        return f"{self.queue} {self.starts_at:%F %H:%M}"


class Place(TenantModel):
    """One place of a slot that is taken.

    Without `until` for a confirmed booking; with it until that moment, when it is
    free without anybody doing anything: a hold, or (without a booking) a place
    given back that comes back on sale after a random time.
    """

    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="places")
    booking = models.ForeignKey(
        Booking, on_delete=models.CASCADE, null=True, related_name="places"
    )
    share = models.CharField(max_length=10, choices=Share.choices)
    until = models.DateTimeField(null=True)

    class Meta:
        ordering = ("slot", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("slot", "booking"), name="one_place_per_booking"
            ),
            models.CheckConstraint(
                condition=Q(booking__isnull=False) | Q(until__isnull=False),
                name="place_of_nobody_ends",
            ),
        )
        indexes = (
            models.Index(
                fields=("tenant", "until"),
                condition=Q(until__isnull=False),
                name="place_until",
            ),
        )

    def __str__(self) -> str:
        return f"{self.slot_id} {self.until or self.booking_id}"


class Waiting(TenantModel):
    """Somebody would come between two days if a place came free.

    `wanted` holds pairs (queue, errand); `queue` is the first. `booking` is an own
    booking that is only given up when an offer is accepted. `offer` is the booking
    that is offered until `offer_until`; `offers` counts them. `end` says how it
    ended: accepted, left, silent (all offers unanswered) or passed (the days).
    """

    mall = models.CharField(max_length=60)
    queue = models.CharField(max_length=60)
    wanted = models.JSONField()
    first_day = models.DateField()
    last_day = models.DateField()
    token = models.CharField(max_length=32, unique=True)
    account_id = models.UUIDField(null=True)
    person = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=200)
    contact = models.CharField(max_length=200)
    language = models.CharField(max_length=5, blank=True)
    network = models.CharField(max_length=60, blank=True)
    proof = models.CharField(max_length=64, blank=True)
    booking = models.ForeignKey(
        Booking, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    offers = models.PositiveSmallIntegerField(default=0)
    offered = models.JSONField(default=list)
    offer = models.ForeignKey(
        Booking, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    offer_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ("offers", "created_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="waiting_days_in_order"
            ),
            models.UniqueConstraint(
                fields=("tenant", "proof"),
                condition=~Q(proof=""),
                name="waiting_proof_once",
            ),
        )
        indexes = (
            models.Index(
                fields=("tenant", "mall", "queue"),
                condition=Q(ended_at__isnull=True),
                name="waiting_open",
            ),
        )

    def __str__(self) -> str:
        return f"{self.queue} {self.first_day} to {self.last_day}"


class Change(TenantModel):
    """The office closes part of a day, or opens more of it; stronger than holidays.

    `queue` '' means all queues. `first`, `last`: minutes since local midnight.
    """

    mall = models.CharField(max_length=60)
    queue = models.CharField(max_length=60, blank=True)
    day = models.DateField()
    first = models.PositiveSmallIntegerField()
    last = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    public = models.PositiveSmallIntegerField(default=0)
    internal = models.PositiveSmallIntegerField(default=0)
    walk_in = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("created_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(last__gt=F("first")), name="change_ends_after_start"
            ),
        )
        indexes = (
            models.Index(
                fields=("tenant", "mall", "day"),
                condition=Q(ended_at__isnull=True),
                name="change_by_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"


class Built(TenantModel):
    """Until which day the slots of a queue are made, and from which rules.

    `version` names the release of the pack; it is emptied when a change is made.
    """

    mall = models.CharField(max_length=60)
    queue = models.CharField(max_length=60)
    version = models.CharField(max_length=64, blank=True)
    until = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "mall", "queue"), name="built_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.queue} until {self.until}"
