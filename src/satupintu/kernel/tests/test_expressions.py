"""Expressions: one kind of number, unknown answers, and readable faults."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, strategies as st

from satupintu.kernel import expressions
from satupintu.kernel.expressions import (
    FUNCTIONS,
    ExpressionError,
    Kind,
    Unknown,
    calendar_functions,
    check,
    exact,
    rate_function,
    timestamp,
)
from satupintu.kernel.functions import Rates


class Table:
    """Rates per zone and kind, from a date on."""

    def __init__(self, since: str, rates: dict[str, str]) -> None:
        self.code = "sign"
        self.since = since
        self.keys = ["zone", "lit"]
        self.rates = {key: Decimal(rate) for key, rate in rates.items()}


FACTS: dict[str, object] = {
    "area": 12.5,
    "count": 3.0,
    "zone": "a",
    "renewal": True,
    "start": timestamp(date(2026, 1, 31)),
    "uses": ["shop", "home"],
    "note": None,
    "today": timestamp(date(2026, 11, 19)),
}


def value(source: str, **more: object) -> object:
    return expressions.compile(source).evaluate({**FACTS, **more}, FUNCTIONS)


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("area * 25000", 312500.0),  # a whole number beside an answer
        ("area * 0.25 + count", 6.125),
        ("count >= 3", True),
        ("5 / 2", 2.5),  # division never drops a rest
        ("size(uses) > 1 && size(uses) + 1 == 3", True),
        ("uses[0]", "shop"),  # an index stays whole
        ("uses[size(uses) - 1]", "home"),
        ("[1, 2, 3][1] + 0.5", 2.5),
        ("{'a': 120000, 'b': 5}[zone]", 120000.0),
        ("area in [1, 12.5]", True),
        ("'shop' in uses", True),
        ("uses.exists(u, u.startsWith('ho'))", True),
        ("int(2.7) * 2", 4.0),
        ("renewal ? 1 : 0", 1.0),
        ("zone == '3 a 4'", False),  # digits in texts are left alone
        ("area * 2 // 3 times", 25.0),  # and so are comments
        ("percent(area, 20)", 2.5),
        ("round(12345.6, 1000)", 12000.0),
        ("round(2.5) + ceil(area) + floor(area)", 28.0),
        ("ceil(31, 30)", 60.0),
        ("min(1, area) + max([1, 2])", 3.0),
        ("mod(7, 4)", 3.0),
        ("abs(0 - 4)", 4.0),
        ("start < today", True),
        ("start == date('2026-01-31')", True),
        ("days_between(start, today)", 292.0),
        ("months_between(start, today)", 9.0),
        ("years_between(date('2000-02-29'), date('2018-02-28'))", 18.0),
        ("add_months(start, 1) == date('2026-02-28')", True),
        ("add_years(date('2024-02-29'), 1) == date('2025-02-28')", True),
        ("year(start) + month(start) + weekday(start)", 2033.0),
    ],
)
def test_computes_as_an_author_expects(source: str, result: object) -> None:
    assert value(source) == result


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("note == 'x'", Unknown(("note",))),
        ("note != 'x'", Unknown(("note",))),  # not answered is not “other”
        ("note in ['x']", Unknown(("note",))),
        ("size(note) > 2", Unknown(("note",))),
        ("round(note)", Unknown(("note",))),
        ("renewal && note > 3", Unknown(("note",))),
        ("!renewal && note > 3", False),  # decided without it
        ("renewal || note > 3", True),
        ("note > 3 || renewal", True),
        ("renewal ? 1 : note", 1.0),
        ("answered(note)", False),
        ("answered(area)", True),
        ("answered(note) ? note : 5", 5.0),
    ],
)
def test_tells_an_unanswered_name_apart(source: str, result: object) -> None:
    assert value(source) == result


def test_counts_unknown_as_false() -> None:
    assert not expressions.compile("note != 'x'").holds(FACTS)
    assert not Unknown(("note",))


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("area = 1", "Cannot read “area = 1” at character 6: write == to compare."),
        ("a and b", "Cannot read “a and b” at character 3: write && for “and”."),
        (
            "(area",
            "Cannot read “(area” at character 6: something is missing at the end.",
        ),
        (
            "area\n+ * 2",
            "Cannot read “area\n+ * 2” at character 3 of line 2: "
            "“*” does not fit here.",
        ),
        ("area + zone", "A number and a text do not go together with +."),
        ("area % 2", "% does not work here; write mod(a, b)."),
        ("1 / 0", "“1 / 0” divides by zero or gets too large."),
        ("zone > 1", "The kinds of the values do not fit together."),
        ("uses[7]", "The list has no element at this place."),
        ("round('a')", "round() needs a number, not 'a'."),
        ("round(1, 2, 3)", "round() was given values that it does not take."),
        ("date('x')", "date() needs a date such as '2026-01-31', not 'x'."),
        ("{'b': 1}[zone]", "There is no entry for 'a'."),
    ],
)
def test_explains_what_is_wrong(source: str, sentence: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        value(source)
    assert caught.value.sentence == sentence


NAMES = {
    "area": "number",
    "zone": "choice",
    "uses": "choices",
    "note": "text",
    "start": "date",
}
OPTIONS = {"zone": ["a", "b"], "uses": ["shop", "home"]}


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        ("area * 2 > 3 && today > start", []),
        ("on_behalf || channel == 'counter'", []),
        ("aera > 2", ["There is no question named aera; did you mean area."]),
        ("rond(area)", ["There is no function rond(); did you mean round."]),
        ("uses.size()", ["There is no function .size(); write size(x)."]),
        ("zone == 'c'", ["“c” is not an option of zone."]),
        (
            "zone in ['a', 'bb']",
            ["“bb” is not an option of zone; did you mean b."],
        ),
        ("'sho' in uses", ["“sho” is not an option of uses; did you mean shop."]),
        ("area + note", ["A number and a text do not go together with +."]),
        ("start > 5", ["The kinds of the values do not fit together."]),
        (
            "note == null",
            ["null is not used here; ask answered(name) or !answered(name)."],
        ),
        (
            "uses.exists(area, true)",
            ["area is a question already; name the element otherwise."],
        ),
    ],
)
def test_checks_an_expression_before_it_is_published(
    source: str, faults: list[str]
) -> None:
    assert check(source, NAMES, options=OPTIONS) == faults


def test_checks_the_kind_of_the_result() -> None:
    assert check("area * 2", NAMES, wants=Kind.NUMBER) == []
    assert check("area * 2", NAMES, wants=Kind.BOOLEAN) == [
        "The result must be a yes or no (a comparison); it is a number."
    ]


def test_takes_the_rate_in_force_on_the_day() -> None:
    tables: list[Rates] = [
        Table("2026-07-01", {"a/true": "30000", "b/true": "12.5"}),
        Table("2025-01-01", {"a/true": "25000"}),
    ]
    functions = {**FUNCTIONS, "rate": rate_function(tables)}
    fee = expressions.compile("area * rate('sign', zone, renewal)")
    assert fee.names == {"area", "zone", "renewal", "today"}
    assert fee.evaluate(FACTS, functions) == 375_000.0
    spring = {**FACTS, "today": timestamp(date(2026, 6, 30))}
    assert fee.evaluate(spring, functions) == 312_500.0
    with pytest.raises(ExpressionError, match="The table sign has no rate for c/true"):
        fee.evaluate({**FACTS, "zone": "c"}, functions)
    with pytest.raises(ExpressionError, match="hold from 2025-01-01 on only"):
        fee.evaluate({**FACTS, "today": timestamp(date(2020, 1, 1))}, functions)


def test_counts_working_days_after_the_day_of_the_event() -> None:
    class Weekdays:
        def is_working_day(self, day: date) -> bool:
            return day.weekday() < 5

    functions = {**FUNCTIONS, **calendar_functions(Weekdays())}
    friday = {"day": timestamp(date(2026, 11, 20)), "n": 1.0}
    later = expressions.compile("working_days(day, n)").evaluate(friday, functions)
    assert later == timestamp(date(2026, 11, 23))
    back = expressions.compile("working_days_between(day, working_days(day, 7))")
    assert back.evaluate(friday, functions) == 7.0


cents = st.integers(0, 10**7).map(lambda n: Decimal(n) / 100)


@given(area=cents, rate=st.integers(0, 10**5), share=st.integers(0, 10_000))
def test_rounds_money_as_on_paper(area: Decimal, rate: int, share: int) -> None:
    formula = expressions.compile("area * rate_ * percent(1, share)")
    facts = {"area": float(area), "rate_": float(rate), "share": share / 100}
    result = formula.evaluate(facts)
    assert isinstance(result, float)
    paper = area * rate * Decimal(share) / 10_000
    assert _whole(exact(result)) == _whole(paper)


def _whole(number: Decimal) -> Decimal:
    return number.quantize(Decimal(1), rounding=ROUND_HALF_UP)
