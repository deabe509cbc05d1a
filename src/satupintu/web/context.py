"""What every page knows: the pack's names and contacts, the languages, who looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from satupintu.kernel import tenancy
from satupintu.kernel.errors import NotFound

if TYPE_CHECKING:
    from satupintu.catalogue.schema import Pack


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language the pages are offered in: its code, own name and short label."""

    code: str
    name: str
    label: str
    current: bool


def _tongue(code: str, name: str) -> Tongue:
    # A name in its own letters is its best label; a Latin one is shortened.
    label = code.upper() if name.isascii() else name
    return Tongue(code=code, name=name, label=label, current=code == get_language())


def tongues(pack: Pack | None) -> list[Tongue]:
    """The languages of both the pack and the product, in the pack's order."""
    known = dict(settings.LANGUAGES)
    order = pack.languages if pack else list(known)
    return [_tongue(code, str(known[code])) for code in order if code in known]


def current_pack() -> Pack | None:
    """The published pack; None where there is none (yet), as on an error page."""
    try:
        from satupintu.catalogue import service

        return service.pack()
    except (tenancy.NoTenant, NotFound):
        return None


@dataclass(frozen=True, slots=True)
class House:
    """The house style's data: see `templates/base.html`."""

    pack: Pack | None
    languages: list[Tongue]
    demo: bool


def _house() -> House:
    pack = current_pack()
    return House(
        pack=pack,
        languages=tongues(pack),
        demo=bool(getattr(settings, "SATUPINTU_DEMO", False)),
    )


def house(request: HttpRequest) -> dict[str, object]:
    """Context processor: adds `house`, worked out only when a template asks."""
    return {"house": SimpleLazyObject(_house)}
