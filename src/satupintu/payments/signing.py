"""Signed callbacks: HMAC-SHA256 over a time stamp and the body.

The header reads `t=<unix seconds>,v1=<hex>`; what is signed is the time stamp,
a full stop and the body, byte for byte. A stamp too far from our clock is
refused, so that a recorded callback cannot be played back later.
"""

import hashlib
import hmac
import re
from datetime import datetime, timedelta

HEADER = "x-payment-signature"
TOLERANCE = timedelta(minutes=5)
_FORM = re.compile(r"t=([0-9]{1,12}),v1=([0-9a-f]{64})")


def sign(secret: str, body: bytes, at: datetime) -> str:
    """The header's value for `body` sent at `at`."""
    stamp = str(int(at.timestamp()))
    return f"t={stamp},v1={_digest(secret, stamp, body)}"


def is_genuine(secret: str, body: bytes, header: str, now: datetime) -> bool:
    """Whether `header` was made with `secret` for this body, just now."""
    match = _FORM.fullmatch(header)
    if match is None:
        return False
    stamp, digest = match.groups()
    # Compared before the time, in constant time: an answer must not tell
    # whether the digest or only the clock was wrong.
    fits = hmac.compare_digest(_digest(secret, stamp, body), digest)
    fresh = abs(now.timestamp() - int(stamp)) <= TOLERANCE.total_seconds()
    return fits and fresh


def _digest(secret: str, stamp: str, body: bytes) -> str:
    message = stamp.encode() + b"." + body
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
