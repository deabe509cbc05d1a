"""Why a window is closed, as its box says it and as one sentence below all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from satupintu.courier.service import Shut

# What the short words say already.
PLAIN = ("passed", "nobody", "off")


@dataclass(frozen=True, slots=True)
class Closed:
    """`short` stands in the window; `long`, if it says more, once on the page.

    `rule` is that of `Shut`.
    """

    rule: str
    short: str
    long: str


def closed(shut: Shut, *, is_keeper: bool) -> Closed:
    """What is lacking is named to the person who needs it, and to nobody else."""
    if shut.rule == "skill" and shut.lacks and is_keeper:
        what = {"skill": ", ".join(shut.lacks)}
        return Closed(
            rule=shut.rule,
            short=_("no officer: %(skill)s") % what,
            long=_("Officers work then, but none who was taught this: %(skill)s.")
            % what,
        )
    short = {
        "passed": _("too late"),
        "nobody": _("no officer yet"),
        "off": _("nobody works"),
        "skill": _("no officer for you"),
        "far": _("not in time"),
    }.get(shut.rule, _("full"))
    return Closed(shut.rule, short, "" if shut.rule in PLAIN else shut.sentence)


def reasons_in(found: Sequence[Closed]) -> list[Closed]:
    """Those that have more to say, each once."""
    return [each for each in dict.fromkeys(found) if each.long]
