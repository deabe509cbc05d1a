"""A caller is helped on the phone: the operator asks for a home visit in their name.

As at a counter, the caller agrees first: a code goes to their own phone by SMS, and
they read it out. What the operator then does is done by the caller with a helper, so
the journal names both. One caller at a time; a new call ends the one before.

A call is in the real world: `now` is the real moment here, not that of the road.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _, gettext_lazy

from satupintu.catalogue import service as catalogue
from satupintu.journeys.writing import (
    in_words_of_holder,
    refuse_unreachable,
    send_code,
)
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import NotAllowed
from satupintu.kernel.ids import uuid7
from satupintu.people import service as people

PHONE = "phone"
HOME = "home"


class NotAnOperator(NotAllowed):
    """Only the phone operators of the agency that rides book for callers."""

    code = "not_an_operator"

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy(
                "Your post does not cover bookings for callers. If it should, ask "
                "your agency's manager to add the post of phone operator."
            )
        )


class NoCall(NotAllowed):
    """The operator is on the phone with nobody."""

    code = "no_call"

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy(
                "The call has ended, or its hour is over. Start again with the "
                "caller's number."
            )
        )


def is_operator(actor: Actor) -> bool:
    """Whether the actor books home visits for callers. Raises `NoHomeVisits`."""
    rules = catalogue.home_visits()
    return actor.is_staff and actor.holds(rules.agency, rules.operator)


def begin_call(*, typed: str, actor: Actor, now: datetime) -> people.AssistanceView:
    """Send the caller a code. Raises `NotAnOperator`, `BadAddress`, `StaffAddress`,
    `TooManyCodes`, and `Invalid` where no message can be sent."""
    _refuse_others(actor)
    address = people.parse_address(text=typed, country=catalogue.pack().country)
    refuse_unreachable(address)
    question = people.begin_assistance(
        address=address,
        helper=actor,
        mall="",
        counter=PHONE,
        stop_id=uuid7(),
        now=now,
    )
    _send_code(question, now)
    return question.assistance


def agree(*, code: str, actor: Actor, now: datetime) -> people.AssistanceView:
    """The caller has read the code out. Raises `NoCall`, `CodeRefused`."""
    call = _call(actor, now)
    if not call.is_proved:
        people.answer_with_code(assistance=call, code=code, now=now)
    return _call(actor, now)


def introduce(
    *, name: str, language: str, actor: Actor, now: datetime
) -> people.AssistanceView:
    """A caller without an account says the name. Raises `BadProfile`."""
    return people.introduce(
        assistance=_call(actor, now),
        name=name,
        identity="",
        language=language if language in dict(settings.LANGUAGES) else "",
        now=now,
    )


def call_of(*, actor: Actor, now: datetime) -> people.AssistanceView | None:
    """The call that the operator is in; None for everybody else."""
    if not actor.is_staff:
        return None
    found = people.assistance_of(helper=actor, now=now)
    return found if found and found.counter == PHONE and not found.mall else None


def caller_in(call: people.AssistanceView | None, *, actor: Actor) -> Actor | None:
    """The caller acting with the operator, once the caller has agreed."""
    if call is None or call.person_id is None or not is_operator(actor):
        return None
    person = call.person
    assert person.helper is not None  # noqa: S101 - an assistance has a helper
    # What is begun here is filed at the door.
    return replace(person, helper=replace(person.helper, channel=HOME))


def end_call(*, actor: Actor, now: datetime) -> None:
    """The operator hangs up; again is harmless."""
    call = call_of(actor=actor, now=now)
    if call is not None:
        people.end_assistance(assistance=call, why="done", now=now)


def _call(actor: Actor, now: datetime) -> people.AssistanceView:
    _refuse_others(actor)
    call = call_of(actor=actor, now=now)
    if call is None:
        raise NoCall
    return call


def _refuse_others(actor: Actor) -> None:
    if not is_operator(actor):
        raise NotAnOperator


def _send_code(question: people.Question, now: datetime) -> None:
    with in_words_of_holder(question.address):
        body = _(
            "%(code)s is your code for %(name)s, on the phone with %(officer)s. Read "
            "it to the operator only if you are calling us yourself (%(phone)s). It "
            "works once and for 10 minutes."
        )
        rules = catalogue.home_visits()
        words = {
            "code": question.code,
            "name": catalogue.text(rules.name),
            "officer": question.assistance.helper_name,
            "phone": rules.phone,
        }
        send_code(question, _("Your code for the phone"), body % words, now=now)
