"""Advertising cases brought to their payment, with a QR shown for each bill.

Everything through the product's own services, in this process, before anything is
killed: what is measured is whether the payments of these bills survive.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

SERVICE = "reklame"
BANK = "demo"


def open_bills(bodies: list[dict[str, Any]], *, now: datetime) -> list[str]:
    """File each application and let officers pass it; the QR payloads to pay."""
    from satupintu.kernel import jobs, tenancy
    from satupintu.kernel.models import Tenant
    from satupintu.payments import service as payments

    with tenancy.scope(Tenant.objects.get()):
        filed = [(_file(body, now), body["actor"]) for body in bodies]
        jobs.run_due()
        officers = list(_officers())
        for case_id, _payer in filed:
            _pass(case_id, officers, now)
        jobs.run_due(10_000)
        return [
            payments.show_qr(bill.id, payer, now).payload
            for case_id, payer in filed
            for bill in payments.bills_of(case_id)
        ]


def callback(payload: str, *, now: datetime) -> tuple[bytes, str]:
    """What the bank says once it is paid: the body and its transaction."""
    import json

    from django.conf import settings

    from satupintu.web.pay import bank

    secret = settings.PAYMENT_SECRETS[BANK]
    sent = bank.messages(bank.read(payload), bank.Behaviour.PAY, secret, now)[0]
    return sent.body, json.loads(sent.body)["transaction"]


def signature(body: bytes, *, now: datetime) -> dict[str, str]:
    """The header of a callback that is sent now."""
    from django.conf import settings

    from satupintu.payments import signing

    return {signing.HEADER: signing.sign(settings.PAYMENT_SECRETS[BANK], body, now)}


def _file(body: dict[str, Any], now: datetime) -> Any:
    from satupintu.cases import service as cases

    raw = {name: _raw(value) for name, value in body["answers"].items()}
    case = cases.submit_application(
        service_code=SERVICE,
        raw=raw,
        papers=body["papers"],
        key=body["key"],
        actor=body["actor"],
        now=now,
    )
    return case.pk


def _pass(case_id: Any, officers: list[Any], now: datetime) -> None:
    """Let officers decide until nobody but the applicant's bank has to act."""
    from satupintu.cases import service as cases
    from satupintu.kernel.errors import NotFound

    moved = True
    while moved:
        moved = False
        for officer in officers:
            try:
                file = cases.open_case(ref=case_id, actor=officer, now=now)
            except NotFound:
                continue
            for task in file.my_tasks:
                step = file.published.definition.procedure[task.step]
                decision = cases.Decision(
                    step=task.step,
                    round=task.round,
                    outcome="accept" if step.kind == "intake" else "pass",
                    checklist={item.name: "yes" for item in step.checklist},
                )
                cases.decide(case_id=case_id, decision=decision, actor=officer, now=now)
                moved = True


def _officers() -> Iterator[Any]:
    from satupintu.demo.script import read_script
    from satupintu.people import service as people

    script = read_script()
    for member in script.staff if script else []:
        account = people.account_of(
            people.parse_address(text=member.login, country="id")
        )
        if account is not None and "head_of_unit" not in str(member.posts):
            yield people.actor_for(account)


def _raw(value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, list):
        return [str(item) for item in value]
    return [str(value)]
