"""The mall as tests use it: its people as actors, and short ways through its doors.

Imports of Django models are inside: this file is read before Django is set up.
"""

from __future__ import annotations

import io
import shutil
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.test import Client

    from satupintu.cases.service import Case
    from satupintu.kernel.actor import Actor
    from satupintu.kernel.models import Tenant
    from satupintu.people.service import Account

JAKARTA = Path(__file__).resolve().parents[1] / "packs" / "jakarta"
PASSWORD = "kopi-pagi-di-teras-42"

CITIZENS = {
    "melati": ("melati@contoh.example", "dr. Melati Kusuma", "3174015407909002"),
    "budi": ("+6281208860002", "Budi Santoso", "3174011407909001"),
}
STAFF: Mapping[str, Sequence[tuple[str, str]]] = {
    "rini": [("dpmptsp", "front_office")],
    "agus": [("dpmptsp", "verifier")],
    "joko": [("dinkes", "reviewer")],
    "tuti": [("dukcapil", "reviewer")],
    "ratna": [("dpmptsp", "head_of_unit")],
    "lina": [("bapenda", "reviewer")],
    "bayu": [("dcktrp", "technical_team")],
    "yudi": [("kesbangpol", "reviewer")],
    "hadi": [("dpmptsp", "cashier")],
    "putri": [("dpmptsp", "designer"), ("dpmptsp", "manager")],
    "dewi": [("dpmptsp", "designer")],
    "wati": [
        ("dpmptsp", "front_office"),
        ("dpmptsp", "verifier"),
        ("dpmptsp", "head_of_unit"),
    ],
}
# Who does a step when a test does not say otherwise.
WORK = {
    "intake": "rini",
    "place": "joko",
    "identity": "tuti",
    "profession": "agus",
    "papers": "agus",
    "verification": "agus",
    "inspection": "bayu",
    "tax": "lina",
    "public_order": "yudi",
    "approval": "ratna",
}
_OUTCOMES = {"intake": "accept", "approval": "approve"}


@cache
def pdf(mark: str = "") -> bytes:
    """A small PDF of one page; another `mark` makes other bytes."""
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    writer.add_metadata({"/Title": mark or "paper"})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@cache
def examples(service: str) -> list[dict[str, Any]]:
    """The answers of a service's example cases, as the pack gives them."""
    from ruamel.yaml import YAML

    path = JAKARTA / "services" / f"{service}.yaml"
    with path.open(encoding="utf-8") as file:
        return [e["given"] for e in YAML(typ="safe").load(file)["examples"]]


def as_sent(answers: Mapping[str, Any]) -> dict[str, list[str]]:
    """Answers as a browser sends them."""
    words = {True: "yes", False: "no"}
    return {
        name: [str(item) for item in value]
        if isinstance(value, list)
        else [words[value] if isinstance(value, bool) else str(value)]
        for name, value in answers.items()
    }


@dataclass
class Mall:
    """The published mall, its people, and short ways through its doors."""

    tenant: Tenant
    now: datetime
    _actors: dict[str, Actor] = field(default_factory=dict)

    def account(self, name: str) -> Account:
        from satupintu.people import service as people

        login = CITIZENS[name][0] if name in CITIZENS else login_of(name)
        found = people.account_of(people.parse_address(text=login, country="ID"))
        assert found is not None, name
        return found

    def __getattr__(self, name: str) -> Actor:
        """`mall.melati`: the person as an actor."""
        if name.startswith("_") or (name not in CITIZENS and name not in STAFF):
            raise AttributeError(name)
        if name not in self._actors:
            from satupintu.people import service as people

            self._actors[name] = people.actor_for(self.account(name))
        return self._actors[name]

    def answers(self, service: str = "sip-dokter", **more: Any) -> dict[str, Any]:
        """A complete set of answers; None takes one out."""
        merged = examples(service)[0] | more
        return {name: value for name, value in merged.items() if value is not None}

    def store(self, who: str, mark: str = "") -> str:
        """The id of a small PDF that this citizen stored."""
        from satupintu.documents import service as documents

        stored = documents.store(
            owner_id=self.account(who).pk,
            name=f"{mark or 'paper'}.pdf",
            data=pdf(mark),
            types=("pdf",),
            max_mb=1,
            now=self.now,
        )
        return str(stored.id)

    def papers(
        self, service: str, answers: Mapping[str, Any], who: str, at: datetime
    ) -> dict[str, str]:
        """A file for each paper that these answers require."""
        from satupintu.cases import service as cases
        from satupintu.catalogue import form, service as catalogue

        published = catalogue.current(service)
        stored = cases.read_answers(
            published, as_sent(answers), channel="online", now=at
        )
        facts = form.make_facts(
            published,
            stored,
            channel="online",
            on_behalf=False,
            today=catalogue.local(published.pack, at).date(),
        )
        return {
            asked.paper.paper: self.store(who, asked.paper.paper)
            for asked in form.papers(published, facts)
            if asked.required
        }

    def file(
        self,
        service: str = "sip-dokter",
        *,
        who: str = "melati",
        at: datetime | None = None,
        key: str = "",
        **answers: Any,
    ) -> Case:
        """A case with all its papers, filed as another system would."""
        from satupintu.cases import service as cases
        from satupintu.kernel.ids import uuid7

        at = at or self.now
        given = self.answers(service, **answers)
        return cases.submit_application(
            service_code=service,
            raw=as_sent(given),
            papers=self.papers(service, given, who, at),
            key=key or str(uuid7()),
            actor=getattr(self, who),
            now=at,
        )

    def draft(
        self,
        service: str = "sip-dokter",
        *,
        who: str = "melati",
        at: datetime | None = None,
        with_papers: bool = True,
        **answers: Any,
    ) -> Any:
        """The id of a draft that is filled in page by page and ready to send."""
        from satupintu.cases import service as cases

        at, actor = at or self.now, getattr(self, who)
        draft_id = cases.start_draft(service_code=service, actor=actor, now=at)
        sent = as_sent(self.answers(service, **answers))
        view = cases.open_draft(draft_id=draft_id, actor=actor, now=at)
        for page in view.pages:
            cases.save_page(
                draft_id=draft_id, page_name=page.name, raw=sent, actor=actor, now=at
            )
        if with_papers:
            view = cases.open_draft(draft_id=draft_id, actor=actor, now=at)
            for paper in view.papers:
                if paper.asked.required:
                    self.attach(draft_id, paper.name, who=who, at=at)
        return draft_id

    def attach(
        self,
        draft_id: Any,
        paper: str,
        *,
        who: str = "melati",
        at: datetime | None = None,
    ) -> None:
        from satupintu.cases import service as cases

        cases.attach_paper(
            draft_id=draft_id,
            paper=paper,
            upload=cases.Upload(f"{paper}.pdf", pdf(paper)),
            actor=getattr(self, who),
            now=at or self.now,
        )

    def decide(
        self,
        case: Case,
        step: str,
        outcome: str = "",
        *,
        by: str = "",
        at: datetime | None = None,
        **more: Any,
    ) -> Case:
        """Decide a step as the officer who usually does it, all in order."""
        from satupintu.cases import service as cases
        from satupintu.catalogue import service as catalogue

        procedure = catalogue.version(case.version_id).definition.procedure
        given: dict[str, Any] = {
            "round": self.round_of(case, step),
            "checklist": {i.name: "yes" for i in procedure[step].checklist},
        }
        return cases.decide(
            case_id=case.pk,
            decision=cases.Decision(
                step=step,
                outcome=outcome or _OUTCOMES.get(step, "pass"),
                **(given | more),
            ),
            actor=getattr(self, by or WORK[step]),
            now=at or self.now,
        )

    def ask(
        self,
        case: Case,
        step: str,
        *names: str,
        at: datetime | None = None,
        reason: str = "Tidak cocok dengan surat.",
        by: str = "",
    ) -> Case:
        """Return the case: `question:address`, `paper:ktp`."""
        from satupintu.cases import service as cases

        items = [
            cases.CorrectionItem(
                "question" if kind == "question" else "paper", item, reason
            )
            for kind, _sign, item in (name.partition(":") for name in names)
        ]
        return self.decide(case, step, "return", items=items, at=at, by=by)

    def answer(
        self,
        case: Case,
        *papers: str,
        who: str = "melati",
        at: datetime | None = None,
        **answers: Any,
    ) -> Case:
        """Answer every correction that waits."""
        from satupintu.cases import service as cases

        return cases.answer_correction(
            case_id=case.pk,
            raw=as_sent(answers),
            uploads={p: cases.Upload(f"{p}.pdf", pdf(f"new {p}")) for p in papers},
            actor=getattr(self, who),
            now=at or self.now,
        )

    def pay(self, case: Case, at: datetime, behaviour: str = "pay") -> None:
        """Pay the case's bill as a bank does: read the QR, call back signed."""
        from django.conf import settings

        from satupintu.payments import service as payments, signing
        from satupintu.web.pay import bank

        (bill,) = payments.bills_of(case.pk)
        shown = payments.show_qr(bill.id, self.melati, at)
        secret = settings.PAYMENT_SECRETS["demo"]
        asked, way = bank.read(shown.payload), bank.Behaviour(behaviour)
        for sent in bank.messages(asked, way, secret, at):
            signature = signing.sign(sent.secret, sent.body, sent.signed_at)
            payments.receive("demo", {signing.HEADER: signature}, sent.body, at)

    def republish(self, folder: Path, service: str, *edits: tuple[str, str]) -> None:
        """Publish a next version of a service, changed by replacing texts."""
        from satupintu.catalogue import service as catalogue

        pack = folder / "jakarta"
        shutil.copytree(JAKARTA, pack, dirs_exist_ok=True)
        path = pack / "services" / f"{service}.yaml"
        text = path.read_text()
        for old, new in (("version: 2\n", "version: 3\n"), *edits):
            assert old in text, old
            text = text.replace(old, new)
        path.write_text(text)
        catalogue.publish(pack, self.now)

    def task(self, case: Case, step: str) -> Any:
        """The latest round of a step; None if it was never opened."""
        return case.tasks.filter(step=step).order_by("-round").first()

    def round_of(self, case: Case, step: str) -> int:
        task = self.task(case, step)
        return task.round if task else 1

    def open_steps(self, case: Case) -> set[str]:
        return set(case.tasks.filter(state="ready").values_list("step", flat=True))

    def pass_reviews(self, case: Case, *steps: str, at: datetime | None = None) -> None:
        for step in steps or ("place", "identity", "profession"):
            self.decide(case, step, at=at)

    def client(self, who: str, client: Client | None = None) -> Client:
        """A browser in which this person is signed in, second factor included."""
        from django.test import Client
        from django.utils import timezone

        from satupintu.web.middleware import FACTOR_AT, SIGNED_IN_AT

        client = client or Client()
        client.force_login(
            self.account(who), backend="satupintu.people.backends.PeopleBackend"
        )
        session = client.session
        session[SIGNED_IN_AT] = session[FACTOR_AT] = timezone.now().isoformat()
        session.save()
        return client

    def at_once(self, act: Callable[[int], Any], times: int = 4) -> list[Any]:
        """Do it in several threads that start together; what each of them got."""
        from django.db import connection

        from satupintu.kernel import tenancy

        start = threading.Barrier(times)
        found: list[Any] = []

        def work(n: int) -> None:
            try:
                with tenancy.scope(self.tenant):
                    start.wait()
                    found.append(act(n))
            except Exception as error:
                found.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=work, args=(n,)) for n in range(times)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        errors = [each for each in found if isinstance(each, Exception)]
        assert not errors, errors
        return found


def login_of(name: str) -> str:
    """A member of staff's e-mail address."""
    return f"{name}@{STAFF[name][0][0]}.contoh.example"
