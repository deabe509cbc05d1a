"""The form: what is asked, and what an answer may be."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from satupintu.catalogue import answers, form
from satupintu.catalogue.tests import services
from satupintu.catalogue.tests.services import asking, facts, published, question
from satupintu.kernel.expressions import ExpressionError

STALL = {"area": "12.5", "zone": "north", "goods": "food", "cooking": ["gas"]}
DATES = {"bottles": "2", "start": "2026-12-01"}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def clean(kind: str, *typed: str, **more: Any) -> form.Cleaned:
    """What the one question of this type makes of what was typed."""
    service = asking(kind, **more)
    page = service.page("page")
    return form.clean_page(service, page, {"answer": list(typed)}, facts(service))


class TestWhatIsAsked:
    def test_begins_with_what_everybody_is_asked(self) -> None:
        service = published()
        known = facts(service)
        assert [p.name for p in form.visible_pages(service, known)] == [
            "stall",
            "dates",
        ]
        asked = form.visible_questions(service, service.page("stall"), known)
        assert [q.name for q in asked] == ["area", "zone", "goods"]

    def test_asks_on_when_an_answer_makes_it(self) -> None:
        service = published()
        known = facts(service, **STALL)
        assert "gas" in [p.name for p in form.visible_pages(service, known)]

    def test_drops_a_hidden_answer_and_all_that_hangs_on_it(self) -> None:
        service = published()
        given = {**STALL, **DATES, "zone": "south"}
        known = facts(service, **given)
        # No food in the south, hence no cooking, hence no gas bottles.
        assert known["goods"] is None
        assert known["cooking"] is None
        assert known["bottles"] is None
        assert form.kept(service, known, {**given, "odd": 1}) == {
            "area": "12.5",
            "zone": "south",
            "start": "2026-12-01",
        }

    def test_drops_an_option_that_is_no_longer_offered(self) -> None:
        service = published()
        both = ["gas", "charcoal"]
        small = {**STALL, "area": "5", "cooking": both}
        known = facts(service, **small)
        assert known["cooking"] == ["gas"]
        assert form.kept(service, known, small)["cooking"] == ["gas"]
        assert facts(service, **{**STALL, "cooking": both})["cooking"] == both

    def test_asks_for_papers_by_their_conditions(self) -> None:
        service = published()
        asked = form.papers(service, facts(service, **STALL))
        assert [(a.paper.paper, a.required) for a in asked] == [
            ("photo", True),
            ("hygiene", True),
        ]
        large = form.papers(service, facts(service, area="21", zone="north"))
        assert [(a.paper.paper, a.required) for a in large] == [
            ("photo", True),
            ("sketch", False),
        ]


class TestAPage:
    def test_keeps_good_answers_beside_a_bad_one(self) -> None:
        service = published()
        raw = {"area": ["much"], "zone": ["north"], "goods": ["clothes"]}
        cleaned = form.clean_page(service, service.page("stall"), raw, facts(service))
        assert cleaned.answers == {"zone": "north", "goods": "clothes"}
        assert cleaned.errors == {
            "area": "Area: “much” is not a number. Write digits, for example 1,500."
        }

    def test_asks_what_an_answer_on_the_same_page_makes_it_ask(self) -> None:
        service = published()
        raw = {"area": ["5"], "zone": ["north"], "goods": ["food"]}
        cleaned = form.clean_page(service, service.page("stall"), raw, facts(service))
        assert cleaned.errors == {
            "cooking": "Cooking: Choose at least one of the options."
        }
        page = service.page("stall")
        shown = form.visible_questions(service, page, cleaned.facts)
        assert "cooking" in [q.name for q in shown]

    def test_ignores_a_field_that_is_hidden_or_unknown(self) -> None:
        service = published()
        raw = {
            "area": ["5"],
            "zone": ["south"],
            "goods": ["clothes"],
            "cooking": ["gas"],
            "is_staff": ["1"],
        }
        cleaned = form.clean_page(service, service.page("stall"), raw, facts(service))
        assert cleaned.errors == {}
        assert set(cleaned.answers) == {"area", "zone", "goods"}

    def test_refuses_an_option_that_is_not_offered_here(self) -> None:
        service = published()
        raw = {"area": ["5"], "zone": ["south"], "goods": ["food"]}
        cleaned = form.clean_page(service, service.page("stall"), raw, facts(service))
        assert cleaned.errors == {
            "goods": "Goods: This option is not offered. Choose one from the list."
        }

    def test_says_the_packs_own_sentence_when_a_rule_is_not_met(self) -> None:
        service = published()
        page = service.page("dates")
        raw = {"start": ["2026-11-23"]}
        cleaned = form.clean_page(service, page, raw, facts(service))
        assert cleaned.errors == {"start": "Start later."}

    def test_gives_back_what_a_browser_would_send(self) -> None:
        service = published()
        page = service.page("stall")
        stored = {**STALL, "area": "1.125"}
        raw = form.as_raw(service, page, stored)
        assert raw["area"] == ["1.1250"]
        cleaned = form.clean_page(service, page, raw, facts(service))
        assert cleaned.errors == {}
        assert cleaned.answers["cooking"] == ["gas"]
        dates = form.as_raw(service, service.page("dates"), {"start": "2026-12-01"})
        assert dates == {
            "start_day": ["1"],
            "start_month": ["12"],
            "start_year": ["2026"],
        }

    def test_knows_which_question_a_field_belongs_to(self) -> None:
        assert form.question_of("start_day", {"start"}) == "start"
        assert form.question_of("start", {"start"}) == "start"
        assert form.question_of("start_hour", {"start"}) is None


class TestAnswers:
    @pytest.mark.parametrize(
        ("kind", "typed", "stored"),
        [
            ("text", "  Rini  ", "Rini"),
            ("text", "Cafe\u0301", "Café"),
            ("long_text", "one\r\ntwo ", "one\ntwo"),
            ("number", "1,500.5", "1500.5"),
            ("integer", "1,500", "1500"),
            ("money", "Rp 1.500.000", "1500000"),
            ("date", "2026-03-27", "2026-03-27"),
            ("boolean", "yes", True),
            ("boolean", "no", False),
            ("email", "Melati@mall.example", "Melati@mall.example"),
            ("phone", "0812 0000 1234", "+6281200001234"),
            ("phone", "+855 12 345 678", "+85512345678"),
            ("identity", "3174 0141 0790 9001", "3174014107909001"),
        ],
    )
    def test_stores_an_answer_in_one_form(
        self, kind: str, typed: str, stored: object
    ) -> None:
        cleaned = clean(kind, typed)
        assert cleaned.errors == {}
        assert cleaned.answers == {"answer": stored}

    @pytest.mark.parametrize(
        ("kind", "typed", "sentence"),
        [
            ("text", " ", "Write an answer."),
            ("text", "a\x00b", "Remove the invisible characters, and type it again."),
            ("text", "a\u202eb", "Remove the invisible characters, and type it again."),
            (
                "text",
                "two\nlines",
                "Remove the invisible characters, and type it again.",
            ),
            ("text", "x" * 201, "Write at most 200 characters; these are 201."),
            ("number", "", "Write a number."),
            ("integer", "1.5", "Write a whole number, without decimals."),
            ("money", "", "Write the amount."),
            ("boolean", "", "Choose yes or no."),
            ("boolean", "perhaps", "Choose yes or no."),
            ("email", "melati@", "Write an e-mail address like name@example.com."),
            (
                "phone",
                "abc",
                "Write a phone number with its area or mobile code; "
                "for another country begin with + and the country code.",
            ),
            (
                "identity",
                "317401410790900",
                "NIK does not have 15 characters. It looks like 3174014107909001.",
            ),
            (
                "identity",
                "3174011413909003",
                "This is not a NIK. Compare it digit by digit. "
                "It looks like 3174014107909001.",
            ),
            ("date", "", "Write the date."),
            (
                "date",
                "27/3/2026",
                "Write the date as year-month-day, for example 2026-03-27.",
            ),
        ],
    )
    def test_explains_what_is_wrong(self, kind: str, typed: str, sentence: str) -> None:
        cleaned = clean(kind, typed)
        assert cleaned.answers == {}
        assert cleaned.errors == {"answer": f"Answer: {sentence}"}

    @pytest.mark.parametrize(
        ("day", "month", "year", "sentence"),
        [
            ("27", "", "2026", "The date must include a month."),
            ("", "3", "2026", "The date must include a day."),
            ("27", "3", "26", "Write the year with 4 digits, for example 2026."),
            ("30", "2", "2026", "This date does not exist. Check day and month."),
            ("x", "2", "2026", "Write day, month and year as numbers: 27 3 2026."),
            ("1", "1", "0026", "Check the year."),
        ],
    )
    def test_explains_what_is_wrong_with_the_parts_of_a_date(
        self, day: str, month: str, year: str, sentence: str
    ) -> None:
        service = asking("date")
        raw = {"answer_day": [day], "answer_month": [month], "answer_year": [year]}
        cleaned = form.clean_page(service, service.page("page"), raw, facts(service))
        assert cleaned.errors == {"answer": f"Answer: {sentence}"}

    def test_holds_a_number_between_its_limits(self) -> None:
        limits = {"min": 2, "max": 1000, "unit": {"en": "m²"}}
        assert clean("number", "1", **limits).errors == {
            "answer": "Answer: Write 2\u00a0m² or more."
        }
        assert clean("number", "1001", **limits).errors == {
            "answer": "Answer: Write 1,000\u00a0m² or less."
        }
        assert clean("money", "1", min=5000).errors == {
            "answer": "Answer: Write Rp5,000 or more."
        }

    def test_matches_the_whole_answer_with_a_pattern(self) -> None:
        wanted = {"pattern": r"\d{5}", "pattern_message": {"en": "Five digits."}}
        assert clean("text", "12345", **wanted).errors == {}
        assert clean("text", "123456", **wanted).errors == {"answer": "Five digits."}

    def test_checks_a_number_by_the_scheme_that_the_question_names(self) -> None:
        assert clean("identity", "K-123", scheme="card").answers == {"answer": "K123"}
        assert clean("identity", "K12", scheme="card").errors == {
            "answer": "Answer: This is not a card number. Compare it digit by digit."
        }

    def test_lets_an_optional_question_go(self) -> None:
        for kind in ("text", "number", "date", "boolean", "phone"):
            cleaned = clean(kind, "", required=False)
            assert (cleaned.answers, cleaned.errors) == ({}, {})

    def test_tells_no_box_ticked_from_not_yet_asked(self) -> None:
        options = [services.option("a"), services.option("b")]
        service = asking("choices", options=options, required=False)
        cleaned = form.clean_page(service, service.page("page"), {}, facts(service))
        assert cleaned.answers == {"answer": []}
        assert facts(service)["answer"] is None

    def test_keeps_choices_in_the_order_of_the_options(self) -> None:
        options = [services.option("a"), services.option("b")]
        assert clean("choices", "b", "a", "b", options=options).answers == {
            "answer": ["a", "b"]
        }

    def test_shows_an_answer_as_a_person_reads_it(self) -> None:
        service = published()
        asked = service.questions
        assert answers.shown(service, asked["area"], "12.5", "id") == "12,5\u00a0m²"
        assert answers.shown(service, asked["cooking"], ["gas"], "en") == "Gas"
        assert answers.shown(service, asked["start"], "2026-12-01", "en") == (
            "1 December 2026"
        )
        assert answers.shown(service, asked["note"], None) == ""


class TestProblems:
    def test_finds_nothing_to_put_right_in_a_complete_application(self) -> None:
        service = published()
        given = {**STALL, **DATES}
        papers = {"photo": "1", "hygiene": "2"}
        assert form.problems(service, facts(service, **given), given, papers) == []

    def test_names_every_gap_with_its_page(self) -> None:
        service = published()
        given = {**STALL, "start": "2026-11-01"}
        found = form.problems(service, facts(service, **given), given, {"photo": "1"})
        assert [(p.kind, p.name, p.page, p.sentence) for p in found] == [
            ("question", "bottles", "gas", "Bottles: Write a number."),
            ("question", "start", "dates", "Start later."),
            ("paper", "hygiene", "", "Add this paper: Hygiene certificate."),
        ]

    def test_counts_an_answer_of_another_type_as_missing(self) -> None:
        service = published()
        given = {"area": True, "zone": ["north"], "start": "soon", "goods": 7}
        known = facts(service, **given)
        names = {p.name for p in form.problems(service, known, given, {"photo": "1"})}
        assert {"area", "zone", "start", "goods"} <= names


def test_puts_the_steps_in_order_and_on_their_posts() -> None:
    service = published()
    assert service.order == ("intake", "approve")
    assert service.post_of("intake") == ("market", "officer")
    assert service.post_of("approve") == ("town-hall", "officer")
    assert service.step_applies("approve", facts(service, area="6"))
    assert not service.step_applies("approve", facts(service))


def test_refuses_a_version_with_an_expression_that_cannot_be_read() -> None:
    page = {
        "name": "p",
        "title": {"en": "P"},
        "questions": [question("q", show_if="a = 1")],
    }
    with pytest.raises(ExpressionError, match="write == to compare"):
        published(form=[page])
