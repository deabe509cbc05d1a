"""The development mailbox exists on a demonstration only."""

import pytest

from satupintu.people import service as people
from satupintu.web.accounts.tests.cast import BUDI, MELATI


def test_shows_messages_and_codes(client, mail, rini, now):
    people.enrol_for_demo(account=rini, now=now)
    client.post("/en/sign-in/", {"address": MELATI})
    client.post("/en/sign-in/", {"address": BUDI})
    code = mail.code(MELATI)
    page = client.get("/dev/mailbox/").content.decode()
    assert code in page
    assert people.demo_totp(rini, now) in page
    page = client.get("/dev/mailbox/", {"address": BUDI}).content.decode()
    assert code not in page
    assert "SMS" in page


def test_gives_the_newest_message_as_text(client, mail):
    client.post("/en/sign-in/", {"address": MELATI})
    code = mail.code(MELATI)
    answer = client.get("/dev/mailbox/latest", {"address": MELATI})
    assert answer["Content-Type"].startswith("text/plain")
    assert code in answer.content.decode()
    answer = client.get("/dev/mailbox/latest", {"address": "x@example.com"})
    assert answer.status_code == 404


def test_does_not_exist_outside_a_demonstration(client, settings, rini, now):
    settings.SATUPINTU_DEMO = False
    assert client.get("/dev/mailbox/").status_code == 404
    assert client.get("/dev/mailbox/latest").status_code == 404
    with pytest.raises(people_error()):
        people.demo_totp(rini, now)


def people_error():
    from satupintu.kernel.errors import Misconfigured

    return Misconfigured
