"""A display that comes back gets what it missed, with its true age."""

from datetime import timedelta

import pytest

from satupintu.queueing.announcements import OVERLAP, last_calls
from satupintu.queueing.clock import set_hall_clock
from satupintu.queueing.models import Announcement

pytestmark = pytest.mark.django_db


def announce(number, at, zone="a", **more):
    return Announcement.objects.create(
        mall="mpp", zone=zone, kind="call", number=number, counter="3", at=at, **more
    )


def test_gives_the_zones_last_minutes_the_oldest_first(tenant, now):
    announce("A-001", now - timedelta(minutes=11))
    announce("A-002", now - timedelta(minutes=9))
    announce("A-003", now - timedelta(seconds=5))
    announce("B-001", now, zone="b")

    calls = last_calls(mall="mpp", zone="a", now=now)

    assert [(call.number, call.age) for call in calls] == [("A-002", 540), ("A-003", 5)]


def test_begins_a_little_before_the_last_one_seen(tenant, now):
    seen = [announce(f"A-{n:03}", now) for n in range(OVERLAP + 10)]

    calls = last_calls(mall="mpp", zone="a", now=now, after=seen[-1].id)

    assert len(calls) == OVERLAP


def test_the_age_is_in_real_seconds_where_the_halls_clock_runs_faster(tenant, now):
    set_hall_clock(mall="mpp", shown=now, speed=60, now=now)
    announce("A-001", now + timedelta(minutes=20))

    calls = last_calls(mall="mpp", zone="a", now=now + timedelta(seconds=30))

    assert [call.age for call in calls] == [10]


def test_forgets_a_day_that_was_set_back(tenant, now):
    announce("A-001", now + timedelta(hours=2))

    assert last_calls(mall="mpp", zone="a", now=now) == []
