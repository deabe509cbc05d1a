"""What a citizen can read before signing in, without a script."""

import gzip
import re
import uuid
from datetime import datetime
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.test import Client

from satupintu.catalogue import service as catalogue
from satupintu.insights import service as insights

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mall")]

PROSE = [
    "",
    "services/",
    "standards/",
    "help/",
    "about/",
    "about/data/",
    "accessibility/",
]
SERVICES = ["sip-dokter", "reklame", "penelitian"]
EVERY = PROSE + [
    f"services/{code}/{rest}" for code in SERVICES for rest in ("", "standard/", "fee/")
]


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_opens_for_everybody(client: Client, language: str) -> None:
    for path in EVERY:
        page = read(client, f"/{language}/{path}")
        assert f'<html lang="{language}">' in page, path
        assert page.count("<h1") == 1, path
        assert " – Satupintu</title>" in page, path


def test_needs_no_script_and_no_inline_style(client: Client) -> None:
    for path in EVERY:
        page = read(client, f"/en/{path}")
        assert "<script" not in page, path
        assert not re.search(r"\sstyle=|<style|\son\w+=", page), path


def test_links_lead_somewhere(client: Client) -> None:
    seen: set[str] = set()
    for path in EVERY:
        page = read(client, f"/en/{path}")
        seen.update(re.findall(r'href="(/[^"#?]*)', page))
    # A door may send a stranger to the sign-in, but never to nothing.
    pages = {link for link in seen if not link.startswith("/static/")}
    broken = {link for link in pages if client.get(link).status_code >= 400}
    assert not broken


def test_shows_the_cost_before_any_login(client: Client) -> None:
    assert "Gratis" in read(client, "/id/services/") or "Free" in read(
        client, "/id/services/"
    )
    page = read(client, "/en/services/reklame/")
    assert "By a formula" in page
    assert "Rp4,500,000" in page
    assert "Rp4.500.000" in read(client, "/id/services/reklame/")


def test_finds_a_service_by_a_common_misspelling(client: Client) -> None:
    page = read(client, "/id/services/?q=izin praktek dokter")
    assert "/id/services/sip-dokter/" in page


def test_says_what_a_misspelt_query_was_taken_for(client: Client) -> None:
    page = read(client, "/en/services/?q=advertisng")
    assert "/en/services/reklame/" in page
    assert "No service uses exactly the words" in page


def test_offers_the_whole_list_when_nothing_is_found(client: Client) -> None:
    page = read(client, "/en/services/?q=xyzzyqq")
    assert "No service found for" in page
    assert all(f"/en/services/{code}/" in page for code in SERVICES)


def test_escapes_what_was_searched_for(client: Client) -> None:
    page = read(client, "/en/services/?q=<script>alert(1)</script>")
    assert "<script>alert" not in page


def test_narrows_the_list_to_a_topic(client: Client) -> None:
    page = read(client, "/en/services/?topic=health")
    assert "/en/services/sip-dokter/" in page
    assert "/en/services/reklame/" not in page


def test_says_honestly_when_too_few_cases_tell_how_long_it_takes(
    client: Client,
) -> None:
    assert "Fewer than five applications" in read(client, "/en/services/sip-dokter/")


def test_shows_how_long_it_really_took(client: Client, now: datetime) -> None:
    _close_five("sip-dokter", now)
    page = read(client, "/en/services/sip-dokter/")
    assert "3 working days<small>last 5 applications" in page
    assert "Nine out of ten applications are finished within 4 working days" in page


def test_calls_services_most_used_only_when_enough_of_them_are_known(
    client: Client, now: datetime
) -> None:
    _close_five("reklame", now)
    page = read(client, "/en/")
    assert "Most used" not in page
    assert page.index("/services/reklame/") < page.index("/services/penelitian/")
    cache.clear()
    _close_five("penelitian", now)
    _close_five("sip-dokter", now)
    assert "Most used" in read(client, "/en/")


def _close_five(code: str, now: datetime) -> None:
    for days in (2.0, 3.0, 3.0, 3.0, 4.0):
        insights.record_closed(
            case_id=uuid.uuid4(),
            service_code=code,
            outcome="granted",
            legal_days=days,
            gross_days=days,
            closed_at=now,
        )


def test_marks_facts_that_nobody_has_verified(client: Client) -> None:
    assert "to be verified" in read(client, "/en/services/sip-dokter/")


def test_puts_the_condition_of_a_paper_in_words(client: Client) -> None:
    page = read(client, "/en/services/sip-dokter/")
    assert "Only if “What are you applying for” is “A renewal”." in page


def test_tells_that_silence_grants_the_permit(client: Client) -> None:
    assert "granted by law" in read(client, "/en/services/sip-dokter/")
    assert "granted by law" not in read(client, "/en/services/reklame/")


def test_draws_the_procedure_and_says_it_as_a_list(client: Client) -> None:
    page = read(client, "/en/services/sip-dokter/")
    assert '<svg xmlns="http://www.w3.org/2000/svg" class="wide"' in page
    assert "Read this as a list" in page
    assert "At the same time:" in page


def test_numbers_the_fourteen_components_of_the_standard(client: Client) -> None:
    page = read(client, "/en/services/reklame/standard/")
    inside = page.split('<ol class="std">')[1]
    assert len(re.findall(r"<li><div><h2>", inside)) == 14


def test_hands_out_the_procedure_for_other_tools(client: Client) -> None:
    answer = client.get("/en/services/reklame/procedure.bpmn")
    assert answer.status_code == 200
    version = catalogue.current("reklame").version
    assert f"reklame-v{version}.bpmn" in answer.headers["Content-Disposition"]
    assert b"definitions" in answer.content
    assert client.get("/en/services/reklame/procedure.svg").content.startswith(b"<svg")


def test_answers_an_unknown_service_with_a_page(client: Client) -> None:
    for rest in ["", "standard/", "fee/", "procedure.svg", "procedure.bpmn"]:
        answer = client.get(f"/en/services/no-such-thing/{rest}")
        assert answer.status_code == 404, rest
        assert "<h1>" in answer.content.decode(), rest


def test_keeps_the_page_when_the_language_changes(client: Client) -> None:
    page = read(client, "/en/services/?q=dokter")
    assert 'href="/id/services/?q=dokter"' in page


def test_a_first_visit_to_a_service_stays_below_50_kb(client: Client) -> None:
    style = Path(str(finders.find("satupintu/satupintu.css"))).read_bytes()
    icon = Path(str(finders.find("satupintu/door.svg"))).read_bytes()
    # The page itself is counted as it is; only static files are compressed.
    files = len(gzip.compress(style)) + len(icon)
    for code in SERVICES:
        for language in ("id", "en"):
            page = client.get(f"/{language}/services/{code}/").content
            assert b"khmer" not in page
            assert len(page) + files <= 50_000, (code, language)


def test_says_when_no_application_has_the_number(client: Client) -> None:
    answer = client.get("/en/track/?number=sp-2026-999999")
    assert answer.status_code == 404
    assert b"SP-2026-999999" in answer.content
