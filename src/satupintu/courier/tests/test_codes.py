from __future__ import annotations

import hashlib

import pytest

from satupintu.courier import codes
from satupintu.courier.tests.door import Road
from satupintu.kernel.errors import Refused

pytestmark = pytest.mark.django_db


def test_a_phone_checks_the_code_without_a_network(road: Road) -> None:
    visit = road.visit(kind="deliver")
    code, check = codes.code_of(visit_id=visit.pk), codes.check_of(visit)
    assert len(code) == 6
    assert code.isdigit()
    made = hashlib.pbkdf2_hmac(
        "sha256", code.encode(), bytes.fromhex(check.salt), check.rounds
    )
    assert made.hex() == check.hash
    assert code not in (check.salt, check.hash)
    codes.refuse_wrong(visit, f" {code[:3]} {code[3:]} ")


def test_two_visits_have_two_codes_and_a_renewed_one_opens_nothing(
    road: Road,
) -> None:
    visit, other = road.visit(kind="deliver"), road.visit("budi", kind="deliver")
    first = codes.code_of(visit_id=visit.pk)
    assert first != codes.code_of(visit_id=other.pk)
    codes.count_try(visit.pk)
    second = codes.renew_code(visit_id=visit.pk)
    visit.refresh_from_db()
    assert (visit.code_round, visit.code_tries) == (2, 0)
    codes.refuse_wrong(visit, second)
    with pytest.raises(codes.WrongCode):
        codes.refuse_wrong(visit, first)


def test_tries_are_limited_also_for_the_right_code(road: Road) -> None:
    visit = road.visit(kind="deliver")
    for _try in range(codes.TRIES + 2):
        codes.count_try(visit.pk)
    visit.refresh_from_db()
    assert codes.check_of(visit).tries == 0
    with pytest.raises(codes.TooManyTries):
        codes.refuse_wrong(visit, codes.code_of(visit_id=visit.pk))


@pytest.mark.parametrize("given", [{"kind": "file"}, {"state": "done"}])
def test_only_an_open_delivery_has_a_code(road: Road, given: dict[str, str]) -> None:
    visit = road.visit(**({"kind": "deliver"} | given))
    for act in (codes.code_of, codes.renew_code):
        with pytest.raises(Refused):
            act(visit_id=visit.pk)
