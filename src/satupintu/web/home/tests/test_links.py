"""The ways to a home visit from the other pages, and back from it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.pages import visit

from satupintu.courier import service as courier

pytestmark = pytest.mark.django_db


def test_the_service_and_the_three_doors_lead_to_the_request(street: Any) -> None:
    service = visit(Client(), "/en/services/penelitian/")
    assert service.link("/home-visit/?service=penelitian")
    assert visit(Client(), "/en/").link("/en/home-visit/")


def test_her_draft_and_her_applications_say_who_comes(street: Any) -> None:
    made = street.booked()
    client = street.client("melati")

    mine = visit(client, "/en/cases/")
    assert mine.link(f"/en/h/{made.token}/")
    draft = visit(client, f"/en/drafts/{made.errands[0].draft_id}/")
    assert "An officer comes on" in draft.text
    assert draft.link(f"/en/h/{made.token}/")


def test_the_case_says_who_comes_once_the_draft_was_sent(
    street: Any, run_jobs: Any
) -> None:
    made = street.asked("melati", "sip-dokter")
    mall = street.mall
    draft_id = mall.draft("sip-dokter")
    assert draft_id == made.errands[0].draft_id
    from satupintu.cases import service as cases

    case = cases.submit_draft(draft_id=draft_id, actor=mall.melati, now=street.now)
    run_jobs()

    found = courier.home_visit(token=made.token, now=street.now)
    assert found.errands[0].case_id == case.pk
    page = visit(street.client("melati"), f"/en/cases/{case.number}/")
    assert "A home visit without a time" in page.text
    live = visit(Client(), f"/en/h/{made.token}/")
    assert live.link(f"/{case.number}/")
