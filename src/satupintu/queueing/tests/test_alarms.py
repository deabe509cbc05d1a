"""Calls for help: one per place, none that cannot be cleared, no real one hidden."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from satupintu.queueing import alarms
from satupintu.queueing.alarms import AlarmView, Kind
from satupintu.queueing.rights import NotOfMall
from satupintu.queueing.tests.hall import MALL, Scene


def ring(
    at: datetime, kind: Kind = "help", place: str = "loket1", drill: bool = False
) -> AlarmView:
    return alarms.raise_alarm(
        mall=MALL, kind=kind, place=place, by="Rini", now=at, drill=drill
    )


def test_a_second_call_from_one_place_is_the_same(scene: Scene) -> None:
    first = ring(scene.now)
    assert ring(scene.wait(1)).id == first.id
    assert ring(scene.now, place="loket2").id != first.id
    assert len(alarms.open_alarms(mall=MALL, now=scene.now)) == 2


def test_an_accepted_alarm_keeps_who_was_first_and_can_be_cleared(scene: Scene) -> None:
    alarm = ring(scene.now, "emergency")
    mall = scene.mall
    for actor in (mall.rini, mall.joko):
        seen = alarms.accept_alarm(alarm_id=alarm.id, actor=actor, now=scene.wait(1))
        assert seen.accepted_by == "Rini"
    for _press in range(2):
        seen = alarms.clear_alarm(alarm_id=alarm.id, actor=mall.joko, now=scene.wait(1))
        assert seen.cleared_by == "Joko"
    assert alarms.open_alarms(mall=MALL, now=scene.now) == []
    with pytest.raises(alarms.NoSuchAlarm):
        alarms.accept_alarm(alarm_id=alarm.id, actor=mall.rini, now=scene.now)
    assert ring(scene.now, "emergency").id != alarm.id


def test_one_that_nobody_accepted_can_be_cleared(scene: Scene) -> None:
    alarm = ring(scene.now, "emergency")
    alarms.clear_alarm(alarm_id=alarm.id, actor=scene.mall.putri, now=scene.now)
    assert alarms.open_alarms(mall=MALL, now=scene.now) == []


def test_one_that_nobody_clears_goes_out_by_itself(scene: Scene) -> None:
    ring(scene.now)
    scene.wait(31)
    assert alarms.open_alarms(mall=MALL, now=scene.now) == []
    # Still in the table, it must not swallow the next call from there.
    again = ring(scene.now)
    assert alarms.open_alarms(mall=MALL, now=scene.now) == [again]
    scene.wait(31)
    assert alarms.put_out(mall=MALL, now=scene.now) == 1
    assert alarms.put_out(mall=MALL, now=scene.now) == 0


def test_an_exercise_never_hides_the_real_thing(scene: Scene) -> None:
    drill = ring(scene.now, "emergency", drill=True)
    real = ring(scene.wait(1), "emergency")
    assert real.id != drill.id
    assert alarms.open_alarms(mall=MALL, now=scene.now) == [real]
    assert ring(scene.now, "emergency", drill=True) == real


def test_emergencies_come_first(scene: Scene) -> None:
    ring(scene.now)
    ring(scene.now + timedelta(minutes=1), "emergency", "loket9")
    shown = alarms.open_alarms(mall=MALL, now=scene.wait(2))
    assert [alarm.kind for alarm in shown] == ["emergency", "help"]


def test_refuses_strangers_and_nonsense(scene: Scene) -> None:
    alarm = ring(scene.now)
    with pytest.raises(NotOfMall):
        alarms.clear_alarm(alarm_id=alarm.id, actor=scene.mall.melati, now=scene.now)
    with pytest.raises(alarms.BadAlarm):
        ring(scene.now, place=" ")
