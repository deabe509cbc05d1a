"""Texts that a pack gives in several languages: language code -> text."""

from collections.abc import Mapping

from django.utils.functional import lazy
from django.utils.translation import get_language, gettext as of_catalogue


def text(value: Mapping[str, str], language: str | None = None) -> str:
    """The text in `language` (else the active one), else in the first language.

    Packs list their own language first, so that a missing translation shows
    the authoritative wording. An empty mapping gives an empty string.
    """
    for code in _wanted(language or get_language() or ""):
        if value.get(code):
            return value[code]
    return next((shown for shown in value.values() if shown), "")


# The same, in the language that is active when it is shown.
lazy_text = lazy(text, str)


def _wanted(language: str) -> tuple[str, ...]:
    """`en-gb` may be served by `en`."""
    base = language.partition("-")[0]
    return (language, base) if base != language else (language,)


def retold(plain: str, params: Mapping[str, object] | None = None) -> str:
    """A sentence that was kept before it was translated (`SatupintuError.plain`), in
    the active language; what is not one of our sentences stays as it is."""
    said = of_catalogue(plain) if plain else ""
    return said % params if params else said
