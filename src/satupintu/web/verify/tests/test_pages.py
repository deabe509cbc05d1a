"""What a stranger's browser is shown, typed or by machine."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

import cbor2
import pytest
from django.test import Client

from satupintu.permits import service
from satupintu.permits.tests.example import (
    IDENTITY_NUMBER,
    INVOLVED,
    RINI,
    issue_permit,
)

pytestmark = pytest.mark.usefixtures("tenant")


@pytest.fixture(autouse=True)
def today(now: datetime, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Requests arrive on the day of the tests."""
    monkeypatch.setattr("satupintu.web.middleware.timezone.now", lambda: now)
    return now


@pytest.fixture
def permit(now: datetime) -> service.PermitView:
    return issue_permit(now)


def test_the_form_asks_and_an_empty_answer_is_pointed_out(client: Client) -> None:
    page = client.get("/en/verify/")
    assert page.status_code == 200
    assert b"Is this permit genuine?" in page.content
    empty = client.get("/en/verify/?q=").content.decode()
    assert "<title>Error:" in empty
    assert "Write the number or the check code" in empty


def test_shows_a_genuine_permit_and_hides_what_is_private(
    client: Client, permit: service.PermitView
) -> None:
    for address in (
        f"/en/verify/?q={permit.number}",
        f"/en/verify/{permit.check_code}/",
        f"/en/verify/{permit.printed_check_code.lower()}/",
    ):
        response = client.get(address)
        html = response.content.decode()
        assert response.status_code == 200
        assert "Genuine and in force" in html
        assert 'class="verdict v-ok"' in html
        assert "Contoh Sehat Clinic" in html
        assert "M***** C*****" in html
        assert "Melati" not in html
        assert IDENTITY_NUMBER not in html
        assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("what", "title", "stamp"),
    [
        (service.revoke, "Revoked, not in force", "REVOKED"),
        (service.suspend, "Suspended, not in force now", "SUSPENDED"),
    ],
)
def test_shows_that_a_permit_is_out_of_force_and_why(
    client: Client,
    permit: service.PermitView,
    now: datetime,
    what: Any,
    title: str,
    stamp: str,
) -> None:
    what(permit_id=permit.id, actor=RINI, agencies=INVOLVED, reason="Pindah", now=now)
    html = client.get(f"/en/verify/{permit.check_code}/").content.decode()
    for words in (title, stamp, "Pindah", "24 November 2026", 'class="verdict v-rev"'):
        assert words in html
    assert "v-ok" not in html


def test_shows_expired_and_early_permits(client: Client, now: datetime) -> None:
    over = issue_permit(now, valid_until=now.date() - timedelta(days=1))
    early = issue_permit(
        now, case_id=uuid.UUID(int=7), valid_from=date(2026, 12, 1), valid_until=None
    )
    assert b"Genuine, but expired" in client.get(f"/en/verify/?q={over.number}").content
    html = client.get(f"/en/verify/?q={early.number}").content.decode()
    assert "Genuine, not in force yet" in html
    assert "from 1 December 2026, without an end" in html


@pytest.mark.parametrize("typed", ["440/SIP/2026/999999", "<script>alert(1)</script>"])
def test_an_unknown_number_is_not_found(client: Client, typed: str) -> None:
    response = client.get("/en/verify/", {"q": typed})
    html = response.content.decode()
    assert response.status_code == 404
    assert "Not in our register" in html
    assert "<script>alert" not in html


def test_the_printed_address_leads_to_the_form(client: Client) -> None:
    response = client.get("/verify", headers={"accept-language": "en"})
    assert response.status_code == 302
    assert response["Location"] == "/en/verify/"


def test_the_qr_page_speaks_the_visitors_language(client: Client) -> None:
    page = client.get("/c", headers={"accept-language": "en"})
    assert b'<html lang="en">' in page.content
    assert "Accept-Language" in page["Vary"]
    chosen = client.get("/c?l=en")
    assert chosen["Location"] == "/c"
    assert b'<html lang="en">' in client.get("/c").content
    assert client.get("/c?l=xx").status_code == 200


def test_the_qr_page_explains_itself_without_a_script(client: Client) -> None:
    html = client.get("/c", headers={"accept-language": "en"}).content.decode()
    assert "Write the number that is printed on the permit instead." in html
    assert 'action="/en/verify/"' in html
    assert "style=" not in html
    assert "<script>" not in html


def test_the_worker_serves_only_its_page(client: Client) -> None:
    response = client.get("/c-worker.js")
    assert response["Content-Type"].startswith("text/javascript")
    assert 'const PAGE = "/c"' in response.content.decode()


def test_the_status_list_can_be_kept_and_asked_again(
    client: Client, permit: service.PermitView
) -> None:
    first = client.get("/status/permits")
    assert first["Content-Type"] == "application/statuslist+cwt"
    assert first["Cache-Control"] == "public, max-age=300"
    assert cbor2.loads(first.content).tag == 18
    tag = {"if-none-match": first["ETag"]}
    again = client.get("/status/permits", headers=tag)
    assert again.status_code == 304
    service.revoke(
        permit_id=permit.id,
        actor=RINI,
        agencies=INVOLVED,
        reason="x",
        now=permit.issued_at,
    )
    assert client.get("/status/permits", headers=tag).status_code == 200


def test_other_checkers_get_the_keys(client: Client) -> None:
    (key,) = client.get("/status/keys").json()["keys"]
    assert (key["kty"], key["crv"], len(key["kid"])) == ("EC", "P-256", 8)
    assert "d" not in key


@pytest.mark.parametrize("path", ["/en/verify/", "/c", "/status/permits"])
def test_checking_changes_nothing(client: Client, path: str) -> None:
    assert client.post(path).status_code in (403, 405)
