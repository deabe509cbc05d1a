"""In which language a visitor reads: asked for, remembered, or chosen at the kiosk.

These pages have no language in their address, since a kiosk prints it and people
pass it on. They may be read in more languages than the rest of the site.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import get_language_from_request

from satupintu.catalogue.schema_mall import Mall

COOKIE = "satupintu_visit_language"
PATH = "/v/"
_LIFE = 400 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language of the mall: code, own name, label of its link."""

    code: str
    name: str
    label: str
    href: str
    current: bool


def languages_of(mall: Mall) -> list[str]:
    """What the mall's kiosks speak, as far as the product has these languages."""
    known = [code for code in mall.kiosk.languages if code in dict(settings.LANGUAGES)]
    return known or [settings.LANGUAGE_CODE]


def chosen(request: HttpRequest, mall: Mall, preset: str = "") -> str:
    """`?lang=`, else the cookie, else `preset` (the visit's), else the browser's."""
    offered = languages_of(mall)
    asked = (
        request.GET.get("lang", ""),
        request.COOKIES.get(COOKIE, ""),
        preset,
        get_language_from_request(request),
    )
    return next((code for code in asked if code in offered), offered[0])


def tongues(codes: Sequence[str], hrefs: Sequence[str]) -> list[Tongue]:
    """The links of the page's head, in the mall's order."""
    names = dict(settings.LANGUAGES)
    current = translation.get_language()
    found = []
    for code, href in zip(codes, hrefs, strict=True):
        name = str(names.get(code, code))
        label = code.upper() if name.isascii() else name
        found.append(Tongue(code, name, label, href, code == current))
    return found


def remember(
    request: HttpRequest, response: HttpResponse, language: str, path: str = PATH
) -> None:
    """Keep a choice that was made by `?lang=`, for the pages under `path` only."""
    if request.GET.get("lang") == language:
        response.set_cookie(
            COOKIE,
            language,
            max_age=_LIFE,
            path=path,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
