"""The key that signs messages to browsers: made once, kept in SATUPINTU_HOME."""

from __future__ import annotations

import os
import tempfile
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from satupintu.kernel.errors import Misconfigured
from satupintu.notifications import webpush


class BadPushKey(Misconfigured):
    """The key file is unreadable or holds another kind of key."""

    code = "bad_push_key"


def push_key() -> ec.EllipticCurvePrivateKey:
    """The installation's key; the first call makes it. Raises `BadPushKey`."""
    path = Path(settings.BASE) / "keys" / "push.pem"
    if not path.exists():
        _make(path)
    return _read(path)


def public_push_key() -> str:
    """What a browser is given when it subscribes."""
    return webpush.encoded(webpush.point(push_key()))


def _make(path: Path) -> None:
    """Two processes may try at once: the first to link its file has made the key."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    with tempfile.NamedTemporaryFile(dir=path.parent) as file:  # mode 0600
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
        try:
            os.link(file.name, path)
        except FileExistsError:
            return


@lru_cache(maxsize=4)
def _read(path: Path) -> ec.EllipticCurvePrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError):
        raise BadPushKey(f"{path} cannot be read as a key.") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise BadPushKey(f"{path} holds another kind of key than P-256.")
    return key
