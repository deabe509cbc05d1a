"""Accounts, agencies, posts, and authorities to act for another."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from satupintu.kernel.ids import uuid7
from satupintu.kernel.tenancy import TenantModel


class Account(AbstractBaseUser):
    """A person who can sign in: a citizen, or a member of staff.

    `login` is an e-mail address or a phone number in international form;
    `username` is the tenant's slug, a slash and the login, unique everywhere, so
    that one person may have an account in each tenant of a deployment.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tenant = models.ForeignKey(
        "kernel.Tenant", on_delete=models.PROTECT, related_name="+"
    )
    username = models.CharField(max_length=260, unique=True)
    login = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=200, blank=True)
    identity = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=5, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = BaseUserManager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("tenant", "login"), name="login_once"),
        )

    def __str__(self) -> str:
        return self.login


class Agency(TenantModel):
    """An agency of the mall, kept in step with the pack."""

    code = models.SlugField(max_length=60)
    name = models.JSONField()
    short = models.JSONField()

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=("tenant", "code"), name="agency_once"),
        )

    def __str__(self) -> str:
        return self.code


class Posting(TenantModel):
    """A member of staff on a post: a role at an agency."""

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="postings"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=60)

    class Meta:
        ordering = ("agency", "role")
        constraints = (
            models.UniqueConstraint(
                fields=("account", "agency", "role"), name="posting_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.role}@{self.agency_id}"


class Authority(TenantModel):
    """A recorded authority: `holder` may act for the person named here."""

    holder = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200)
    person_identity = models.CharField(max_length=40)
    person_contact = models.CharField(max_length=200, blank=True)
    relation = models.CharField(max_length=60, blank=True)
    proof_id = models.UUIDField()  # documents.File: a layer above
    valid_from = models.DateField()
    valid_until = models.DateField()
    revoked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("-created_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_until__gte=models.F("valid_from")),
                name="authority_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return f"{self.holder_id} for {self.person_name}"
