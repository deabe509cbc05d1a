"""`satupintu api`: keys with which other systems act for an account."""

import click
from django.utils import timezone

from satupintu.api.keys import make_key
from satupintu.api.models import ApiKey
from satupintu.catalogue import service as catalogue
from satupintu.kernel.errors import Refused
from satupintu.people import service as people
from satupintu.people.cli import inside_mall, of_tenant


@click.group()
def api() -> None:
    """Keys for the REST interface."""


@api.command("key")
@of_tenant
@click.argument("login")
@click.argument("name")
def add_key(login: str, name: str, tenant: str | None) -> None:
    """Make a key for the account LOGIN and print it; NAME says what for."""
    with inside_mall(tenant):
        country = catalogue.pack().country
        address = people.parse_address(text=login, country=country)
        account = people.account_of(address)
        if account is None:
            raise Refused(f"Nobody signs in with {login}.")
        key = make_key(account=account, name=name[:100], now=timezone.now())
    click.echo(key)
    click.echo("Keep it safe: it cannot be shown again.", err=True)


@api.command("keys")
@of_tenant
def list_keys(tenant: str | None) -> None:
    """Every key: its number, what for, whose, since when."""
    with inside_mall(tenant):
        for key in ApiKey.objects.select_related("account").order_by("created_at"):
            state = "revoked" if key.revoked_at else "in use"
            since = f"{key.created_at:%Y-%m-%d}"
            click.echo(f"{key.id}  {key.name}  {key.account.login}  {since}  {state}")


@api.command("revoke")
@of_tenant
@click.argument("key_id", type=click.UUID)
def revoke(key_id: str, tenant: str | None) -> None:
    """End the key with the number KEY_ID, as `keys` shows it."""
    with inside_mall(tenant):
        ended = ApiKey.objects.filter(pk=key_id, revoked_at=None).update(
            revoked_at=timezone.now()
        )
        if not ended:
            raise Refused("No key in use has this number. See: satupintu api keys")
    click.echo("The key is revoked.")
