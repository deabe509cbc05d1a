"""The price of a service, said before the form is filled in."""

from datetime import date

import pytest

from satupintu.catalogue import service as catalogue
from satupintu.web.public.price import PriceKind, needed_questions, price_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mall")]
TODAY = date(2026, 11, 24)


def test_a_service_without_fees_is_free() -> None:
    price = price_of(catalogue.current("penelitian"), TODAY)
    assert price.kind is PriceKind.FREE


def test_a_formula_takes_its_amounts_from_the_tested_examples() -> None:
    price = price_of(catalogue.current("reklame"), TODAY)
    assert price.kind is PriceKind.FORMULA
    assert (price.low, price.high) == (0, 4_500_000)


def test_needs_the_questions_that_decide_whether_another_is_asked() -> None:
    names = [q.name for q in needed_questions(catalogue.current("reklame").definition)]
    assert "illuminated" in names
    assert "advert_type" in names
    assert "full_name" not in names
