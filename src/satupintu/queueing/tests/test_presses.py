"""A press is a few statements, whatever else happens in the same moment."""

from __future__ import annotations

import pytest

from satupintu.kernel import live
from satupintu.kernel.memory import as_one_request
from satupintu.queueing import calling, service as queueing
from satupintu.queueing.models import Call, Period, Session, Stop, Visit
from satupintu.queueing.tests.hall import ADVERTS, PERMITS, REGISTRY, Scene

pytestmark = pytest.mark.django_db


def test_finishing_and_calling_is_a_few_statements(
    scene: Scene, django_assert_num_queries
) -> None:
    """Two for the savepoint, open, pick, call, who listens; and three times the
    release of the pack, which a request asks for once."""
    for _ in range(60):
        scene.ticket()
    one = scene.call(scene.mall.rini)
    assert one is not None
    with django_assert_num_queries(9):
        two = scene.call(scene.mall.rini, finishing=one.stop.id)
    assert two is not None
    assert two.visit.number == "A-002"
    assert (two.stop.state, two.visit.counter, two.stop.calls) == (
        "called",
        "loket1",
        1,
    )
    states = Period.objects.filter(stop_id=one.stop.id).values_list("state", flat=True)
    assert list(states) == ["waiting", "called", "finished"]
    ended = Visit.objects.get(pk=one.visit.id)
    assert (ended.end, ended.counter, ended.ended_at) == ("finished", "", scene.now)


def test_the_next_errand_of_who_is_finished_may_be_called_at_once(
    scene: Scene,
) -> None:
    """It joins this very line only by being finished, with the same press."""
    visit = scene.ticket(PERMITS, ADVERTS)
    one = scene.call(scene.mall.rini)
    assert one is not None
    two = scene.call(scene.mall.rini, finishing=one.stop.id)
    assert two is not None
    assert (two.visit.id, two.stop.queue) == (visit.id, "bangunan-reklame")
    assert scene.look(visit).ended_at is None


def test_finishing_without_anybody_waiting_still_finishes(scene: Scene) -> None:
    scene.ticket()
    one = scene.call(scene.mall.rini)
    assert one is not None
    assert scene.call(scene.mall.rini, finishing=one.stop.id) is None
    assert Stop.objects.get().state == "finished"


def test_a_refused_press_leaves_the_visitor_at_the_counter(scene: Scene) -> None:
    scene.ticket()
    one = scene.call(scene.mall.rini)
    assert one is not None
    Session.objects.update(break_from=scene.now)
    with pytest.raises(queueing.OnBreak):
        scene.call(scene.mall.rini, finishing=one.stop.id)
    assert Stop.objects.get().state == "called"


def test_pages_hear_of_a_press_once_and_after_its_commit(
    scene: Scene, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    heard: list[list[str]] = []
    monkeypatch.setattr(live, "_send", heard.append)
    first, second = scene.ticket(), scene.ticket(PERMITS, REGISTRY)
    one = scene.call(scene.mall.rini)
    assert one is not None
    with django_capture_on_commit_callbacks(execute=True):
        scene.call(scene.mall.rini, finishing=one.stop.id)
        assert not heard
    (payloads,) = heard
    hints = [live.read_hint(payload) for payload in payloads]
    assert {hint.place.topic for hint in hints} == {
        "zone:rasuna-said:izin",
        "hall:rasuna-said",
        f"visit:{first.id}",
        f"visit:{second.id}",
    }
    (call,) = [hint for hint in hints if hint.event == "call"]
    assert (call.data["number"], call.id is not None) == (second.number, True)
    (here,) = [hint for hint in hints if hint.place.topic.startswith("hall:")]
    served = {*Session.objects.get().queues, PERMITS.queue, REGISTRY.queue}
    assert here.data == {"queues": sorted(served)}


@pytest.mark.django_db(transaction=True)
def test_who_finds_the_first_taken_looks_further(
    scene: Scene, mall, monkeypatch
) -> None:
    monkeypatch.setattr(calling, "FIRST_LOOKED_AT", 1)
    crew = (mall.rini, mall.agus, mall.ratna, mall.wati)
    for n, who in enumerate(crew[1:], 2):
        scene.sit(who, f"loket{n}", "izin-usaha")
    for _ in range(8):
        scene.ticket()
    called = mall.at_once(lambda n: scene.call(crew[n], key=f"k{n}"), times=4)
    assert len({one.visit.number for one in called}) == 4


@pytest.mark.django_db(transaction=True)
def test_one_press_that_comes_many_times_at_once_calls_one(scene: Scene, mall) -> None:
    scene.ticket(), scene.ticket()
    one = scene.call(mall.rini)
    assert one is not None

    def press(_n: int) -> str:
        with as_one_request():
            found = scene.call(mall.rini, key="same", finishing=one.stop.id)
        assert found is not None
        return found.visit.number

    assert set(mall.at_once(press, times=4)) == {"A-002"}
    assert Call.objects.filter(key="same").count() == 1
