"""The phone reads every type of answer as the server does, wrong ones included."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from satupintu.catalogue import form
from satupintu.catalogue.loader import load
from satupintu.catalogue.published import Published
from satupintu.catalogue.schema import QuestionType
from satupintu.catalogue.tests.services import asking
from satupintu.journeys.door_form import form_of

ROOT = Path(__file__).resolve().parents[5]
SCRIPTS = ROOT / "src/satupintu/web/rider/static/rider"
PACKS = [path.parent for path in sorted(ROOT.glob("packs/*/pack.yaml"))]
OPTIONS = [{"value": value, "label": {"en": value}} for value in ("p", "q", "r")]
NUMBERS = (
    *("0", "7", "-7", "1500", "1.500", "1,500", "1.500.000", "1,500,000.50"),
    *("1.500,5", "1,5", "0,1234567", "0.500", "1.50.0", "1..5", "12a", "-", "."),
    *("1 500", "1'500", "−3", "១២៣", "٣", "10000000000000", "9999999999999", "1e5"),
    *("2.0", "2,00", "Rp 1.500", "$5", "5,-", "Rp", "5 $", "12,3456", "00012", ""),
)
WORDS = (
    *("", "  ", " Klinik ", "a\u202eb", "a\x00b", "a\tb", "\ttab", "e\u0301", "x" * 9),
    *("x" * 10, "x" * 11, "\U0001f600" * 10, "a\r\nb", "a\nb", "AB12", "ab12"),
)
LIMITS = {"min": 2, "max": 2000}
# By type, each way of asking and what somebody types.
TYPED: dict[str, list[tuple[dict[str, Any], tuple[str, ...]]]] = {
    "text": [({"max_length": 10}, WORDS), ({"pattern": r"[A-Z]+\d*"}, WORDS)],
    "long_text": [({"max_length": 10}, WORDS), ({"pattern": r"\S{2,}"}, WORDS)],
    "number": [({}, NUMBERS), (LIMITS, NUMBERS)],
    "integer": [({}, NUMBERS), (LIMITS, NUMBERS)],
    "money": [({}, NUMBERS), (LIMITS, NUMBERS)],
    "boolean": [({}, ("yes", "no", "YES", "on", "0", "maybe", ""))],
    "choice": [({"options": OPTIONS}, ("p", "z", "", " q "))],
    "email": [
        (
            {},
            (
                *(
                    "a@b.co",
                    "a.b+c@sub.contoh.example",
                    "a@b",
                    "@b.co",
                    "a@",
                    "a b@c.co",
                ),
                *("a@-b.co", "a@b-.co", "a@b.c", "a..b@c.co", ".a@c.co", "a@c.co."),
                *('"a b"@c.co', "a@localhost", "a@b.c-", "a@@b.co", ""),
            ),
        )
    ],
    "phone": [
        (
            {},
            (
                *(
                    "0812 0886 0002",
                    "+62 812-0886-0002",
                    "(021) 555 0123",
                    "+855 12 345 678",
                ),
                *("", "12", "abc", "+", "0812088600020812088600020"),
            ),
        )
    ],
    "identity": [
        (
            {"scheme": "card"},
            ("A123", "a123", "A12", "A1234", "A.1-2 3", "123", "", "A123x"),
        )
    ],
}
PARTS = (
    *(("27", "3", "2026"), ("31", "2", "2026"), ("29", "2", "2028"), ("", "", "")),
    *(("1", "", "2026"), ("", "1", "2026"), ("1", "1", ""), ("1", "1", "26")),
    *(("1", "1", "1899"), ("1", "1", "2201"), ("0", "1", "2026"), ("1", "13", "2026")),
    *(
        ("x", "1", "2026"),
        (" 1 ", "1", "2026"),
        ("១", "១", "២០២៦"),
        ("1", "1", "02026"),
    ),
)
CHOSEN: tuple[list[str] | None, ...] = (None, [], ["p"], ["r", "p"], ["z"], ["p", "z"])


def _raws(kind: str, typed: tuple[str, ...]) -> Iterator[dict[str, list[str]]]:
    for value in typed:
        yield {"answer": [value]}
    if kind != QuestionType.BOOLEAN:
        yield {}


def _asked() -> Iterator[tuple[Published, dict[str, list[str]]]]:
    for needed in (True, False):
        for kind, ways in TYPED.items():
            for more, typed in ways:
                published = asking(kind, required=needed, **more)
                for raw in _raws(kind, typed):
                    yield published, raw
        dates = asking("date", required=needed)
        for parts in PARTS:
            names = ("answer_day", "answer_month", "answer_year")
            yield dates, {n: [p] for n, p in zip(names, parts, strict=True)}
        many = asking("choices", required=needed, options=OPTIONS)
        for chosen in CHOSEN:
            yield many, {} if chosen is None else {"answer": chosen}


def _ours(published: Published, raw: dict[str, list[str]]) -> list[object]:
    """[whether it is refused, what conditions see]."""
    page = published.definition.form[0]
    cleaned = form.clean_page(published, page, raw, {})
    if cleaned.errors:
        return [True, None]
    found = cleaned.facts["answer"]
    return [False, str(found)[:10] if hasattr(found, "year") else found]


IN_PAGE = """(asked) => asked.map(([form, raw]) => {
  const [page] = form.pages;
  const found = Ride.form.facts(form, { [page.name]: raw }, { today: "2026-11-24" });
  if (Object.keys(Ride.form.errors(page, raw, found)).length) return [true, null];
  const value = found.answer;
  return [false, value instanceof Ride.cel.Day
    ? new Date(value.days * 86400000).toISOString().slice(0, 10) : value ?? null];
})"""


@pytest.fixture
def page(chromium: Any, pack_en: None) -> Iterator[Any]:
    from satupintu.web.rider.words import words

    config = json.dumps({"language": "en", "zone": "Asia/Jakarta"})
    kept = {"r-config": config, "r-words": json.dumps(words())}
    tags = [
        f'<script type="application/json" id="{name}">{text}</script>'
        for name, text in kept.items()
    ]
    found = chromium.new_page()
    found.set_content("".join(tags))
    for name in ("dom", "cel", "answer", "form"):
        found.add_script_tag(content=(SCRIPTS / f"{name}.js").read_text())
    yield found
    found.close()


@pytest.fixture
def pack_en() -> Iterator[None]:
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.mark.browser
def test_every_type_of_answer_is_read_alike_on_the_phone(page: Any) -> None:
    assert {*TYPED, "date", "choices"} == {kind.value for kind in QuestionType}
    asked = list(_asked())
    theirs = page.evaluate(IN_PAGE, [[form_of(each), raw] for each, raw in asked])
    wrong = []
    for (published, raw), found in zip(asked, theirs, strict=True):
        ours = _ours(published, raw)
        question = published.definition.form[0].questions[0]
        # Only the server writes a phone number in full.
        alike = ours[0] == found[0] if question.type == "phone" else ours == found
        if not alike:
            wrong.append((question.type.value, question.required, raw, ours, found))
    assert not wrong, wrong[:12]


@pytest.mark.browser
def test_every_pattern_of_a_pack_is_known_to_the_phone(page: Any) -> None:
    """One that the phone cannot read would be judged by the server only."""
    patterns = set()
    for folder in PACKS:
        found = load(folder)
        for scheme in found.pack.identity_schemes:
            assert scheme.pattern, scheme.code
            patterns.add(scheme.pattern)
        pages = [page for each in found.services for page in each.service.form]
        patterns |= {q.pattern for each in pages for q in each.questions if q.pattern}
    unknown = """(all) => all.filter((one) => {
      try { return !new RegExp(`^(?:${one})$`, "u"); } catch (error) { return true; }
    })"""
    assert page.evaluate(unknown, sorted(patterns)) == []
