"""A dispatcher links visits, and who looked at a person is written down."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from satupintu.courier import service as courier
from satupintu.kernel import journal


def test_a_visit_is_linked_shown_and_let_go(room: Any) -> None:
    wati, joko, _last = room.visits
    assert f'<option value="{wati.id}">' in room.page(visit=joko.id)

    for _tap in range(2):
        page = room.act("link", visit=joko.id, first=wati.id, how="bring")
        assert "Joko Andai is linked: after Wati Peraga, and what is coll" in page
    page = room.page(visit=wati.id)
    assert "before Joko Andai, and what is collected here is brought there" in page
    assert "linked with Joko Andai" in page
    assert 'class="x-link"' in page
    tono = f"{room.home.shift('tono').id}/best"
    page = room.act("place", visit=joko.id, spot=tono)
    assert "Wati Peraga goes along" in page
    assert (room.who(wati), room.who(joko)) == ("Tono", "Tono")

    assert "is not linked any more" in room.act("unlink", visit=wati.id)
    assert "Link with another visit of the day" in room.page(visit=joko.id)
    assert "No longer linked" not in room.page(visit=joko.id)


def test_what_cannot_be_linked_is_said_and_so_is_a_link_that_ended(room: Any) -> None:
    wati, joko, last = room.visits
    assert "too late" in room.act("link", visit=wati.id, first=joko.id, how="after")
    for wrong in ({"first": "x"}, {"first": wati.id, "how": "x"}):
        given = {"visit": joko.id, "how": "after", **wrong}
        assert "Choose the visit that comes before" in room.act("link", **given)
    assert "Choose one of those shown" in room.act("unlink", visit="x")

    room.act("link", visit=last.id, first=wati.id, how="after")
    courier.cancel_visit(token=wati.token, actor=room.actor, now=room.clock.now)

    page = room.page(visit=last.id)
    assert "No longer linked with Wati Peraga since 09:00: one of them was" in page


def test_who_looked_at_a_person_is_written_once_a_day(room: Any) -> None:
    wati = room.visits[0]

    def looks() -> list[str]:
        found = [e for e in journal.entries(wati.id) if e.action == "home.viewed"]
        return [each.actor_name for each in found]

    room.page()
    assert looks() == []
    for path in ("", "now/", ""):
        room.page(path, visit=wati.id)
    assert looks() == ["Dinda"]
    for hours in (1, 20, 21):
        then = room.clock.now + timedelta(hours=hours)
        courier.note_looks(visit_ids=[wati.id], actor=room.actor, now=then)
    assert looks() == ["Dinda", "Dinda"]
    assert journal.verify(wati.id) is None
