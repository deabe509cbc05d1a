"""The officer's desk over the pages: queue, case, decision, correction, move."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from satupintu.cases import service as cases

NEXT = "/en/office/queue/next/"
QUEUE = "/en/office/queue/"


@pytest.fixture
def rini(mall: Any, at_now: Any) -> Any:
    return mall.client("rini")


def test_the_queue_shows_the_own_work_and_filters_it(mall: Any, rini: Any) -> None:
    doctor, advert = mall.file(), mall.file("reklame")
    done = mall.file()
    mall.decide(done, "intake")
    page = _visit(rini, QUEUE)
    assert _of(doctor) in page.links
    assert _of(advert) in page.links
    assert _of(done) not in page.links
    only = _visit(rini, f"{QUEUE}?service=reklame")
    assert _of(advert) in only.links
    assert _of(doctor) not in only.links
    for show in ("overdue", "soon", "mine", "nonsense"):
        assert _visit(rini, f"{QUEUE}?show={show}").status == 200
    assert _of(doctor) not in _visit(rini, f"{QUEUE}?show=mine").links
    assert _of(done) in _visit(mall.client("joko"), QUEUE).links


def test_a_long_queue_goes_on_on_the_next_page(mall: Any, rini: Any) -> None:
    filed = [mall.file(at=mall.now + timedelta(minutes=n)) for n in range(27)]
    first = _visit(rini, QUEUE)
    after = next(href for href in first.links if "after=" in href)
    second = _visit(rini, f"{QUEUE}{after}")
    shown = [
        {case.number for case in filed if _of(case) in page.links}
        for page in (first, second)
    ]
    assert [len(numbers) for numbers in shown] == [25, 2]
    assert not shown[0] & shown[1]


@pytest.mark.parametrize(
    "query", ["after=nonsense", "after=2026-11-24~x", "q=%00", "q=%25%25%25", "q=ab"]
)
def test_strange_addresses_still_show_the_queue(
    mall: Any, rini: Any, query: str
) -> None:
    mall.file()
    assert rini.get(f"{QUEUE}?{query}").status_code in (200, 400)


def test_search_finds_the_own_cases_by_number_or_name(mall: Any, rini: Any) -> None:
    case = mall.file()
    mall.decide(case, "intake")
    for words in (case.number, "melati"):
        assert _of(case) in _visit(rini, f"{QUEUE}?q={words}").links
    page = _visit(mall.client("yudi"), f"{QUEUE}?q=melati")
    assert _of(case) not in page.links


def test_taking_the_next_opens_the_most_urgent_free_case(mall: Any, rini: Any) -> None:
    first = mall.file()
    second = mall.file(at=mall.now + timedelta(hours=1))
    assert rini.post(NEXT)["Location"] == _of(first)
    assert mall.client("wati").post(NEXT)["Location"] == _of(second)
    assert mall.client("joko").post(NEXT)["Location"] == QUEUE


def test_a_decision_is_saved_and_leads_back_to_the_queue(mall: Any, rini: Any) -> None:
    case = mall.file()
    page = _visit(rini, _of(case)).send("outcome", outcome="accept")
    assert page.path == QUEUE
    assert mall.open_steps(case) == {"place", "identity", "profession"}


def test_errors_stand_beside_what_is_missing_and_keep_the_rest(
    mall: Any, at_now: Any
) -> None:
    case = mall.file()
    mall.decide(case, "intake")
    page = _visit(mall.client("joko"), _of(case))
    page = page.send(
        "outcome", outcome="object", reason="kurang", check_letter_matches="no"
    )
    assert page.status == 422
    form = page.form("outcome")
    assert form.values["outcome"] == ["object"]
    assert form.values["reason"] == ["kurang"]
    assert form.values["check_letter_matches"] == ["no"]
    links = {href for href in page.links if href.startswith("#f-")}
    assert {"#f-reason", "#f-check_hours_free"} <= links
    assert {href[1:] for href in links} <= page.ids


def test_a_decision_without_a_choice_gets_a_sentence(mall: Any, rini: Any) -> None:
    case = mall.file()
    page = _visit(rini, _of(case)).send("outcome")
    assert page.status == 422
    assert "#f-outcome" in page.links


def test_the_second_officer_is_told_who_decided_first(mall: Any, rini: Any) -> None:
    case = mall.file()
    page = _visit(rini, _of(case))
    mall.decide(case, "intake", by="wati")
    page = page.send("outcome", outcome="accept")
    assert page.status == 422
    assert "Wati" in page.text


def test_the_page_asks_what_to_correct_and_keeps_the_ticks(
    mall: Any, rini: Any
) -> None:
    case = mall.file()
    page = _visit(rini, _of(case)).send("outcome", outcome="return")
    assert page.path == f"{_of(case)}return/intake/"
    ticks = ["question:address", "paper:ktp"]
    page = page.send(
        "item", item=ticks, reason_question_address="Nomor rumahnya salah."
    )
    assert page.status == 422
    form = page.form("item")
    assert form.values["item"] == ticks
    assert form.values["reason_question_address"] == ["Nomor rumahnya salah."]
    assert page.wrong == {"reason_paper_ktp"}
    page = page.send("item", reason_paper_ktp="Tidak terbaca.")
    assert page.path == QUEUE
    case.refresh_from_db()
    assert case.status == "correction"
    (correction,) = case.corrections.all()
    assert [item["name"] for item in correction.items] == ["address", "ktp"]


def test_nothing_ticked_gets_a_sentence(mall: Any, rini: Any) -> None:
    case = mall.file()
    page = _visit(rini, f"{_of(case)}return/intake/").send("item")
    assert page.status == 422
    assert "#f-items" in page.links
    assert "f-items" in page.ids


@pytest.mark.parametrize("step", ["", "-", "a b", "../x", "nonsense", "place"])
def test_a_strange_step_leads_back_to_the_case(mall: Any, rini: Any, step: str) -> None:
    case = mall.file()
    answer = rini.post(_of(case), {"outcome": "return", "step": step}, follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0] == _of(case)


def test_a_corrected_case_shows_before_and_after(mall: Any, rini: Any) -> None:
    case = mall.file()
    mall.ask(case, "intake", "question:address")
    mall.answer(case, address="Jl. Baru 1")
    page = _visit(rini, _of(case))
    assert "<del>Jl. Contoh Raya No. 12, Karet</del>" in page.html
    assert "<ins>Jl. Baru 1</ins>" in page.html


def test_a_role_sees_its_pages_and_papers_only(mall: Any, at_now: Any) -> None:
    case = mall.file()
    mall.decide(case, "intake")
    tuti = mall.client("tuti")
    page = _visit(tuti, _of(case))
    assert "3174015407909002" in page.text
    assert "Jl. Contoh Raya" not in page.html
    assert tuti.get(f"{_of(case)}papers/ktp/").status_code == 200
    assert tuti.get(f"{_of(case)}papers/str/").status_code == 404
    assert tuti.get(f"{_of(case)}papers/str/preview/1.png").status_code == 404
    form = _visit(tuti, f"{_of(case)}return/identity/")
    assert "question:address" not in form.html


def test_a_paper_is_shown_as_a_picture(mall: Any, rini: Any) -> None:
    case = mall.file()
    page = _visit(rini, _of(case))
    assert f"{_of(case)}papers/ktp/preview/1.png" in page.html
    answer = rini.get(f"{_of(case)}papers/ktp/preview/1.png")
    assert answer["Content-Type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    for wrong in (0, 2, 99999999):
        answer = rini.get(f"{_of(case)}papers/ktp/preview/{wrong}.png")
        assert answer.status_code == 404


def test_who_checked_it_cannot_approve_it_and_is_told_why(
    mall: Any, at_now: Any
) -> None:
    case = mall.file()
    mall.decide(case, "intake", by="wati")
    mall.pass_reviews(case)
    page = _visit(mall.client("wati"), _of(case))
    assert "four eyes" in page.text
    with pytest.raises(AssertionError):
        page.form("outcome")
    answer = mall.client("wati").post(
        _of(case), {"step": "approval", "round": "1", "outcome": "approve"}
    )
    assert answer.status_code == 422
    case.refresh_from_db()
    assert case.status == "open"


def test_the_approver_sends_back_to_a_step(mall: Any, at_now: Any) -> None:
    case = mall.file()
    mall.decide(case, "intake")
    mall.pass_reviews(case)
    page = _visit(mall.client("ratna"), _of(case))
    page = page.send("outcome", outcome="send_back", reason="Periksa tempatnya lagi.")
    assert page.status == 422
    page = page.send("outcome", send_back_to="place")
    assert page.path == QUEUE
    assert mall.open_steps(case) == {"place"}


def test_a_manager_moves_a_case_to_a_newer_version(
    mall: Any, at_now: Any, tmp_path: Path
) -> None:
    case = mall.file()
    putri = mall.client("putri")
    assert _visit(putri, f"{_of(case)}move/").path == _of(case)
    mall.republish(tmp_path, "sip-dokter", ("minutes: 15\n", "minutes: 20\n"))
    page = _visit(putri, _of(case))
    page = _visit(putri, page.link("/move/"))
    assert page.status == 200
    assert putri.post(f"{_of(case)}move/")["Location"] == _of(case)
    assert mall.client("rini").get(f"{_of(case)}move/").status_code == 403
    # Only who may move it is shown the way.
    file = cases.open_case(ref=case.number, actor=mall.putri, now=mall.now)
    assert file.published.version == 3


def test_only_a_manager_is_offered_the_move(
    mall: Any, rini: Any, tmp_path: Path
) -> None:
    case = mall.file()
    mall.republish(tmp_path, "sip-dokter", ("minutes: 15\n", "minutes: 20\n"))
    assert not [h for h in _visit(rini, _of(case)).links if h.endswith("/move/")]


def test_citizens_are_kept_out_and_strangers_sign_in(
    mall: Any, client: Any, at_now: Any
) -> None:
    case = mall.file()
    for place in (QUEUE, _of(case), f"{_of(case)}return/intake/"):
        assert client.get(place)["Location"].startswith("/en/staff/sign-in/")
        assert mall.client("melati").get(place).status_code == 403


def test_a_password_alone_opens_nothing(mall: Any, at_now: Any) -> None:
    """Without the second factor a session is nobody's."""
    from satupintu.web.middleware import FACTOR_AT

    client = mall.client("rini")
    session = client.session
    del session[FACTOR_AT]
    session.save()
    assert client.get(QUEUE).status_code == 302


def _visit(client: Any, url: str) -> Any:
    from tests.pages import visit

    return visit(client, url)


def _of(case: Any) -> str:
    return f"/en/office/cases/{case.number}/"
