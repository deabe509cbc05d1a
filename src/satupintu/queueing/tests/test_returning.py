"""Who comes back, or was never seen to come: nobody is lost between two errands."""

import pytest

from satupintu.kernel.errors import Refused
from satupintu.queueing import forced, service as queueing
from satupintu.queueing.models import Override, Stop
from satupintu.queueing.remote import miss_absent
from satupintu.queueing.tests.hall import MALL, PERMITS, REGISTRY

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("action", ["hold", "no_show"])
def test_a_number_comes_back_also_while_its_next_errand_waits(scene, action) -> None:
    visit = scene.ticket(PERMITS, REGISTRY)
    rini = scene.mall.rini
    more = {"reason": "fetches a copy"} if action == "hold" else {}
    scene.act(action, rini, scene.call(rini), **more)
    assert scene.look(visit).stops[1].state == "waiting"

    for _press in range(2):
        back = queueing.bring_back(
            mall=MALL, number="A-001", key="b", actor=rini, now=scene.wait(1)
        )
    assert [stop.state for stop in scene.look(visit).stops] == ["waiting"] * 2
    assert back.stop.state == "waiting"
    assert scene.call(rini).stop.id == visit.stops[0].id


def test_who_was_served_is_in_the_building_also_if_they_never_said_so(scene) -> None:
    """An officer called the number by hand: the next errand is called in turn."""
    remote = scene.ticket(PERMITS, REGISTRY, via="remote", arrived=False)
    rini = scene.mall.rini
    one = queueing.call_this(
        session_id=scene.sessions[str(rini.id)].id,
        stop_id=remote.stops[0].id,
        key="by-hand",
        actor=rini,
        now=scene.now,
    )
    assert scene.look(remote).arrived_at is None  # called, but nobody has come yet
    scene.serve(rini, one)

    assert scene.look(remote).arrived_at is not None
    assert scene.look(remote).stops[1].state == "waiting"
    scene.wait(90)
    assert miss_absent(mall=MALL, now=scene.now) == 0


def test_a_number_that_is_brought_back_was_brought_in_person(scene) -> None:
    remote = scene.ticket(via="remote", arrived=False)
    scene.wait(1)
    scene.ticket()
    scene.serve(scene.mall.rini, scene.call(scene.mall.rini))
    assert miss_absent(mall=MALL, now=scene.wait(61)) == 1

    queueing.bring_back(
        mall=MALL, number=remote.number, key="b", actor=scene.mall.rini, now=scene.now
    )

    assert scene.call(scene.mall.rini).visit.number == remote.number


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("action", ["start", "next"])
def test_a_visitor_and_an_officer_who_press_at_once_never_block_each_other(
    scene, mall, action
) -> None:
    """Both lock the visit first; in two orders they would wait for each other."""
    rini = mall.rini

    def press(n: int, one) -> str:
        try:
            if n == 0:
                queueing.leave(token=one.visit.token, now=scene.now)
            elif action == "start":
                scene.act("start", rini, one)
            else:
                scene.call(rini, finishing=one.stop.id)
        except Refused:
            return "refused"
        return "done"

    for _ in range(8):
        scene.ticket()
        one = scene.call(rini)
        said = mall.at_once(lambda n, one=one: press(n, one), times=2)
        assert "done" in said
        session = queueing.session_of(actor=rini)
        here = session.current if session else None
        if here is not None:
            scene.act("finish", rini, here)


def test_a_session_of_yesterday_is_ended_and_its_visitor_is_not_lost(scene) -> None:
    scene.ticket()
    scene.act("start", scene.mall.rini, scene.call(scene.mall.rini))

    tomorrow = scene.wait(24 * 60)
    assert forced.close_yesterdays(mall=MALL, now=tomorrow) == 1
    assert forced.close_yesterdays(mall=MALL, now=tomorrow) == 0

    assert queueing.session_of(actor=scene.mall.rini) is None
    assert Stop.objects.get().state == "finished"


def test_nobody_is_transferred_into_a_closed_queue(scene) -> None:
    one = scene.call(scene.mall.rini) if scene.ticket() else None
    Override.objects.create(
        mall=MALL,
        queue="penelitian",
        kind="closed",
        reason="No staff.",
        from_at=scene.now,
        by="Putri",
    )
    with pytest.raises(queueing.CannotCall, match="No staff"):
        scene.act("transfer", scene.mall.rini, one, queue="penelitian")
    assert Stop.objects.get().state == "called"
