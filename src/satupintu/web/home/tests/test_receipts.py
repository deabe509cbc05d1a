"""The receipt of what went from hand to hand, and the signature under it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.pages import visit

from satupintu.courier import service as courier
from satupintu.courier.tests.phone import png
from satupintu.documents import service as documents
from satupintu.kernel import journal

pytestmark = pytest.mark.django_db
LEASE = courier.Sheets("", "Perjanjian sewa", False, 2)
STATEMENT = courier.Sheets("pernyataan", "Surat pernyataan", True, 1)


def signed(street: Any) -> Any:
    stored = documents.store(
        owner_id=street.mall.melati.account_id,
        name="signature.png",
        data=png(),
        types=("png",),
        max_mb=1,
        now=street.now,
    )
    return stored.id


def taken(street: Any) -> Any:
    """Melati's papers are in the officer's bag, and she has signed."""
    made = street.booked()
    street.rides(made)
    street.progress(made, "arrived")
    street.take(made, "F-2208", STATEMENT, LEASE, signature=signed(street))
    return made


def test_the_chain_shows_what_was_signed_and_leads_to_the_receipt(street: Any) -> None:
    made = taken(street)
    live = visit(Client(), f"/en/h/{made.token}/")
    at = f"/en/h/{made.token}/folder/F-2208/1/"
    assert f'src="{at}proof/"' in live.html
    assert f"Signature of {made.name}" in live.html

    seen = visit(live.client, live.link(at))

    for words in (
        "Receipt: papers taken along",
        "F-2208 seal unbroken",
        "Surat pernyataan original 1",
        "Perjanjian sewa copy 2",
        "Counted when handed over 3",
        f"Given by {made.name} citizen",
        "officer, AJ-",
        "at the door, Klender",
        f"Signature of {made.name}",
    ):
        assert words in " ".join(seen.text.split())
    # The paper may be shown around: it is no key to the visit's page.
    assert "Jl. Umpama" not in seen.text
    picture = live.client.get(f"{at}proof/")
    assert picture.content.startswith(b"\x89PNG")
    headers = ("Content-Type", "Cache-Control", "X-Content-Type-Options")
    assert [picture.headers[name] for name in headers] == [
        "image/png",
        "private, no-store",
        "nosniff",
    ]

    street.give_back(made, "F-2208", signed(street))
    back = visit(Client(), f"/en/h/{made.token}/folder/f-2208/2/")
    assert "Receipt: handed over" in back.text
    assert "Given by" in back.text
    assert "Received by" in back.text


def test_no_other_visit_opens_it_and_staff_who_look_are_written_down(
    street: Any,
) -> None:
    made, other = taken(street), street.booked("budi")
    folder = courier.folder_of(code="F-2208")
    for path in ("F-2208/1/", "F-2208/1/proof/"):
        gone = Client().get(f"/en/h/{other.token}/folder/{path}")
        assert gone.status_code == 404
        assert "no such receipt" in gone.content.decode()
    for path in ("F-2208/0/", "F-2208/9/proof/", "x/1/", "F-9/1/proof/"):
        gone = Client().get(f"/en/h/{made.token}/folder/{path}")
        assert gone.status_code == 404
    at = f"/en/h/{made.token}/folder/F-2208/1/proof/"

    def looks() -> list[str]:
        found = journal.entries(folder.id)
        return [e.actor_name for e in found if e.action == "folder.proof_seen"]

    assert Client().get(at).status_code == 200
    assert street.client("melati").get(at).status_code == 200
    assert looks() == []
    assert street.operator_client().get(at).status_code == 200
    assert looks() == ["Oki"]


def test_a_folder_that_was_only_scanned_has_a_receipt_without_a_picture(
    street: Any,
) -> None:
    made = street.booked()
    street.rides(made)
    street.progress(made, "arrived")
    street.take(made, "F-2208", STATEMENT)

    at = f"/en/h/{made.token}/folder/F-2208/1/"
    assert f"Signed by {made.name}." in visit(Client(), at).text
    gone = Client().get(f"{at}proof/")
    assert gone.status_code == 404
    assert "not kept any more" in gone.content.decode()
