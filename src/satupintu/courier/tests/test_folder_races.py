"""Two hands at the same folder at the same moment, in threads of their own."""

from __future__ import annotations

from typing import Any

import pytest

from satupintu.courier import custody
from satupintu.courier.models import Folder, Hop
from satupintu.courier.tests.door import BASE, Road, new_key
from satupintu.courier.tests.test_home_races import tried

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_folder_taken_twice_at_once_is_in_one_hand(road: Road, mall: Any) -> None:
    doors = [(road.visit(), road.sari), (road.visit("budi", by="tono"), road.tono)]

    def take(n: int) -> Any:
        visit, officer = doors[n]
        return road.take("F-7", visit, by=officer)

    got = mall.at_once(tried(take), times=2)

    assert got.count("folder_in_use") == 1
    assert (Folder.objects.count(), Hop.objects.count()) == (1, 1)


def test_a_double_tap_at_a_desk_is_one_hop_and_two_desks_are_not(
    road: Road, mall: Any
) -> None:
    visit = road.visit()
    for code in ("F-7", "F-8"):
        road.take(code, visit)
    key = new_key()

    def tap(_n: int) -> Any:
        return custody.hand_to_desk(
            code="F-7", base=BASE, scan=road.scan(key=key), actor=road.desk
        )

    def desk(n: int) -> Any:
        return custody.hand_to_desk(
            code="F-8", base=(BASE, "cakung")[n], scan=road.scan(), actor=road.desk
        )

    taps = mall.at_once(tried(tap), times=2)
    desks = mall.at_once(tried(desk), times=2)

    assert [each.holder for each in taps] == ["desk", "desk"]
    assert desks.count("wrong_hand") == 1
    assert Hop.objects.count() == 4
