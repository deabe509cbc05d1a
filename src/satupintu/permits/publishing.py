"""What everybody may fetch to check permits offline: keys and the status list."""

import base64
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.db.models import Max

from satupintu.kernel import tenancy
from satupintu.permits import keys, status
from satupintu.permits.models import Permit


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that verifies QR tokens: key id in hex, coordinates in base64url."""

    id: str
    x: str
    y: str

    @property
    def jwk(self) -> dict[str, str]:
        """The key as a JSON Web Key (RFC 7517)."""
        return {
            "kty": "EC",
            "crv": "P-256",
            "alg": "ES256",
            "use": "sig",
            "kid": self.id,
            "x": self.x,
            "y": self.y,
        }


@dataclass(frozen=True, slots=True)
class StatusList:
    """The published list. `version` changes exactly when the content may differ."""

    data: bytes
    version: str
    max_age: int


def public_keys() -> list[PublicKey]:
    """The tenant's token keys, oldest first; permits of the old ones stay valid."""
    return [
        PublicKey(key.id.hex(), *(_base64url(part) for part in key.coordinates))
        for key in keys.token_keys(tenant=tenancy.current().slug)
    ]


def status_list(*, now: datetime) -> StatusList:
    """The signed Token Status List of the tenant, at most an hour old."""
    rows = Permit.objects.aggregate(last=Max("status_index"))
    changed = Permit.objects.filter(status_at__isnull=False).aggregate(
        at=Max("status_at")
    )
    size = 0 if rows["last"] is None else rows["last"] + 1
    stamp = changed["at"].isoformat() if changed["at"] else ""
    hour = now.replace(minute=0, second=0, microsecond=0)
    return _made(tenancy.current().slug, size, stamp, hour, settings.SATUPINTU_BASE_URL)


@lru_cache(maxsize=16)
def _made(
    tenant: str, size: int, changed: str, hour: datetime, address: str
) -> StatusList:
    """Built once per change and hour; a million permits take a tenth of a second."""
    rows = Permit.objects.exclude(status=Permit.Status.VALID).filter(
        status_index__lt=size
    )
    bits = status.pack_bits(rows.values_list("status_index", "status"), size=size)
    data = status.make_list(
        bits,
        uri=f"{address}/status/permits",
        key=keys.token_key(tenant=tenant),
        now=hour,
    )
    version = f"{size}-{changed}-{hour.isoformat()}"
    return StatusList(data, version, int(status.TTL.total_seconds()))


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
