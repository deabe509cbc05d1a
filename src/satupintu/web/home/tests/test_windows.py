"""The windows, why some are closed, and what is said after choosing one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from tests.pages import visit

from satupintu.courier import service as courier
from satupintu.web.home.tests.street import opened, sent

pytestmark = pytest.mark.django_db
CITY = ZoneInfo("Asia/Jakarta")


def check_page(street: Any, made: Any, at: str) -> Any:
    path = f"/en/home-visit/{made.token}/check/"
    return visit(street.client("melati"), path, {"at": at})


def test_one_press_says_booked_and_a_second_one_the_same(street: Any) -> None:
    made = street.asked()
    check = check_page(street, made, sent(street.free(made.token)[0]))

    for _n in range(2):
        live = check.send("key")
        assert live.text.count("Booked. We write to you") == 1
        assert "has been moved" not in live.text
    assert courier.home_visit(token=made.token, now=street.now).moves == 0


def test_a_time_that_cannot_be_promised_is_refused_before_it_is_called_one(
    street: Any,
) -> None:
    made = street.asked()
    free = street.free(made.token)[0].from_at.astimezone(CITY)
    saturday = datetime(2026, 11, 28, 10, tzinfo=CITY)
    odd = free.replace(hour=13, minute=30)

    for low in (free - timedelta(days=7), saturday, odd):
        at = f"{low.isoformat()}/{(low + timedelta(hours=2)).isoformat()}"
        page = check_page(street, made, at)
        assert page.status == 409
        assert "not free any more" in page.text
        assert "Our promise" not in page.text
        assert page.form("at")


def test_who_is_lacking_is_said_once_and_only_to_who_needs_it(street: Any) -> None:
    made = street.asked(needs=["hearing"])

    own = opened(street.client("melati"), made.token, "when")
    assert "No officer: Sign language" in own.text
    assert own.text.count("none who was taught this: Sign language") == 1
    others = opened(Client(), made.token, "when")
    assert "Sign language" not in others.text
    assert "does what you need" in others.text


def test_looking_harder_in_vain_says_so(street: Any) -> None:
    made = street.asked(needs=["elderly"])
    page = opened(street.client("melati"), made.token, "when")
    assert "We looked again" not in page.text

    again = page.send("at", button=("look", "1"))

    assert "We looked again: no more windows on these days." in again.text
