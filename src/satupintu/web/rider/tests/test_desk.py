"""The desk of a base: folders come in and go out by scan, with a second count."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from satupintu.courier import custody
from satupintu.courier.folders import bag_of, chain_of, folder_of
from satupintu.courier.models import Hop
from satupintu.courier.tests.door import LEASE, STATEMENT, Road

pytestmark = pytest.mark.django_db
PAGE = "/en/desk/folders/"


@pytest.fixture
def desk(road: Road) -> Client:
    client: Client = road.mall.client("rini")
    return client


def _taken(road: Road) -> None:
    custody.begin_folder(
        code="F-2208",
        visit_id=road.visit().pk,
        papers=[STATEMENT, LEASE],
        scan=road.scan(proof="signature"),
        actor=road.sari,
    )


def test_a_folder_is_scanned_counted_again_and_lies_on_the_desk(
    road: Road, desk: Client
) -> None:
    _taken(road)
    page = desk.get(PAGE, {"code": "https://x.example/f-2208"}).content.decode()
    assert "Sari Misal" in page
    assert "Take in" in page
    form = {"code": "F-2208", "sheets": "3", "key": "k1"}
    for _double_tap in range(2):
        after = desk.post(f"{PAGE}in/", form, follow=True).content.decode()
    assert "F-2208 is on the desk." in after
    folder = folder_of(code="F-2208")
    assert [hop.sheets for hop in chain_of(folder_id=folder.id)] == [3, 3]


def test_another_count_and_a_broken_seal_are_written_down_and_said(
    road: Road, desk: Client
) -> None:
    _taken(road)
    form = {"code": "F-2208", "sheets": "2", "key": "k", "broken": "yes"}
    after = desk.post(f"{PAGE}in/", form, follow=True).content.decode()
    assert "2 sheets were counted instead of 3" in after
    last = chain_of(folder_id=folder_of(code="F-2208").id)[-1]
    assert (last.sheets, last.seal_intact) == (2, False)


def test_a_permit_is_packed_and_goes_out_with_its_officer(
    road: Road, desk: Client
) -> None:
    delivery = road.visit(kind="deliver", permit_id=uuid.uuid4(), base="rasuna-said")
    page = desk.get(PAGE, {"code": "F-2191"}).content.decode()
    assert "to be packed" in page
    assert "Give out with the permit" in page
    form = {"code": "F-2191", "sheets": "1", "delivery": str(delivery.pk), "key": "k"}
    after = desk.post(f"{PAGE}out/", form, follow=True).content.decode()
    assert "F-2191 goes out with Sari Misal." in after
    assert "in the bag" in after
    assert [f.code for f in bag_of(account_id=road.sari.account_id)] == ["F-2191"]


def test_a_folder_goes_to_an_agency_and_back_to_its_owner(
    road: Road, desk: Client
) -> None:
    _taken(road)
    for step, more in (
        ("in", {"sheets": "3"}),
        ("agency", {"agency": "dinkes"}),
        ("in", {"sheets": "3"}),
        ("owner", {}),
    ):
        form = {"code": "F-2208", "key": f"{step}{len(more)}{uuid.uuid4()}", **more}
        assert desk.post(f"{PAGE}{step}/", form).status_code == 302
    assert folder_of(code="F-2208").closed_at is not None
    page = desk.get(PAGE, {"code": "F-2208"}).content.decode()
    assert "not used any more" in page
    assert "Take in" not in page


@pytest.mark.parametrize(
    ("step", "form", "status", "words"),
    [
        ("in", {"code": "F-9999"}, 404, "No folder has the code"),
        ("in", {"code": "?"}, 422, "not a folder"),
        ("agency", {"code": "F-2208", "agency": "dinkes"}, 409, "not in your hand"),
        ("owner", {"code": "F-2208"}, 409, "not in your hand"),
        ("out", {"code": "F-2208", "delivery": "x"}, 404, "cannot find"),
    ],
)
def test_what_is_wrong_is_refused_with_a_sentence(
    road: Road, desk: Client, step: str, form: dict[str, str], status: int, words: str
) -> None:
    _taken(road)
    answer = desk.post(f"{PAGE}{step}/", form)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert Hop.objects.count() == 1
    bad = desk.get(PAGE, {"code": "?!"})
    assert (bad.status_code, "not a folder" in bad.content.decode()) == (422, True)


def test_only_the_desk_gets_in(road: Road) -> None:
    for who in ("agus", "joko"):
        client = road.mall.client(who)
        assert client.get(PAGE).status_code == 403
        for step in ("in", "out", "agency", "owner"):
            form = {"code": "F-2208", "sheets": "1"}
            assert client.post(f"{PAGE}{step}/", form).status_code == 403
    assert road.mall.client("melati").get(PAGE).status_code == 403
