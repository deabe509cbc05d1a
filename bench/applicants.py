"""Applicants with keys and stored papers, and the applications that they file.

The applications are those of the pack's demonstration, with every paper that
their answers ask for. Needs Django set up on the database to measure.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody whose system files for them: the key, and bodies to send."""

    name: str
    key: str
    bodies: list[dict[str, Any]]


def open_applicants(
    services: list[str], *, count: int, now: datetime
) -> list[dict[str, Any]]:
    """Open `count` accounts with keys and papers; as JSON for another process."""
    from satupintu.api.keys import make_key
    from satupintu.kernel import tenancy
    from satupintu.kernel.models import Tenant
    from satupintu.people import service as people

    made: list[dict[str, Any]] = []
    with tenancy.scope(Tenant.objects.get()):
        for number in range(count):
            address = people.parse_address(
                text=f"bench-{number}@contoh.example", country="id"
            )
            account = people.sign_up(
                address=address,
                name=f"Pemohon {number}",
                identity="3174015407909002",
                language="id",
                now=now,
            )
            key = make_key(account=account, name="bench", now=now)
            actor = people.actor_for(account)
            bodies = [_body(service, actor, now) for service in services]
            made.append(asdict(Applicant(account.name, key, bodies)))
    return made


def _body(service: str, actor: Any, now: datetime) -> dict[str, Any]:
    from satupintu.cases import service as cases
    from satupintu.catalogue import form, service as catalogue
    from satupintu.demo.papers import paper_file
    from satupintu.demo.script import read_script

    script = read_script()
    if script is None:
        raise RuntimeError("the pack has no demonstration to take answers from")
    published = catalogue.current(service)
    given = script.applications[service]
    answers = {name: _value(value, now) for name, value in given.items()}
    raw = {name: _raw(value) for name, value in answers.items()}
    read = cases.read_answers(published, raw, channel="online", now=now)
    facts = form.make_facts(
        published,
        read,
        channel="online",
        on_behalf=False,
        today=catalogue.local(published.pack, now).date(),
    )
    papers = {
        asked.paper.paper: paper_file(asked.type, actor, now)
        for asked in form.papers(published, facts)
        if asked.required
    }
    return {"service": service, "answers": answers, "papers": papers}


def _value(value: object, now: datetime) -> Any:
    if isinstance(value, str) and value.startswith("today+"):
        days = int(value.removeprefix("today+"))
        return (now + timedelta(days=days)).date().isoformat()
    return value


def _raw(value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, list):
        return [str(item) for item in value]
    return [str(value)]
