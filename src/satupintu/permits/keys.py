"""Keys and certificates of a tenant, made at first start and kept in files.

    <home>/keys/authority/root.pem, issuing.pem        demonstration authority
    <home>/keys/<tenant>/signer.pem                    signs documents (PAdES)
    <home>/keys/<tenant>/token-0001-<key id>.pem       signs QR tokens (ES256)

Each file holds a PKCS #8 private key, then its certificate chain if there is
one, and has mode 0600. Token keys are numbered: the newest signs, all verify.
The demonstration authority is trusted by nobody else; a city replaces
`signer.pem`, or signs remotely (`permits.remote`).
"""

import fcntl
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from satupintu.kernel.errors import Misconfigured
from satupintu.permits import authority
from satupintu.permits.authority import CertifiedKey

AUTHORITY: Final = "authority"
_TENANT = re.compile(r"[a-z0-9][a-z0-9_-]{0,49}")
_TOKEN_FILE = re.compile(r"token-(\d{4})-([0-9a-f]{8})\.pem")


class BadKey(Misconfigured):
    """A key file is missing, unreadable or not what it should be."""

    code = "bad_key"


@dataclass(frozen=True, slots=True)
class TokenKey:
    """A key for QR tokens. `id`: first 4 bytes of SHA-256 of the public point."""

    number: int
    id: bytes
    key: ec.EllipticCurvePrivateKey = field(compare=False, repr=False)

    @property
    def coordinates(self) -> tuple[bytes, bytes]:
        """x and y of the public key, 32 bytes each."""
        point = _point(self.key)
        return point[1:33], point[33:]


def folder() -> Path:
    """Where the keys live: `keys` in SATUPINTU_HOME."""
    return Path(settings.BASE) / "keys"


def signer_key(*, tenant: str, name: str, now: datetime) -> CertifiedKey:
    """The tenant's document key; made under the demonstration authority if absent.

    `name` becomes the certificate's organisation and common name. Raises `BadKey`.
    """
    path = _tenant_folder(tenant) / "signer.pem"
    if path.exists():
        return _certified(path, path.stat().st_mtime_ns)
    with _locked(path.parent):
        return _kept(path, lambda: _new_signer(name, now))


def token_keys(*, tenant: str) -> list[TokenKey]:
    """The tenant's token keys, oldest first; the first one is made if none exists."""
    home = _tenant_folder(tenant)
    if not _token_files(home):
        with _locked(home):
            if not _token_files(home):
                _write_token_key(home, 1)
    return [_token_key(path) for path in _token_files(home)]


def token_key(*, tenant: str) -> TokenKey:
    """The key that signs new QR tokens: the newest one."""
    return token_keys(tenant=tenant)[-1]


def rotate_token_key(*, tenant: str) -> TokenKey:
    """Make a newer token key; permits signed with the older ones stay verifiable."""
    token_keys(tenant=tenant)
    home = _tenant_folder(tenant)
    with _locked(home):
        return _write_token_key(home, _token_key(_token_files(home)[-1]).number + 1)


def _tenant_folder(tenant: str) -> Path:
    if not _TENANT.fullmatch(tenant) or tenant == AUTHORITY:
        raise BadKey("A tenant named %(tenant)s can have no key folder.", tenant=tenant)
    return folder() / tenant


def _token_files(home: Path) -> list[Path]:
    return sorted(p for p in home.glob("token-*.pem") if _TOKEN_FILE.fullmatch(p.name))


@lru_cache(maxsize=256)
def _token_key(path: Path) -> TokenKey:
    key, _ = _read(path)
    name = _TOKEN_FILE.fullmatch(path.name)
    if name is None or _key_id(key) != bytes.fromhex(name[2]):
        raise BadKey("The key in %(path)s is not the one it is named for.", path=path)
    return TokenKey(number=int(name[1]), id=_key_id(key), key=key)


def _write_token_key(home: Path, number: int) -> TokenKey:
    key = ec.generate_private_key(ec.SECP256R1())
    _write(home / f"token-{number:04}-{_key_id(key).hex()}.pem", key, ())
    return TokenKey(number=number, id=_key_id(key), key=key)


def _key_id(key: ec.EllipticCurvePrivateKey) -> bytes:
    return hashlib.sha256(_point(key)).digest()[:4]


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def _new_signer(name: str, now: datetime) -> CertifiedKey:
    home = folder() / AUTHORITY
    with _locked(home):
        root = _kept(home / "root.pem", lambda: authority.new_root(now=now))
        issuing = _kept(
            home / "issuing.pem", lambda: authority.new_issuing(root, now=now)
        )
    return authority.new_signer(name, issuing, now=now)


def _kept(path: Path, make: Callable[[], CertifiedKey]) -> CertifiedKey:
    """What the file holds; of several processes that find none, one makes it.

    The caller holds the folder's lock.
    """
    if not path.exists():
        made = make()
        _write(path, made.key, made.chain)
    return _certified(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _certified(path: Path, changed_ns: int) -> CertifiedKey:
    """`changed_ns` (modification time) makes a replaced file be read again."""
    key, chain = _read(path)
    if not chain:
        raise BadKey("%(path)s holds no certificate after its key.", path=path)
    if chain[0].public_key() != key.public_key():
        raise BadKey("The first certificate in %(path)s is for another key.", path=path)
    return CertifiedKey(key, tuple(chain))


def _read(path: Path) -> tuple[ec.EllipticCurvePrivateKey, list[x509.Certificate]]:
    try:
        data = path.read_bytes()
        key = serialization.load_pem_private_key(data, password=None)
        certified = b"BEGIN CERTIFICATE" in data
        chain = x509.load_pem_x509_certificates(data) if certified else []
    except (OSError, ValueError, TypeError) as error:
        raise BadKey(
            "The key file %(path)s cannot be read. Restore it from the backup, or "
            "move it away to have a new one made.",
            path=path,
        ) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
        raise BadKey("The key in %(path)s is not an ECDSA P-256 key.", path=path)
    return key, chain


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    """Hold the folder's lock; it ends with the process, so it cannot be left over.

    Taken from a tenant's folder to the authority's, never the other way.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (home / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _write(
    path: Path, key: ec.EllipticCurvePrivateKey, chain: tuple[x509.Certificate, ...]
) -> None:
    """Whole or not at all: a reader never sees half a key."""
    parts = [
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
        *(c.public_bytes(serialization.Encoding.PEM) for c in chain),
    ]
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(b"".join(parts))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
