"""Figures of a day, from what the stops went through."""

from __future__ import annotations

import pytest

from satupintu.catalogue import service as catalogue
from satupintu.queueing import history, outages
from satupintu.queueing.tests.hall import ADVERTS, MALL, REGISTRY, Scene


def day(scene: Scene) -> history.DayHistory:
    return history.day_history(mall=MALL, day=catalogue.local_day(scene.now))


def test_waits_services_and_counters(scene: Scene) -> None:
    """Two visitors at ten: one waits 10 minutes, is served 8; one leaves unserved."""
    rini = scene.mall.rini
    scene.ticket()
    gone = scene.ticket()
    scene.wait(10)
    serving = scene.call(rini)
    assert serving is not None
    scene.serve(rini, serving, minutes=8)
    missed = scene.call(rini)
    assert missed is not None
    assert missed.visit.number == gone.number
    scene.act("no_show", rini, missed)
    found = day(scene)
    (row,) = found.hours
    assert (row.queue, row.hour, row.visits) == ("izin-usaha", 10, 2)
    assert (row.served, row.no_shows, row.open) == (1, 1, 0)
    assert (row.wait_p50, row.service_p50) == (14.0, 8.0)
    assert row.over_promise == 0.0
    (work,) = found.counters
    assert (work.counter, work.served, work.busy) == ("loket1", 1, 8.0)


def test_a_transfer_counts_in_both_queues_and_a_wait_once(scene: Scene) -> None:
    rini = scene.mall.rini
    scene.ticket()
    scene.wait(5)
    serving = scene.call(rini)
    assert serving is not None
    scene.act("start", rini, serving)
    scene.wait(4)
    scene.act("transfer", rini, serving, queue="bangunan-reklame")
    scene.wait(6)
    again = scene.call(rini)
    assert again is not None
    scene.serve(rini, again, minutes=3)
    rows = {row.queue: row for row in day(scene).queues}
    assert (rows["izin-usaha"].served, rows["izin-usaha"].wait_p50) == (1, 5.0)
    assert rows["bangunan-reklame"].wait_p50 == 6.0
    assert rows["bangunan-reklame"].service_p50 == 3.0


def test_a_forgotten_end_is_flagged_and_left_out(scene: Scene) -> None:
    rini = scene.mall.rini
    scene.ticket(ADVERTS)
    serving = scene.call(rini)
    assert serving is not None
    scene.serve(rini, serving, minutes=200)
    (row,) = day(scene).queues
    assert (row.served, row.forgotten, row.service_p50) == (1, 1, None)


def test_who_was_never_started_counts_from_the_call(scene: Scene) -> None:
    rini = scene.mall.rini
    for lasted in (6, 0):
        scene.ticket()
        serving = scene.call(rini)
        assert serving is not None
        scene.wait(lasted)
        scene.act("finish", rini, serving)
    (row,) = day(scene).queues
    # Nobody walks to a counter in no time: served, but not a measured service.
    assert (row.served, row.unstarted, row.service_p50) == (2, 2, 6.0)
    (work,) = day(scene).counters
    assert (work.served, work.busy) == (2, 6.0)


def test_an_outage_is_no_wait(scene: Scene) -> None:
    tuti = scene.mall.tuti
    scene.sit(tuti, "loket8", "dukcapil")
    scene.ticket(REGISTRY)
    scene.wait(5)
    given = {"mall": MALL, "agency": "dukcapil", "actor": scene.mall.putri}
    outages.report_down(**given, reason="Jaringan putus", until=None, now=scene.now)
    scene.wait(60)
    outages.end_down(**given, now=scene.now)
    scene.wait(5)
    assert scene.call(tuti) is not None
    (row,) = day(scene).queues
    assert row.wait_p50 == pytest.approx(10.0)
    assert row.over_promise == 0.0


def test_an_empty_day_has_no_figures(scene: Scene) -> None:
    found = day(scene)
    assert (found.hours, found.queues, found.counters) == ((), (), ())
    assert (found.total.visits, found.total.wait_p50) == (0, None)
    assert history.most_inside(mall=MALL, day=found.day, now=scene.now) is None


def test_the_most_inside_at_once(scene: Scene) -> None:
    from satupintu.queueing import service as queueing

    first = scene.ticket()
    top = scene.wait(5)
    scene.ticket()
    scene.wait(5)
    queueing.leave(token=first.token, now=scene.now)
    found = history.most_inside(
        mall=MALL, day=catalogue.local_day(scene.now), now=scene.now
    )
    assert found == (2, top)
