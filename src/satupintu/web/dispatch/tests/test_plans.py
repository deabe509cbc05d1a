"""Other plans for a day: compared, published, undone, out of date."""

from __future__ import annotations

from typing import Any

import pytest

from satupintu.courier import service as courier
from satupintu.courier.tests.home import WEDNESDAY


@pytest.fixture
def proposal(room: Any) -> Any:
    """Siti's visits lie fixed in a bad order of officers, then are let loose."""
    for visit in room.visits[::2]:
        courier.place_visit(
            visit_id=visit.id,
            shift_id=room.home.shift("tono").id,
            position=9,
            actor=room.actor,
            now=room.clock.now,
        )
        courier.unlock_stop(visit_id=visit.id, actor=room.actor, now=room.clock.now)
    return courier.propose(
        day=WEDNESDAY,
        reason="a test",
        seconds=0.1,
        actor=room.actor,
        now=room.clock.now,
    )


def decide(room: Any, proposal: Any, do: str) -> str:
    at = room.at(f"plans/{proposal.id}/")
    return str(room.client.post(at, {"do": do}, follow=True).content.decode())


def test_a_plan_is_compared_published_and_undone(room: Any, proposal: Any) -> None:
    assert "Plan B is ready." in room.page()
    page = room.page(f"plans/{proposal.id}/")
    for words in ("As published", "Plan B", "What changes", "a test"):
        assert words in page
    before = [room.who(visit) for visit in room.visits]

    for _tap in range(2):
        assert "The plan is published." in decide(room, proposal, "publish")

    assert "This plan was published" in room.page(f"plans/{proposal.id}/")
    (undo,) = [p for p in courier.proposals(day=WEDNESDAY) if p.is_current]
    assert "Undo" in room.page()
    decide(room, undo, "publish")
    assert [room.who(visit) for visit in room.visits] == before


def test_a_plan_is_published_though_the_day_went_on(room: Any, proposal: Any) -> None:
    room.act("lock", visit=room.visits[0].id)
    assert "Plan B is ready." in room.page()
    assert "The day has gone on" in room.page(f"plans/{proposal.id}/")
    assert "Choose one of the buttons" in decide(room, proposal, "x")
    assert "The plan is published." in decide(room, proposal, "publish")


def test_a_plan_that_fits_no_more_is_made_anew_by_itself(
    room: Any, proposal: Any
) -> None:
    for name in ("siti", "tono"):
        courier.officer_away(
            shift_id=room.home.shift(name).id,
            reason="flood",
            actor=room.actor,
            now=room.clock.now,
        )
    page = decide(room, proposal, "publish")
    assert "that plan would break promises. No better plan was found." in page
    assert "Plan B" not in page


def test_a_plan_is_put_aside(room: Any, proposal: Any) -> None:
    for _tap in range(2):
        assert "put aside" in decide(room, proposal, "drop")
    assert "Plan B" not in room.page()
    missing = room.client.get(room.at(f"plans/{room.visits[0].id}/"))
    assert missing.status_code == 404


def test_a_better_plan_is_looked_for_once(room: Any, proposal: Any) -> None:
    for _tap in range(2):
        page = room.act("better", seconds="2")
    assert "Another plan is ready" in page or "No better plan was found" in page
    mine = [p for p in courier.proposals(day=WEDNESDAY) if p.reason == "a better plan"]
    assert len([p for p in mine if p.is_current]) <= 1
