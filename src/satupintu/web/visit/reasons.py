"""Why a range moved: the forecast's codes as sentences."""

from __future__ import annotations

from django.utils.translation import gettext as _


def reason_in_words(code: str) -> str:
    """The sentence; '' for a code that needs none, or that we do not know."""
    sentences = {
        "fewer_counters": _("One counter fewer serves this line now."),
        "more_counters": _("One counter more serves this line now."),
        "break": _("A counter of this line is on a break."),
        "slower": _("The visitors before you take longer than usual."),
        "quicker": _("The visitors before you are quicker than usual."),
        "passed": _("Somebody with an appointment or priority came before you."),
        "left": _("Somebody before you left the line."),
        "pushed": _("You let others go first."),
        "down": _("The agency's system did not answer for a while."),
    }
    return sentences.get(code, "")
