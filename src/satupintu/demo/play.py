"""Playing the demonstration's cases through the real doors, in the past."""

import itertools
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings

from satupintu.cases import service as cases
from satupintu.catalogue import form, service as catalogue
from satupintu.catalogue.published import Published
from satupintu.demo.papers import paper_file
from satupintu.demo.script import Answer, Script, Story, Turn
from satupintu.kernel import jobs
from satupintu.kernel.actor import Actor
from satupintu.kernel.spans import Span
from satupintu.payments import service as payments, signing
from satupintu.people import service as people
from satupintu.web.pay import bank

DEMO_BANK = "demo"


def play(script: Script, now: datetime) -> None:
    """Play every story that is not in the database yet."""
    for number, story in enumerate([*_history(script), *script.cases]):
        _play(script, story, f"demo-{number}", now)


def _history(script: Script) -> list[Story]:
    """Closed cases, one every few working days, oldest first."""
    stories = []
    names = itertools.cycle(script.citizens)
    for service, lengths in script.history.items():
        published = catalogue.current(service)
        for place, days in enumerate(lengths):
            course = _straight_course(published, script.applications[service], days)
            stories.append(
                Story(
                    service=service,
                    citizen=next(names),
                    sent=f"{12 + 3 * (len(lengths) - place)} wd",
                    course=course,
                )
            )
    return stories


def _straight_course(
    published: Published, answers: Mapping[str, Answer], days: float
) -> list[Turn]:
    """Every step passed in turn, so that the decision comes after `days`."""
    outcomes = {"intake": "accept", "approval": "approve"}
    steps = published.definition.procedure
    human = [
        name
        for name in published.order
        if steps[name].by and not _is_optional(published, name, answers)
    ]
    return [
        Turn(
            step=name,
            outcome=outcomes.get(steps[name].kind.value, "pass"),
            after="1 wh" if name == human[0] else f"{days / (len(human) - 1):.2f} wd",
        )
        for name in human
    ]


def _is_optional(
    published: Published, step: str, answers: Mapping[str, Answer]
) -> bool:
    facts = form.make_facts(
        published,
        {k: v for k, v in answers.items() if not str(v).startswith("today+")},
        channel="online",
        on_behalf=False,
        today=published.published_at.date(),
    )
    return not published.step_applies(step, facts)


def _play(script: Script, story: Story, key: str, now: datetime) -> None:
    published = catalogue.current(story.service)
    calendar = published.calendar
    citizen = _actor(script.citizens[story.citizen].login)
    if any(case.key == key for case in cases.cases_list(actor=citizen)):
        return
    at = calendar.subtract(now, Span.parse(story.sent))
    answers = {**script.applications[story.service], **story.answers}
    raw = {name: as_typed(value, at) for name, value in answers.items()}
    case = cases.submit_application(
        service_code=story.service,
        raw=raw,
        papers=_papers(published, raw, citizen, at),
        key=key,
        actor=citizen,
        now=at,
    )
    jobs.run_due()
    for turn in story.course:
        at = calendar.add(at, Span.parse(turn.after))
        if at >= now:
            break
        _decide(script, case, turn, citizen, at)
        jobs.run_due()
    if story.expire:
        cases.sweep(now=now)
        jobs.run_due()


def _decide(
    script: Script, case: cases.Case, turn: Turn, citizen: Actor, at: datetime
) -> None:
    published = catalogue.version(case.version_id)
    if published.definition.procedure[turn.step].kind == "approval":
        _pay(case, citizen, at)
    agency, role = published.post_of(turn.step)
    login = next(m.login for m in script.staff if f"{role}@{agency}" in m.posts)
    officer = _actor(login)
    file = cases.open_case(ref=case.pk, actor=officer, now=at)
    task = next(t for t in file.my_tasks if t.step == turn.step)
    step = published.definition.procedure[turn.step]
    cases.decide(
        case_id=case.pk,
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


def _pay(case: cases.Case, payer: Actor, at: datetime) -> None:
    """Pay an open bill as the applicant's bank would, shortly before `at`."""
    for bill in payments.bills_of(case.pk):
        if bill.status != "open":
            continue
        moment = at - timedelta(minutes=20)
        shown = payments.show_qr(bill.id, payer, moment)
        secret = settings.PAYMENT_SECRETS[DEMO_BANK]
        asked = bank.read(shown.payload)
        for sent in bank.messages(asked, bank.Behaviour.PAY, secret, moment):
            signature = signing.sign(sent.secret, sent.body, sent.signed_at)
            headers = {signing.HEADER: signature}
            payments.receive(DEMO_BANK, headers, sent.body, moment)
        jobs.run_due()


def _papers(
    published: Published, raw: Mapping[str, list[str]], citizen: Actor, at: datetime
) -> dict[str, str]:
    """A made-up file for every paper that this application needs."""
    answers = cases.read_answers(published, raw, channel="online", now=at)
    facts = form.make_facts(
        published,
        answers,
        channel="online",
        on_behalf=False,
        today=catalogue.local(published.pack, at).date(),
    )
    return {
        asked.paper.paper: paper_file(asked.type, citizen, at)
        for asked in form.papers(published, facts)
        if asked.required
    }


def _actor(login: str) -> Actor:
    address = people.parse_address(text=login, country=catalogue.pack().country)
    account = people.account_of(address)
    if account is None:
        raise LookupError(f"the demonstration has no account {login}")
    return people.actor_for(account)


def as_typed(value: Answer, at: datetime) -> list[str]:
    """The answer as a browser sends it; `today+30` counts from `at`."""
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, list):
        return [str(item) for item in value]
    text = str(value)
    if text.startswith("today+"):
        return [
            (at + timedelta(days=int(text.removeprefix("today+")))).date().isoformat()
        ]
    return [text]
