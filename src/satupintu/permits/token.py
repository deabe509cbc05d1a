"""The signed token of a permit's QR code, and the QR code itself.

A CWT (RFC 8392) in COSE_Sign1 with ES256 (RFC 9052). Its key id names one of
the tenant's token keys. Claims: 1 issuer (tenant), 2 number, 4 end of validity,
5 beginning if later than the issue, 6 issue, and one private claim (-65537) with
the list [title, holder, status index], which saves the bytes of three labels.

The text is base43 and one letter: `A` for claims as they are, `Z` for claims
deflated, whichever is shorter. Compression is inside the signature, so that no
bit of the text is outside it; a letter at the end survives programs that cut
punctuation off links.
"""

import io
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import cbor2
import segno
from cwt import COSE, COSEKey
from cwt.exceptions import CWTError

from satupintu.kernel.errors import Invalid
from satupintu.permits import base43
from satupintu.permits.keys import TokenKey

PLAIN, DEFLATED = "A", "Z"
ISSUER, SUBJECT, EXPIRES, NOT_BEFORE, ISSUED = 1, 2, 4, 5, 6
OURS: Final = -65537
# A fixed mask spares the search for the best one, three quarters of the work;
# error level M has enough reserve for print.
_MASK = 2
_LONGEST = 4000


class Forged(Invalid):
    """The token was not signed by this tenant, or something in it was changed."""

    code = "forged"


@dataclass(frozen=True, slots=True)
class Claims:
    """What a QR code says. Times are aware; `expires` is the first moment after."""

    tenant: str
    number: str
    title: str
    holder: str
    status_index: int
    issued: datetime
    not_before: datetime | None = None
    expires: datetime | None = None


def make_token(claims: Claims, key: TokenKey) -> str:
    """The text of the QR code: about 200 characters for short names."""
    payload = cbor2.dumps(_to_map(claims), canonical=True)
    deflated = zlib.compress(payload, 9, wbits=-15)
    letter = DEFLATED if len(deflated) < len(payload) else PLAIN
    body = deflated if letter == DEFLATED else payload
    return base43.encode(sign(body, key)) + letter


def read_token(text: str, keys: list[TokenKey]) -> Claims:
    """What a genuine token says. Raises `Forged` on anything else, never another."""
    try:
        if len(text) > _LONGEST or not text.endswith((PLAIN, DEFLATED)):
            raise ValueError("no token has this shape")
        body = _verified(base43.decode(text[:-1]), keys)
        if text.endswith(DEFLATED):
            body = zlib.decompressobj(wbits=-15).decompress(body, _LONGEST)
        return _from_map(cbor2.loads(body))
    except (ValueError, TypeError, KeyError, IndexError, OverflowError) as error:
        raise Forged("This code was not made by us, or it was changed.") from error
    except (CWTError, cbor2.CBORDecodeError, zlib.error) as error:
        raise Forged("This code was not made by us, or it was changed.") from error


def sign(payload: bytes, key: TokenKey, *, media_type: str = "") -> bytes:
    """A COSE_Sign1 (tag 18) with the key id in its unprotected header."""
    protected: dict[int, Any] = {1: -7}
    if media_type:
        protected[16] = media_type
    return bytes(
        COSE.new().encode_and_sign(
            payload, _cose_key(key, private=True), protected, {4: key.id}
        )
    )


def link(text: str, *, base_url: str) -> str:
    """The address in the QR code. What follows the `#` never reaches a server."""
    return f"{base_url.rstrip('/')}/c#{text}"


def qr_svg(text: str, *, base_url: str) -> str:
    """The QR code as SVG without a fixed size: address as bytes, token as letters."""
    segments: Any = [link("", base_url=base_url), text]
    code = segno.make_qr(
        segments,
        error="m",
        mask=_MASK,
        boost_error=False,
    )
    out = io.BytesIO()
    code.save(out, kind="svg", xmldecl=False, omitsize=True, border=4, nl=False)
    return out.getvalue().decode()


def _verified(data: bytes, keys: list[TokenKey]) -> bytes:
    message = cbor2.loads(data)
    if not isinstance(message, cbor2.CBORTag) or message.tag != 18:
        raise ValueError("not a COSE_Sign1")
    # Strict about the header, since it stands outside the signature.
    header = message.value[1]
    if set(header) != {4} or cbor2.dumps(message) != data:
        raise ValueError("the header was changed")
    known = [_cose_key(key, private=False) for key in keys if key.id == header[4]]
    if not known:
        raise ValueError("signed with an unknown key")
    payload: bytes = COSE.new().decode(data, known)
    return payload


def _cose_key(key: TokenKey, *, private: bool) -> Any:
    x, y = key.coordinates
    parts: dict[int, Any] = {1: 2, 2: key.id, 3: -7, -1: 1, -2: x, -3: y}
    if private:
        parts[-4] = key.key.private_numbers().private_value.to_bytes(32, "big")
    parts[4] = [1, 2] if private else [2]
    return COSEKey.new(parts)


def _to_map(claims: Claims) -> dict[int, Any]:
    out: dict[int, Any] = {
        ISSUER: claims.tenant,
        SUBJECT: claims.number,
        ISSUED: int(claims.issued.timestamp()),
        OURS: [claims.title, claims.holder, claims.status_index],
    }
    if claims.expires:
        out[EXPIRES] = int(claims.expires.timestamp())
    if claims.not_before:
        out[NOT_BEFORE] = int(claims.not_before.timestamp())
    return out


def _from_map(claims: dict[int, Any]) -> Claims:
    title, holder, index = claims[OURS]
    return Claims(
        tenant=str(claims[ISSUER]),
        number=str(claims[SUBJECT]),
        title=str(title),
        holder=str(holder),
        status_index=int(index),
        issued=datetime.fromtimestamp(claims[ISSUED], UTC),
        not_before=_moment(claims.get(NOT_BEFORE)),
        expires=_moment(claims.get(EXPIRES)),
    )


def _moment(value: int | None) -> datetime | None:
    return None if value is None else datetime.fromtimestamp(value, UTC)
