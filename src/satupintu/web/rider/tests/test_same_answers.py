"""The phone decides every condition of every form as the server does."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from satupintu.catalogue.loader import load
from satupintu.catalogue.published import sources
from satupintu.catalogue.schema import Question, QuestionType, Service
from satupintu.kernel.expression_tree import tree_of
from satupintu.kernel.expressions import ExpressionError, Unknown, compile, timestamp

ROOT = Path(__file__).resolve().parents[5]
PACKS = [path.parent for path in sorted(ROOT.glob("packs/*/pack.yaml"))]
SCRIPT = ROOT / "src/satupintu/web/rider/static/rider/cel.js"
# Only the server has the tables and the calendar.
SERVER_ONLY = {"rate", "working_days", "working_days_between"}
MOST = 150
DAYS = (timestamp(date(2026, 3, 31)), timestamp(date(2028, 2, 29)))
VALUES: dict[str, tuple[object, ...]] = {
    "number": (2.5, 0.0, 1_000_000.0, None),
    "integer": (30.0, 0.0, 31.0, None),
    "money": (0.0, 5_000_000.0, None),
    "date": (*DAYS, None),
    "boolean": (True, False, None),
}
# What packs may write, and these packs happen not to.
MORE = (
    "a + b * 2 - 3 / 4",
    "a == 2 ? 'two' : 'other'",
    "!(t.startsWith('x')) || t.contains('y') || t.matches('^[a-z]+$')",
    "xs.exists(x, x == 'p') && !xs.all(x, x == 'p')",
    "size(xs.filter(x, x != 'p')) + size(t)",
    "xs.exists_one(x, x in ['p', 'q'])",
    "xs.map(x, x + '!') == ['p!', 'q!']",
    "answered(a) && answered(xs) && !answered(nothing)",
    "nothing > 3 && false",
    "nothing > 3 || true",
    "nothing > 3",
    "xs[0] == 'p'",
    "a / (b - b)",
    "t > 3",
    "round(2.5) + round(-2.5) + floor(7, 3) + ceil(7, 3) + mod(7, 4) + percent(50, 10)",
    "min(a, b, 3) + max([a, b]) + abs(-2)",
    "days_between(d, add_days(d, 45)) + month(d) + year(d) + weekday(d)",
    "add_months(d, 11)",
    "add_years(d, -3) < date('2026-01-31')",
    "months_between(d, date('2029-02-28')) + years_between(d, date('2031-03-30'))",
    "months_between(date('2026-05-31'), date('2025-02-28'))",
    "-a + 10",
)


def _services() -> Iterator[Service]:
    for folder in PACKS:
        for each in load(folder).services:
            yield each.service


def _values(question: Question) -> tuple[object, ...]:
    options = [option.value for option in question.options]
    if question.type is QuestionType.CHOICES:
        return (options, options[:1], [], None)
    if options:
        return (*options, None)
    return VALUES.get(question.type.value, ("teks", "", None))


def _facts(names: list[str], known: dict[str, Any]) -> Iterator[dict[str, object]]:
    base = {"today": timestamp(date(2026, 11, 24)), "channel": "home"}
    choices = [known.get(name, (True, False)) for name in names]
    for values in itertools.islice(itertools.product(*choices), MOST):
        yield dict(zip(names, values, strict=True)) | base | {"on_behalf": False}


def _asked() -> Iterator[tuple[str, dict[str, object]]]:
    for service in _services():
        known = {q.name: _values(q) for page in service.form for q in page.questions}
        for _place, source in sources(service):
            expression = compile(source)
            if not expression.functions & SERVER_ONLY:
                for facts in _facts(sorted(expression.names), known):
                    yield source, facts
    more = {"a": 2.0, "b": 5.0, "t": "xyz", "xs": ["p", "q"], "d": DAYS[1]}
    for source in MORE:
        yield source, more
        yield source, more | {"t": "p", "xs": [], "d": DAYS[0], "a": -2.0}


def _told(value: object) -> object:
    if isinstance(value, datetime):
        return {"days": (value - datetime(1970, 1, 1, tzinfo=UTC)).days}
    return "unknown" if isinstance(value, Unknown) else value


def _ours(source: str, facts: dict[str, object]) -> object:
    try:
        return _told(compile(source).evaluate(facts))
    except ExpressionError:
        return "error"


IN_PAGE = """(asked) => asked.map(([tree, facts]) => {
  const given = {};
  for (const [name, value] of Object.entries(facts)) {
    const isDay = value !== null && typeof value === "object" && "days" in value;
    given[name] = isDay ? new Ride.cel.Day(value.days) : value;
  }
  try {
    const found = Ride.cel.value(tree, given);
    if (found === Ride.cel.UNKNOWN) return "unknown";
    return found instanceof Ride.cel.Day ? { days: found.days } : found;
  } catch (error) { return "error"; }
})"""


@pytest.mark.browser
def test_every_expression_has_the_same_value_on_the_phone(chromium: Any) -> None:
    asked = list(_asked())
    page = chromium.new_page()
    page.add_script_tag(content=SCRIPT.read_text())
    sent = [
        [tree_of(source), {name: _told(value) for name, value in facts.items()}]
        for source, facts in asked
    ]
    found = page.evaluate(IN_PAGE, sent)
    page.close()
    wrong = [
        (source, facts, ours, theirs)
        for (source, facts), theirs in zip(asked, found, strict=True)
        if (ours := _ours(source, facts)) != theirs
    ]
    assert not wrong[:5], len(wrong)
    assert len({source for source, _facts in asked}) > 60
