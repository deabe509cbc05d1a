"""The provider port: one message in, sent or an error with a sentence.

A vendor (an SMS gateway, a mail server) is one class here, chosen per channel by
`settings.SATUPINTU_CHANNELS`, for instance `{"email": "smtp", "sms": "mailbox"}`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from satupintu.kernel.errors import Misconfigured


class Channel(StrEnum):
    EMAIL = "email"
    SMS = "sms"
    WHATSAPP = "whatsapp"
    PUSH = "push"


@dataclass(frozen=True, slots=True)
class Message:
    """`address` is an e-mail address, a phone number as E.164, or for `PUSH` the
    id of a browser's subscription.

    `id` stays the same when a message is tried again; a provider that can refuse
    a repetition passes it on.
    """

    id: str
    channel: Channel
    address: str
    subject: str
    body: str


class NotSent(Exception):
    """The provider did not take the message. `permanent`: do not try again."""

    def __init__(self, sentence: str, *, permanent: bool = False) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.permanent = permanent


class Provider(ABC):
    """One way out. `channels` says which messages it can carry."""

    code: ClassVar[str]
    channels: ClassVar[frozenset[Channel]]

    @abstractmethod
    def send(self, message: Message) -> None:
        """Hand the message over. Raises `NotSent`."""


_registry: dict[str, type[Provider]] = {}


def register(code: str) -> Callable[[type[Provider]], type[Provider]]:
    """Make a provider known under a code; a duplicate is refused."""

    def add(cls: type[Provider]) -> type[Provider]:
        if code in _registry:
            raise RuntimeError(f"two notification providers are called {code}")
        cls.code = code
        _registry[code] = cls
        return cls

    return add


def provider(code: str, channel: Channel) -> Provider:
    """The provider with this code. Raises `Misconfigured`."""
    cls = _registry.get(code)
    if cls is None:
        known = ", ".join(sorted(_registry))
        raise Misconfigured(
            f"SATUPINTU_CHANNELS names the provider “{code}”, which does not exist. "
            f"There are: {known}."
        )
    if channel not in cls.channels:
        raise Misconfigured(f"The provider “{code}” cannot send {channel} messages.")
    return cls()
