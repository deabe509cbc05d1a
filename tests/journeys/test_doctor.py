"""A doctor's practice permit, from a misspelt search to a code checked offline."""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cast import as_sent

from satupintu.cases.models import Case

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADDRESS = "melati@contoh.example"


@pytest.mark.parametrize("language", ["id", "en"])
def test_from_the_search_to_the_permit(
    mall: Any, people: Any, soon: Callable[[int], str], language: str, tmp_path: Path
) -> None:
    melati = people("melati", language)
    _find_the_service(melati)
    _sign_in(melati)
    answers = as_sent(mall.answers(starts_on=soon(60)))
    _fill_in_and_leave(melati, answers)
    phone = _resume_elsewhere(people("melati", language), answers)
    number = _send_with_a_double_click(phone)
    _ask_for_a_correction(people("rini", language).sign_in_as_staff(), number)
    _answer_the_correction(phone, number)
    desk = people("rini", language).enter()
    _see_what_changed(desk, number)
    for who in ("joko", "tuti", "agus"):
        desk.hand_over(who).decide(number, "pass")
    desk.hand_over("ratna").decide(number, "approve")
    pdf, link = _download(phone, number, tmp_path)
    assert pdf.startswith(b"%PDF")
    _check_offline(people("budi", language), link)


def test_all_of_it_without_javascript(
    mall: Any, people: Any, soon: Callable[[int], str]
) -> None:
    """What a citizen does works on any browser; axe needs scripts, so it rests.

    In one language: the pages of the other are the same forms, met above.
    """
    melati = people("melati", java_script_enabled=False)
    melati.look = lambda: melati  # nothing can be measured without scripts
    _sign_in(melati, start="/apply/sip-dokter/")
    answers = as_sent(mall.answers(starts_on=soon(60)))
    _fill_in_and_leave(melati, answers)
    page = melati.page
    page.goto("/id/cases/")
    page.click("main a[href*='/drafts/']")
    _fill_in_the_rest(melati, answers)
    melati.upload("ktp", "str", "surat_praktik")
    page.click("button[name=go]")
    page.check("[name=sure]")
    page.click("form[action$='/send/'] button")
    assert "/receipt/" in page.url
    case = Case.objects.get()
    mall.ask(case, "intake", "question:address", "paper:ktp", at=case.submitted_at)
    page.goto(f"/id/cases/{case.number}/correct/")
    melati.upload("ktp")
    page.fill("[name=address]", "Jl. Baru No. 1")
    page.click("main form[method=post] button.btn")
    case.refresh_from_db()
    assert case.answers["address"] == "Jl. Baru No. 1"


def test_a_paper_given_once_is_only_ticked_the_second_time(
    mall: Any, people: Any, soon: Callable[[int], str], run_jobs: Any
) -> None:
    mall.file(starts_on=soon(60))
    run_jobs()
    draft = mall.draft(with_papers=False, starts_on=soon(60))
    melati = people("melati").enter().open(f"/drafts/{draft}/papers/")
    assert melati.page.locator("[name=use]:checked").count() == 3
    melati.press("button[name=go]")
    assert melati.path.endswith("/check/")


def _find_the_service(melati: Any) -> None:
    """The misspelling finds it, and its page tells everything before any login."""
    melati.open("/")
    melati.page.fill("main input[name=q]", "izin praktek dokter")
    with melati.page.expect_navigation():
        melati.page.press("main input[name=q]", "Enter")
    melati.look().press("main a[href$='/services/sip-dokter/']")
    assert melati.page.locator("svg").count()
    melati.page.click("main a[href*='/apply/sip-dokter/']")


def _sign_in(melati: Any, start: str = "") -> None:
    if start:
        melati.open(start)
    melati.look()
    melati.page.fill("[name=address]", ADDRESS)
    _main_button(melati)
    melati.look()
    melati.page.fill("[name=code]", melati.code(ADDRESS))
    _main_button(melati)
    assert melati.page.url.rstrip("/").endswith("/page/application"), melati.page.url


def _fill_in_and_leave(melati: Any, answers: dict[str, Any]) -> None:
    melati.look().fill(answers)
    _main_button(melati)
    melati.look()
    melati.page.fill("[name=full_name]", "dr. Melati Kusuma")
    melati.page.fill("[name=str_number]", "too short")
    _main_button(melati)
    melati.look()
    assert melati.page.input_value("[name=str_number]") == "too short"
    melati.page.click("button[name=later]")
    assert melati.page.url.endswith("/cases/")
    melati.look()


def _resume_elsewhere(phone: Any, answers: dict[str, Any]) -> Any:
    phone.enter().open("/cases/").press("main a[href*='/drafts/']")
    assert phone.path.endswith("/page/doctor/")
    assert phone.page.input_value("[name=str_number]") == "too short"
    _fill_in_the_rest(phone, answers)
    assert phone.path.endswith("/papers/")
    phone.look().upload("ktp", "str", "surat_praktik")
    return phone.press("button[name=go]")


def _fill_in_the_rest(person: Any, answers: dict[str, Any]) -> None:
    for _page in range(9):
        if "/page/" not in person.page.url:
            return
        person.look().fill(answers)
        _main_button(person)
    raise AssertionError(f"stuck at {person.page.url}")


def _send_with_a_double_click(phone: Any) -> str:
    assert phone.path.endswith("/check/")
    phone.page.check("[name=sure]")
    phone.page.dblclick("form[action$='/send/'] button")
    phone.page.wait_for_url("**/receipt/")
    phone.look()
    case = Case.objects.get()
    assert case.number in phone.page.inner_text("main")
    return str(case.number)


def _ask_for_a_correction(rini: Any, number: str) -> None:
    rini.open("/office/queue/")
    rini.press("form[action$='/next/'] button")
    assert number in rini.page.url
    rini.page.check("[name=outcome][value=return]")
    rini.save()
    for item in ("question:address", "paper:surat_praktik"):
        rini.page.check(f"[name=item][value='{item}']")
    rini.page.fill("[name=reason_question_address]", "Nomor rumahnya berbeda.")
    rini.save()
    assert rini.page.locator("[aria-invalid=true]").count() == 1
    rini.page.fill("[name=reason_paper_surat_praktik]", "Tanda tangan terpotong.")
    rini.save()
    assert rini.path.endswith("/office/queue/")


def _answer_the_correction(phone: Any, number: str) -> None:
    phone.open(f"/cases/{number}/")
    phone.press("main a[href$='/correct/']")
    phone.page.fill("[name=address]", "Jl. Contoh Raya No. 21, Karet")
    phone.upload("surat_praktik").save()
    assert phone.path.endswith(f"/cases/{number}/")


def _see_what_changed(rini: Any, number: str) -> None:
    rini.open(f"/office/cases/{number}/")
    assert rini.page.inner_text("del") == "Jl. Contoh Raya No. 12, Karet"
    assert "No. 21" in rini.page.inner_text("ins >> nth=0")
    rini.decide(number, "accept")


def _download(phone: Any, number: str, folder: Path) -> tuple[bytes, str]:
    """The permit as a file, and the link in its QR code."""
    from satupintu.permits import service as permits

    phone.open(f"/cases/{number}/")
    with phone.page.expect_download() as started:
        phone.page.click("main a[href$='/permit/']")
    file = folder / "permit.pdf"
    started.value.save_as(file)
    permit = permits.permit_of(Case.objects.get().pk)
    assert permit is not None
    return file.read_bytes(), f"{phone.server}/c#{permit.token}"


def _check_offline(stranger: Any, link: str) -> None:
    page, token = stranger.page, urllib.parse.urlsplit(link).fragment

    def verdict(code: str) -> str:
        page.goto("about:blank")
        page.goto(f"{link.partition('#')[0]}#{code}")
        page.wait_for_selector("#check[data-verdict]")
        said: str = page.get_attribute("#check", "data-verdict")
        return said

    assert verdict(token) == "in_force"
    stranger.look()
    page.wait_for_selector("#check[data-kept]")
    page.context.set_offline(True)
    assert verdict(token) == "signed"
    other = "B" if token[20] == "A" else "A"
    assert verdict(token[:20] + other + token[21:]) == "forged"


def _main_button(person: Any) -> None:
    person.page.click("main form[method=post] button.btn:not(.alt):not(.bad)")
    person.page.wait_for_load_state("load")
