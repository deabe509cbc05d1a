"""The price calculator: only the questions that the fee needs, no login."""

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mall")]

PATH = "/en/services/reklame/fee/"
BOARD = {
    "advert_type": "billboard",
    "content": "product",
    "width": "4",
    "height": "3",
    "faces": "2",
    "illuminated": "yes",
    "duration": "30",
    "road_class": "protocol_b",
}


def read(client: Client, data: dict[str, str]) -> str:
    answer = client.get(PATH, data)
    assert answer.status_code == 200
    return answer.content.decode()


def test_asks_only_what_the_fee_needs(client: Client) -> None:
    page = read(client, {})
    assert 'name="width"' in page
    assert 'name="nik"' not in page
    assert "There is" not in page


def test_explains_the_bill_line_by_line(client: Client) -> None:
    page = read(client, BOARD)
    assert "Rp4,500,000" in page
    assert "Rental value (NSR) × 0.25 = 18,000,000 × 0.25 = Rp4,500,000" in page


def test_asks_a_question_that_only_now_appears_without_calling_it_a_mistake(
    client: Client,
) -> None:
    page = read(client, {k: v for k, v in BOARD.items() if k != "illuminated"})
    assert 'name="illuminated"' in page
    assert "One more thing is needed" in page
    assert 'role="alert"' not in page


def test_says_beside_the_field_what_is_wrong(client: Client) -> None:
    page = read(client, BOARD | {"width": "abc"})
    assert 'href="#f-width"' in page
    assert "<title>Error: " in page
    assert 'aria-invalid="true"' in page
    assert "Your price" not in page


def test_keeps_what_was_typed(client: Client) -> None:
    page = read(client, BOARD | {"width": "4,5,6"})
    assert 'value="4,5,6"' in page


def test_refuses_an_option_that_is_not_offered(client: Client) -> None:
    page = read(client, BOARD | {"road_class": "moon"})
    assert "Your price" not in page


def test_has_nothing_to_work_out_for_a_free_service(client: Client) -> None:
    answer = client.get("/en/services/penelitian/fee/")
    assert "This service is free" in answer.content.decode()
