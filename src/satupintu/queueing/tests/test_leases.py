"""Numbers given without network: only one's own, only today's, only once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from satupintu.queueing import devices, leases, service as queueing, tickets
from satupintu.queueing.leases import lease_numbers
from satupintu.queueing.models import Lease, Visit
from satupintu.queueing.tests.hall import MALL, PERMITS
from satupintu.queueing.tickets import Order, bring_in, take_ticket

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
KEY = "kiosk-touch-0001"
OFFLINE = KEY + "~"


@pytest.fixture
def kiosk(scene):
    return _kiosk(scene, "left of the entrance")


def _kiosk(scene, name):
    view, _token = devices.register_device(
        mall=MALL,
        kind="kiosk",
        name=name,
        zone="",
        actor=scene.mall.putri,
        now=scene.now,
    )
    return view


def _lease(kiosk, scene, count=5, day=TODAY, prefix="A"):
    return lease_numbers(
        device_id=kiosk.id, day=day, prefix=prefix, count=count, now=scene.now
    )


def _order(kiosk, key=OFFLINE, **more):
    given = {"mall": MALL, "wanted": (PERMITS,), "language": "id", **more}
    return Order(device_id=kiosk.id, key=key, **given)


def _bring(kiosk, scene, seq, key=OFFLINE, taken_at=None, prefix="A"):
    return bring_in(
        order=_order(kiosk, key),
        prefix=prefix,
        seq=seq,
        taken_at=taken_at or scene.now,
        now=scene.now,
    )


def test_a_block_and_numbers_given_online_never_meet(scene, kiosk) -> None:
    scene.ticket()
    mine, other = _lease(kiosk, scene), _lease(_kiosk(scene, "right"), scene)

    assert (mine.first, mine.last) == (2, 6)
    assert (other.first, other.last) == (7, 11)
    assert scene.ticket().number == "A-012"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"day": TODAY - timedelta(days=1)}, leases.BadLease),
        ({"day": TODAY + timedelta(days=1)}, leases.BadLease),
        ({"prefix": "ZZ"}, leases.BadLease),
        ({"count": 0}, leases.BadLease),
        ({"count": 51}, leases.BadLease),
    ],
)
def test_leases_numbers_of_today_s_queues_only(scene, kiosk, change, error) -> None:
    with pytest.raises(error):
        _lease(kiosk, scene, **change)
    assert not Lease.objects.exists()


def test_a_kiosk_that_asks_again_and_again_gets_no_more(scene, kiosk) -> None:
    _lease(kiosk, scene, 50), _lease(kiosk, scene, 45)
    with pytest.raises(leases.EnoughLeased):
        _lease(kiosk, scene, 6)


def test_a_retired_kiosk_leases_nothing(scene, kiosk) -> None:
    devices.retire_device(device_id=kiosk.id, actor=scene.mall.putri, now=scene.now)
    with pytest.raises(devices.NoSuchDevice):
        _lease(kiosk, scene)


def test_the_paper_s_number_is_opened_at_the_time_it_was_taken(scene, kiosk) -> None:
    block = _lease(kiosk, scene)
    taken_at = scene.wait(10)
    scene.wait(5)
    later = scene.ticket()  # came after, but was never without network
    scene.wait(30)

    visit = _bring(kiosk, scene, block.first, taken_at=taken_at)

    assert (visit.number, visit.via) == ("A-001", "offline")
    assert visit.opened_at == visit.arrived_at == taken_at
    line = queueing.waiting(mall=MALL, queues=["izin-usaha"], now=scene.now)
    assert [one.number for one in line] == [visit.number, later.number]


def test_bringing_in_twice_opens_one_visit(scene, kiosk) -> None:
    block = _lease(kiosk, scene)
    first = _bring(kiosk, scene, block.first)
    scene.wait(3)
    assert _bring(kiosk, scene, block.first) == first
    assert Visit.objects.count() == 1


def test_brings_in_whatever_comes_first(scene, kiosk) -> None:
    block, start = _lease(kiosk, scene), scene.now
    scene.wait(20)
    order = [3, 1, 2]
    for n in order:
        _bring(
            kiosk,
            scene,
            block.first + n - 1,
            f"kiosk-touch-000{n}~",
            start + timedelta(minutes=n),
        )
    line = queueing.waiting(mall=MALL, queues=["izin-usaha"], now=scene.now)
    assert [one.number for one in line] == ["A-001", "A-002", "A-003"]


def test_refuses_a_number_of_another_kiosk_or_of_nobody(scene, kiosk) -> None:
    other = _kiosk(scene, "right")
    block = _lease(kiosk, scene)
    for device, seq in ((other, block.first), (kiosk, block.last + 1), (kiosk, 900)):
        with pytest.raises(leases.NotLeased):
            _bring(device, scene, seq)
    assert not Visit.objects.exists()


def test_refuses_a_number_that_was_used(scene, kiosk) -> None:
    block = _lease(kiosk, scene)
    _bring(kiosk, scene, block.first)
    with pytest.raises(tickets.NumberUsed):
        _bring(kiosk, scene, block.first, "kiosk-touch-0002~")
    with pytest.raises(tickets.NumberUsed):
        _bring(kiosk, scene, block.first + 1)  # the same ticket, another number
    assert Visit.objects.count() == 1


def test_yesterday_s_numbers_are_over_at_the_mall_s_midnight(scene, kiosk) -> None:
    # 23:55 in Jakarta is 16:55 UTC: the day changes there while UTC's goes on.
    scene.now = taken_at = datetime(2026, 11, 24, 16, 55, tzinfo=UTC)
    block = _lease(kiosk, scene)
    scene.wait(10)

    with pytest.raises(leases.LeaseOver) as refused:
        _bring(kiosk, scene, block.first, taken_at=taken_at)
    assert "2026-11-24" in refused.value.sentence
    with pytest.raises(leases.BadLease):
        _lease(kiosk, scene, day=TODAY)
    tomorrow = _lease(kiosk, scene, day=TODAY + timedelta(days=1))
    assert (tomorrow.first, tomorrow.last) == (1, 5)


def test_a_wrong_clock_moves_nobody_further_than_the_lease(scene, kiosk) -> None:
    block, given_at = _lease(kiosk, scene), scene.now
    scene.wait(15)
    early = _bring(kiosk, scene, block.first, taken_at=given_at - timedelta(days=900))
    late = _bring(
        kiosk,
        scene,
        block.first + 1,
        "kiosk-touch-0002~",
        scene.now + timedelta(hours=2),
    )
    assert (early.opened_at, late.opened_at) == (given_at, scene.now)


def test_the_paper_counts_when_an_answer_was_lost(scene, kiosk) -> None:
    block = _lease(kiosk, scene)
    lost = take_ticket(order=_order(kiosk, KEY), now=scene.now)
    scene.wait(1)

    visit = _bring(kiosk, scene, block.first)

    assert scene.look(lost).end == "left"
    assert visit.number == "A-001"
    line = queueing.waiting(mall=MALL, queues=["izin-usaha"], now=scene.now)
    assert [one.number for one in line] == ["A-001"]


def test_a_request_that_arrives_after_the_paper_opens_nothing(scene, kiosk) -> None:
    block = _lease(kiosk, scene)
    _bring(kiosk, scene, block.first)
    with pytest.raises(tickets.GivenOffline):
        take_ticket(order=_order(kiosk, KEY), now=scene.now)
    assert Visit.objects.count() == 1


def test_a_queue_that_closed_meanwhile_still_takes_the_paper(scene, kiosk) -> None:
    block = _lease(kiosk, scene)
    taken_at = scene.wait(1)
    scene.now = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)  # 16:30, closed
    with pytest.raises(queueing.QueueClosed):
        take_ticket(order=_order(kiosk, "kiosk-touch-0009"), now=scene.now)
    assert _bring(kiosk, scene, block.first, taken_at=taken_at).number == "A-001"


@pytest.mark.parametrize("key", ["", "short", "x" * 81, "an-offline-key-0001~"])
def test_refuses_keys_that_are_none(scene, kiosk, key) -> None:
    with pytest.raises(tickets.BadKey):
        take_ticket(order=replace(_order(kiosk), key=key), now=scene.now)
