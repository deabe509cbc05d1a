"""Finding a case: common names from the newest cases, rare ones from the index."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from satupintu.cases import finding

DAY = timedelta(days=1)


def test_finds_an_old_case_behind_the_newest(
    mall: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "NEWEST", 2)
    old = mall.file(at=mall.now - 3 * DAY)
    newer = [mall.file(at=mall.now - n * DAY) for n in (2, 1, 0)]
    found = finding.search(actor=mall.rini, words="melati")
    assert list(found) == [*reversed(newer), old]
    assert finding.search(actor=mall.rini, words=old.number) == [old]


def test_a_full_page_holds_the_newest(mall: Any) -> None:
    filed = [mall.file(at=mall.now + n * DAY) for n in range(3)]
    found = finding.search(actor=mall.rini, words="melati", size=2)
    assert list(found) == [filed[2], filed[1]]


def test_each_post_finds_the_cases_that_it_has_had(mall: Any) -> None:
    case = mall.file()
    assert finding.search(actor=mall.joko, words="melati") == []
    mall.decide(case, "intake")
    assert finding.search(actor=mall.joko, words="melati") == [case]
    assert finding.search(actor=mall.rini, words="melati") == [case]


def test_costs_the_same_statements_for_any_words(
    mall: Any, django_assert_num_queries: Any
) -> None:
    mall.file()
    rini = mall.rini
    for words in ("melati", "SP-2026", "kus"):
        with django_assert_num_queries(2):
            finding.search(actor=rini, words=words)
