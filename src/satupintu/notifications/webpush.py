"""Messages for browsers (RFC 8030): sealed (RFC 8291) and signed (RFC 8292).

Pure: keys and bytes in, bytes out. What is sealed can be read by the browser that
subscribed only, not by the service that carries it.
"""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

# Where browsers let their messages be delivered. Any other address would make us
# send requests wherever a visitor likes.
CARRIERS: Final = (
    "fcm.googleapis.com",
    "push.services.mozilla.com",
    "push.apple.com",
    "notify.windows.com",
)
RECORD: Final = 4096
LONGEST: Final = 600  # letters of a message; carriers take about 4,000 bytes
_POINT = 65
_AUTH = 16
_LIFE = timedelta(hours=12)  # of a signature; carriers refuse more than a day


def encoded(raw: bytes) -> str:
    """Base64 for URLs, without padding, as all of web push writes it."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """The opposite of `encoded`. Raises `ValueError`."""
    try:
        return base64.b64decode(
            text + "=" * (-len(text) % 4), altchars=b"-_", validate=True
        )
    except binascii.Error as error:
        raise ValueError("not base64") from error


def point(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The public point of a key, 65 bytes."""
    return key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def is_carrier(endpoint: str) -> bool:
    """Whether the address belongs to a service that browsers use."""
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    if parts.scheme != "https" or port not in (None, 443) or parts.username:
        return False
    return any(host == known or host.endswith(f".{known}") for known in CARRIERS)


def is_key(p256dh: str, auth: str) -> bool:
    """Whether these are a browser's public point and its secret."""
    try:
        raw, secret = decoded(p256dh), decoded(auth)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    except ValueError:
        return False
    return len(raw) == _POINT and len(secret) == _AUTH


def sealed(
    message: bytes,
    *,
    p256dh: str,
    auth: str,
    key: ec.EllipticCurvePrivateKey,
    salt: bytes,
) -> bytes:
    """The body of the request: one record of aes128gcm (RFC 8188).

    `key` and the 16 bytes of `salt` are new for every message.
    """
    theirs, ours = decoded(p256dh), point(key)
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
    shared = key.exchange(ec.ECDH(), public)
    start = _derived(decoded(auth), shared, b"WebPush: info\0" + theirs + ours, 32)
    cipher = AESGCM(_derived(salt, start, b"Content-Encoding: aes128gcm\0", 16))
    nonce = _derived(salt, start, b"Content-Encoding: nonce\0", 12)
    head = salt + RECORD.to_bytes(4, "big") + bytes([len(ours)]) + ours
    return head + cipher.encrypt(nonce, message + b"\x02", None)


def signature(
    endpoint: str, *, key: ec.EllipticCurvePrivateKey, contact: str, now: datetime
) -> str:
    """The Authorization header by which the carrier knows who sends."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((now + _LIFE).timestamp()),
        "sub": contact,
    }
    signed = f"{_json({'typ': 'JWT', 'alg': 'ES256'})}.{_json(claims)}"
    der = key.sign(signed.encode(), ec.ECDSA(hashes.SHA256()))
    r, s = utils.decode_dss_signature(der)
    raw = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return f"vapid t={signed}.{encoded(raw)}, k={encoded(point(key))}"


def _derived(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def _json(value: dict[str, object]) -> str:
    return encoded(json.dumps(value, separators=(",", ":")).encode())
