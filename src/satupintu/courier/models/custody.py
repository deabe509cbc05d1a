"""Papers in sealed folders, and through whose hands they went."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from satupintu.courier.models.visits import HomeVisit
from satupintu.kernel.tenancy import TenantModel


class Holder(models.TextChoices):
    """In whose hand a folder is."""

    CITIZEN = "citizen", _("citizen")
    OFFICER = "officer", _("officer on the road")
    DESK = "desk", _("desk at the base")
    AGENCY = "agency", _("agency")


class Folder(TenantModel):
    """A sealed folder with a QR code. It is in one hand at a time: `holder` and
    `holder_id` (an account, or none for an agency or desk, named in `holder_name`)
    are what the last hop says; `hops` counts them.

    `visit` is where it was taken, `delivery` the visit that brings it back.
    `closed_at`: back in its owner's hand for good.
    """

    code = models.CharField(max_length=20)
    account_id = models.UUIDField()
    case_id = models.UUIDField(null=True)
    permit_id = models.UUIDField(null=True)
    visit = models.ForeignKey(
        HomeVisit, on_delete=models.PROTECT, null=True, related_name="folders"
    )
    delivery = models.ForeignKey(
        HomeVisit, on_delete=models.PROTECT, null=True, related_name="brings"
    )
    holder = models.CharField(max_length=10, choices=Holder.choices)
    holder_id = models.UUIDField(null=True)
    holder_name = models.CharField(max_length=200)
    hops = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("created_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("tenant", "code"), name="folder_code_once"),
            models.CheckConstraint(
                condition=~Q(holder="officer") | Q(holder_id__isnull=False),
                name="folder_on_the_road_with_somebody",
            ),
        )
        indexes = (
            models.Index(
                fields=("holder_id",),
                condition=Q(closed_at__isnull=True),
                name="folder_in_hand",
            ),
            models.Index(
                fields=("case_id",),
                condition=Q(case_id__isnull=False),
                name="folder_by_case",
            ),
        )

    def __str__(self) -> str:
        return self.code


class FolderPaper(TenantModel):
    """Sheets in a folder: what, original or copy, how many."""

    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="papers")
    paper = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    is_original = models.BooleanField()
    sheets = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(sheets__gt=0), name="sheets_in_folder"),
        )

    def __str__(self) -> str:
        return f"{self.sheets} x {self.title}"


class Hop(TenantModel):
    """The folder went from one hand to the next, and both said so. Append-only.

    The names stay: they are the proof. Where a door is, is forgotten with the visit,
    so `place` is a base only. `at` is by the clock of whoever recorded it,
    `recorded_at` by ours. `proof`: signature, scan, code or photo; `proof_id` is a
    stored file, if there is one.
    """

    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="chain")
    seq = models.PositiveSmallIntegerField()
    giver = models.CharField(max_length=10, choices=Holder.choices)
    giver_id = models.UUIDField(null=True)
    giver_name = models.CharField(max_length=200)
    taker = models.CharField(max_length=10, choices=Holder.choices)
    taker_id = models.UUIDField(null=True)
    taker_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    sheets = models.PositiveSmallIntegerField()
    seal_intact = models.BooleanField(default=True)
    proof = models.CharField(max_length=20, blank=True)
    proof_id = models.UUIDField(null=True)
    place = models.CharField(max_length=120, blank=True)
    key = models.CharField(max_length=80)

    class Meta:
        ordering = ("folder", "seq")
        constraints = (
            models.UniqueConstraint(fields=("folder", "seq"), name="hop_in_order"),
            models.UniqueConstraint(fields=("tenant", "key"), name="hop_once"),
        )

    def __str__(self) -> str:
        return f"{self.folder_id} {self.giver}>{self.taker}"
