"""The identity port: how a citizen proves an address or an identity.

A provider works in two steps. `begin` starts it: by a code that has to be sent,
or by an address of another site to go to. `finish` takes what came back and
returns a `Proof`, or raises. Between the two, `state` lies in the session of the
browser that began.

A national single sign-on (OpenID Connect) is one more class here: `begin` returns
a `redirect` to the authorisation endpoint with `state`, `nonce` and a PKCE
challenge; `finish` receives the query of the callback, exchanges the code, checks
the ID token and returns the subject, e-mail and identity number that it vouches
for. Pages and the domain stay as they are.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from satupintu.kernel.errors import NotFound
from satupintu.people.address import Address


@dataclass(frozen=True, slots=True)
class Begun:
    """`state` goes into the session. `code`, if any, has to be sent to `address`;
    `redirect`, if any, is where the browser goes next.
    """

    state: str
    address: Address | None = None
    code: str = ""
    redirect: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """What the provider vouches for; empty where it knows nothing."""

    provider: str
    address: Address
    name: str = ""
    identity: str = ""


class NoSuchProvider(NotFound):
    code = "no_such_identity_provider"


class IdentityProvider(ABC):
    """One way to prove who one is."""

    code: ClassVar[str]

    @abstractmethod
    def begin(self, *, address: Address | None, client: str, now: datetime) -> Begun:
        """Start. Raises a `Refused` with a sentence where that is not possible."""

    @abstractmethod
    def finish(self, *, state: str, answer: Mapping[str, str], now: datetime) -> Proof:
        """Check what came back. Raises a `Refused` with a sentence."""


_registry: dict[str, type[IdentityProvider]] = {}


def register(
    code: str,
) -> Callable[[type[IdentityProvider]], type[IdentityProvider]]:
    """Make a provider known under a code; a duplicate is refused."""

    def add(cls: type[IdentityProvider]) -> type[IdentityProvider]:
        if code in _registry:
            raise RuntimeError(f"two identity providers are called {code}")
        cls.code = code
        _registry[code] = cls
        return cls

    return add


def provider(code: str) -> IdentityProvider:
    """The provider with this code. Raises `NoSuchProvider`."""
    if code not in _registry:
        raise NoSuchProvider(f"There is no way to sign in called “{code}”.")
    return _registry[code]()
