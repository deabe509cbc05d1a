"""Days and windows as forms send them: what is none is not looked for."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import RequestFactory

from satupintu.kernel.errors import Invalid
from satupintu.web.dispatch import actions
from satupintu.web.dispatch.place import day_of

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["0001-01-01", "9999-12-31", "2026-13-45", ""])
def test_a_day_without_a_day_before_is_today(mall: object, written: str) -> None:
    assert day_of(written, NOW) == date(2026, 11, 24)
    assert day_of("2026-11-30", NOW) == date(2026, 11, 30)


@pytest.mark.parametrize(
    "written", ["0001-01-01T00:00+14:00", "9999-12-31T23:00-14:00", "2026-11-24T10:00"]
)
def test_a_window_at_the_end_of_the_calendar_is_none(written: str) -> None:
    request = RequestFactory().post("/", {"from": written})
    with pytest.raises(Invalid):
        actions._moment(request, "from")  # type: ignore[arg-type]
