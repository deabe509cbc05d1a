"""What the officers and the citizens of the demonstration do with a case: decide its
steps, and pay its bills."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings

from satupintu.cases import service as cases
from satupintu.catalogue import service as catalogue
from satupintu.demo.script import Script, Turn
from satupintu.kernel.actor import Actor
from satupintu.payments import service as payments, signing
from satupintu.people import service as people
from satupintu.web.pay import bank

DEMO_BANK = "demo"
# What is decided when all is well, by the kind of step; "pass" in all others.
GOOD = {"intake": "accept", "approval": "approve"}


def decide(script: Script, case_id: uuid.UUID, turn: Turn, at: datetime) -> None:
    """The step is decided by whoever of the demonstration holds its post."""
    version = cases.case_facts(case_id).published
    agency, role = version.post_of(turn.step)
    login = next(m.login for m in script.staff if f"{role}@{agency}" in m.posts)
    officer = actor_of(login)
    file = cases.open_case(ref=case_id, actor=officer, now=at)
    task = next(t for t in file.my_tasks if t.step == turn.step)
    step = version.definition.procedure[turn.step]
    cases.decide(
        case_id=case_id,
        decision=cases.Decision(
            step=turn.step,
            round=task.round,
            outcome=turn.outcome,
            reason=turn.reason,
            legal=turn.legal,
            checklist={item.name: "yes" for item in step.checklist},
            items=[cases.CorrectionItem(i.kind, i.name, i.reason) for i in turn.items],
        ),
        actor=officer,
        now=at,
    )


def pay(case_id: uuid.UUID, payer: Actor, at: datetime) -> bool:
    """Pay the open bills as the applicant's bank would, at `at`.

    Returns whether there was any. What follows from it is a background job.
    """
    secret = settings.PAYMENT_SECRETS[DEMO_BANK]
    bills = [bill for bill in payments.bills_of(case_id) if bill.status == "open"]
    for bill in bills:
        asked = bank.read(payments.show_qr(bill.id, payer, at).payload)
        for sent in bank.messages(asked, bank.Behaviour.PAY, secret, at):
            signature = signing.sign(sent.secret, sent.body, sent.signed_at)
            headers = {signing.HEADER: signature}
            payments.receive(DEMO_BANK, headers, sent.body, at)
    return bool(bills)


def actor_of(login: str) -> Actor:
    """Somebody of the demonstration. Raises LookupError."""
    address = people.parse_address(text=login, country=catalogue.pack().country)
    account = people.account_of(address)
    if account is None:
        raise LookupError(f"the demonstration has no account {login}")
    return people.actor_for(account)
