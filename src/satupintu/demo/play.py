"""Playing the demonstration's cases through the real doors, in the past."""

import itertools
from collections.abc import Mapping
from datetime import datetime, timedelta

from satupintu.cases import service as cases
from satupintu.catalogue import form, service as catalogue
from satupintu.catalogue.published import Published
from satupintu.demo.deciding import GOOD, actor_of, decide, pay
from satupintu.demo.papers import paper_file
from satupintu.demo.script import Answer, Script, Story, Turn
from satupintu.kernel import jobs
from satupintu.kernel.actor import Actor
from satupintu.kernel.spans import Span

# Bills are paid so long before the decision.
BEFORE = timedelta(minutes=20)


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
    steps = published.definition.procedure
    human = [
        name
        for name in published.order
        if steps[name].by and not _is_optional(published, name, answers)
    ]
    return [
        Turn(
            step=name,
            outcome=GOOD.get(steps[name].kind.value, "pass"),
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
    citizen = actor_of(script.citizens[story.citizen].login)
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
    is_last = published.definition.procedure[turn.step].kind == "approval"
    if is_last and pay(case.pk, citizen, at - BEFORE):
        jobs.run_due()
    decide(script, case.pk, turn, at)


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
