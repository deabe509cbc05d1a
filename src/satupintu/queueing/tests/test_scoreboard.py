"""The scoreboard: figures by hand, and the groups they are of."""

from datetime import timedelta

import pytest

from satupintu.queueing.forecast.refresh import refresh
from satupintu.queueing.forecast.scoreboard import (
    Told,
    score,
    scoreboard,
    share_kept,
)
from satupintu.queueing.tests.hall import MALL, PERMITS


def test_figures_by_hand():
    found = score([Told(5, 10, 20, 4, 12), Told(5, 10, 20, 4, 26)])
    assert (found.error, found.simple_error) == (9, 15)
    assert found.better == pytest.approx(0.4)
    assert (found.coverage, found.late) == (0.5, 0.5)
    assert found.after == 0.5
    assert found.pinball == pytest.approx((1.4, 4.5, 3.1))
    assert not found.is_good


def test_scores_by_queue_and_agency(scene, mall):
    start = scene.now
    scene.ticket()
    scene.ticket()
    refresh(mall=MALL, now=scene.now)
    scene.serve(mall.rini, scene.call(mall.rini), minutes=15)
    scene.call(mall.rini)
    refresh(mall=MALL, now=scene.now)

    found = scoreboard(mall=MALL, start=start, end=start + timedelta(days=1))

    assert found.all is not None
    assert found.all.count == 2
    assert found.queues[PERMITS.queue] == found.all
    assert list(found.agencies) == ["dpmptsp"]
    assert share_kept(
        mall=MALL, start=start, end=start + timedelta(days=1)
    ) == pytest.approx(found.all.coverage)
    none = scoreboard(mall=MALL, start=start, end=start)
    assert none.all is None
    assert share_kept(mall=MALL, start=start, end=start) is None
