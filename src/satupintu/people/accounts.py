"""Accounts, and the posts that members of staff hold."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from satupintu.kernel import tenancy
from satupintu.kernel.actor import Actor, ActorKind
from satupintu.kernel.errors import Conflict, Invalid, NotFound
from satupintu.people.address import Address, AddressKind
from satupintu.people.models import Account, Agency, Posting

MAX_NAME = 200
MAX_IDENTITY = 40
# Control characters, and letters that turn the direction of reading: with them one
# name can look like another.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class AgencyData(Protocol):
    """An agency as the pack describes it."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> Mapping[str, str]: ...
    @property
    def short(self) -> Mapping[str, str]: ...


class PackData(Protocol):
    """The part of a pack that this module reads."""

    @property
    def agencies(self) -> Iterable[AgencyData]: ...


class NoSuchAccount(NotFound):
    code = "no_such_account"


class NoSuchAgency(NotFound):
    code = "no_such_agency"


class AddressTaken(Conflict):
    """Another account of this tenant already has the address."""

    code = "address_taken"


class BadProfile(Invalid):
    code = "bad_profile"


class WeakPassword(Invalid):
    code = "weak_password"


def actor_for(account: Account) -> Actor:
    """Who this account acts as. Staff bring their posts: one query if not known."""
    if not account.is_staff:
        return Actor(kind=ActorKind.CITIZEN, id=account.id, name=account.name)
    posts = account.posts
    if posts is None:
        mine = Posting.objects.filter(account=account)
        posts = frozenset(mine.values_list("agency__code", "role"))
    return Actor(kind=ActorKind.STAFF, id=account.id, name=account.name, posts=posts)


def account(account_id: uuid.UUID) -> Account:
    """The account of the current tenant. Raises `NoSuchAccount`."""
    found = _accounts().filter(pk=account_id).first()
    if found is None:
        raise NoSuchAccount(_("There is no such account"))
    return found


def account_of(address: Address) -> Account | None:
    """Whose proven address this is, if anybody's."""
    column = "email" if address.kind is AddressKind.EMAIL else "phone"
    wanted = Q(login=address.value) | Q(**{column: address.value})
    return _accounts().filter(wanted).first()


def staff_accounts() -> list[Account]:
    """Every active member of staff, by login."""
    return list(_accounts().filter(is_staff=True, is_active=True).order_by("login"))


def sign_up(
    *, address: Address, name: str, language: str, now: datetime, identity: str = ""
) -> Account:
    """Open a citizen's account for a proven address.

    Raises `BadProfile` without a name and `AddressTaken`.
    """
    account = Account(
        tenant=tenancy.current(),
        username=username_of(address.value),
        login=address.value,
        name=_clean_name(name),
        identity=identity.strip()[:MAX_IDENTITY],
        language=language,
        created_at=now,
    )
    setattr(account, address.kind.value, address.value)
    account.set_unusable_password()
    _save_new(account)
    return account


def change_profile(
    *, account_id: uuid.UUID, name: str, identity: str, language: str
) -> Account:
    """Change what a person may change about themselves. Raises `BadProfile`."""
    found = account(account_id)
    found.name = _clean_name(name)
    found.identity = _clean_identity(identity)
    found.language = language
    found.save(update_fields=["name", "identity", "language"])
    return found


def prove_address(*, account_id: uuid.UUID, address: Address) -> Account:
    """Add or replace a proven address. Raises `AddressTaken`."""
    found = account(account_id)
    holder = account_of(address)
    if holder is not None and holder.pk != found.pk:
        raise _taken()
    setattr(found, address.kind.value, address.value)
    try:
        with transaction.atomic():
            found.save(update_fields=[address.kind.value])
    except IntegrityError:
        raise _taken() from None
    return found


def create_staff(
    *,
    login: str,
    name: str,
    password: str,
    posts: Iterable[tuple[str, str]],
    now: datetime,
    language: str = "",
) -> Account:
    """Open an account for a member of staff, with (agency, role) posts.

    The login is an e-mail address. Raises `WeakPassword`, `BadProfile`,
    `AddressTaken` and `NoSuchAgency`.
    """
    login = login.strip().lower()
    account = Account(
        tenant=tenancy.current(),
        username=username_of(login),
        login=login,
        email=login,
        name=_clean_name(name),
        language=language,
        is_staff=True,
        created_at=now,
    )
    _check_password(password, account)
    account.set_password(password)
    with transaction.atomic():
        _save_new(account)
        for agency, role in posts:
            post(account, agency, role)
    return account


def keep_agencies(pack: PackData) -> None:
    """Bring the agencies in step with the pack; one that left it stays."""
    for agency in pack.agencies:
        Agency.objects.update_or_create(
            code=agency.code,
            defaults={"name": dict(agency.name), "short": dict(agency.short)},
        )


def post(account: Account, agency: str, role: str) -> None:
    """Put a member of staff on a post; again is harmless. Raises `NoSuchAgency`."""
    found = Agency.objects.filter(code=agency).first()
    if found is None:
        raise NoSuchAgency(
            _("There is no agency “%(agency)s”. Publish the pack first."),
            agency=agency,
        )
    Posting.objects.get_or_create(account=account, agency=found, role=role)


def holders(agency: str, role: str) -> int:
    """How many active people are on this post."""
    return Posting.objects.filter(
        agency__code=agency, role=role, account__is_active=True
    ).count()


def accounts_on(posts: Iterable[tuple[str, str]]) -> set[uuid.UUID]:
    """The ids of all active people on any of these (agency, role) posts."""
    wanted = Q(pk__in=())
    for agency, role in posts:
        wanted |= Q(agency__code=agency, role=role)
    held = Posting.objects.filter(wanted, account__is_active=True)
    return set(held.values_list("account_id", flat=True))


def take_turn(*, account_id: uuid.UUID) -> None:
    """Let others who ask for this account's turn wait until the transaction ends."""
    rows = _accounts().filter(pk=account_id).select_for_update(no_key=True)
    rows.values_list("pk").first()


def has_unseen(text: str) -> bool:
    """Whether there are characters in it that no name is written with."""
    return _UNSEEN.search(text) is not None


def username_of(login: str) -> str:
    """The name under which a login is unique in the whole deployment."""
    return f"{tenancy.current().slug}/{login.strip().lower()}"


def _accounts() -> QuerySet[Account]:
    return Account.objects.filter(tenant_id=tenancy.current_id())


def _save_new(account: Account) -> None:
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        raise _taken() from None


def _taken() -> AddressTaken:
    return AddressTaken(_("Another account already uses this address"))


def _clean_name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise BadProfile(
            _("Enter your name"), fields={"name": _("Enter your full name")}
        )
    if has_unseen(name):
        sentence = _("Remove the invisible characters, and type it again.")
        raise BadProfile(sentence, fields={"name": sentence})
    if len(name) > MAX_NAME:
        sentence = _("The name can have at most 200 characters")
        raise BadProfile(sentence, fields={"name": sentence})
    return name


def _clean_identity(identity: str) -> str:
    identity = "".join(identity.split())
    if has_unseen(identity):
        sentence = _("Remove the invisible characters, and type it again.")
        raise BadProfile(sentence, fields={"identity": sentence})
    if len(identity) > MAX_IDENTITY:
        sentence = _("The identity number can have at most 40 characters")
        raise BadProfile(sentence, fields={"identity": sentence})
    return identity


def _check_password(password: str, account: Account) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        sentence = " ".join(error.messages)
        raise WeakPassword(sentence, fields={"password": sentence}) from None
