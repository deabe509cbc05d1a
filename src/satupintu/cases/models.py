"""Drafts, cases, their steps and corrections."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from satupintu.catalogue.models import ServiceVersion
from satupintu.kernel.tenancy import TenantModel
from satupintu.people.models import Account, Authority


class Draft(TenantModel):
    """An application being filled in; becomes one case, once.

    `papers` maps a paper's name to a `documents.File` id. `pending` keeps what
    was typed but could not be accepted yet, so that nothing typed is lost.
    """

    version = models.ForeignKey(
        ServiceVersion, on_delete=models.PROTECT, related_name="+"
    )
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", null=True
    )
    channel = models.CharField(max_length=10, default="online")
    answers = models.JSONField(default=dict)
    pending = models.JSONField(default=dict)
    papers = models.JSONField(default=dict)
    pages_done = models.JSONField(default=list)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ("-updated_at", "-id")
        indexes = (
            models.Index(fields=("account", "-updated_at"), name="draft_by_account"),
        )

    def __str__(self) -> str:
        return f"{self.version_id} by {self.account_id}"


class Case(TenantModel):
    """One application on its way to a decision.

    `key` makes submitting idempotent: the draft's id, or the caller's own.
    `clock` is the list of the legal clock's events, oldest first, as
    `cases.clock.Tick` JSON. `due_at` is when the promise ends if the clock runs
    on from here; null while it stands still.
    """

    class Status(models.TextChoices):
        OPEN = "open"
        CORRECTION = "correction"
        PAYMENT = "payment"
        GRANTED = "granted"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    CLOSED = (Status.GRANTED, Status.REFUSED, Status.WITHDRAWN)

    draft = models.OneToOneField(
        Draft, on_delete=models.PROTECT, related_name="case", null=True
    )
    key = models.CharField(max_length=100)
    number = models.CharField(max_length=60)
    version = models.ForeignKey(
        ServiceVersion, on_delete=models.PROTECT, related_name="+"
    )
    service_code = models.CharField(max_length=60)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", null=True
    )
    applicant_name = models.CharField(max_length=200)
    channel = models.CharField(max_length=10)
    answers = models.JSONField()
    papers = models.JSONField(default=dict)
    status = models.CharField(max_length=12, choices=Status.choices, default="open")
    deemed = models.BooleanField(default=False)
    clock = models.JSONField(default=list)
    submitted_at = models.DateTimeField()
    complete_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    answer_by = models.DateTimeField(null=True)
    answer_reminded_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)
    posts = ArrayField(models.CharField(max_length=121), default=list)
    search = models.TextField()

    class Meta:
        ordering = ("-submitted_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("tenant", "number"), name="case_number"),
            models.UniqueConstraint(fields=("account", "key"), name="submitted_once"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True)
                | Q(status__in=("granted", "refused", "withdrawn")),
                name="closed_case_has_outcome",
            ),
        )
        indexes = (
            models.Index(fields=("account", "-submitted_at"), name="case_by_account"),
            models.Index(
                fields=("due_at",),
                condition=Q(closed_at__isnull=True, due_at__isnull=False),
                name="case_due",
            ),
            models.Index(fields=("tenant", "-submitted_at", "-id"), name="case_newest"),
            GinIndex(
                fields=("posts", "search"),
                opclasses=("array_ops", "gin_trgm_ops"),
                name="case_search",
            ),
        )

    def __str__(self) -> str:
        return self.number


class Task(TenantModel):
    """A procedure step of a case, once it is ready: the unit of a work queue.

    `round` counts how often the step was opened again (return, send back).
    """

    class State(models.TextChoices):
        READY = "ready"
        WAITING = "waiting"
        DONE = "done"
        SKIPPED = "skipped"
        CANCELLED = "cancelled"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    step = models.CharField(max_length=60)
    round = models.PositiveSmallIntegerField(default=1)
    agency = models.CharField(max_length=60)
    role = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State.choices, default="ready")
    outcome = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True)
    legal = models.CharField(max_length=300, blank=True)
    checklist = models.JSONField(default=dict)
    claimed_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", null=True
    )
    decided_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", null=True
    )
    decided_by_name = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("opened_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("case", "step", "round"), name="step_once_per_round"
            ),
            models.UniqueConstraint(
                fields=("case", "step"),
                condition=Q(state__in=("ready", "waiting")),
                name="step_never_ready_twice",
            ),
        )
        indexes = (
            models.Index(
                fields=("tenant", "agency", "role", "due_at", "id"),
                condition=Q(state="ready"),
                name="work_queue",
            ),
            models.Index(
                fields=("due_at",),
                condition=Q(state="ready", escalated_at__isnull=True),
                name="step_due",
            ),
            models.Index(
                fields=("claimed_by", "due_at", "id"),
                condition=Q(state="ready", claimed_by__isnull=False),
                name="work_claimed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.step} {self.round}"


class Correction(TenantModel):
    """What an officer asked the applicant to put right, and the answer.

    `items` is a list of {kind: question|paper, name, reason}; `before` and
    `after` hold the values of exactly those items.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="corrections")
    step = models.CharField(max_length=60)
    round = models.PositiveSmallIntegerField()
    items = models.JSONField()
    message = models.TextField(blank=True)
    asked_by_name = models.CharField(max_length=200)
    asked_by_agency = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ("asked_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("case", "step", "round"), name="correction_once_per_round"
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.step} {self.round}"


class Outage(TenantModel):
    """An agency's system did not answer for a while; its id is the reporter's.

    Which clocks it stops follows from the steps that were open at the agency.
    """

    agency = models.CharField(max_length=60)
    reason = models.CharField(max_length=300)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("began_at", "id")
        indexes = (
            models.Index(
                fields=("tenant", "agency", "began_at"), name="outage_by_agency"
            ),
        )

    def __str__(self) -> str:
        return f"{self.agency} {self.began_at:%Y-%m-%d %H:%M}"
