"""`satupintu people`: the mall itself, and the staff who may sign in."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import click
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from satupintu.kernel import tenancy
from satupintu.kernel.errors import Refused, SatupintuError
from satupintu.kernel.models import Tenant
from satupintu.people import service
from satupintu.people.address import Address, AddressKind

_SLUG = re.compile(r"[a-z][a-z0-9-]{0,49}")
of_tenant = click.option("--tenant", help="which mall; needed if there are several")


@click.group()
def people() -> None:
    """The mall, and who works in it."""


@people.command("mall")
@click.argument("slug")
@click.argument("name")
def add_mall(slug: str, name: str) -> None:
    """Make the mall SLUG, called NAME. Next: pack publish --agencies-only."""
    if not _SLUG.fullmatch(slug):
        raise click.UsageError(
            "A mall's short name is lower-case letters, digits and dashes."
        )
    _tenant, made = Tenant.objects.get_or_create(slug=slug, defaults={"name": name})
    click.echo(f"The mall {slug} is {'made' if made else 'there already'}.")


@people.command("add")
@of_tenant
@click.argument("email")
@click.argument("name")
@click.argument("posts", nargs=-1, required=True)
@click.password_option(help="asked for when left out")
def add_staff(
    email: str, name: str, posts: tuple[str, ...], password: str, tenant: str | None
) -> None:
    """Open an account for NAME on POSTS, each written role@agency.

    The second factor is set up at the first sign-in.
    """
    pairs = [_post(post) for post in posts]
    with inside_mall(tenant):
        service.create_staff(
            login=_email(email),
            name=name,
            password=password,
            posts=pairs,
            now=timezone.now(),
        )
    click.echo(f"{name} can sign in with {email}.")


@people.command("post")
@of_tenant
@click.argument("email")
@click.argument("posts", nargs=-1, required=True)
def add_posts(email: str, posts: tuple[str, ...], tenant: str | None) -> None:
    """Put somebody on further POSTS, each written role@agency."""
    with inside_mall(tenant):
        account = _staff(email)
        for post in posts:
            service.post(account, *_post(post))
    click.echo(f"{account.name} is now also on {', '.join(posts)}.")


@people.command("close")
@of_tenant
@click.argument("email")
def close(email: str, tenant: str | None) -> None:
    """End somebody's account. What was decided stays under the name."""
    with inside_mall(tenant):
        account = _staff(email)
        account.is_active = False
        account.save(update_fields=["is_active"])
    click.echo(f"{account.name} cannot sign in any more.")


@people.command("reset-factor")
@of_tenant
@click.argument("email")
def reset_factor(email: str, tenant: str | None) -> None:
    """Forget a lost authenticator; a new one is set up at the next sign-in."""
    with inside_mall(tenant):
        account = _staff(email)
        service.forget_factor(account_id=account.id)
    click.echo(f"{account.name} sets up a new authenticator at the next sign-in.")


@people.command("list")
@of_tenant
def list_staff(tenant: str | None) -> None:
    """Everybody who works here, with posts."""
    with inside_mall(tenant):
        for account in service.staff_accounts():
            posts = sorted(service.actor_for(account).posts)
            written = ", ".join(f"{role}@{agency}" for agency, role in posts)
            click.echo(f"{account.login}  {account.name}  {written}")


@contextmanager
def inside_mall(slug: str | None) -> Iterator[None]:
    """The scope of the mall that is meant; refusals become sentences.

    For commands. Raises `click.ClickException` and `click.UsageError`.
    """
    try:
        with tenancy.scope(_mall(slug)):
            yield
    except SatupintuError as error:
        details = [str(sentence) for sentence in getattr(error, "fields", {}).values()]
        raise click.ClickException(" ".join([str(error), *details])) from error


def _mall(slug: str | None) -> Tenant:
    malls = list(Tenant.objects.all()[:2])
    if slug:
        found = Tenant.objects.filter(slug=slug).first()
        if found is None:
            raise Refused(f"There is no mall “{slug}”.")
        return found
    if not malls:
        raise Refused("There is no mall yet. Make it: satupintu people mall SLUG NAME")
    if len(malls) > 1:
        raise click.UsageError("There are several malls: say which with --tenant SLUG.")
    return malls[0]


def _staff(email: str) -> service.Account:
    address = Address(kind=AddressKind.EMAIL, value=_email(email))
    account = service.account_of(address)
    if account is None or not account.is_staff:
        raise Refused(f"Nobody on the staff has the address {email}.")
    return account


def _email(typed: str) -> str:
    try:
        validate_email(typed.strip())
    except ValidationError as error:
        raise click.UsageError(f"“{typed}” is not an e-mail address.") from error
    return typed.strip().lower()


def _post(written: str) -> tuple[str, str]:
    """(agency, role) of `role@agency`."""
    role, at, agency = written.partition("@")
    if not (role and at and agency):
        raise click.UsageError(f"“{written}” is no post: write role@agency.")
    return agency, role
