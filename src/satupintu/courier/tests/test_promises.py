"""Whatever people do in whatever order, every promise is kept."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings, strategies as st

from satupintu.courier import checking, service, thinking
from satupintu.courier.models import DayPlan, HomeVisit, PlannedStop
from satupintu.courier.planrows import lock_day
from satupintu.courier.tests.home import PLACES, WEDNESDAY, at
from satupintu.kernel.errors import Refused

CLOCKS = ("08:00", "10:00", "13:00", "15:00", "17:00")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["book", "book", "book", "deliver", "link", "move", "cancel", "think"]
        ),
        st.sampled_from(sorted(PLACES)),
        st.sampled_from(CLOCKS),
        st.integers(0, 99),
    ),
    min_size=5,
    max_size=14,
)


def act(home: Any, step: tuple[str, str, str, int], booked: list[Any]) -> None:
    what, place, clock, n = step
    if what == "book":
        booked.append(home.book(place, clock, needs=("wheelchair",) * (n % 2)))
    elif what == "deliver":
        ready = at("08:00") + timedelta(minutes=10 * (n % 30))
        booked.append(home.book(place, clock, kind="deliver", ready_at=ready))
    elif what == "think":
        thinking.think(day=WEDNESDAY, now=home.now, seconds=0.02)
    elif booked and what == "link":
        service.link_visits(
            first_id=booked[n % len(booked)].id,
            second_id=booked[(n + 1) % len(booked)].id,
            carries=bool(n % 2),
            actor=home.dispatcher,
            now=home.now,
        )
    elif booked and what == "move":
        service.move_visit(
            token=booked[n % len(booked)].token,
            from_at=at(clock),
            until_at=at(clock) + timedelta(hours=2),
            key="m",
            actor=home.operator,
            now=home.now,
        )
    elif booked:
        service.cancel_visit(
            token=booked.pop(n % len(booked)).token, actor=home.operator, now=home.now
        )


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_every_promise_is_kept_whatever_people_do(home: Any, steps: Any) -> None:
    PlannedStop.objects.all().delete()
    HomeVisit.objects.all().delete()
    DayPlan.objects.all().delete()
    home.officer("siti", hours="08:00-16:00")
    home.officer("tono", base="cakung", bag=3)
    home.officer("rudi", base="kembangan", hours="10:00-19:00", skills=("health",))
    booked: list[Any] = []

    for step in steps:
        try:
            act(home, step, booked)
        except Refused:
            continue

    assert checking.faults_of(day=WEDNESDAY, now=home.now) == []
    kept = HomeVisit.objects.filter(state="booked")
    assert {v.pk for v in kept} == {v.id for v in booked}
    for stop in PlannedStop.objects.filter(visit__isnull=False):
        promise: Any = stop.visit
        assert promise.from_at <= stop.begins_at <= promise.until_at
        assert stop.arrives_at <= promise.until_at
    for second in HomeVisit.objects.filter(link_part="second"):
        first = HomeVisit.objects.get(link=second.link, link_part="first")
        assert first.stop.shift_id == second.stop.shift_id
        assert first.stop.seq < second.stop.seq


def test_thinking_saves_riding_and_breaks_nothing(home: Any) -> None:
    home.officer("siti")
    home.officer("tono", base="cakung")
    rng, names = random.Random(3), sorted(PLACES)
    for _n in range(14):
        visit = home.ask(rng.choice(names))
        free = [c for c, w in home.offers(visit).items() if w.is_open]
        if free:
            home.take(visit, rng.choice(free))
    before = home.plan()

    thought = thinking.think(day=WEDNESDAY, now=home.now, seconds=0.3)

    after = home.plan()
    assert thought.is_published
    assert after.riding <= before.riding - thinking.WORTH
    assert after.version == before.version + 1
    assert checking.faults_of(day=WEDNESDAY, now=home.now) == []
    assert thinking.days_to_think(home.now) == []


def test_a_thought_about_an_old_version_is_thrown_away(
    home: Any, monkeypatch: Any
) -> None:
    home.officer("siti")
    for place in ("tebet", "menteng", "setiabudi"):
        home.book(place, "10:00")
    late = home.ask("klender")
    real: Any = lock_day

    def slow(day: Any) -> Any:
        """Somebody books while the thought is on its way to be published."""
        monkeypatch.setattr(thinking, "lock_day", real)
        home.take(late, "13:00")
        return real(day)

    monkeypatch.setattr(thinking, "lock_day", slow)
    monkeypatch.setattr(thinking, "WORTH", -1)
    thought = thinking.think(day=WEDNESDAY, now=home.now, seconds=0.02)

    assert not thought.is_published
    assert home.again(late).arrives_at
    assert checking.faults_of(day=WEDNESDAY, now=home.now) == []
    assert thinking.days_to_think(home.now) == [WEDNESDAY]


def test_a_promise_that_is_late_is_rescued_by_moving_others(home: Any) -> None:
    home.officer("siti")
    first, second = home.book("setiabudi", "08:00"), home.book("tebet", "10:00")
    service.set_progress(
        visit_id=first.id,
        state="arrived",
        at=at("08:30"),
        actor=home.rider("siti"),
        now=at("08:30"),
    )
    service.set_progress(
        visit_id=first.id,
        state="done",
        at=at("11:49"),
        actor=home.rider("siti"),
        now=at("11:49"),
    )
    assert [v.id for v in home.plan(now=at("11:49")).at_risk] == [second.id]

    home.officer("tono")
    thought = thinking.think(day=WEDNESDAY, now=at("11:49"), seconds=0.1)

    assert thought.rescued == 1
    assert home.plan(now=at("11:49")).at_risk == ()
    assert home.again(second).officer.name == "Tono"


def test_today_is_watched_over(home: Any) -> None:
    home.officer("siti")
    visit = home.book("setiabudi", "10:00")

    assert not thinking.watch(now=at("05:00"))
    assert home.again(visit).told_at is None
    thinking.watch(now=at("06:30"))
    assert home.again(visit).told_at == at("10:00")
    version = home.plan().version
    assert not thinking.watch(now=at("07:00"))
    assert home.plan().version == version
