"""Forecasts of a live hall: everybody gets one, and the truth comes back to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from satupintu.catalogue import service as catalogue
from satupintu.kernel import live
from satupintu.queueing import outages, service as queueing
from satupintu.queueing.expected import ExpectedArrival, use_expected
from satupintu.queueing.forecast import learned
from satupintu.queueing.forecast.live import live_hall
from satupintu.queueing.forecast.refresh import refresh, refresh_if_due
from satupintu.queueing.models import Forecast, Law, QueueForecast, Said, Session
from satupintu.queueing.tests.hall import ADVERTS, MALL, PERMITS, REGISTRY


@pytest.fixture(autouse=True)
def no_bookings():
    use_expected(lambda mall, day: [])


@pytest.fixture
def hints(monkeypatch) -> list[str]:
    said: list[str] = []
    monkeypatch.setattr(live, "changed", lambda *topics: said.extend(topics))
    return said


def foretold(scene, visit):
    stop = scene.look(visit).current
    return Forecast.objects.filter(stop_id=stop.id).first()


def hall_of(scene):
    return live_hall(mall=catalogue.mall(MALL), now=scene.now)


def test_foretells_all_who_wait_and_a_new_ticket(scene) -> None:
    visits = [scene.ticket() for _ in range(4)]

    done = refresh(mall=MALL, now=scene.now)

    rows = [foretold(scene, visit) for visit in visits]
    assert done.stops == 4
    assert [row.ahead for row in rows] == [0, 1, 2, 3]
    assert rows[0].high == 5
    assert rows[1].q50 < rows[3].q50
    new = QueueForecast.objects.get(queue=PERMITS.queue)
    assert (new.waiting, new.counters) == (4, 1)
    assert new.q50 > rows[3].q50


def test_where_nobody_serves_nothing_is_said(scene) -> None:
    visit = scene.ticket(REGISTRY)

    refresh(mall=MALL, now=scene.now)

    assert foretold(scene, visit) is None
    assert not QueueForecast.objects.filter(queue=REGISTRY.queue).exists()


def test_what_fits_is_left_alone_and_only_what_moved_is_hinted(scene, hints) -> None:
    scene.ticket()
    last = scene.ticket()
    refresh(mall=MALL, now=scene.now)
    before = foretold(scene, last)
    hints.clear()

    refresh(mall=MALL, now=scene.wait(0.5))
    assert hints == []
    after = foretold(scene, last)
    assert (after.at, after.low, after.high) == (before.at, before.low, before.high)


def test_a_counter_that_closes_is_the_reason(scene, mall) -> None:
    scene.sit(mall.agus, "loket2", "izin-usaha")
    visits = [scene.ticket() for _ in range(8)]
    refresh(mall=MALL, now=scene.now)
    session = scene.sessions[str(mall.agus.id)]

    queueing.close_counter(session_id=session.id, actor=mall.agus, now=scene.now)
    refresh(mall=MALL, now=scene.wait(0.5))

    assert foretold(scene, visits[-1]).reason == "fewer_counters"


def test_the_truth_is_noted_once_called(scene, mall) -> None:
    scene.ticket()
    second = scene.ticket()
    refresh(mall=MALL, now=scene.now)
    first = scene.call(mall.rini)
    scene.serve(mall.rini, first, minutes=12)
    scene.call(mall.rini)

    refresh(mall=MALL, now=scene.now)

    said = Said.objects.get(stop_id=second.stops[0].id)
    assert said.truth == pytest.approx(12)
    assert said.simple > 0


def test_a_second_forecast_is_kept_while_waiting(scene) -> None:
    for _ in range(3):
        visit = scene.ticket()
    refresh(mall=MALL, now=scene.now)
    refresh(mall=MALL, now=scene.wait(30))
    refresh(mall=MALL, now=scene.wait(5))

    leads = Said.objects.filter(stop_id=visit.stops[0].id)
    assert [row.lead for row in leads] == ["joined", "later"]


def test_one_who_let_others_go_first_teaches_nothing(scene, mall) -> None:
    visit = scene.ticket()
    refresh(mall=MALL, now=scene.now)
    queueing.push_back(token=visit.token, minutes=10, now=scene.now)
    scene.wait(11)
    scene.call(mall.rini)
    refresh(mall=MALL, now=scene.now)

    assert Said.objects.get(stop_id=visit.stops[0].id).truth is None


def test_a_counter_without_a_sign_of_life_counts_as_closed(scene) -> None:
    scene.ticket()
    assert len(hall_of(scene).state.counters) == 1
    scene.wait(180)
    assert hall_of(scene).state.counters == []
    Session.objects.update(seen_at=scene.now)
    assert len(hall_of(scene).state.counters) == 1


def test_nobody_is_missed_at_an_idle_counter_that_nobody_wants(scene) -> None:
    scene.wait(180)
    assert len(hall_of(scene).state.counters) == 1


def test_a_break_is_a_gap_and_no_counter(scene, mall) -> None:
    session = scene.sessions[str(mall.rini.id)]
    queueing.begin_break(
        session_id=session.id, minutes=20, actor=mall.rini, now=scene.now
    )
    visit = scene.ticket()
    refresh(mall=MALL, now=scene.now)

    assert hall_of(scene).counters(PERMITS.queue) == 0
    assert foretold(scene, visit).q10 >= 19


def test_a_system_that_is_down_stops_the_line(scene, mall) -> None:
    visit = scene.ticket()
    outages.report_down(
        mall=MALL,
        agency=catalogue.mall(MALL).queue(PERMITS.queue).agency,
        reason="Jaringan pusat",
        until=scene.now + timedelta(minutes=40),
        actor=mall.rini,
        now=scene.now,
    )
    refresh(mall=MALL, now=scene.now)

    assert foretold(scene, visit).q10 >= 39
    assert not QueueForecast.objects.filter(queue=PERMITS.queue).exists()


def test_bookings_of_the_peer_are_reckoned_with(scene) -> None:
    soon = scene.now + timedelta(minutes=5)
    use_expected(lambda mall, day: [ExpectedArrival(PERMITS.queue, soon, 0.9)])

    (booked,) = hall_of(scene).state.expected

    assert (booked.queue, booked.shows) == (PERMITS.queue, 0.9)


def test_several_errands_are_one_person(scene) -> None:
    scene.ticket(PERMITS, ADVERTS)
    assert [w.queue for w in hall_of(scene).state.waiting] == [PERMITS.queue]


def test_an_empty_hall_costs_nothing(mall, now) -> None:
    assert refresh_if_due(mall=MALL, now=now) is None


def test_a_longer_line_needs_no_more_statements(scene) -> None:
    counts = []
    for _ in range(2):
        for _ in range(6):
            scene.ticket()
        refresh(mall=MALL, now=scene.now)
        with CaptureQueriesContext(connection) as asked:
            refresh(mall=MALL, now=scene.wait(0.1))
        counts.append(len(asked))
    # A range that moved, or a turn that came near, is one or two more.
    assert counts[1] - counts[0] < 6


def test_laws_are_learned_from_what_was_served(scene, mall) -> None:
    for _ in range(6):
        scene.ticket()
        scene.serve(mall.rini, scene.call(mall.rini), minutes=30)
    scene.ticket()
    scene.act("no_show", mall.rini, scene.call(mall.rini))
    found = catalogue.mall(MALL)
    before = learned.laws_of(found)[0][PERMITS.queue]

    assert learned.refit(mall=found, now=scene.now + timedelta(hours=1)) == 6

    law = Law.objects.get(queue=PERMITS.queue)
    assert law.count == 6
    assert before.median < law.median < 30
    assert law.no_show > before.no_show
