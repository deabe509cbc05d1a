"""The account: own details, proven addresses, own data."""

import json

from satupintu.web.accounts.tests.cast import BUDI, MELATI


def test_changes_name_identity_and_language(enter, melati):
    client = enter(MELATI)
    answer = client.post(
        "/en/account/profile/",
        {"name": "Melati S.", "identity": "3171 0000 0000 0001", "language": "en"},
    )
    assert answer["Location"] == "/en/account/"
    melati.refresh_from_db()
    assert melati.identity == "3171000000000001"
    assert melati.language == "en"


def test_the_account_language_decides_without_a_prefix(enter, melati):
    client = enter(MELATI)
    del client.cookies["satupintu_language"]
    melati.language = "en"
    melati.save()
    assert client.get("/account/", follow=False)["Location"] == "/en/account/"
    melati.language = "id"
    melati.save()
    answer = client.get("/account/", headers={"Accept-Language": "en"})
    assert answer["Location"] == "/id/account/"


def test_the_address_in_the_browser_wins_over_the_account(enter, melati):
    client = enter(MELATI)
    melati.language = "id"
    melati.save()
    page = client.get("/en/account/").content.decode()
    assert '<html lang="en">' in page
    assert client.cookies["satupintu_language"].value == "en"


def test_a_name_is_needed(enter, melati):
    answer = enter(MELATI).post("/en/account/profile/", {"name": " "})
    assert answer.status_code == 422
    assert "Enter your full name" in answer.content.decode()


def test_adds_a_phone_number_by_code(enter, melati, mail):
    client = enter(MELATI)
    client.post("/en/account/address/", {"address": "0812-0000-1234"})
    code = mail.code(BUDI)
    assert client.post("/en/account/address/code/", {"code": code}).status_code == 302
    melati.refresh_from_db()
    assert melati.phone == BUDI
    assert enter(BUDI).get("/en/account/").status_code == 200


def test_another_persons_address_cannot_be_taken(enter, melati, budi, mail):
    client = enter(MELATI)
    client.post("/en/account/address/", {"address": BUDI})
    answer = client.post("/en/account/address/code/", {"code": mail.code(BUDI)})
    assert answer.status_code == 409
    melati.refresh_from_db()
    assert melati.phone == ""


def test_downloads_what_is_held(enter, melati):
    answer = enter(MELATI).get("/en/account/my-data.json")
    assert answer["Content-Disposition"].startswith("attachment")
    assert json.loads(answer.content)["account"]["email"] == MELATI


def test_personal_pages_stay_out_of_caches(enter, melati):
    answer = enter(MELATI).get("/en/account/")
    assert "no-store" in answer["Cache-Control"]


def test_a_citizen_stays_signed_in_for_thirty_days(enter, melati, clock):
    client = enter(MELATI)
    clock.forward(days=29)
    assert client.get("/en/account/").status_code == 200
    clock.forward(days=2)
    assert client.get("/en/account/").status_code == 302
