"""The designer's preview: open to designers, and showing what is in doubt."""

from collections.abc import Callable

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mall")]

HOME = "/en/office/designer/"
VIEWS = ["", "form/", "papers/", "procedure/", "texts/", "checks/", "changes/"]


def test_asks_a_stranger_to_sign_in(client: Client) -> None:
    for path in [HOME, f"{HOME}reklame/", f"{HOME}reklame/form/"]:
        answer = client.get(path)
        assert answer.status_code == 302
        assert "/staff/sign-in/" in answer.headers["Location"]


def test_refuses_staff_on_another_post(staff: Callable[[str], Client]) -> None:
    rini = staff("reviewer")
    assert rini.get(HOME).status_code == 403
    assert rini.get(f"{HOME}reklame/texts/").status_code == 403


def test_shows_every_side_of_a_service(staff: Callable[[str], Client]) -> None:
    sari = staff("designer")
    for code in ("sip-dokter", "reklame", "penelitian"):
        for view in VIEWS:
            answer = sari.get(f"{HOME}{code}/{view}")
            assert answer.status_code == 200, (code, view)
            assert answer.content.decode().count("<h1") == 1, (code, view)


def test_lists_services_with_what_is_in_doubt(staff: Callable[[str], Client]) -> None:
    page = staff("designer").get(HOME).content.decode()
    assert "Doctor&#x27;s practice permit" in page or "practice permit" in page
    assert "Facts to be verified" in page


def test_shows_texts_side_by_side(staff: Callable[[str], Client]) -> None:
    page = staff("designer").get(f"{HOME}reklame/texts/").content.decode()
    assert "Izin penyelenggaraan reklame" in page
    assert "Outdoor advertising permit" in page


def test_offers_no_start_in_a_preview(staff: Callable[[str], Client]) -> None:
    page = staff("designer").get(f"{HOME}reklame/").content.decode()
    assert "/en/apply/reklame/" not in page


def test_answers_an_unknown_version_with_a_page(
    staff: Callable[[str], Client],
) -> None:
    sari = staff("designer")
    for version in ("99", "999999999999"):
        answer = sari.get(f"{HOME}reklame/?version={version}")
        assert answer.status_code == 404, version


def test_shows_the_current_version_for_an_unreadable_number(
    staff: Callable[[str], Client],
) -> None:
    sari = staff("designer")
    for version in ("", "new", "²"):
        answer = sari.get(f"{HOME}reklame/?version={version}")
        assert answer.status_code == 200, version
