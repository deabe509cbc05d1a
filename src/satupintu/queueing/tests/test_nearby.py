"""Whose turn is near is told once, in time, and never after the fact."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from satupintu.kernel.ids import uuid7
from satupintu.notifications import service as notifications
from satupintu.queueing import forgetting, nearby, remote, service as queueing
from satupintu.queueing.models import Forecast, Visit
from satupintu.queueing.tests.hall import MALL, PERMITS, REGISTRY

MELATI = "melati@contoh.example"


@pytest.mark.parametrize(
    ("q10", "q50", "ahead", "walk", "near"),
    [
        (20, 30, 8, 2, False),
        (4, 7, 8, 2, True),  # 5 minutes and the way
        (4, 7.1, 8, 2, False),
        (9, 22, 3, 4, True),  # few ahead, and it may go fast
        (9, 22, 4, 4, False),
        (15, 40, 2, 4, False),  # few ahead, but each takes long
        (-3, -1, 0, 0, True),  # overdue
        (10, 25, 6, nearby.JOURNEY, True),  # on the way through the city
    ],
)
def test_tells_in_time_for_the_way(q10, q50, ahead, walk, near):
    assert nearby.is_near(nearby.Turn(q10, q50, ahead, walk)) is near


def _foresee(scene, visit, q50, ahead=8):
    stop = scene.look(visit).current
    Forecast.objects.update_or_create(
        stop_id=stop.id,
        defaults={
            "at": scene.now,
            "ahead": ahead,
            "q10": q50 / 2,
            "q50": q50,
            "q90": q50 * 2,
            "low": 5,
            "high": 15,
        },
    )


def _letters(run_jobs):
    run_jobs()
    return notifications.mailbox(address=MELATI)


def _announce(scene):
    return nearby.announce_nearby(mall=MALL, now=scene.now)


def test_tells_once_that_the_turn_is_near(scene, run_jobs, at_now):
    mine = scene.ticket(contact=MELATI, language="en")
    _foresee(scene, mine, 40)
    assert _announce(scene) == 0
    _foresee(scene, mine, 6)
    assert _announce(scene) == 1
    scene.wait(1)
    assert _announce(scene) == 0
    [letter] = _letters(run_jobs)
    assert letter.subject == f"{mine.number}: it is nearly your turn"
    assert "about 5 to 15 minutes" in letter.body
    assert f"/v/{mine.token}/" in letter.body


def test_tells_of_a_call_and_of_each_new_one(scene, run_jobs, at_now):
    mine = scene.ticket(contact=MELATI, language="en")
    rini = scene.mall.rini
    missed = scene.call(rini)
    assert [one.subject for one in _letters(run_jobs)] == [
        f"{mine.number}: please go to counter 1"
    ]
    scene.act("no_show", rini, missed)
    queueing.bring_back(
        mall=MALL, number=mine.number, key="back", actor=rini, now=scene.now
    )
    scene.call(rini)
    assert len(_letters(run_jobs)) == 2


def test_does_not_tell_after_the_fact(scene, run_jobs, at_now):
    mine = scene.ticket(contact=MELATI)
    _foresee(scene, mine, 6)
    _announce(scene)
    scene.act("start", scene.mall.rini, scene.call(scene.mall.rini))
    assert not _letters(run_jobs)


def test_tells_browsers_in_their_language(scene, run_jobs, at_now):
    mine = scene.ticket()
    notifications.subscribe(
        subject_id=mine.id,
        endpoint="https://updates.push.services.mozilla.com/wpush/v2/x",
        p256dh="BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZ"
        "GH6SRpkNtoIAiw4",
        auth="BTBZMqHH6r4Tts7J_aSIgg",
        link=f"/v/{mine.token}/",
        language="en",
        until=scene.now + timedelta(hours=9),
        now=scene.now,
    )
    scene.call(scene.mall.rini)
    run_jobs()
    [told] = notifications.mailbox()
    assert told.channel == "push"
    assert told.subject.endswith("please go to counter 1")
    assert mine.token not in told.body


def test_nobody_is_told_who_did_not_ask(scene, run_jobs, at_now):
    scene.ticket()
    scene.call(scene.mall.rini)
    run_jobs()
    assert not notifications.mailbox()


def _join(scene, key="k", network="10.0.0.1", wanted=PERMITS, **more: Any):
    return remote.join_remotely(
        mall=MALL,
        wanted=[wanted],
        key=key,
        joining=remote.Joining(network=network, **more),
        now=scene.now,
    )


def test_keeps_the_place_but_calls_only_who_is_here(scene):
    far = _join(scene)
    near = scene.ticket()
    first = scene.call(scene.mall.rini)
    assert first.visit.number == near.number
    scene.serve(scene.mall.rini, first, minutes=5)
    scene.ticket()
    queueing.arrive(token=far.token, now=scene.now)
    assert scene.call(scene.mall.rini).visit.number == far.number


def test_misses_who_never_comes_an_hour_after_the_turn(scene):
    far = _join(scene)
    scene.wait(90)  # the line stands still: that is nobody's fault
    assert remote.miss_absent(mall=MALL, now=scene.now) == 0
    scene.ticket()
    scene.call(scene.mall.rini)
    scene.wait(59)
    assert remote.miss_absent(mall=MALL, now=scene.now) == 0
    scene.wait(1)
    assert remote.miss_absent(mall=MALL, now=scene.now) == 1
    assert remote.miss_absent(mall=MALL, now=scene.now) == 0
    [stop] = scene.look(far).stops
    assert (stop.state, stop.reason) == ("no_show", "absent")


def test_one_form_sent_twice_is_one_number(scene):
    assert _join(scene).number == _join(scene).number


def test_one_person_has_one_number(scene):
    account = uuid7()
    mine = _join(scene, account_id=account, contact=MELATI)
    for same in ({"account_id": account}, {"token": mine.token}):
        with pytest.raises(remote.HasNumber):
            _join(scene, key="other", network="10.0.0.2", **same)
    # Anybody may type somebody else's address: it must tell and block nothing.
    assert _join(scene, key="third", network="10.0.0.3", contact=MELATI)
    queueing.leave(token=mine.token, now=scene.now)
    assert _join(scene, key="other", account_id=account).number != mine.number


def test_one_network_cannot_empty_the_day(scene, monkeypatch):
    monkeypatch.setattr(remote, "ABSENT_PER_NETWORK", 3)
    visits = [_join(scene, key=f"k{n}") for n in range(3)]
    with pytest.raises(remote.TooManyNumbers):
        _join(scene, key="k3")
    assert _join(scene, key="k3", network="10.0.0.2")
    queueing.arrive(token=visits[0].token, now=scene.now)
    assert _join(scene, key="k4")
    assert not Visit.objects.filter(key__contains="10.0.0").exists()


def test_a_closed_queue_takes_nobody_from_afar(scene):
    scene.wait(7 * 60)
    with pytest.raises(queueing.QueueClosed):
        _join(scene, wanted=REGISTRY)


def test_forgets_who_came_when_the_day_is_over(scene):
    scene.ticket(name="Melati", contact=MELATI, needs=["wheelchair"])
    assert forgetting.forget_visitors(mall=MALL, now=scene.now) == 0
    tomorrow = scene.now + timedelta(days=1)
    assert forgetting.forget_visitors(mall=MALL, now=tomorrow) == 1
    assert forgetting.forget_visitors(mall=MALL, now=tomorrow) == 0
    row = Visit.objects.get()
    assert (row.name, row.contact, row.needs) == ("", "", [])


def test_forgets_the_messages_too(scene, run_jobs, at_now):
    scene.ticket(contact=MELATI)
    scene.call(scene.mall.rini)
    run_jobs()
    assert len(notifications.sent_to(MELATI)) == 1
    before = scene.now + timedelta(minutes=1)
    notifications.forget_messages(about=nearby.MESSAGES, before=before)
    assert not notifications.sent_to(MELATI)
