"""Numbers and calls: once, in order, at one counter, and back again."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from satupintu.kernel.errors import Refused
from satupintu.queueing import service as queueing
from satupintu.queueing.models import Call, Period, Stop
from satupintu.queueing.opening import LeasedNumber
from satupintu.queueing.tests.hall import ADVERTS, MALL, PERMITS, REGISTRY

pytestmark = pytest.mark.django_db


def test_numbers_follow_each_other_and_a_retry_gets_the_same(scene) -> None:
    first, second = scene.ticket(key="tap-1"), scene.ticket(ADVERTS)
    again = scene.ticket(key="tap-1")

    assert [first.number, second.number] == ["A-001", "H-001"]
    assert again == first
    assert scene.ticket().number == "A-002"


def test_numbers_begin_again_at_the_mall_s_midnight_and_not_at_utc_s(scene) -> None:
    # Monday 30 November: 08:59 and 09:01 in Jakarta are either side of 02:00 UTC.
    scene.now = datetime(2026, 11, 30, 1, 59, tzinfo=UTC)
    assert scene.ticket().number == "A-001"
    scene.now = datetime(2026, 11, 30, 2, 1, tzinfo=UTC)
    assert scene.ticket().number == "A-002"
    scene.now = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
    assert scene.ticket().number == "A-001"


def test_first_come_first_served(scene) -> None:
    visits = [scene.ticket() for _ in range(3)]

    called = []
    while (one := scene.call(scene.mall.rini)) is not None:
        called.append(one.visit.number)
        scene.serve(scene.mall.rini, one)

    assert called == [v.number for v in visits]
    assert all(scene.look(v).end == "finished" for v in visits)


def test_the_same_press_calls_the_same_visitor(scene) -> None:
    scene.ticket(), scene.ticket()

    first = scene.call(scene.mall.rini, key="press-1")
    again = scene.call(scene.mall.rini, key="press-1")

    assert first is not None
    assert again is not None
    assert again.visit.number == first.visit.number == "A-001"
    assert Call.objects.count() == 1


def test_a_busy_counter_calls_nobody_else(scene) -> None:
    scene.ticket(), scene.ticket()
    scene.call(scene.mall.rini)

    with pytest.raises(queueing.CounterBusy, match="A-001"):
        scene.call(scene.mall.rini)
    assert Stop.objects.filter(state="waiting").count() == 1


def test_finishing_and_calling_is_one_press(scene) -> None:
    scene.ticket(), scene.ticket()
    one = scene.call(scene.mall.rini)
    scene.act("start", scene.mall.rini, one)

    for _ in range(2):
        two = scene.call(scene.mall.rini, key="next", finishing=one.stop.id)

    assert two is not None
    assert two.visit.number == "A-002"
    assert scene.look(one.visit).end == "finished"


def test_a_stale_page_changes_nothing(scene) -> None:
    scene.ticket(), scene.ticket()
    one = scene.call(scene.mall.rini)
    scene.serve(scene.mall.rini, one)
    scene.call(scene.mall.rini)

    for action, more in (
        ("start", {}),
        ("finish", {}),
        ("no_show", {}),
        ("hold", {"reason": "copy"}),
        ("transfer", {"queue": "penelitian"}),
        ("next_errand", {}),
        ("recall", {}),
    ):
        with pytest.raises(queueing.StalePage):
            scene.act(action, scene.mall.rini, one, **more)
    assert Stop.objects.get(state="called").visit.number == "A-002"


def test_a_visitor_of_two_queues_is_called_at_one_counter(scene, mall) -> None:
    scene.sit(mall.agus, "loket5", "bangunan-reklame")
    visit = scene.ticket(PERMITS, ADVERTS)
    Stop.objects.filter(queue="bangunan-reklame").update(
        state="waiting", waiting_from=scene.now
    )

    assert scene.call(mall.rini) is not None
    assert scene.call(mall.agus) is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Stop.objects.filter(visit_id=visit.id).update(
            state="serving", session=scene.sessions[str(mall.agus.id)].id
        )


def test_the_next_errand_joins_its_line_with_the_same_number(scene) -> None:
    visit = scene.ticket(PERMITS, REGISTRY)
    one = scene.call(scene.mall.rini)
    assert [s.state for s in scene.look(visit).stops] == ["called", "planned"]

    scene.serve(scene.mall.rini, one)

    seen = scene.look(visit)
    assert [s.state for s in seen.stops] == ["finished", "waiting"]
    assert seen.number == visit.number
    assert seen.ended_at is None


def test_a_held_visitor_comes_back_before_those_who_came_later(scene) -> None:
    rini = scene.mall.rini
    held, later = scene.ticket(), scene.ticket()
    scene.act("hold", rini, scene.call(rini), reason="fetches a copy")
    assert scene.look(held).stops[0].state == "on_hold"

    queueing.bring_back(
        mall=MALL, number="a1", key="back", actor=rini, now=scene.wait(4)
    )

    assert scene.call(rini).visit.number == held.number
    assert scene.look(later).stops[0].state == "waiting"


def test_a_missed_number_may_come_back_for_an_hour(scene) -> None:
    rini = scene.mall.rini
    scene.ticket()
    scene.act("no_show", rini, scene.call(rini))

    back = queueing.bring_back(
        mall=MALL, number="A-001", key="b1", actor=rini, now=scene.wait(20)
    )
    assert back.stop.state == "waiting"
    scene.act("no_show", rini, scene.call(rini))
    with pytest.raises(queueing.CannotCall, match="too long ago"):
        queueing.bring_back(
            mall=MALL, number="A-001", key="b2", actor=rini, now=scene.wait(61)
        )


def test_a_transfer_keeps_number_and_place(scene, mall) -> None:
    scene.sit(mall.agus, "loket5", "bangunan-reklame")
    moved = scene.ticket()
    scene.wait(10)
    other = scene.ticket(ADVERTS)
    scene.act("transfer", mall.rini, scene.call(mall.rini), queue="bangunan-reklame")

    one = scene.call(mall.agus)
    assert one.visit.number == moved.number == "A-001"
    assert scene.look(other).stops[0].state == "waiting"


def test_priority_and_others_take_turns_and_nobody_is_passed_for_ever(scene) -> None:
    normal = [scene.ticket().number for _ in range(4)]
    special = [scene.ticket(group="elderly").number for _ in range(4)]

    called = []
    while (one := scene.call(scene.mall.rini)) is not None:
        called.append(one.visit.number)
        scene.serve(scene.mall.rini, one)

    assert sorted(called) == sorted(normal + special)
    kinds = ["special" if n in special else "normal" for n in called]
    assert kinds[:6] == ["special", "normal"] * 3
    kept = Call.objects.values_list("policy__kind", flat=True)
    assert set(kept) == {"ratio"}


def test_one_who_pushed_back_lets_others_go_first(scene) -> None:
    first, second = scene.ticket(), scene.ticket()
    queueing.push_back(token=first.token, minutes=10, now=scene.wait(1))

    assert scene.call(scene.mall.rini).visit.number == second.number
    queueing.take_back_push(token=first.token, now=scene.now)
    stop = scene.look(first).stops[0]
    assert (stop.pushed, stop.not_before, stop.sort_at) == (
        0,
        None,
        first.stops[0].sort_at,
    )


def test_a_remote_visitor_is_called_only_when_in_the_building(scene) -> None:
    remote = scene.ticket(via="remote", arrived=False)
    scene.wait(1)
    here = scene.ticket()

    one = scene.call(scene.mall.rini)
    assert one.visit.number == here.number
    scene.serve(scene.mall.rini, one)
    queueing.arrive(token=remote.token, now=scene.now)
    assert scene.call(scene.mall.rini).visit.number == remote.number


def test_a_booked_visitor_is_called_at_the_time_of_the_appointment(scene) -> None:
    at = scene.now + timedelta(minutes=10)
    booked = scene.ticket(via="booking", booked_for=at)
    walk_in = scene.ticket()

    one = scene.call(scene.mall.rini)
    assert one.visit.number == walk_in.number
    scene.serve(scene.mall.rini, one)
    # Nobody else waits: why let her sit there?
    assert scene.call(scene.mall.rini).visit.number == booked.number


def test_leaving_frees_the_counter_and_is_final(scene) -> None:
    visit = scene.ticket()
    scene.call(scene.mall.rini)
    queueing.leave(token=visit.token, now=scene.now)

    assert scene.look(visit).end == "left"
    session = queueing.session_of(actor=scene.mall.rini)
    assert session is not None
    assert session.current is None
    with pytest.raises(queueing.VisitOver):
        queueing.push_back(token=visit.token, minutes=10, now=scene.now)


@pytest.mark.parametrize(
    ("day", "hour", "code"),
    [
        ("2026-11-24", "07:00", "closed"),
        ("2026-11-24", "15:50", "cutoff"),
        ("2026-11-24", "18:00", "closed"),
        ("2026-11-27", "12:00", "break"),
        ("2026-12-25", "10:00", "holiday"),
        ("2026-11-29", "10:00", "closed"),
        ("2026-11-24", "10:00", "open"),
    ],
)
def test_a_queue_says_why_it_is_closed(scene, day, hour, code) -> None:
    now = datetime.fromisoformat(f"{day}T{hour}:00+07:00")
    found = queueing.statuses(mall=_mall(), now=now)["izin-usaha"]

    assert found.code == code
    assert bool(found.sentence) == (code != "open")
    if not found.takes_numbers:
        with pytest.raises(queueing.QueueClosed):
            scene.ticket(now=now)


def test_a_leased_number_keeps_its_place_though_the_queue_has_closed(scene) -> None:
    taken = datetime.fromisoformat("2026-11-24T15:00:00+07:00")
    late = datetime.fromisoformat("2026-11-24T16:10:00+07:00")
    leased = LeasedNumber("A", 40, taken.date(), taken)

    visit = scene.ticket(via="offline", leased=leased, now=late)

    assert visit.number == "A-040"
    assert visit.stops[0].sort_at == taken


def test_a_counter_is_for_one_person_and_a_person_for_one_counter(scene, mall) -> None:
    with pytest.raises(queueing.CounterTaken, match="Rini"):
        scene.sit(mall.agus, "loket1", "izin-usaha")
    with pytest.raises(queueing.AlreadyAtCounter, match="loket1"):
        scene.sit(mall.rini, "loket2", "izin-usaha")
    with pytest.raises(queueing.NotYourQueue):
        scene.sit(mall.joko, "loket2", "izin-usaha")
    with pytest.raises(queueing.NoSuchSession):
        queueing.call_next(
            session_id=scene.sessions[str(mall.rini.id)].id,
            key="theirs",
            actor=mall.agus,
            now=scene.now,
        )


def test_on_a_break_nobody_is_called(scene) -> None:
    rini, session = scene.mall.rini, scene.sessions[str(scene.mall.rini.id)]
    scene.ticket()
    queueing.begin_break(session_id=session.id, minutes=15, actor=rini, now=scene.now)

    with pytest.raises(queueing.OnBreak):
        scene.call(rini)
    queueing.end_break(session_id=session.id, actor=rini, now=scene.wait(15))
    assert scene.call(rini) is not None
    with pytest.raises(queueing.StillServing):
        queueing.close_counter(session_id=session.id, actor=rini, now=scene.now)


def test_history_is_only_added_to(scene) -> None:
    scene.serve(scene.mall.rini, _called(scene), minutes=7)

    states = list(Period.objects.values_list("state", flat=True))
    assert states == ["waiting", "called", "serving", "finished"]
    for statement in (
        "UPDATE queueing_period SET state = 'waiting'",
        "UPDATE queueing_call SET kind = 'recall'",
    ):
        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_clerks_who_press_at_once_call_different_visitors(scene, mall) -> None:
    crew = (mall.rini, mall.agus, mall.ratna, mall.wati)
    for n, who in enumerate(crew[1:], 2):
        scene.sit(who, f"loket{n}", "izin-usaha")
    for _ in range(12):
        scene.ticket()

    def clerk(n: int) -> list[str]:
        numbers: list[str] = []
        while (one := scene.call(crew[n], key=f"{n}-{len(numbers)}")) is not None:
            numbers.append(one.visit.number)
            scene.act("finish", crew[n], one, key=f"f{n}-{len(numbers)}")
        return numbers

    called = mall.at_once(clerk, times=4)

    every = sorted(number for numbers in called for number in numbers)
    assert every == [f"A-{n:03}" for n in range(1, 13)]


@pytest.mark.django_db(transaction=True)
def test_one_tap_sent_many_times_at_once_is_one_number(scene, mall) -> None:
    visits = mall.at_once(lambda n: scene.ticket(key="same"), times=4)

    assert {v.number for v in visits} == {"A-001"}


@pytest.mark.django_db(transaction=True)
def test_kiosks_at_once_give_different_numbers(scene, mall) -> None:
    visits = mall.at_once(lambda n: scene.ticket(key=f"kiosk-{n}"), times=6)

    assert sorted(v.number for v in visits) == [f"A-{n:03}" for n in range(1, 7)]


def test_an_unknown_errand_or_group_is_refused(scene) -> None:
    for bad in (
        {"wanted": (queueing.Wanted("izin-usaha", "no-such"),)},
        {"wanted": (queueing.Wanted("no-such", "nib"),)},
        {"wanted": ()},
        {"wanted": (PERMITS,) * 7},
        {"group": "friends"},
    ):
        given = {"wanted": (PERMITS,), "key": "k", "via": "kiosk", "now": scene.now}
        with pytest.raises(Refused):
            queueing.open_visit(mall=MALL, **(given | bad))


def _called(scene):
    scene.ticket()
    return scene.call(scene.mall.rini)


def _mall():
    from satupintu.catalogue import service as catalogue

    return catalogue.mall(MALL)
