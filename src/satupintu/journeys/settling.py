"""What a visitor settles at a counter: bills to pay, a permit to take along.

An officer may show the bills of exactly the cases that the visitor at the own
counter came for, or filed there; and hands over permits of the own agency.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from satupintu.cases import service as cases
from satupintu.catalogue.published import Published
from satupintu.documents.service import StoredFile
from satupintu.journeys import assisted, letters
from satupintu.kernel.actor import Actor, Helper
from satupintu.kernel.errors import Conflict, NotAllowed
from satupintu.payments import service as payments
from satupintu.people import service as people
from satupintu.permits import service as permits
from satupintu.queueing import service as queueing

COUNTER = "counter"


class NotAtACounter(Conflict):
    """The officer is signed in at no counter, or serves nobody."""

    code = "not_at_a_counter"


class OnlineOnly(NotAllowed):
    """The service does not hand its permits over at counters."""

    code = "online_only"


@dataclass(frozen=True, slots=True)
class CaseAtCounter:
    """A case of the visitor, with the bills that are still to pay."""

    case: cases.CaseFacts
    open_bills: Sequence[payments.BillView]


def cases_at(*, actor: Actor, now: datetime) -> list[CaseAtCounter]:
    """The cases that the visitor at the officer's counter came for or filed here."""
    return [
        CaseAtCounter(case, [b for b in payments.bills_of(case.id) if b.is_open])
        for case in _cases(actor)
    ]


def show_bill(
    *, bill_id: uuid.UUID, actor: Actor, now: datetime
) -> payments.PaymentView:
    """The QR of a bill, for the visitor to scan from the officer's screen.

    Raises `BillNotFound` for a bill of anybody else, and what `show_qr` does.
    """
    bill, payer = _payable(bill_id, actor)
    return payments.show_qr(bill.id, payer, now)


def bill_at(*, bill_id: uuid.UUID, actor: Actor) -> payments.BillView:
    """What became of a bill that is shown at the officer's counter."""
    return _payable(bill_id, actor)[0]


def find_permit(*, code: str, actor: Actor, now: datetime) -> permits.HandoverView:
    """Whose permit a hand-over code opens; nothing is handed over yet."""
    _session(actor)
    return permits.find_handover(
        code=code, actor=actor, now=now, holder_id=_visitor(actor, now)
    )


def hand_over(*, code: str, actor: Actor, now: datetime) -> permits.HandoverView:
    """The officer has compared the identity and gives the permit to its holder.

    Raises what `permits.hand_over` does, and `OnlineOnly`.
    """
    session = _session(actor)
    holder = _visitor(actor, now)
    found = permits.find_handover(code=code, actor=actor, now=now, holder_id=holder)
    case = cases.case_facts(found.permit.case_id)
    _refuse_online_only(case)
    return permits.hand_over(
        code=code,
        actor=actor,
        agencies=_agencies(case),
        place=session.counter,
        now=now,
        holder_id=holder,
    )


def permit_document(*, permit_id: uuid.UUID, actor: Actor) -> tuple[StoredFile, bytes]:
    """The permit to print, for an officer of its agencies at a counter."""
    _session(actor)
    case = cases.case_facts(permits.get_permit(permit_id).case_id)
    return permits.document(actor=actor, permit_id=permit_id, agencies=_agencies(case))


def handed_at_counters(published: Published) -> bool:
    """Whether the service's permits may be fetched at a counter."""
    output = published.definition.output
    return output is not None and COUNTER in output.handover


def ask_for_permit(
    *, case_id: uuid.UUID, renew: bool, actor: Actor, now: datetime
) -> permits.HandoverView:
    """The holder wants to fetch the permit: the code to say at the counter.

    It also goes out as a letter. Raises `OnlineOnly`, and what
    `permits.ask_handover` does.
    """
    case = cases.case_facts(case_id)
    _refuse_online_only(case)
    permit = permits.permit_of(case_id)
    if permit is None:
        raise permits.NoSuchPermit(_("The permit is not ready yet. Look again soon."))
    ask = permits.renew_handover if renew else permits.ask_handover
    asked = ask(permit_id=permit.id, actor=actor, now=now)
    letters.handover(case, asked, now=now)
    return asked


def _cases(actor: Actor) -> list[cases.CaseFacts]:
    session = queueing.session_of(actor=actor)
    if session is None or session.current is None:
        return []
    stops = session.current.visit.stops
    linked = [stop.case_id for stop in stops if stop.case_id is not None]
    return [cases.case_facts(case_id) for case_id in dict.fromkeys(linked)]


def _payable(bill_id: uuid.UUID, actor: Actor) -> tuple[payments.BillView, Actor]:
    """The bill and its payer, helped by the officer."""
    session = _session(actor)
    bill = payments.bill(bill_id)
    case = next((c for c in _cases(actor) if c.id == bill.case_id), None)
    if case is None:
        raise payments.BillNotFound(
            _("This bill is not of the visitor at your counter.")
        )
    payer = people.actor_for(people.account(case.account_id))
    helper = Helper(id=actor.account_id, name=actor.name, place=session.counter)
    return bill, replace(payer, helper=helper)


def _visitor(actor: Actor, now: datetime) -> uuid.UUID | None:
    """The account of who stands at the counter, as far as it is known."""
    helped = assisted.helped_by(actor=actor, now=now)
    if helped is not None and helped.person_id:
        return helped.person_id
    session = queueing.session_of(actor=actor)
    if session is None or session.current is None:
        return None
    owners = [session.current.visit.account_id, *(c.account_id for c in _cases(actor))]
    return next((owner for owner in owners if owner), None)


def _session(actor: Actor) -> queueing.SessionView:
    session = queueing.session_of(actor=actor)
    if session is None:
        raise NotAtACounter(_("Sign in at a counter first."))
    return session


def _agencies(case: cases.CaseFacts) -> frozenset[str]:
    """Every agency that has a step in the case's procedure, and the service's own."""
    published = case.published
    steps = published.definition.procedure
    return frozenset(
        {published.definition.agency, *(published.post_of(s)[0] for s in steps)}
    )


def _refuse_online_only(case: cases.CaseFacts) -> None:
    if not handed_at_counters(case.published):
        raise OnlineOnly(
            _("This permit is only given online: its holder downloads it.")
        )
