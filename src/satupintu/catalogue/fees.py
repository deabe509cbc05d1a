"""What a service costs for given facts, with the arithmetic of every line.

Pure. Amounts are whole numbers of the currency's smallest unit; each line is
rounded half up by itself, and the total is the sum of the rounded lines, so
that a bill adds up for whoever checks it with a pencil.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from satupintu.catalogue.form import visible_pages, visible_questions
from satupintu.catalogue.formulas import Formula, Piece, read_formula
from satupintu.catalogue.published import Facts, Published
from satupintu.catalogue.schema import Confidence, Fee, Part, Text
from satupintu.kernel.errors import Refused
from satupintu.kernel.expressions import Unknown, Value, exact
from satupintu.kernel.money import round_money


class FeeError(Refused):
    """A formula gave no amount that can be charged."""

    code = "bad_fee"


class ExplainRow(Part):
    """`title` = `formula.names()` = `formula.numbers()` = `result.number()`."""

    title: Text
    formula: Formula
    result: Piece


class BillLine(Part):
    """One fee. `explain` is empty where the amount is a fixed one."""

    code: str
    title: Text
    payee: str
    amount: int
    explain: tuple[ExplainRow, ...] = ()
    legal: str = ""
    confidence: Confidence = Confidence.FOUND


@dataclass(frozen=True, slots=True)
class OpenFee:
    """A fee that cannot be computed before `names` are answered."""

    code: str
    title: Text
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """The bill as far as it can be computed; `total` in smallest units."""

    lines: list[BillLine]
    total: int
    currency: str
    open: list[OpenFee]

    @property
    def is_final(self) -> bool:
        """Whether every fee could be computed."""
        return not self.open


def assess(published: Published, facts: Facts, *, final: bool = False) -> Assessment:
    """The fees that apply, and those that cannot be computed yet.

    With `final`, for a bill: an amount that depends on a missing answer is an
    error. A condition (`when`) that depends only on answers that nobody has to
    give does not apply. Raises `FeeError`, or `ExpressionError` from a formula.
    """
    lines: list[BillLine] = []
    missing: list[OpenFee] = []
    for fee in published.definition.fees:
        applies = published.value(fee.when, facts) if fee.when else True
        if isinstance(applies, Unknown):
            if not final and set(applies.names) & _still_asked(published, facts):
                missing.append(OpenFee(fee.code, fee.title, applies.names))
        elif applies is True:
            outcome = _assess_fee(published, fee, facts)
            if isinstance(outcome, OpenFee):
                missing.append(outcome)
            else:
                lines.append(outcome)
    return _assessment(published, lines, missing, final=final)


def _assessment(
    published: Published, lines: list[BillLine], missing: list[OpenFee], *, final: bool
) -> Assessment:
    total = sum(line.amount for line in lines)
    if final and missing:
        raise FeeError(
            _("The fee %(code)s cannot be computed without an answer to: %(names)s."),
            code=missing[0].code,
            names=", ".join(missing[0].names),
        )
    if total < 0:
        raise FeeError(_("The reductions are larger than the fees."))
    return Assessment(lines, total, published.currency, missing)


def _still_asked(published: Published, facts: Facts) -> set[str]:
    """The required questions that apply and have no answer."""
    return {
        question.name
        for page in visible_pages(published, facts)
        for question in visible_questions(published, page, facts)
        if question.required and facts.get(question.name) is None
    }


def _assess_fee(published: Published, fee: Fee, facts: Facts) -> BillLine | OpenFee:
    known = dict(facts)
    titles: dict[str, Text] = {}
    rows: list[ExplainRow] = []
    for amount in fee.let:
        value = published.value(amount.value, known)
        if isinstance(value, Unknown):
            return OpenFee(fee.code, fee.title, value.names)
        known[amount.name] = value
        formula = read_formula(published, amount.value, known, titles)
        titles[amount.name] = amount.title
        result = _result(_number(fee, value))
        rows.append(ExplainRow(title=amount.title, formula=formula, result=result))
    value = published.value(fee.amount, known)
    if isinstance(value, Unknown):
        return OpenFee(fee.code, fee.title, value.names)
    formula = read_formula(published, fee.amount, known, titles)
    return _line(published, fee, _number(fee, value), rows, formula)


def _line(
    published: Published,
    fee: Fee,
    value: float,
    rows: list[ExplainRow],
    formula: Formula,
) -> BillLine:
    currency = published.currency
    result = _result(value).model_copy(update={"kind": "money", "currency": currency})
    if rows or not formula.is_plain:
        rows = [*rows, ExplainRow(title=fee.title, formula=formula, result=result)]
    return BillLine(
        code=fee.code,
        title=fee.title,
        payee=fee.payee,
        amount=round_money(exact(value), currency),
        explain=tuple(rows),
        legal=fee.legal,
        confidence=fee.confidence,
    )


def _number(fee: Fee, value: Value) -> float:
    if isinstance(value, bool) or not isinstance(value, float):
        raise FeeError(_("The fee %(code)s is no number."), code=fee.code)
    return value


def _result(value: float) -> Piece:
    return Piece(kind="number", value=f"{exact(value):f}")
