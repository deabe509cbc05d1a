"""A citizen signs in and up with a one-time code."""

from django.test import Client

from satupintu.people import service as people
from satupintu.web.accounts.tests.cast import BUDI, MELATI, RINI


def test_a_new_person_signs_up_by_email(client, mail):
    page = client.get("/en/sign-in/?next=/en/account/")
    assert 'value="/en/account/"' in page.content.decode()
    answer = client.post(
        "/en/sign-in/", {"address": " Melati@Example.com ", "next": "/en/account/"}
    )
    assert answer["Location"] == "/en/sign-in/code/"
    answer = client.post("/en/sign-in/code/", {"code": mail.code(MELATI)})
    assert answer["Location"] == "/en/sign-up/"
    answer = client.post("/en/sign-up/", {"name": "  Melati   Sari "})
    assert answer["Location"] == "/en/account/"
    page = client.get("/en/account/").content.decode()
    assert "Melati Sari" in page
    assert MELATI in page


def test_a_new_person_signs_up_by_phone(client, mail):
    client.post("/en/sign-in/", {"address": "0812 0000 1234"})
    client.post("/en/sign-in/code/", {"code": mail.code(BUDI)})
    client.post("/en/sign-up/", {"name": "Budi"})
    assert BUDI in client.get("/en/account/").content.decode()


def test_a_known_person_comes_back_to_where_they_were(client, mail, melati):
    answer = client.get("/en/account/papers/")
    assert answer["Location"] == "/en/sign-in/?next=%2Fen%2Faccount%2Fpapers%2F"
    client.post("/en/sign-in/", {"address": MELATI, "next": "/en/account/papers/"})
    answer = client.post("/en/sign-in/code/", {"code": mail.code(MELATI)})
    assert answer["Location"] == "/en/account/papers/"


def test_the_answer_is_the_same_whether_an_account_exists(melati, rini):
    pages = []
    for address in (MELATI, "nobody@example.com", RINI):
        client = Client()
        answer = client.post("/en/sign-in/", {"address": address})
        page = client.get("/en/sign-in/code/").content.decode()
        token = client.cookies["csrftoken"].value
        assert token
        pages.append((answer.status_code, answer["Location"], _plain(page, address)))
    assert pages[0] == pages[1] == pages[2]


def test_staff_get_no_code(client, mail, rini):
    client.post("/en/sign-in/", {"address": RINI})
    letter = mail.newest(RINI)
    assert "sign-in page for staff" in letter
    assert mail.code(RINI) == ""


def test_refuses_what_is_no_address(client):
    for typed in ("", "melati", "melati@", "12", "a@b", "javascript:alert(1)"):
        answer = client.post("/en/sign-in/", {"address": typed})
        assert answer.status_code == 422, typed
        page = answer.content.decode()
        assert "<title>Error:" in page
        assert 'href="#f-address"' in page


def test_five_wrong_codes_end_the_code(client, mail):
    client.post("/en/sign-in/", {"address": MELATI})
    right = mail.code(MELATI)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for _n in range(5):
        answer = client.post("/en/sign-in/code/", {"code": wrong})
        assert answer.status_code == 422
    answer = client.post("/en/sign-in/code/", {"code": right})
    assert answer.status_code == 422
    assert "not right or no longer valid" in answer.content.decode()


def test_another_browser_cannot_spend_the_tries(mail, melati):
    mine, other = Client(), Client()
    mine.post("/en/sign-in/", {"address": MELATI})
    for _n in range(6):
        assert other.post("/en/sign-in/code/", {"code": "1"}).status_code == 302
    answer = mine.post("/en/sign-in/code/", {"code": mail.code(MELATI)})
    assert answer.status_code == 302


def test_a_code_expires_after_ten_minutes(client, mail, clock):
    client.post("/en/sign-in/", {"address": MELATI})
    code = mail.code(MELATI)
    clock.forward(minutes=10, seconds=1)
    assert client.post("/en/sign-in/code/", {"code": code}).status_code == 422


def test_a_code_works_once(client, mail, melati):
    client.post("/en/sign-in/", {"address": MELATI})
    ticket = client.session["sign_in"]["state"]
    code = mail.code(MELATI)
    assert client.post("/en/sign-in/code/", {"code": code}).status_code == 302
    again = Client()
    again.post("/en/sign-in/", {"address": "x@example.com"})
    session = again.session
    session["sign_in"] |= {"state": ticket}
    session.save()
    assert again.post("/en/sign-in/code/", {"code": code}).status_code == 422


def test_a_newer_code_ends_the_older(client, mail, melati):
    client.post("/en/sign-in/", {"address": MELATI})
    old = mail.code(MELATI)
    ticket = client.session["sign_in"]["state"]
    client.post("/en/sign-in/", {"address": MELATI})
    new = mail.code(MELATI)
    older = Client()
    older.post("/en/sign-in/", {"address": "x@example.com"})
    session = older.session
    session["sign_in"] |= {"state": ticket}
    session.save()
    assert older.post("/en/sign-in/code/", {"code": old}).status_code == 422
    assert client.post("/en/sign-in/code/", {"code": new}).status_code == 302


def test_two_tabs_share_the_newest_code(client, mail, melati):
    client.post("/en/sign-in/", {"address": MELATI})
    client.post("/en/sign-in/", {"address": MELATI})
    code = mail.code(MELATI)
    assert client.post("/en/sign-in/code/", {"code": code}).status_code == 302
    # The other tab now has nothing to wait for; it must not fail.
    answer = client.post("/en/sign-in/code/", {"code": code}, follow=True)
    assert answer.status_code == 200


def test_three_codes_for_an_address_in_a_quarter_of_an_hour(client, clock):
    for _n in range(3):
        assert client.post("/en/sign-in/", {"address": MELATI}).status_code == 302
    answer = client.post("/en/sign-in/", {"address": MELATI})
    assert answer.status_code == 429
    assert "Wait a quarter of an hour" in answer.content.decode()
    clock.forward(minutes=15, seconds=1)
    assert client.post("/en/sign-in/", {"address": MELATI}).status_code == 302


def test_ten_codes_for_an_address_a_day(client, clock):
    for n in range(10):
        if n and n % 3 == 0:
            clock.forward(minutes=16)
        assert client.post("/en/sign-in/", {"address": MELATI}).status_code == 302
    clock.forward(minutes=16)
    assert client.post("/en/sign-in/", {"address": MELATI}).status_code == 429
    clock.forward(days=1)
    assert client.post("/en/sign-in/", {"address": MELATI}).status_code == 302


def test_sixty_codes_from_one_network_in_a_quarter_of_an_hour(client):
    for n in range(60):
        address = f"someone{n}@example.com"
        assert client.post("/en/sign-in/", {"address": address}).status_code == 302
    answer = client.post("/en/sign-in/", {"address": MELATI})
    assert answer.status_code == 429
    other = client.post("/en/sign-in/", {"address": MELATI}, REMOTE_ADDR="203.0.113.9")
    assert other.status_code == 302


def test_a_client_cannot_choose_its_own_address(client, settings):
    settings.SATUPINTU_CLIENT_HEADER = ""
    for n in range(60):
        client.post(
            "/en/sign-in/",
            {"address": f"someone{n}@example.com"},
            headers={"X-Forwarded-For": f"198.51.100.{n}"},
        )
    answer = client.post("/en/sign-in/", {"address": MELATI})
    assert answer.status_code == 429


def test_never_leads_to_another_site(client, mail, melati):
    for target in (
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "office-queue",
        "-1",
    ):
        client = Client()
        client.get("/en/sign-in/", {"next": target})
        client.post("/en/sign-in/", {"address": BUDI, "next": target})
        assert client.session["sign_in"]["next"] == "", target
        people.sweep_codes(now=_later())


def test_a_session_planted_before_signing_in_is_worthless(mail, melati, enter):
    planted = Client()
    planted.post("/en/sign-in/", {"address": MELATI})
    key = planted.session.session_key
    enter(MELATI, planted)
    assert planted.session.session_key != key
    thief = Client()
    thief.cookies["satupintu_session"] = str(key)
    assert thief.get("/en/account/").status_code == 302


def test_signing_out_needs_a_post_and_ends_the_session(enter, melati):
    client = enter(MELATI)
    assert client.get("/en/sign-out/").status_code == 405
    key = client.session.session_key
    client.post("/en/sign-out/")
    thief = Client()
    thief.cookies["satupintu_session"] = str(key)
    assert thief.get("/en/account/").status_code == 302


def test_the_code_is_stored_nowhere_once_it_is_sent(client, mail):
    from satupintu.notifications.models import Notification
    from satupintu.people.models import SignInCode

    client.post("/en/sign-in/", {"address": MELATI})
    code = mail.code(MELATI)
    assert code
    row = Notification.objects.get(address=MELATI)
    assert code not in row.body + row.subject
    assert code not in str(SignInCode.objects.values().get())


def test_sign_up_needs_a_name(client, mail):
    client.post("/en/sign-in/", {"address": MELATI})
    client.post("/en/sign-in/code/", {"code": mail.code(MELATI)})
    answer = client.post("/en/sign-up/", {"name": "  "})
    assert answer.status_code == 422
    assert "Enter your full name" in answer.content.decode()


def test_nobody_signs_up_without_a_proven_address(client):
    answer = client.post("/en/sign-up/", {"name": "Mallory"})
    assert answer["Location"] == "/en/sign-in/"


def test_a_closed_account_gets_a_sentence(client, mail, melati):
    melati.is_active = False
    melati.save()
    client.post("/en/sign-in/", {"address": MELATI})
    answer = client.post("/en/sign-in/code/", {"code": mail.code(MELATI)})
    assert answer.status_code == 404
    assert "This account is closed" in answer.content.decode()


def test_without_an_sms_provider_phones_are_refused(client, settings):
    settings.SATUPINTU_CHANNELS = {"email": "mailbox", "sms": "none"}
    answer = client.post("/en/sign-in/", {"address": BUDI})
    assert answer.status_code == 422
    assert "Enter your e-mail address" in answer.content.decode()


def test_the_code_field_is_ready_for_a_phone(client):
    client.post("/en/sign-in/", {"address": MELATI})
    page = client.get("/en/sign-in/code/").content.decode()
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page


def _plain(page: str, address: str) -> str:
    import re

    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
    return page.replace(address, "ADDRESS")


def _later():
    from datetime import UTC, datetime

    return datetime(2030, 1, 1, tzinfo=UTC)
