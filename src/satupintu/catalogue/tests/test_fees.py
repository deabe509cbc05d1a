"""Fees: the amount, and the arithmetic that anybody can follow."""

from typing import Any

import pytest

from satupintu.catalogue import fees
from satupintu.catalogue.fees import Assessment, BillLine
from satupintu.catalogue.published import Published
from satupintu.catalogue.tests.services import facts, published
from satupintu.kernel.expressions import ExpressionError

FULL = {"area": "12.5", "zone": "north", "goods": "food"}


def costing(amount: str, **more: Any) -> Published:
    """The market service with one fee."""
    fee = {"code": "stall", "title": {"en": "Stall"}, "payee": "market"}
    return published(fees=[{**fee, "amount": amount, **more}])


def assess(service: Published, **answers: object) -> Assessment:
    return fees.assess(service, facts(service, **answers))


@pytest.mark.parametrize(
    ("amount", "total"),
    [
        ("25000", 25_000),
        ("area * 25000", 312_500),
        ("area * rate('stall', zone)", 312_500),
        ("percent(area * 1000, 50) + 0.4", 6_250),
        ("100.5", 101),  # half up
        ("1.005 * 100", 101),  # 100.49999999999999 as a double
        ("min(area, 10) * 1000", 10_000),
        ("goods == 'food' ? 5 : 7", 5),
    ],
)
def test_computes_a_fee_to_the_rupiah(amount: str, total: int) -> None:
    bill = assess(costing(amount), **FULL)
    assert bill.total == total
    assert bill.is_final


def test_adds_up_the_rounded_lines() -> None:
    fee = {"title": {"en": "Half"}, "payee": "market", "amount": "0.5"}
    service = published(fees=[{**fee, "code": "a"}, {**fee, "code": "b"}])
    bill = assess(service)
    assert [line.amount for line in bill.lines] == [1, 1]
    assert bill.total == 2


def test_explains_a_line_with_names_and_with_numbers() -> None:
    base = {
        "name": "base",
        "title": {"id": "Dasar", "en": "Base"},
        "value": "area * rate('stall', zone)",
    }
    amount = "goods == 'food' ? percent(base, 125) + (area > 10 ? 5000 : 0) : base"
    (line,) = assess(costing(amount, let=[base]), **FULL).lines
    first, last = line.explain
    assert first.title["en"] == "Base"
    assert first.formula.names("en") == "Area × Stall rate"
    assert first.formula.numbers("en") == "12.5\u00a0m² × 25,000"
    assert first.formula.numbers("id") == "12,5\u00a0m² × 25.000"
    assert first.result.number("id") == "312.500"
    # Only the branches that apply are shown.
    assert last.formula.names("en") == "125% × Base + 5,000"
    assert last.formula.numbers("en") == "125% × 312,500 + 5,000"
    assert last.result.number("en") == "Rp395,625"


def test_keeps_brackets_and_functions_readable() -> None:
    formula = "round((area + 0.5) * 2 / 3, 10) - 1"
    (line,) = assess(costing(formula), **FULL).lines
    (row,) = line.explain
    assert row.formula.names("en") == "rounded ((Area + 0.5) × 2 ÷ 3, 10) − 1"


def test_has_nothing_to_explain_in_a_fixed_amount() -> None:
    (line,) = assess(costing("25000")).lines
    assert line.explain == ()


def test_survives_a_trip_through_json() -> None:
    (line,) = assess(costing("area * 25000"), **FULL).lines
    stored = line.model_dump(mode="json")
    assert BillLine.model_validate(stored) == line


def test_leaves_out_a_fee_that_does_not_apply() -> None:
    service = costing("25000", when="zone == 'south'")
    assert assess(service, **FULL).lines == []


def test_says_what_a_fee_is_waiting_for() -> None:
    bill = assess(costing("area * 25000"), zone="north")
    assert bill.lines == []
    assert not bill.is_final
    assert [fee.names for fee in bill.open] == [("area",)]
    undecided = assess(costing("1", when="zone == 'south'"))
    assert [fee.names for fee in undecided.open] == [("zone",)]


def test_does_not_wait_for_a_question_that_is_not_asked() -> None:
    # Clothes do not cook: the condition can never come true.
    service = costing("1", when="'gas' in cooking")
    bill = assess(service, area="12.5", zone="north", goods="clothes")
    assert bill.is_final
    assert bill.lines == []


def test_refuses_to_bill_what_cannot_be_computed() -> None:
    service = costing("area * 25000")
    with pytest.raises(fees.FeeError, match="cannot be computed without an answer"):
        fees.assess(service, facts(service), final=True)


def test_takes_the_rate_of_the_day() -> None:
    service = costing("rate('stall', zone)")
    known = facts(service, **FULL)
    assert fees.assess(service, known).total == 25_000
    last_year = {**known, "today": known["today"].replace(year=2025)}  # type: ignore[attr-defined]
    assert fees.assess(service, last_year).total == 20_000


def test_rounds_a_rate_with_decimals_at_the_end() -> None:
    service = costing("3 * rate('stall', zone)")
    assert assess(service, zone="south").total == 37_502  # 37,501.50


@pytest.mark.parametrize("amount", ["zone", "area > 3"])
def test_refuses_a_fee_that_is_no_number(amount: str) -> None:
    with pytest.raises(fees.FeeError, match="The fee stall is no number"):
        assess(costing(amount), **FULL)


def test_refuses_a_bill_below_nothing() -> None:
    with pytest.raises(fees.FeeError, match="reductions are larger"):
        assess(costing("0 - 5"))


def test_says_when_a_table_has_no_such_rate() -> None:
    with pytest.raises(ExpressionError, match="The table stall has no rate for food"):
        assess(costing("rate('stall', goods)"), **FULL)
