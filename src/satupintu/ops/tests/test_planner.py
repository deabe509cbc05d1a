"""The planner thinks when a day has changed, and looks after today by itself."""

import asyncio
import uuid
from typing import Any

import pytest

from satupintu.kernel.live import Hint, Place
from satupintu.ops import planner


def test_it_thinks_at_the_start_and_after_each_change() -> None:
    done: list[str] = []

    def think() -> int:
        done.append("think")
        return 0

    async def live() -> None:
        found = planner.Planner(think, lambda: 0, gather=0)
        work = asyncio.create_task(found.run())
        while not done:
            await asyncio.sleep(0)
        found.hear(Hint(Place(uuid.uuid4(), "hall:mall"), "changed", {}))
        found.hear(Hint(Place(uuid.uuid4(), "homes:2026-11-25"), "changed", {}))
        while len(done) < 2:
            await asyncio.sleep(0)
        work.cancel()

    asyncio.run(asyncio.wait_for(live(), 10))
    assert done == ["think", "think"]


def test_what_goes_wrong_for_once_does_not_end_it(
    mall: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_now: object) -> int:
        raise RuntimeError("a day without an end")

    assert planner.everywhere(broken) == 0
    assert planner.everywhere(lambda now: 1) == 1


def test_a_mall_that_sends_nobody_home_is_left_alone(tenant: Any) -> None:
    assert planner.everywhere(lambda now: 1) == 0
