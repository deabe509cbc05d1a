"""A permit is brought: asked once by itself, or by its holder, against a code."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.pages import visit

from satupintu.cases import service as cases
from satupintu.catalogue import service as catalogue
from satupintu.courier import service as courier
from satupintu.journeys import home
from satupintu.web.home.tests.street import opened, send_where, sent

pytestmark = pytest.mark.django_db


def grant(mall: Any, case: Any, run_jobs: Any) -> None:
    mall.decide(case, "intake")
    mall.pass_reviews(case)
    mall.decide(case, "approval")
    run_jobs()


def test_who_filed_at_home_gets_the_permit_at_home(
    street: Any, run_jobs: Any, letters: Any
) -> None:
    mall = street.mall
    filed = street.booked("melati", "sip-dokter")
    case = cases.submit_draft(
        draft_id=mall.draft("sip-dokter"), actor=mall.melati, now=street.now
    )
    run_jobs()
    street.rides(filed)
    for state in ("riding", "arrived", "done"):
        street.progress(filed, state)
    grant(mall, case, run_jobs)

    first, brought = courier.visits_of_case(case_id=case.pk)

    assert (first.id, brought.kind, brought.state) == (filed.id, "deliver", "asked")
    assert brought.address == filed.address
    letter = letters("Your permit can be brought")
    assert f"/h/{brought.token}/" in letter.body
    # The address is known, so the link alone leads to the times.
    when = visit(mall.client("budi"), f"/en/home-visit/{brought.token}/when/")
    assert when.status == 200
    assert home.delivery_of(case_id=case.pk) == brought


def test_the_holder_asks_and_gets_a_code_that_is_shown_on_the_way_only(
    street: Any, run_jobs: Any
) -> None:
    mall = street.mall
    case = mall.file("sip-dokter")
    grant(mall, case, run_jobs)
    assert courier.visits_of_case(case_id=case.pk) == []
    client = street.client("melati")
    page = visit(client, f"/en/cases/{case.number}/")

    ask = visit(client, page.link(f"/home-visit/prepare/?case={case.number}"))
    where = ask.send("key")
    when = send_where(where).send("lat").send("name")
    token = when.path.split("/")[3]
    live = when.send("at", at=sent(street.free(token)[0])).send("key")
    made = courier.home_visit(token=token, now=street.now)
    code = courier.code_of(visit_id=made.id)
    assert code not in live.html
    renew = f"/en/h/{token}/code/"
    client.post(renew)  # before one is shown there is nothing to renew
    assert courier.code_of(visit_id=made.id) == code
    street.rides(made)
    street.progress(made, "riding")
    shown = visit(client, live.url)
    assert code in shown.html
    # Whoever has the address may; the first code is void, and the new one is shown.
    again = visit(client, client.post(renew).headers["Location"])
    second = courier.code_of(visit_id=made.id)
    assert second != code
    assert second in again.html
    assert code not in again.html
    assert "The code is a new one" in again.text
    # Asking again leads to the visit that there is.
    again = visit(client, ask.url).send("key")
    assert again.path == live.path
    assert "Bring me the permit" not in visit(client, page.url).text


def test_staff_neither_see_the_one_time_code_nor_renew_it(
    street: Any, run_jobs: Any
) -> None:
    case = street.mall.file("sip-dokter")
    grant(street.mall, case, run_jobs)
    made = street.brought(case)
    street.rides(made)
    street.progress(made, "riding")
    code = courier.code_of(visit_id=made.id)
    assert code in visit(Client(), f"/en/h/{made.token}/").html

    staff = street.operator_client()
    seen = visit(staff, f"/en/h/{made.token}/")

    assert code not in seen.html
    assert "Make a new code" not in seen.text
    assert "Only the citizen sees" in seen.text
    assert staff.post(f"/en/h/{made.token}/code/").status_code == 403
    assert courier.code_of(visit_id=made.id) == code


def test_an_issued_permit_on_its_way_has_only_the_door_ahead(
    street: Any, run_jobs: Any
) -> None:
    case = street.mall.file("sip-dokter")
    grant(street.mall, case, run_jobs)
    made = street.brought(case)
    courier.desk_releases(
        code="F-5501",
        delivery_id=made.id,
        base=made.base,
        scan=courier.Scan(key="out", at=street.now, now=street.now, proof="scan"),
        actor=street.desk(),
        papers=[courier.Sheets("izin", "Izin", True, 2)],
    )

    seen = visit(Client(), f"/en/h/{made.token}/")

    assert "folder F-5501" in seen.text
    chain = seen.html.partition('<ol class="a-cus">')[2].partition("</ol>")[0]
    assert "In your hands" in chain
    for false in ("The permit is issued", "Back in your hands", "Desk at the mall"):
        assert false not in chain
    # By the name that it has in the reader's language.
    names = {base.code: base.name for base in catalogue.home_visits().bases}
    assert names[made.base]["en"] in chain
    assert made.base not in seen.html


def test_nobody_else_can_have_it_brought(street: Any, run_jobs: Any) -> None:
    mall = street.mall
    case = mall.file("sip-dokter")
    grant(mall, case, run_jobs)
    budi = street.client("budi")
    address = f"/en/home-visit/prepare/?case={case.number}"

    assert visit(budi, address).status == 404
    assert budi.post(address, {"case": case.number, "key": "k"}).status_code == 404
    made = home.ask_delivery(
        case_number=case.number,
        contact=home.Contact(),
        actor=mall.melati,
        key="k",
        now=street.now,
    )
    assert opened(budi, made.token, "where").status == 404


def test_a_permit_that_is_not_there_cannot_be_brought(street: Any) -> None:
    case = street.mall.file("sip-dokter")
    client = street.client("melati")

    page = visit(client, f"/en/home-visit/prepare/?case={case.number}")
    assert "not issued yet" in page.text
    answer = client.post("/en/home-visit/prepare/", {"case": case.number, "key": "k"})
    assert answer.status_code == 409
