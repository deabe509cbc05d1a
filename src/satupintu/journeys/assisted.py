"""Filing at a counter: an officer fills in the forms together with a visitor.

The visitor agrees twice, each time with a code sent to the own phone or e-mail, or
by a tap on the page that the letter leads to: that this officer helps, and that
exactly this application is sent. Between the two the officer works on the same
pages as a citizen does, as long as the visitor's stop is at the officer's counter.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from satupintu.cases import service as cases
from satupintu.catalogue import service as catalogue
from satupintu.journeys.writing import (
    in_words_of_holder,
    link,
    refuse_unreachable,
    send_code,
)
from satupintu.kernel import live
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Conflict
from satupintu.kernel.localized import text
from satupintu.people import service as people
from satupintu.queueing import service as queueing

SEND = "send"


class NotAtYourCounter(Conflict):
    """The visitor of the page is no longer at the officer's counter."""

    code = "not_at_your_counter"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a visitor is asked on the own phone; `review` if it is about sending."""

    question: people.QuestionView
    counter: str
    review: cases.Review | None


def ask_for_help(
    *, stop_id: uuid.UUID, typed: str, actor: Actor, now: datetime
) -> people.AssistanceView:
    """Ask the visitor whether this officer may fill in the forms; sends a code.

    Raises `NotAtYourCounter`, `BadAddress`, `StaffAddress`, `TooManyCodes`.
    """
    session = _session_at(stop_id, actor)
    address = people.parse_address(text=typed, country=catalogue.pack().country)
    refuse_unreachable(address)
    question = people.begin_assistance(
        address=address,
        helper=actor,
        mall=session.mall,
        counter=session.counter,
        stop_id=stop_id,
        now=now,
    )
    body = _(
        "%(code)s is your code for filing with the officer %(officer)s at counter "
        "%(counter)s. Tell it to nobody else. It works once and for 10 minutes.\n\n"
        "Or agree here: %(link)s\n\nIf you are not at this counter now, do nothing."
    )
    _write(question, _("Filing at the counter"), body, now)
    return question.assistance


def agree_to_help(*, code: str, actor: Actor, now: datetime) -> people.AssistanceView:
    """The visitor has said the code. Raises `NoAssistance`, `CodeRefused`."""
    assistance = _helped(actor, now)
    if not assistance.is_proved:
        people.answer_with_code(assistance=assistance, code=code, now=now)
    return _helped(actor, now)


def introduce(
    *, name: str, identity: str, actor: Actor, now: datetime
) -> people.AssistanceView:
    """A visitor without an account gives name and identity number."""
    return people.introduce(
        assistance=_helped(actor, now),
        name=name,
        identity=identity,
        language=translation.get_language() or settings.LANGUAGE_CODE,
        now=now,
    )


def helped_by(*, actor: Actor, now: datetime) -> people.AssistanceView | None:
    """Whom this officer helps now, agreed or asked; None once the stop has ended."""
    assistance = people.assistance_of(helper=actor, now=now)
    if assistance is None:
        return None
    session = queueing.session_of(actor=actor)
    serving = session.current if session else None
    if serving is None or serving.stop.id != assistance.stop_id:
        return None
    return assistance


def applicant_of(*, actor: Actor, now: datetime) -> Actor:
    """The citizen for whom this officer may open the forms. Raises `NoAssistance`."""
    return _helped(actor, now).person


def ask_to_send(
    *, draft_id: uuid.UUID, actor: Actor, now: datetime
) -> people.AssistanceView:
    """Ask the visitor whether this draft may be sent as it is now; sends a code."""
    assistance = _helped(actor, now)
    person = assistance.person
    review = cases.review_draft(draft_id=draft_id, actor=person, now=now)
    if review.problems:
        raise cases.Incomplete(review.problems)
    question = people.ask_to_send(
        assistance=assistance,
        draft_id=draft_id,
        seal=cases.seal_of(draft_id=draft_id, actor=person),
        now=now,
    )
    body = _(
        "%(code)s is your code for sending “%(title)s” with the officer %(officer)s "
        "at counter %(counter)s. It works once and for 10 minutes.\n\nRead what is "
        "sent and agree here: %(link)s\n\nIf you do not want it sent, do nothing."
    )
    title = review.draft.published.definition.title
    _write(question, _("May we send it?"), body, now, title=title)
    return assistance


def waits_for_consent(
    *, draft_id: uuid.UUID, actor: Actor, now: datetime
) -> people.QuestionView | None:
    """The open question whether this draft may be sent, if there is one."""
    question = people.question_of(assistance=_helped(actor, now))
    if question is None or question.what != SEND or question.draft_id != draft_id:
        return None
    return question


def send(*, draft_id: uuid.UUID, code: str, actor: Actor, now: datetime) -> cases.Case:
    """The visitor has said the second code: send it, and note it at the stop.

    Raises what `cases.submit_draft` does, `CodeRefused`, and `ConsentMissing` when
    nobody was asked about this draft.
    """
    assistance = _helped(actor, now)
    waiting = waits_for_consent(draft_id=draft_id, actor=actor, now=now)
    if waiting is None:
        raise cases.ConsentMissing(
            _("Ask for the applicant's agreement first. Nothing was sent.")
        )
    agreed = people.answer_with_code(assistance=assistance, code=code, now=now)
    return _submit(agreed, now)


def read_question(*, token: str, now: datetime) -> Asked:
    """What the page behind the letter's link asks. Raises `NoSuchQuestion`."""
    question = people.question_for(token=token, now=now)
    _refuse_gone(question.assistance)
    review = None
    if question.what == SEND and question.draft_id:
        person = question.assistance.person
        review = cases.review_draft(draft_id=question.draft_id, actor=person, now=now)
    return Asked(question, _label(question.assistance), review)


def answer_question(*, token: str, agrees: bool, now: datetime) -> cases.Case | None:
    """The visitor taps yes or no; yes to sending sends. Raises `NoSuchQuestion`."""
    _refuse_gone(people.question_for(token=token, now=now).assistance)
    question = people.answer_on_phone(token=token, agrees=agrees, now=now)
    live.changed(f"hall:{question.assistance.mall}")
    if not agrees or question.what != SEND:
        return None
    return _submit(question, now)


def end_help(*, actor: Actor, why: str, now: datetime) -> None:
    """The officer stops helping; nobody being helped is harmless."""
    assistance = people.assistance_of(helper=actor, now=now)
    if assistance is not None:
        people.end_assistance(assistance=assistance, why=why, now=now)


def end_if_gone(*, actor: Actor, why: str, now: datetime) -> None:
    """End the help whose visitor is no longer at this officer's counter."""
    if people.is_helping(helper=actor, now=now) and not helped_by(actor=actor, now=now):
        end_help(actor=actor, why=why, now=now)


def _submit(agreed: people.QuestionView, now: datetime) -> cases.Case:
    assert agreed.draft_id is not None  # noqa: S101 - a question about sending has one
    case = cases.submit_draft(
        draft_id=agreed.draft_id,
        actor=agreed.assistance.person,
        seal=agreed.seal,
        now=now,
    )
    queueing.link_case(stop_id=agreed.assistance.stop_id, case_id=case.pk)
    return case


def _helped(actor: Actor, now: datetime) -> people.AssistanceView:
    assistance = helped_by(actor=actor, now=now) if actor.is_staff else None
    if assistance is None:
        raise people.NoAssistance
    return assistance


def _session_at(stop_id: uuid.UUID, actor: Actor) -> queueing.SessionView:
    session = queueing.session_of(actor=actor)
    if session is None or session.current is None or session.current.stop.id != stop_id:
        raise NotAtYourCounter(
            _("This visitor is not at your counter any more. Look again.")
        )
    return session


def _refuse_gone(assistance: people.AssistanceView) -> None:
    """A link of a visitor who has left the counter leads nowhere."""
    helper = people.actor_for(people.account(assistance.helper_id))
    session = queueing.session_of(actor=helper)
    serving = session.current if session else None
    if serving is None or serving.stop.id != assistance.stop_id:
        raise people.NoSuchQuestion


def _label(assistance: people.AssistanceView) -> str:
    """What stands on the counter's sign."""
    return catalogue.mall(assistance.mall).counter(assistance.counter).label


def _write(
    question: people.Question,
    subject: Promise,
    body: Promise,
    now: datetime,
    title: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """The letter with code and link, in the language of whoever reads there."""
    with in_words_of_holder(question.address):
        words = {
            "code": question.code,
            "officer": question.assistance.helper_name,
            "counter": _label(question.assistance),
            "link": link(f"agree/{question.token}/"),
            "title": text(title),
        }
        send_code(question, str(subject), str(body) % words, now=now)
