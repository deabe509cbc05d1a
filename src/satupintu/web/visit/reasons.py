"""Why a range moved: the forecast's codes as sentences."""

from __future__ import annotations

from django.utils.translation import gettext as _


def reason_in_words(code: str) -> str:
    """The sentence; '' for a code that needs none, or that we do not know."""
    sentences = {
        "fewer_counters": _("Fewer counters serve this line now. Your place is kept."),
        "more_counters": _("More counters serve this line now."),
        "break": _("A counter of this line is on a break. Your place is kept."),
        "slower": _("It takes longer than usual. Your place is kept."),
        "quicker": _("It goes quicker than usual."),
        "passed": _("Somebody with an appointment or priority came before you."),
        "left": _("Somebody before you left the line."),
        "pushed": _("You let others go first."),
        "down": _("The agency's system did not answer for a while."),
    }
    return sentences.get(code, "")
