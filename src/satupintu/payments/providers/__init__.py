"""Payment providers: acquirers that make payment requests and call back."""

from satupintu.payments.providers.base import (
    Forged,
    Notice,
    Provider,
    Registry,
    UnknownProvider,
    Unreadable,
)
from satupintu.payments.providers.demo import DemoProvider

__all__ = [
    "Forged",
    "Notice",
    "Provider",
    "Registry",
    "UnknownProvider",
    "Unreadable",
    "registry",
]

registry = Registry()
registry.register(DemoProvider())
