"""The manager's page of figures, and the same as a table."""

from __future__ import annotations

from typing import Any

import pytest
from tests.pages import visit

pytestmark = pytest.mark.django_db
PAGE = "/en/dispatch/measures/"


def test_the_manager_sees_the_funnel_and_the_promises(street: Any) -> None:
    street.asked("budi")
    made = street.booked()
    street.rides(made)
    street.clock.forward(hours=2)
    for state in ("riding", "arrived", "done"):
        street.progress(made, state)
    client = street.client("putri")

    page = visit(client, PAGE)
    table = client.get(f"{PAGE[:-1]}.csv").content.decode()

    bars = "Asked for 2 100 % Time promised 1 50 % 1 still to come Visited 1 50 % Filed"
    assert bars in page.text
    assert "of 1 windows" in page.text
    assert "asked,2,1.0000" in table
    assert f"{street.now.date()},1," in table


def test_any_dates_are_put_right(street: Any) -> None:
    client = street.client("putri")
    for query in ("?from=x&until=9999-99-99", "?from=2030-01-01&until=1999-01-01"):
        assert visit(client, f"{PAGE}{query}").status == 200
    assert (
        "Nothing was asked for"
        in visit(client, f"{PAGE}?from=2020-01-01&until=2020-02-01").text
    )


def test_it_is_for_the_managers_of_those_who_ride(street: Any) -> None:
    assert visit(street.client("joko"), PAGE).status == 403
    assert visit(street.client("melati"), PAGE).status == 403
