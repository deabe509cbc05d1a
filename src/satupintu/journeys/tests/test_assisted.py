"""Filing together at a counter: who agrees to what, and until when."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest

from satupintu.cases import service as cases
from satupintu.journeys import assisted
from satupintu.kernel import journal
from satupintu.notifications import service as notifications
from satupintu.people import service as people
from satupintu.queueing import service as queueing

HALL = "rasuna-said"
MELATI = "melati@contoh.example"


class Desk:
    """Rini at counter 1 with a visitor, and the letters that people get."""

    def __init__(self, mall: Any, clock: Any, run_jobs: Any) -> None:
        self.mall, self.clock, self.run_jobs = mall, clock, run_jobs
        self.visit_now("first")

    def visit_now(self, key: str) -> None:
        """Somebody draws a number and is called; whoever was there is finished."""
        now = self.clock.now
        wanted = queueing.Wanted("izin-usaha", "sip-dokter")
        self.visit = queueing.open_visit(
            mall=HALL, wanted=[wanted], key=key, now=now, via="kiosk"
        )
        session = queueing.open_counter(
            mall=HALL,
            counter="loket1",
            queues=["izin-usaha"],
            actor=self.mall.rini,
            now=now,
        )
        served = queueing.call_next(
            session_id=session.id,
            key=f"call {key}",
            actor=self.mall.rini,
            now=now,
            finishing=session.current.stop.id if session.current else None,
        )
        assert served is not None
        self.session, self.stop = session, served.stop.id

    def letter(self) -> notifications.Letter:
        self.run_jobs()
        return notifications.mailbox()[0]

    def code(self) -> str:
        return str(re.findall(r"\b\d{6}\b", self.letter().body)[0])

    def token(self) -> str:
        return str(re.findall(r"/agree/([\w-]+)/", self.letter().body)[0])

    def ask(self, typed: str = MELATI) -> people.AssistanceView:
        return assisted.ask_for_help(
            stop_id=self.stop, typed=typed, actor=self.mall.rini, now=self.clock.now
        )

    def agree(self, code: str = "") -> people.AssistanceView:
        return assisted.agree_to_help(
            code=code or self.code(), actor=self.mall.rini, now=self.clock.now
        )

    def helped(self) -> people.AssistanceView | None:
        return assisted.helped_by(actor=self.mall.rini, now=self.clock.now)

    def draft(self) -> uuid.UUID:
        """Melati's draft, complete, as the two filled it in together."""
        draft_id: uuid.UUID = self.mall.draft(at=self.clock.now)
        person = assisted.applicant_of(actor=self.mall.rini, now=self.clock.now)
        cases.open_draft(draft_id=draft_id, actor=person, now=self.clock.now)
        return draft_id

    def ask_to_send(self, draft_id: uuid.UUID) -> None:
        assisted.ask_to_send(
            draft_id=draft_id, actor=self.mall.rini, now=self.clock.now
        )

    def send(self, draft_id: uuid.UUID, code: str = "") -> cases.Case:
        return assisted.send(
            draft_id=draft_id,
            code=code or self.code(),
            actor=self.mall.rini,
            now=self.clock.now,
        )


@pytest.fixture
def desk(mall: Any, at_now: Any, run_jobs: Any) -> Desk:
    return Desk(mall, at_now, run_jobs)


def test_the_code_of_the_visitor_opens_the_forms(desk: Desk, mall: Any) -> None:
    desk.ask()
    letter = desk.letter()
    assert (letter.address, "Rini" in letter.body) == (MELATI, True)
    with pytest.raises(people.NoAssistance):
        assisted.applicant_of(actor=mall.rini, now=mall.now)
    desk.agree()
    person = assisted.applicant_of(actor=mall.rini, now=mall.now)
    assert person.id == mall.melati.id
    assert person.helper is not None
    assert (person.helper.name, person.helper.place) == ("Rini", "loket1")


def test_a_wrong_code_opens_nothing_and_is_counted(desk: Desk, mall: Any) -> None:
    desk.ask()
    right = desk.code()
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for _again in range(5):
        with pytest.raises(people.CodeRefused):
            desk.agree(wrong)
    with pytest.raises(people.CodeRefused):
        desk.agree(right)


def test_somebody_new_gets_an_account_only_after_proving_the_address(
    desk: Desk, mall: Any
) -> None:
    address = "siti.baru@contoh.example"
    desk.ask(address)
    with pytest.raises(people.NoAssistance):
        assisted.introduce(name="Siti", identity="", actor=mall.rini, now=mall.now)
    assert desk.agree().person_id is None
    with pytest.raises(people.BadProfile):
        assisted.introduce(name=" ", identity="", actor=mall.rini, now=mall.now)
    found = assisted.introduce(
        name="Siti Baru", identity="3174014101900003", actor=mall.rini, now=mall.now
    )
    account = people.account_of(people.parse_address(text=address, country="ID"))
    assert account is not None
    assert (account.pk, account.name) == (found.person_id, "Siti Baru")


def test_a_staff_address_and_another_counters_visitor_are_refused(
    desk: Desk, mall: Any
) -> None:
    with pytest.raises(people.StaffAddress):
        desk.ask("agus@dpmptsp.contoh.example")
    with pytest.raises(assisted.NotAtYourCounter):
        assisted.ask_for_help(
            stop_id=desk.stop, typed=MELATI, actor=mall.agus, now=mall.now
        )
    with pytest.raises(people.BadAddress):
        desk.ask("melati")


def test_nothing_is_sent_without_the_second_consent(desk: Desk, mall: Any) -> None:
    desk.ask()
    desk.agree()
    draft_id = desk.draft()
    person = assisted.applicant_of(actor=mall.rini, now=mall.now)
    with pytest.raises(cases.ConsentMissing):
        desk.send(draft_id, "123456")
    with pytest.raises(cases.ConsentMissing):
        cases.submit_draft(draft_id=draft_id, actor=person, now=mall.now)
    assert not cases.cases_list(actor=mall.melati)


def test_what_is_agreed_to_is_sent_and_the_journal_names_both(
    desk: Desk, mall: Any
) -> None:
    desk.ask()
    desk.agree()
    draft_id = desk.draft()
    desk.ask_to_send(draft_id)
    case = desk.send(draft_id)
    assert (case.channel, case.account_id) == ("counter", mall.melati.id)
    entry = journal.entries(case.pk)[0]
    assert (entry.actor_id, entry.action) == (mall.melati.id, "case.submitted")
    assert entry.data["assisted_by"]["name"] == "Rini"
    assert journal.verify(case.pk) is None
    file = cases.open_case(ref=case.number, actor=mall.melati, now=mall.now)
    assert file.helped_by == "Rini"
    stop = queueing.visit(token=desk.visit.token, now=mall.now).stops[0]
    assert stop.case_id == case.pk


def test_a_change_after_the_consent_asks_again(desk: Desk, mall: Any) -> None:
    desk.ask()
    desk.agree()
    draft_id = desk.draft()
    desk.ask_to_send(draft_id)
    code = desk.code()
    mall.attach(draft_id, "ktp", at=mall.now)
    with pytest.raises(cases.ConsentMissing):
        desk.send(draft_id, code)
    desk.ask_to_send(draft_id)
    assert desk.send(draft_id).number


def test_the_visitor_may_agree_on_the_own_phone(desk: Desk, mall: Any) -> None:
    desk.ask()
    token = desk.token()
    shown = assisted.read_question(token=token, now=mall.now)
    assert (shown.question.assistance.helper_name, shown.counter) == ("Rini", "1")
    assisted.answer_question(token=token, agrees=True, now=mall.now)
    draft_id = desk.draft()
    desk.ask_to_send(draft_id)
    token = desk.token()
    asked = assisted.read_question(token=token, now=mall.now)
    assert asked.review is not None
    case = assisted.answer_question(token=token, agrees=True, now=mall.now)
    assert case is not None
    with pytest.raises(people.NoSuchQuestion):
        assisted.answer_question(token=token, agrees=True, now=mall.now)


def test_a_no_on_the_phone_ends_it_or_keeps_the_draft(desk: Desk, mall: Any) -> None:
    desk.ask()
    desk.agree()
    draft_id = desk.draft()
    desk.ask_to_send(draft_id)
    token, code = desk.token(), desk.code()
    assert assisted.answer_question(token=token, agrees=False, now=mall.now) is None
    with pytest.raises(cases.ConsentMissing):
        desk.send(draft_id, code)
    assert desk.helped() is not None
    desk.ask()
    assisted.answer_question(token=desk.token(), agrees=False, now=mall.now)
    assert desk.helped() is None


def test_it_ends_with_the_stop_and_after_an_hour(desk: Desk, mall: Any) -> None:
    desk.ask()
    desk.agree()
    draft_id = desk.draft()
    desk.ask_to_send(draft_id)
    token, code = desk.token(), desk.code()
    queueing.finish(
        session_id=desk.session.id,
        stop_id=desk.stop,
        key="done",
        actor=mall.rini,
        now=mall.now,
    )
    assert desk.helped() is None
    with pytest.raises(people.NoAssistance):
        desk.send(draft_id, code)
    with pytest.raises(people.NoSuchQuestion):
        assisted.answer_question(token=token, agrees=True, now=mall.now)
    # The draft is still hers, at home.
    draft = cases.open_draft(draft_id=draft_id, actor=mall.melati, now=mall.now)
    assert draft.facts["channel"] == "online"
    desk.visit_now("second")
    desk.ask()
    desk.agree()
    desk.clock.forward(minutes=61)
    assert desk.helped() is None


def test_the_next_visitor_is_not_taken_for_the_one_before(
    desk: Desk, mall: Any
) -> None:
    desk.ask()
    desk.agree()
    desk.visit_now("second")
    assert desk.helped() is None
    with pytest.raises(people.NoAssistance):
        assisted.applicant_of(actor=mall.rini, now=mall.now)
