"""Staff sign in with a password and a second factor, and with nothing less."""

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from django.test import Client

from satupintu.people import service as people
from satupintu.people.models import Factor
from satupintu.web.accounts.tests.cast import PASSWORD, RINI


@pytest.fixture
def enrolled(rini, now):
    people.enrol_for_demo(account=rini, now=now - timedelta(days=1))
    return rini


def _password(client, login=RINI, password=PASSWORD, **more):
    return client.post(
        "/en/staff/sign-in/", {"login": login, "password": password, **more}
    )


def _sign_in(client, account, clock):
    _password(client)
    code = people.demo_totp(account, clock.now)
    return client.post("/en/staff/code/", {"code": code})


def test_signs_in_with_password_and_app(client, enrolled, clock):
    answer = _password(client, next="/en/account/")
    assert answer["Location"] == "/en/staff/code/"
    code = people.demo_totp(enrolled, clock.now)
    answer = client.post("/en/staff/code/", {"code": code})
    assert answer["Location"] == "/en/account/"
    assert client.session["factor_at"]


def test_the_first_sign_in_enrols_an_app(client, rini, clock):
    assert _password(client)["Location"] == "/en/staff/enrol/"
    page = client.get("/en/staff/enrol/").content.decode()
    assert "<svg" in page
    assert "style=" not in page
    secret = re.findall(r'mono">((?:[A-Z2-7]{4} ?){8})', page)[0].replace(" ", "")
    assert client.post("/en/staff/enrol/", {"code": "000000"}).status_code == 422
    code = pyotp.TOTP(secret).at(clock.now)
    page = client.post("/en/staff/enrol/", {"code": code}).content.decode()
    codes = re.findall(r"\b[A-Z2-9]{5}-[A-Z2-9]{5}\b", page)
    assert len(set(codes)) == 10
    assert client.session["factor_at"]
    # The first code was spent by enrolling; a paper one works once, the next day.
    client.post("/en/sign-out/")
    _password(client)
    assert client.post("/en/staff/code/", {"code": code}).status_code == 422
    typed = codes[0].lower().replace("-", " ")
    assert client.post("/en/staff/code/", {"code": typed}).status_code == 302
    client.post("/en/sign-out/")
    _password(client)
    assert client.post("/en/staff/code/", {"code": typed}).status_code == 422


def test_the_secret_is_unreadable_in_the_database(client, rini):
    _password(client)
    page = client.get("/en/staff/enrol/").content.decode()
    secret = re.findall(r'mono">((?:[A-Z2-7]{4} ?){8})', page)[0].replace(" ", "")
    stored = Factor.objects.get(account=rini).secret
    assert secret not in stored
    assert stored.startswith("gAAAA")


def test_a_password_alone_opens_nothing(client, enrolled):
    _password(client)
    assert client.get("/en/account/")["Location"].startswith("/en/sign-in/")
    office = client.get("/en/office/queue/")
    assert office.status_code == 302
    assert office["Location"].startswith("/en/staff/sign-in/")


def test_a_session_without_the_second_factor_counts_as_signed_out(enrolled):
    client = Client()
    client.force_login(enrolled, backend="satupintu.people.backends.PeopleBackend")
    session = client.session
    session["signed_in_at"] = "2026-11-24T03:00:00+00:00"
    session.save()
    assert client.get("/en/office/queue/").status_code == 302


def test_refuses_the_same_code_twice(client, enrolled, clock):
    code = people.demo_totp(enrolled, clock.now)
    _password(client)
    assert client.post("/en/staff/code/", {"code": code}).status_code == 302
    other = Client()
    _password(other)
    assert other.post("/en/staff/code/", {"code": code}).status_code == 422
    clock.forward(seconds=30)
    assert _sign_in(other, enrolled, clock).status_code == 302


def test_allows_one_step_of_drift(client, enrolled, clock):
    _password(client)
    code = people.demo_totp(enrolled, clock.now)
    clock.forward(seconds=30)
    assert client.post("/en/staff/code/", {"code": code}).status_code == 302
    code = people.demo_totp(enrolled, clock.forward(minutes=5))
    clock.forward(seconds=60)
    other = Client()
    _password(other)
    assert other.post("/en/staff/code/", {"code": code}).status_code == 422


def test_five_wrong_codes_pause_the_second_step(client, enrolled, clock):
    _password(client)
    for _n in range(5):
        client.post("/en/staff/code/", {"code": "123"})
    right = people.demo_totp(enrolled, clock.now)
    assert client.post("/en/staff/code/", {"code": right}).status_code == 422
    clock.forward(minutes=15, seconds=1)
    _password(client)
    assert _sign_in(client, enrolled, clock).status_code == 302


def test_the_second_step_waits_a_quarter_of_an_hour(client, enrolled, clock):
    _password(client)
    clock.forward(minutes=16)
    code = people.demo_totp(enrolled, clock.now)
    answer = client.post("/en/staff/code/", {"code": code})
    assert answer["Location"] == "/en/staff/sign-in/"


def test_a_wrong_password_and_an_unknown_login_read_the_same(enrolled):
    first = _password(Client(), password="wrong")
    second = _password(Client(), login="who@example.com")
    assert first.status_code == second.status_code == 422
    sentence = "The e-mail or the password is not right"
    assert sentence in first.content.decode()
    assert sentence in second.content.decode()


def test_five_wrong_passwords_lock_this_network_out(client, enrolled, clock):
    clock.now = datetime.now(UTC)  # django-axes reads a clock of its own
    for _n in range(5):
        answer = _password(client, password="wrong")
    assert answer.status_code == 429
    answer = _password(client)
    assert answer.status_code == 429
    assert "Wait 15 minutes" in answer.content.decode()
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert _password(elsewhere).status_code == 302


def test_a_citizen_cannot_use_the_staff_door(client, melati):
    melati.set_password(PASSWORD)
    melati.save()
    assert _password(client, login=melati.login).status_code == 422


def test_staff_are_signed_out_after_an_hour_of_rest(client, enrolled, clock):
    _sign_in(client, enrolled, clock)
    clock.forward(minutes=59)
    assert client.get("/en/staff/sign-in/").status_code == 302  # still signed in
    clock.forward(minutes=59)
    assert client.get("/en/staff/sign-in/").status_code == 302
    clock.forward(minutes=61)
    assert client.get("/en/staff/sign-in/").status_code == 200


def test_staff_are_signed_out_after_a_shift(client, enrolled, clock):
    _sign_in(client, enrolled, clock)
    for _half_hour in range(23):
        clock.forward(minutes=30)
        assert client.get("/en/staff/sign-in/").status_code == 302
    clock.forward(minutes=31)
    assert client.get("/en/staff/sign-in/").status_code == 200


def test_staff_are_not_citizens(client, enrolled, clock):
    _sign_in(client, enrolled, clock)
    answer = client.get("/en/account/")
    assert answer.status_code == 403
    assert "signed in as a member of staff" in answer.content.decode()


def test_citizens_are_not_staff(enter, melati):
    answer = enter(melati.login).get("/en/office/queue/")
    assert answer.status_code == 403


def test_a_dismissed_officer_is_out_at_once(client, enrolled, clock):
    _sign_in(client, enrolled, clock)
    enrolled.is_active = False
    enrolled.save()
    assert client.get("/en/staff/sign-in/").status_code == 200


def test_a_new_password_ends_all_sessions(client, enrolled, clock):
    _sign_in(client, enrolled, clock)
    enrolled.set_password("another-long-one-77")
    enrolled.save()
    assert client.get("/en/staff/sign-in/").status_code == 200


def test_a_short_password_is_refused(rini, now):
    for password in ("short", "password1234", "jokojokojoko"):
        with pytest.raises(people.WeakPassword):
            people.create_staff(
                login="jokojokojoko@example.go.id",
                name="Joko",
                password=password,
                posts=[],
                now=now,
            )


def test_a_post_needs_its_agency(rini, now):
    with pytest.raises(people.NoSuchAgency):
        people.post(rini, "nowhere", "reviewer")
    people.post(rini, "dcktrp", "head")
    assert people.holders("dcktrp", "head") == 1
    assert people.actor_for(rini).holds("dinkes", "reviewer")
    assert people.accounts_on([("dcktrp", "head")]) == {rini.id}
    assert people.accounts_on([]) == set()
