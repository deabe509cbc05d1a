"""The Token Status List: two bits per permit, for offline and anonymous checks.

draft-ietf-oauth-status-list, in its CWT form: a checker fetches the whole list
(14 kB for a million permits with 1 % revoked), so nobody learns which permit it
asked for; a phone that keeps the list checks without a network.
"""

import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta

import cbor2

from satupintu.permits.keys import TokenKey
from satupintu.permits.token import EXPIRES, ISSUED, SUBJECT, sign

BITS = 2
VALUES = {"valid": 0, "revoked": 1, "suspended": 2}
MEDIA_TYPE = "application/statuslist+cwt"
TTL = timedelta(minutes=5)
LIFE = timedelta(days=30)
_TTL_CLAIM, _LIST_CLAIM = 65534, 65533


def pack_bits(changed: Iterable[tuple[int, str]], *, size: int) -> bytes:
    """The bit string of `size` permits; `changed` are those that are not valid.

    The lowest bits of each byte come first, as the draft (section 4.1) says.
    """
    bits = bytearray((size * BITS + 7) // 8)
    for index, status in changed:
        bits[index * BITS // 8] |= VALUES[status] << index * BITS % 8
    return bytes(bits)


def read_bits(bits: bytes, index: int) -> int:
    """The value (0 valid, 1 revoked, 2 suspended) of the permit with this index."""
    return bits[index * BITS // 8] >> index * BITS % 8 & (1 << BITS) - 1


def make_list(bits: bytes, *, uri: str, key: TokenKey, now: datetime) -> bytes:
    """The signed list. It may be used offline for 30 days, online for 5 minutes."""
    claims = {
        SUBJECT: uri,
        ISSUED: int(now.timestamp()),
        EXPIRES: int((now + LIFE).timestamp()),
        _TTL_CLAIM: int(TTL.total_seconds()),
        _LIST_CLAIM: {"bits": BITS, "lst": zlib.compress(bits, 9)},
    }
    return sign(cbor2.dumps(claims, canonical=True), key, media_type=MEDIA_TYPE)
