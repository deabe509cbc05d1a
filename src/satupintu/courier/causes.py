"""Why a plan or a shift was changed: what people typed, and words of our own.

People read it in other languages than it was written in: our own words are kept as
they stand in the code, and are said in the language of whoever reads. A cause may have
a name before it, "AJ-01: ill". What people typed stays as it is.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop

from satupintu.kernel.localized import retold

LONGEST = 300
_SIGN = ": "
_BACK = gettext_noop("Back to before: %(reason)s")
_OWN = (
    gettext_noop("a better plan"),
    gettext_noop("ill"),
    gettext_noop("away"),
    gettext_noop("rain"),
)


def kept(reason: str) -> str:
    """A reason to store: a word of our own in the active language becomes plain."""
    names, sign, words = reason.strip().rpartition(_SIGN)
    plain = next((own for own in _OWN if words in (own, retold(own))), words)
    return f"{names}{sign}{plain}"[:LONGEST]


def back_from(reason: str) -> str:
    """The reason to undo what was done for a stored reason."""
    return (_BACK % {"reason": reason})[:LONGEST]


def said(reason: str) -> str:
    """A stored reason in the active language."""
    start = _BACK.partition("%")[0]
    if reason.startswith(start):
        return retold(_BACK, {"reason": said(reason.removeprefix(start))})
    names, sign, words = reason.rpartition(_SIGN)
    return f"{names}{sign}{retold(words) if words in _OWN else words}"
