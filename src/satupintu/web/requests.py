"""What the middleware adds to a request, as types, and the client's address."""

import ipaddress
from datetime import datetime
from typing import cast

from django.conf import settings
from django.http import HttpRequest

from satupintu.kernel.actor import Actor
from satupintu.kernel.models import Tenant
from satupintu.people.service import Account, AssistanceView


class Request(HttpRequest):
    """A request inside a tenant's scope. Signed out: `account` and `actor` are None.

    `now` is the moment the request arrived; views hand it to the domain. On pages
    about home visits it is that of the road's clock, and `real_now` the real one.
    """

    tenant: Tenant
    now: datetime
    real_now: datetime
    account: Account | None
    actor: Actor | None


class SignedIn(Request):
    """A request that a guard let through: somebody is signed in."""

    account: Account
    actor: Actor


class Applying(SignedIn):
    """A request for an application's pages.

    `applicant` is the citizen. With `assisted`, the account is that of an officer
    who fills in the pages together with the applicant.
    """

    applicant: Actor
    assisted: AssistanceView | None


def as_request(request: HttpRequest) -> Request:
    """The same request, with what the middleware added to it."""
    return cast(Request, request)


def client_address(request: HttpRequest) -> str:
    """The network address of who asks, for limits and lock-outs.

    Only a header that the operator trusts is believed
    (`SATUPINTU_CLIENT_HEADER`, for instance `X-Forwarded-For`); of its list the
    entry that the outermost own proxy wrote counts (`SATUPINTU_PROXIES`, 1 if
    there is one proxy), since everything left of it was written by the client.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    header = str(getattr(settings, "SATUPINTU_CLIENT_HEADER", ""))
    if not header:
        return direct
    hops = [hop.strip() for hop in request.headers.get(header, "").split(",")]
    proxies = int(getattr(settings, "SATUPINTU_PROXIES", 1))
    if len(hops) < proxies:
        return direct
    try:
        return str(ipaddress.ip_address(hops[-proxies]))
    except ValueError:
        return direct
