"""A second thing that only the citizen knows, before a promise is given up.

The address of a visit is forwarded, printed and photographed. It shows the visit, but
to cancel or move it one is signed in as who is visited, or says how the phone number
ends that was given for the visit (without one: the name).
"""

from __future__ import annotations

from django.core.cache import cache
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from satupintu.courier.service import HomeVisitView
from satupintu.kernel import tenancy
from satupintu.kernel.errors import Invalid, Refused
from satupintu.web.requests import Request

DIGITS = 4
MOST_TRIES = 5
SECONDS = 3600
PHONE, NAME = "phone", "name"


class NotProven(Invalid):
    """The number or name is not the one of the visit."""

    code = "home_visit_not_proven"


class TooManyGuesses(Refused):
    """It was tried too often."""

    code = "home_visit_too_many_guesses"
    status = 429

    def __init__(self) -> None:
        super().__init__(
            _(
                "That was not right several times. Try again in an hour, sign in, or "
                "call us."
            )
        )


def asked_for(request: Request, visit: HomeVisitView) -> str:
    """What is asked to change this visit: phone, name, or "" for nothing.

    Of those who are signed in, `courier` lets only whom it concerns.
    """
    if request.actor is not None:
        return ""
    return PHONE if visit.phone else NAME


def refuse_unproven(request: Request, visit: HomeVisitView) -> None:
    """Raises `NotProven`, `TooManyGuesses` unless the form says what is asked for."""
    what = asked_for(request, visit)
    if not what:
        return
    tries = f"home-proof:{tenancy.current_id()}:{visit.id}"
    cache.add(tries, 0, SECONDS)
    if cache.incr(tries) > MOST_TRIES:
        raise TooManyGuesses
    typed, right = _plain(request.POST.get("proof", "")[:300]), _plain(visit.name)
    if what == PHONE:
        digits = "".join(each for each in typed if each.isdecimal())
        typed, right = digits[-DIGITS:], visit.phone[-DIGITS:]
    if not constant_time_compare(typed, right):
        sentence = (
            _("These are not the last 4 digits of the phone number of this visit.")
            if what == PHONE
            else _("This is not the name that was given for this visit.")
        )
        raise NotProven(sentence, fields={"proof": sentence})
    cache.delete(tries)


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()
