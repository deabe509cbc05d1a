"""Browsers are told, over known carriers only, and forgotten after their day."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from email.message import Message
from typing import Any
from urllib.error import HTTPError

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from satupintu.notifications import push_key, service as notifications, webpush
from satupintu.notifications.models import PushSubscription
from satupintu.notifications.providers import webpush as provider

ENDPOINT = "https://updates.push.services.mozilla.com/wpush/v2/gAAA"
# RFC 8291, appendix A.
P256DH = (
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkN"
    "toIAiw4"
)
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYL"
    "ocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyou"
    "BWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def _key(text: str) -> ec.EllipticCurvePrivateKey:
    number = int.from_bytes(webpush.decoded(text), "big")
    return ec.derive_private_key(number, ec.SECP256R1())


def _subscribe(now, **changes):
    given = {
        "subject_id": uuid.UUID(int=7),
        "endpoint": ENDPOINT,
        "p256dh": P256DH,
        "auth": AUTH,
        "link": "/v/abc/",
        "language": "id",
        "until": now + timedelta(hours=12),
        "now": now,
    }
    return notifications.subscribe(**given | changes)


def _tell(address, now):
    notifications.notify_address(
        channel=notifications.Channel.PUSH,
        address=str(address),
        subject="A-048",
        body="Counter 12",
        dedupe="x",
        now=now,
        secret=True,
    )


def test_seals_as_the_standard_says():
    message = b"When I grow up, I want to be a watermelon"
    sealed = webpush.sealed(
        message,
        p256dh=P256DH,
        auth=AUTH,
        key=_key(SENDER),
        salt=webpush.decoded(SALT),
    )
    assert webpush.encoded(sealed) == BODY


def test_signs_for_the_carrier_alone(now):
    key = _key(SENDER)
    header = webpush.signature(ENDPOINT, key=key, contact="mailto:a@b.example", now=now)
    token = header.removeprefix("vapid t=").partition(",")[0]
    signed, _dot, raw = token.rpartition(".")
    claims = json.loads(webpush.decoded(signed.partition(".")[2]))
    assert claims["aud"] == "https://updates.push.services.mozilla.com"
    number = webpush.decoded(raw)
    der = utils.encode_dss_signature(
        int.from_bytes(number[:32], "big"), int.from_bytes(number[32:], "big")
    )
    key.public_key().verify(der, signed.encode(), ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/fcm/send/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evil.example/fcm.googleapis.com",
        "https://fcm.googleapis.com:8443/x",
        "https://a@fcm.googleapis.com/x",
        "https://127.0.0.1/x",
        "https://[::1",
        "",
    ],
)
def test_sends_nothing_to_other_addresses(tenant, now, endpoint):
    with pytest.raises(notifications.BadSubscription):
        _subscribe(now, endpoint=endpoint)
    assert not PushSubscription.objects.exists()


@pytest.mark.parametrize("key", ["", "AAAA", "*", P256DH[:-4], "BA" + P256DH[2:]])
def test_takes_only_whole_keys(tenant, now, key):
    with pytest.raises(notifications.BadSubscription):
        _subscribe(now, p256dh=key)


def test_a_browser_asks_twice_and_hears_once(tenant, now):
    assert _subscribe(now) == _subscribe(now, language="en")
    [mine] = notifications.subscriptions_of(uuid.UUID(int=7))
    assert mine.language == "en"
    notifications.unsubscribe(subject_id=uuid.UUID(int=7), endpoint=ENDPOINT)
    assert not notifications.subscriptions_of(uuid.UUID(int=7))


def test_a_visit_has_no_crowd_of_listeners(tenant, now):
    for n in range(5):
        _subscribe(now, endpoint=f"{ENDPOINT}{n}")
    with pytest.raises(notifications.TooManySubscriptions):
        _subscribe(now, endpoint=f"{ENDPOINT}x")
    _subscribe(now, endpoint=f"{ENDPOINT}3")


def test_forgets_browsers_when_their_day_is_over(tenant, now):
    _subscribe(now)
    assert notifications.forget_subscriptions(now=now + timedelta(hours=11)) == 0
    assert notifications.forget_subscriptions(now=now + timedelta(hours=12)) == 1


def test_hands_a_sealed_message_to_the_carrier(
    tenant, now, settings, run_jobs, at_now, monkeypatch
):
    settings.SATUPINTU_CHANNELS = {"push": "webpush"}
    sent: list[Any] = []
    monkeypatch.setattr(provider, "deliver", sent.append)
    _tell(_subscribe(now), now)
    run_jobs()
    [request] = sent
    assert request.full_url == ENDPOINT
    assert b"A-048" not in request.data
    assert request.get_header("Ttl") == "600"
    assert push_key.public_push_key() in request.get_header("Authorization")


@pytest.mark.parametrize(("status", "left"), [(410, 0), (403, 1)])
def test_forgets_a_browser_that_is_gone(
    tenant, now, settings, run_jobs, at_now, monkeypatch, status, left
):
    settings.SATUPINTU_CHANNELS = {"push": "webpush"}

    def refuse(request):
        raise HTTPError(request.full_url, status, "", Message(), None)

    monkeypatch.setattr(provider, "deliver", refuse)
    address = _subscribe(now)
    _tell(address, now)
    run_jobs()
    assert PushSubscription.objects.count() == left
    [message] = notifications.sent_to(str(address))
    assert message.state == "failed"


def test_a_message_that_is_late_is_not_sent(
    tenant, now, settings, run_jobs, at_now, monkeypatch
):
    settings.SATUPINTU_CHANNELS = {"push": "webpush"}
    sent: list[Any] = []
    monkeypatch.setattr(provider, "deliver", sent.append)
    _tell(_subscribe(now), now)
    at_now.forward(minutes=11)
    run_jobs()
    assert not sent
