"""The work queue: only what is ready on one's own posts, soonest due first."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from satupintu.cases import service as cases
from satupintu.kernel.actor import Actor, ActorKind

HOUR = timedelta(hours=1)


def test_shows_what_is_ready_on_the_own_posts_soonest_due_first(mall: Any) -> None:
    late = mall.file(at=mall.now + 2 * HOUR)
    soon = mall.file(at=mall.now)
    mall.file("reklame", at=mall.now + HOUR)
    done = mall.file(at=mall.now)
    mall.decide(done, "intake")
    found = cases.queue(actor=mall.rini, service_code="sip-dokter").tasks
    assert [task.case_id for task in found] == [soon.pk, late.pk]
    assert len(cases.queue(actor=mall.rini).tasks) == 3
    assert [t.case_id for t in cases.queue(actor=mall.joko).tasks] == [done.pk]
    assert cases.queue(actor=mall.yudi).tasks == []


def test_pages_go_on_where_the_last_one_ended(mall: Any) -> None:
    filed = [mall.file(at=mall.now + n * timedelta(minutes=1)).pk for n in range(5)]
    found, after = [], None
    for _page in range(3):
        page = cases.queue(actor=mall.rini, after=after, size=2)
        found += [task.case_id for task in page.tasks]
        after = page.after
    assert found == filed
    assert after is None


def test_a_cursor_survives_the_address_bar(mall: Any) -> None:
    for _n in range(2):
        mall.file()
    cursor = cases.queue(actor=mall.rini, size=1).after
    assert cursor is not None
    assert cases.Cursor.decode(cursor.encode()) == cursor


@pytest.mark.parametrize(
    "text", ["", "~", "x~y", "2026-11-24~x", "2026-11-24T10:00:00~" + "0" * 32]
)
def test_what_is_no_cursor_is_the_first_page(text: str) -> None:
    assert cases.Cursor.decode(text) is None


def test_one_filters_by_what_is_due_and_what_is_taken(mall: Any) -> None:
    case = mall.file()
    cases.claim(case_id=case.pk, step="intake", actor=mall.rini, now=mall.now)
    assert len(cases.queue(actor=mall.rini, mine=True).tasks) == 1
    assert cases.queue(actor=mall.wati, mine=True).tasks == []
    assert cases.queue(actor=mall.rini, due_before=mall.now).tasks == []
    later: datetime = mall.now + timedelta(days=3)
    assert len(cases.queue(actor=mall.rini, due_before=later).tasks) == 1


def test_counts_what_is_open_overdue_soon_and_taken(mall: Any) -> None:
    mall.file()
    later = mall.now + timedelta(days=3)
    found = cases.counts(actor=mall.rini, now=mall.now, soon=later)
    assert (found.ready, found.overdue, found.soon, found.mine) == (1, 0, 1, 0)
    found = cases.counts(actor=mall.rini, now=later, soon=later)
    assert (found.ready, found.overdue, found.soon) == (1, 1, 0)


def test_an_officer_without_a_post_has_an_empty_desk(mall: Any) -> None:
    nobody = Actor(kind=ActorKind.STAFF, id=mall.rini.id, name="Rini")
    mall.file()
    assert cases.queue(actor=nobody).tasks == []
    assert cases.claim_next(actor=nobody) is None
    assert cases.search(actor=nobody, words="melati") == []
    found = cases.counts(actor=nobody, now=mall.now, soon=mall.now)
    assert found == cases.QueueCounts(0, 0, 0, 0)


def test_search_finds_number_and_name_among_the_own_cases(mall: Any) -> None:
    case = mall.file()
    for words in ("SP-2026", "000001", "melati", "KUSUMA"):
        assert cases.search(actor=mall.rini, words=words) == [case]
    for words in ("", "sp", "budi", "%%%", "___"):
        assert cases.search(actor=mall.rini, words=words) == []
    assert cases.search(actor=mall.joko, words="melati") == []


def test_a_page_costs_the_same_however_many_cases_wait(
    mall: Any, django_assert_num_queries: Any
) -> None:
    """Wati holds three posts; it is one statement for all, and one for the rows."""
    assert len(mall.wati.posts) == 3
    for filed in (1, 5):
        for _n in range(filed):
            mall.file()
        with django_assert_num_queries(2):
            cases.queue(actor=mall.wati)
        with django_assert_num_queries(1):
            cases.counts(actor=mall.wati, now=mall.now, soon=mall.now)
