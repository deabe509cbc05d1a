"""In which language an officer is to be ready to speak."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language, gettext as _

from satupintu.catalogue import service as catalogue


def language_words(code: str) -> str:
    """`speaks Khmer`, in the active language; "" for the office's own language."""
    if not code or code == catalogue.pack().languages[0]:
        return ""
    try:
        name = Locale.parse(code).get_display_name(get_language() or "en")
    except (UnknownLocaleError, ValueError):
        name = None
    return _("speaks %(language)s") % {"language": name or code}
