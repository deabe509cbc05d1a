"""Accounts, agencies, posts, authorities, and what proves who signs in."""

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
    that one person may have an account in each tenant of a deployment. `email`
    and `phone` hold proven addresses only, so both serve to sign in. `posts` are
    known of the account of a session, which was read together with them.
    """

    posts: frozenset[tuple[str, str]] | None = None

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
            models.UniqueConstraint(
                fields=("tenant", "email"), condition=~Q(email=""), name="email_once"
            ),
            models.UniqueConstraint(
                fields=("tenant", "phone"), condition=~Q(phone=""), name="phone_once"
            ),
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


class SignInCode(TenantModel):
    """A one-time code that was asked for: its keyed hash, never the code.

    The rows are also the record that the limits count: by address and by client
    (the network address of who asked, shortened to its network).
    """

    address = models.CharField(max_length=200)
    client = models.CharField(max_length=60, blank=True)
    digest = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    proved = models.BooleanField(default=False)

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (
            models.Index(fields=("address", "created_at"), name="code_by_address"),
            models.Index(fields=("client", "created_at"), name="code_by_client"),
        )

    def __str__(self) -> str:
        return f"{self.address} {self.created_at:%F %T}"


class Factor(TenantModel):
    """A staff member's second factor (TOTP, RFC 6238); the secret is encrypted.

    `last_step` is the newest time step (30 s since the epoch) that was accepted,
    so that no code is taken twice.
    """

    account = models.OneToOneField(
        Account, on_delete=models.CASCADE, related_name="factor"
    )
    secret = models.CharField(max_length=300)
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"factor of {self.account_id}"


class RecoveryCode(TenantModel):
    """A code on paper for the day the phone is lost; only its keyed hash."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"recovery code of {self.account_id}"


class Assistance(TenantModel):
    """A member of staff helps somebody at a counter, during one stop of a visit.

    `person` is known once the address is proven and, for a new one, the account is
    made. The limits in time are `expires_at` and, above this module, the stop.
    """

    helper = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", null=True
    )
    address = models.CharField(max_length=200)
    mall = models.CharField(max_length=60)
    counter = models.CharField(max_length=60)
    stop_id = models.UUIDField()  # queueing.Stop: a layer above
    began_at = models.DateTimeField()
    proved_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("-began_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("helper",),
                condition=Q(ended_at__isnull=True),
                name="one_assistance_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.helper_id} helps {self.person_id}"


class Consent(TenantModel):
    """What the helped person is asked to agree to: the help, or sending a draft.

    It is answered with a one-time code (`ticket`) or on the person's own phone
    (`digest` of the token in the address). `seal` binds it to what is sent.
    """

    class What(models.TextChoices):
        HELP = "help"
        SEND = "send"

    class Answer(models.TextChoices):
        AGREED = "agreed"
        REFUSED = "refused"
        REPLACED = "replaced"

    assistance = models.ForeignKey(
        Assistance, on_delete=models.CASCADE, related_name="consents"
    )
    what = models.CharField(max_length=10, choices=What.choices)
    draft_id = models.UUIDField(null=True)  # cases.Draft: a layer above
    seal = models.CharField(max_length=64, blank=True)
    ticket = models.UUIDField()
    digest = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)

    class Meta:
        ordering = ("-asked_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("assistance",),
                condition=Q(answered_at__isnull=True),
                name="one_question_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.what} {self.answer or 'asked'}"
