"""Every officer of the demonstration has a face, and whoever stopped stays away."""

from __future__ import annotations

from typing import Any

import pytest

from satupintu.courier import service as courier
from satupintu.demo.road import people
from satupintu.demo.script import read_script
from satupintu.documents import service as documents
from satupintu.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db


def test_officers_are_hired_once_with_a_face(mall: Any) -> None:
    script = read_script()
    assert script is not None
    assert script.home is not None
    road = script.home.model_copy(update={"officers": script.home.officers[:2]})

    people.hire(road, mall.now)

    faces = [officer.photo_id for officer in courier.officers()]
    assert len(documents.describe_all([face for face in faces if face])) == 2
    gone = courier.officers()[0]
    courier.stop_riding(officer_id=gone.id, actor=SYSTEM, now=mall.now)
    people.hire(road, mall.now)
    assert [officer.photo_id for officer in courier.officers()] == faces[1:]
    day = people.working_days(mall.now.date(), 1)
    people.plan_shifts(road, day, mall.now)
    assert len(courier.shifts(day=day[0])) == 1
