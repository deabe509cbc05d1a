"""Forecasts are renewed after an event of a hall, and from time to time for all."""

import asyncio
import uuid

from satupintu.kernel.live import Place
from satupintu.live.forecasts import Forecasts, halls, refresher
from satupintu.live.tests.loop import play

TENANT = uuid.UUID(int=1)
A, B = Place(TENANT, "hall:a"), Place(TENANT, "hall:b")


def run(every, script):
    done: list[Place] = []

    async def steps():
        forecasts = Forecasts(done.append, lambda: [A, B], every=every, gather=0)
        task = asyncio.ensure_future(forecasts.run())
        async with asyncio.timeout(5):
            await script(forecasts, done)
        task.cancel()

    play(steps())
    return done


async def until(happened):
    while not happened():
        await asyncio.sleep(0.001)


def test_looks_at_every_hall_at_first_and_then_at_those_with_news():
    async def script(forecasts, done):
        await until(lambda: len(done) == 2)
        forecasts.wake(Place(TENANT, "visit:x"))
        forecasts.wake(B)
        forecasts.wake(B)
        await until(lambda: len(done) == 3)

    assert run(60, script) == [A, B, B]


def test_looks_again_while_nothing_happens():
    async def script(forecasts, done):
        await until(lambda: len(done) >= 4)

    run(0.001, script)


def test_one_that_fails_does_not_end_the_rest(tenant, caplog):
    def fail(mall, now):
        raise RuntimeError(mall)

    refresher(fail)(Place(tenant.id, "hall:a"))

    assert "RuntimeError: a" in caplog.text


def test_computes_in_the_tenants_scope(tenant):
    asked: list[str] = []

    refresher(lambda mall, now: asked.append(mall))(Place(tenant.id, "hall:a"))

    assert asked == ["a"]


def test_a_tenant_without_a_pack_has_no_halls(tenant):
    assert halls() == []
