"""Home visits and what they are for."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from satupintu.courier.models.riders import Shift
from satupintu.kernel.tenancy import TenantModel


class Kind(models.TextChoices):
    """`file`: an application is filed at the door; `deliver`: a permit is brought."""

    FILE = "file", _("papers are collected")
    DELIVER = "deliver", _("the permit is brought")


class State(models.TextChoices):
    """`asked`: wants a window; `booked`: has one, promised, and is in the plan."""

    ASKED = "asked", _("without a time yet")
    BOOKED = "booked", _("planned")
    RIDING = "riding", _("officer on the way")
    ARRIVED = "arrived", _("officer at the door")
    DONE = "done", _("done")
    FAILED = "failed", _("not done")
    CANCELLED = "cancelled", _("cancelled")


OPEN = (State.ASKED, State.BOOKED, State.RIDING, State.ARRIVED)


class Outcome(models.TextChoices):
    """Why a visit was not done."""

    NOT_READY = "not_ready", _("papers not ready")
    NOT_HOME = "not_home", _("nobody at home")
    WRONG_ADDRESS = "wrong_address", _("wrong address")
    REFUSED = "refused", _("refused by the citizen")
    RAIN = "rain", _("rain or flood")
    NO_TIME = "no_time", _("the officer could not come")


class LinkPart(models.TextChoices):
    """Which of two linked visits: the one that is done before, or the other."""

    FIRST = "first", _("before")
    SECOND = "second", _("after")


class HomeVisit(TenantModel):
    """Somebody is visited at home, once: to file an application, or to be handed
    a permit. A failed visit is followed by another one (`previous`).

    `token` is the unguessable address of its page. `lat`, `lon`: where the map says
    it is, and `precision` how sure that is (address, street, area, picked). The
    promise is `from_at` to `until_at`; `told_at` is the arrival last told to the
    citizen. `door_code` is said first by the officer; the one-time code of a delivery
    is derived from `code_round` and is never stored. Who it is, what they need and
    where is erased some time after the visit (`courier.forgetting`).

    Two visits with the same `link` are done by the same officer, `link_part` first
    before second; `carries`, on the second: what is collected at the first is brought
    here (a pair). One name on both rows, so a visit is in one link at most, never with
    itself, and links make no chains.
    """

    token = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    note = models.CharField(max_length=300, blank=True)
    account_id = models.UUIDField()
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=5, blank=True)
    needs = models.JSONField(default=list)
    is_priority = models.BooleanField(default=False)
    address = models.CharField(max_length=300, blank=True)
    landmark = models.CharField(max_length=200, blank=True)
    area = models.CharField(max_length=40, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    precision = models.CharField(max_length=10, blank=True)
    minutes = models.PositiveSmallIntegerField()
    skills = models.JSONField(default=list)
    collects = models.PositiveSmallIntegerField(default=0)
    delivers = models.PositiveSmallIntegerField(default=0)
    base = models.CharField(max_length=60, blank=True)
    ready_at = models.DateTimeField(null=True)
    day = models.DateField(null=True)
    from_at = models.DateTimeField(null=True)
    until_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    door_code = models.CharField(max_length=6)
    code_round = models.PositiveSmallIntegerField(default=1)
    code_tries = models.PositiveSmallIntegerField(default=0)
    shift = models.ForeignKey(
        Shift, on_delete=models.PROTECT, null=True, related_name="visits"
    )
    previous = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="next"
    )
    link = models.UUIDField(null=True)
    link_part = models.CharField(max_length=10, choices=LinkPart.choices, blank=True)
    carries = models.BooleanField(default=False)
    attempt = models.PositiveSmallIntegerField(default=1)
    moves = models.PositiveSmallIntegerField(default=0)
    key = models.CharField(max_length=80)
    by_staff = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    booked_at = models.DateTimeField(null=True)
    riding_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("from_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "key"), name="home_visit_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(until_at__gt=F("from_at")) | Q(from_at__isnull=True),
                name="home_window_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("booked", "riding", "arrived"))
                | Q(day__isnull=False, from_at__isnull=False, until_at__isnull=False),
                name="home_visit_booked_has_window",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("riding", "arrived")) | Q(shift__isnull=False),
                name="home_visit_ridden_to_by_somebody",
            ),
            models.UniqueConstraint(
                fields=("link", "link_part"), name="home_link_of_two"
            ),
            models.CheckConstraint(
                condition=Q(link__isnull=True, link_part="", carries=False)
                | Q(link__isnull=False, link_part="first", carries=False)
                | Q(link__isnull=False, link_part="second"),
                name="home_link_has_parts",
            ),
        )
        indexes = (
            models.Index(fields=("tenant", "day", "state"), name="home_visit_by_day"),
            models.Index(fields=("account_id",), name="home_visit_by_account"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.name} {self.day}"


class HomeErrand(TenantModel):
    """One service of a visit: the draft it begins with, the case that was filed,
    the permit that is brought."""

    visit = models.ForeignKey(
        HomeVisit, on_delete=models.CASCADE, related_name="errands"
    )
    place = models.PositiveSmallIntegerField()
    service = models.CharField(max_length=60)
    draft_id = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True)
    permit_id = models.UUIDField(null=True)

    class Meta:
        ordering = ("place", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("visit", "place"), name="home_errand_place_once"
            ),
        )
        indexes = (
            models.Index(
                fields=("case_id",),
                condition=Q(case_id__isnull=False),
                name="home_errand_by_case",
            ),
        )

    def __str__(self) -> str:
        return self.service
