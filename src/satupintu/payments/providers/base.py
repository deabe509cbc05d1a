"""The provider port: what an acquirer's adapter must do."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from satupintu.kernel.errors import Invalid, NotAllowed, NotFound
from satupintu.payments.rules import NoticeKind
from satupintu.payments.schemes import Order


class Forged(NotAllowed):
    """The callback was not signed by the provider, or not just now."""

    code = "callback_forged"
    status = 401


class Unreadable(Invalid):
    """The callback is signed, but does not say what a callback must say."""

    code = "callback_malformed"
    status = 400


class UnknownProvider(NotFound):
    """No payment provider has this name."""

    code = "provider_unknown"


@dataclass(frozen=True, slots=True)
class Notice:
    """What a provider told us, in our words.

    `amount` is in whole currency units as the provider writes them (100.00).
    `transaction_id` names the money's way at the bank: two events about one
    transaction are one payment.
    """

    event_id: str
    kind: NoticeKind
    reference: str
    transaction_id: str
    amount: Decimal
    currency: str
    payer_bank: str
    occurred_at: datetime


class Provider(ABC):
    """An acquirer. One instance serves every request; it keeps no state."""

    code: ClassVar[str]

    @abstractmethod
    def create_request(self, order: Order) -> str:
        """The QR payload for `order`; may ask the acquirer for it.

        Raises `Refused` with a sentence when the acquirer does not answer.
        """

    @abstractmethod
    def read(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Notice:
        """Check a callback's signature, then read it.

        Header names come in lower case. Raises `Forged` or `Unreadable`.
        """

    @property
    def secret(self) -> str:
        """The shared signing secret from the settings."""
        return str(settings.PAYMENT_SECRETS[self.code])


class Registry:
    """The providers of this deployment, by code."""

    def __init__(self) -> None:
        self._providers: dict[str, Provider] = {}

    def register(self, provider: Provider) -> None:
        """Make a provider known; a second one of the same code is refused."""
        if provider.code in self._providers:
            raise RuntimeError(f"two payment providers are called {provider.code}")
        self._providers[provider.code] = provider

    def get(self, code: str) -> Provider:
        """The provider of this code, if this deployment uses it.

        Raises `UnknownProvider`.
        """
        found = self._providers.get(code)
        if found is None or not settings.PAYMENT_SECRETS.get(code):
            raise UnknownProvider(_("There is no such payment provider."))
        return found
