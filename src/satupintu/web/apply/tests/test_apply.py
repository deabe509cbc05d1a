"""Applying over the pages, as a browser without JavaScript does it."""

from __future__ import annotations

import io
from typing import Any

import pytest

from satupintu.cases.models import Case, Draft


@pytest.fixture
def melati(mall: Any, at_now: Any) -> Any:
    return mall.client("melati")


def test_a_person_who_is_not_signed_in_is_asked_to_and_comes_back(
    mall: Any, client: Any
) -> None:
    answer = client.get("/en/apply/sip-dokter/")
    assert answer.status_code == 302
    assert answer["Location"] == "/en/sign-in/?next=%2Fen%2Fapply%2Fsip-dokter%2F"
    assert not Draft.objects.exists()


def test_starting_twice_goes_on_with_the_same_draft(mall: Any, melati: Any) -> None:
    first = _visit(melati, "/en/apply/sip-dokter/")
    again = _visit(melati, "/en/apply/sip-dokter/")
    assert first.path == again.path
    assert first.path.endswith("/page/application/")
    assert Draft.objects.count() == 1


def test_the_whole_way_from_the_start_to_the_receipt(mall: Any, melati: Any) -> None:
    page = _visit(melati, "/en/apply/sip-dokter/")
    answers = _flat(mall.answers())
    for name in ("application", "doctor", "place", "schedule"):
        assert page.path.endswith(f"/page/{name}/")
        page = _fill(page, answers)
        if page.path.endswith(f"/page/{name}/"):  # questions that follow
            page = _fill(page, answers)
    assert page.path.endswith("/papers/")
    page = page.send("go", button=("go", "1"), files=_files("ktp", "str"))
    assert page.status == 422
    assert page.wrong == {"surat_praktik"}
    page = page.send("go", button=("go", "1"), files=_files("surat_praktik"))
    assert page.path.endswith("/check/")
    page = page.send("sure")
    assert page.status == 422
    assert page.wrong == {"sure"}
    page = page.send("sure", sure="1")
    assert page.path == "/en/cases/SP-2026-000001/receipt/"
    assert "SP-2026-000001" in page.text
    case = Case.objects.get()
    assert case.answers["city"] == "south"
    assert set(case.papers) == {"ktp", "str", "surat_praktik"}


def test_what_is_known_is_filled_in_already(mall: Any, melati: Any) -> None:
    draft = _draft(melati)
    values = _visit(melati, f"{draft}page/doctor/").form("_shown").values
    assert values["full_name"] == ["dr. Melati Kusuma"]
    assert values["nik"] == ["3174015407909002"]


def test_a_page_with_errors_keeps_what_was_typed_and_marks_it(
    mall: Any, melati: Any
) -> None:
    draft = _draft(melati)
    page = _fill(
        _visit(melati, f"{draft}page/doctor/"),
        _flat(mall.answers()) | {"str_number": "short", "email": "melati at home"},
    )
    assert page.status == 422
    assert page.wrong == {"str_number", "email"}
    assert "#f-str_number" in page.links
    values = page.form("_shown").values
    assert values["str_number"] == ["short"]
    assert values["email"] == ["melati at home"]
    # It is still there on another day.
    values = _visit(melati, f"{draft}page/doctor/").form("_shown").values
    assert values["str_number"] == ["short"]


def test_questions_that_follow_appear_after_saving(mall: Any, melati: Any) -> None:
    draft = _draft(melati)
    page = _visit(melati, f"{draft}page/place/")
    assert "facility_name" not in page.form("_shown").names
    page = _fill(page, _flat(mall.answers()))
    assert (page.status, page.wrong) == (200, set())
    assert "facility_name" in page.form("_shown").names
    page = _fill(page, {"facility_name": ""})
    assert page.status == 422
    assert page.wrong == {"facility_name"}
    page = _fill(page, {"facility_type": "own_practice"})
    assert "premises" in page.form("_shown").names


def test_one_may_leave_and_go_on_on_another_device(mall: Any, melati: Any) -> None:
    draft = _draft(melati)
    page = _visit(melati, f"{draft}page/application/")
    page = page.send(
        "_shown", button=("later", "1"), purpose="new", practice_order="first"
    )
    assert page.path == "/en/cases/"
    other = mall.client("melati")
    page = _visit(other, page.link(draft.removeprefix("/en")))
    # What was left unfinished comes first, with what was typed.
    page = _visit(other, f"{draft}page/application/")
    assert page.form("_shown").values["purpose"] == ["new"]
    page = _fill(page, {})
    assert page.path.endswith("/page/doctor/")


def test_half_a_page_is_kept_when_one_goes_on_later(mall: Any, melati: Any) -> None:
    draft = _draft(melati)
    page = _visit(melati, f"{draft}page/schedule/")
    page.send(
        "_shown",
        button=("later", "1"),
        starts_on_day="31",
        starts_on_month="2",
        starts_on_year="2027",
        opens="8",
    )
    values = _visit(melati, f"{draft}page/schedule/").form("_shown").values
    assert values["starts_on_day"] == ["31"]
    assert values["starts_on_month"] == ["2"]
    assert values["opens"] == ["8"]


def test_papers_can_be_taken_out_and_replaced(mall: Any, melati: Any) -> None:
    draft = _draft(melati)
    page = _visit(melati, f"{draft}papers/")
    page = page.send("go", files=_files("ktp"))
    assert f"{draft}papers/ktp/" in page.links
    stored = melati.get(f"{draft}papers/ktp/")
    assert b"".join(stored.streaming_content if stored.streaming else [stored.content])
    page = page.send("go", button=("remove", "ktp"))
    assert f"{draft}papers/ktp/" not in page.links
    assert "ktp" in page.form("go").files


def test_a_file_that_is_none_gets_a_sentence_and_the_good_one_stays(
    mall: Any, melati: Any
) -> None:
    draft = _draft(melati)
    page = _visit(melati, f"{draft}papers/")
    bad = _files("str") | {"ktp": _file("ktp.pdf", b"<html>not a pdf")}
    page = page.send("go", button=("go", "1"), files=bad)
    assert page.status == 422
    assert page.wrong == {"ktp", "surat_praktik"}
    assert f"{draft}papers/str/" in page.links


def test_an_empty_file_gets_a_sentence(mall: Any, melati: Any) -> None:
    page = _visit(melati, f"{_draft(melati)}papers/")
    page = page.send("go", files={"ktp": _file("ktp.pdf", b"")})
    assert page.status == 422


def test_a_paper_given_before_is_offered_and_used(
    mall: Any, melati: Any, run_jobs: Any
) -> None:
    mall.file()
    run_jobs()
    page = _visit(melati, f"{_draft(melati)}papers/")
    assert page.form("go").values["use"] == ["ktp", "str", "surat_praktik"]
    page = page.send("go", button=("go", "1"))
    assert page.path.endswith("/check/")


def test_the_check_page_leads_to_every_field_that_is_missing(
    mall: Any, melati: Any
) -> None:
    draft = mall.draft(with_papers=False, postcode="99999")
    page = _visit(melati, f"/en/drafts/{draft}/check/")
    for target in (
        f"/en/drafts/{draft}/page/place/#f-postcode",
        f"/en/drafts/{draft}/papers/#f-ktp",
    ):
        assert target in page.links
        address, _hash, place = target.partition("#")
        assert place in _visit(melati, address).ids
    with pytest.raises(AssertionError):
        page.form("sure")


def test_sending_twice_shows_the_same_receipt(mall: Any, melati: Any) -> None:
    draft = mall.draft()
    page = _visit(melati, f"/en/drafts/{draft}/check/")
    first = page.send("sure", sure="1")
    again = page.send("sure", sure="1")
    assert first.path == again.path == "/en/cases/SP-2026-000001/receipt/"
    assert Case.objects.count() == 1


def test_going_back_to_a_draft_that_was_sent_leads_to_its_case(
    mall: Any, melati: Any
) -> None:
    draft = mall.draft()
    page = _visit(melati, f"/en/drafts/{draft}/check/")
    page.send("sure", sure="1")
    for place in ("", "check/", "papers/", "page/doctor/"):
        page = _visit(melati, f"/en/drafts/{draft}/{place}")
        assert page.path == "/en/cases/SP-2026-000001/"


def test_an_incomplete_draft_that_is_sent_anyway_says_what_is_missing(
    mall: Any, melati: Any
) -> None:
    draft = mall.draft(with_papers=False)
    answer = melati.post(f"/en/drafts/{draft}/send/", {"sure": "1"})
    assert answer.status_code == 422
    assert f"/drafts/{draft}/papers/#f-ktp" in answer.content.decode()
    assert not Case.objects.exists()


def test_a_draft_is_deleted_only_after_asking(mall: Any, melati: Any) -> None:
    draft = mall.draft()
    assert _visit(melati, f"/en/drafts/{draft}/discard/").status == 200
    assert Draft.objects.count() == 1
    answer = melati.post(f"/en/drafts/{draft}/discard/", follow=True)
    assert answer.status_code == 200
    assert not Draft.objects.exists()
    assert melati.get(f"/en/drafts/{draft}/").status_code == 404


def test_the_bill_is_explained_before_it_is_sent(mall: Any, melati: Any) -> None:
    draft = mall.draft("reklame")
    page = _visit(melati, f"/id/drafts/{draft}/check/")
    assert "Rp4.500.000" in page.text
    page = _visit(melati, f"/en/drafts/{draft}/check/")
    assert "Rp4,500,000" in page.text


@pytest.mark.parametrize("nasty", ["\x00", "a\x00b", "\ud83d", "😀" * 50, "%00"])
def test_strange_letters_get_a_sentence_and_never_break_a_page(
    mall: Any, melati: Any, nasty: str
) -> None:
    draft = _draft(melati)
    nasty = nasty.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    page = _visit(melati, f"{draft}page/doctor/")
    answer = page.send("_shown", full_name=nasty, str_number=nasty, email=nasty)
    assert answer.status in (200, 400, 422)
    assert _visit(melati, f"{draft}page/doctor/").status == 200


@pytest.mark.parametrize(
    "path",
    [
        "page/nonsense/",
        "papers/nonsense/",
        "papers/ktp/",
    ],
)
def test_what_is_not_in_the_draft_is_not_found(
    mall: Any, melati: Any, path: str
) -> None:
    assert melati.get(f"{_draft(melati)}{path}").status_code == 404


def test_an_unknown_service_is_not_found(mall: Any, melati: Any) -> None:
    assert melati.get("/en/apply/nonsense/").status_code == 404


def test_a_paper_that_is_not_asked_for_is_refused(mall: Any, melati: Any) -> None:
    answer = melati.post(f"{_draft(melati)}papers/", _files("kuasa"))
    assert answer.status_code == 404


def test_acting_for_another_is_a_choice_at_the_start(mall: Any, at_now: Any) -> None:
    from satupintu.people import service as people

    authority = people.record_authority(
        actor=mall.budi,
        details=people.AuthorityDetails(
            person_name="dr. Melati Kusuma",
            person_identity="3174015407909002",
            relation="proxy",
            valid_from=mall.now.date(),
            valid_until=mall.now.date(),
        ),
        proof_id=mall.store("budi"),
        now=mall.now,
    )
    client = mall.client("budi")
    page = _visit(client, "/en/apply/sip-dokter/")
    assert page.path == "/en/apply/sip-dokter/"
    page = page.send("authority", authority=str(authority.id))
    assert "dr. Melati Kusuma" in page.text
    draft = page.path.partition("/page/")[0]
    values = _visit(client, f"{draft}/page/doctor/").form("_shown").values
    assert values["full_name"] == ["dr. Melati Kusuma"]
    assert "kuasa" in _visit(client, f"{draft}/papers/").form("go").files
    answer = client.post(
        "/en/apply/sip-dokter/", {"authority": "not-an-authority"}, follow=False
    )
    assert answer.status_code == 404


def _visit(client: Any, url: str) -> Any:
    from tests.pages import visit

    return visit(client, url)


def _draft(client: Any, service: str = "sip-dokter") -> str:
    """A new draft's address, with its slash."""
    page = _visit(client, f"/en/apply/{service}/")
    return str(page.path.partition("page/")[0])


def _fill(page: Any, answers: dict[str, Any]) -> Any:
    """Fill in the fields that the page shows, and save."""
    names = page.form("_shown").names
    return page.send("_shown", **{k: v for k, v in answers.items() if k in names})


def _flat(answers: dict[str, Any]) -> dict[str, Any]:
    """Answers as the fields of a page: a date in its three boxes."""
    from tests.cast import as_sent

    sent: dict[str, Any] = as_sent(answers)
    year, month, day = answers["starts_on"].split("-")
    return sent | {
        "starts_on_day": day,
        "starts_on_month": month,
        "starts_on_year": year,
    }


def _file(name: str, data: bytes) -> io.BytesIO:
    found = io.BytesIO(data)
    found.name = name
    return found


def _files(*papers: str) -> dict[str, io.BytesIO]:
    from tests.cast import pdf

    return {paper: _file(f"{paper}.pdf", pdf(paper)) for paper in papers}
