"""A message goes out once, through the right channel, and failures are kept."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.db import transaction

from satupintu.kernel.errors import Misconfigured
from satupintu.notifications import service as notifications
from satupintu.notifications.models import Notification
from satupintu.notifications.providers import base, smtp
from satupintu.people import service as people


@pytest.fixture
def melati(tenant, now):
    return _account("melati@example.com", now)


@pytest.fixture
def budi(tenant, now):
    return _account("+6281200001234", now)


def _account(address, now):
    return people.sign_up(
        address=people.parse_address(text=address, country=""),
        name="Someone",
        language="id",
        now=now,
    )


def _notify(account, now, dedupe="case:1", body="Your permit is ready."):
    notifications.notify(
        account_id=account.id, subject="Ready", body=body, dedupe=dedupe, now=now
    )


def test_reaches_a_person_by_mail(melati, now, run_jobs):
    _notify(melati, now)
    run_jobs()
    [letter] = notifications.mailbox(address="melati@example.com")
    assert (letter.channel, letter.subject) == ("email", "Ready")
    [sent] = notifications.sent_to("melati@example.com")
    assert sent.state == "sent"


def test_reaches_a_person_without_mail_by_sms(budi, now, run_jobs):
    _notify(budi, now)
    run_jobs()
    [letter] = notifications.mailbox(address="+6281200001234")
    assert letter.channel == "sms"


def test_says_the_same_thing_once(melati, now, run_jobs):
    for _n in range(3):
        _notify(melati, now)
    assert run_jobs() == 1
    _notify(melati, now)
    assert run_jobs() == 0
    assert len(notifications.mailbox()) == 1


def test_a_rolled_back_change_tells_nobody(melati, now, run_jobs):
    with transaction.atomic():
        _notify(melati, now)
        transaction.set_rollback(True)
    assert run_jobs() == 0


def test_someone_without_an_address_is_a_failure_to_see(melati, now, run_jobs):
    melati.email = ""
    melati.save()
    _notify(melati, now)
    assert run_jobs() == 0
    assert Notification.objects.get().error.startswith("This person has no")


def _fail(monkeypatch, error):
    def send(self, message):
        raise error

    monkeypatch.setattr("satupintu.notifications.providers.mailbox.Mailbox.send", send)


def test_tries_again_until_it_works(melati, now, run_jobs, monkeypatch):
    _notify(melati, now)
    row = Notification.objects.get()
    with monkeypatch.context() as broken:
        _fail(broken, notifications.NotSent("The server is down."))
        for _n in range(3):
            with pytest.raises(notifications.NotSent):
                notifications.deliver(notification_id=row.id, now=now)
    row.refresh_from_db()
    assert (row.state, row.tries) == ("waiting", 3)
    notifications.deliver(notification_id=row.id, now=now)
    notifications.deliver(notification_id=row.id, now=now)
    row.refresh_from_db()
    assert (row.state, row.error) == ("sent", "")
    assert len(notifications.mailbox()) == 1


def test_gives_up_after_the_last_try_and_says_why(melati, now, monkeypatch):
    _notify(melati, now)
    row = Notification.objects.get()
    _fail(monkeypatch, notifications.NotSent("The server is down."))
    for _n in range(7):
        with pytest.raises(notifications.NotSent):
            notifications.deliver(notification_id=row.id, now=now)
    notifications.deliver(notification_id=row.id, now=now)
    row.refresh_from_db()
    assert (row.state, row.error) == ("failed", "The server is down.")


def test_a_refused_address_is_not_tried_again(melati, now, monkeypatch):
    _notify(melati, now)
    row = Notification.objects.get()
    _fail(monkeypatch, notifications.NotSent("No such mailbox.", permanent=True))
    notifications.deliver(notification_id=row.id, now=now)
    row.refresh_from_db()
    assert row.state == "failed"


def test_a_late_code_is_not_sent(tenant, now):
    notifications.notify_address(
        channel=notifications.Channel.EMAIL,
        address="melati@example.com",
        subject="Code",
        body="123456",
        dedupe="code:1",
        now=now,
        secret=True,
    )
    row = Notification.objects.get()
    late = now + timedelta(minutes=11)
    notifications.deliver(notification_id=row.id, now=late)
    row.refresh_from_db()
    assert (row.state, row.body) == ("failed", "")


def test_a_channel_without_provider_fails_with_a_sentence(budi, now, settings):
    settings.SATUPINTU_CHANNELS = {"sms": "none"}
    assert not notifications.can_send(notifications.Channel.SMS)
    _notify(budi, now)
    row = Notification.objects.get()
    notifications.deliver(notification_id=row.id, now=now)
    row.refresh_from_db()
    assert row.state == "failed"


def test_goes_out_over_the_mail_server(melati, now, settings, run_jobs):
    settings.SATUPINTU_CHANNELS = {"email": "smtp"}
    notifications.notify(
        account_id=melati.id,
        subject="Ready\r\nBcc: all@example.com",
        body="It is ready.",
        dedupe="x",
        now=now,
    )
    run_jobs()
    [letter] = mail.outbox
    assert letter.subject == "Ready Bcc: all@example.com"
    assert letter.to == ["melati@example.com"]
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("error", "permanent"),
    [
        (SMTPServerDisconnected("gone"), False),
        (ConnectionRefusedError("no"), False),
        (SMTPRecipientsRefused({}), True),
    ],
)
def test_errors_of_the_mail_server_are_sentences(monkeypatch, error, permanent):
    def send(self, **_given):
        raise error

    monkeypatch.setattr("django.core.mail.EmailMessage.send", send)
    message = base.Message("1", base.Channel.EMAIL, "a@example.com", "s", "b")
    with pytest.raises(notifications.NotSent) as caught:
        smtp.Smtp().send(message)
    assert caught.value.permanent is permanent


def test_a_wrong_provider_is_named():
    with pytest.raises(Misconfigured, match="pigeon"):
        base.provider("pigeon", base.Channel.EMAIL)
    with pytest.raises(Misconfigured, match="cannot send sms"):
        base.provider("smtp", base.Channel.SMS)


def test_two_providers_cannot_share_a_code():
    with pytest.raises(RuntimeError, match="smtp"):
        base.register("smtp")(smtp.Smtp)
