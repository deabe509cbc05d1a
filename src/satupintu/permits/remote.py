"""Signing with a key that somebody else keeps (a national signing service, an HSM).

Only the SHA-256 digest of the signed attributes leaves this machine, 32 bytes;
the permit itself does not. An adapter for a real service is one class with
`sign_digest`; `PretendService` is the double that the tests run against.
"""

import asyncio
import hashlib
from typing import Protocol

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from pyhanko.sign.signers import Signer

from satupintu.permits.authority import CertifiedKey
from satupintu.permits.signing import SigningUnavailable, certificates

_LONGEST_SIGNATURE = 72


class SigningService(Protocol):
    """What a remote service does for us."""

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """The signer's certificate, then its issuers up to the root."""

    async def sign_digest(self, digest: bytes) -> bytes:
        """The ECDSA signature (DER) over a SHA-256 digest of 32 bytes.

        Raises `SigningUnavailable`, or `SigningRefused` when trying again is vain.
        """


class SigningRefused(SigningUnavailable):
    """The service answers, but will not sign: a credential or a quota is used up."""

    code = "signing_refused"


class RemoteSigner(Signer):
    """The pyHanko signer that asks a `SigningService`.

    Whatever comes back is checked against the certificate before it goes into a
    document, so that a service that signs with another key is found at once.
    """

    def __init__(self, service: SigningService) -> None:
        certificate, others = certificates(service.chain)
        super().__init__(
            signing_cert=certificate, cert_registry=others, embed_roots=False
        )
        self._service = service

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        if dry_run:
            return bytes(_LONGEST_SIGNATURE)
        if digest_algorithm != "sha256":
            raise ValueError(f"this signer does not sign {digest_algorithm}")
        digest = hashlib.sha256(data).digest()
        signature = await self._service.sign_digest(digest)
        _check(self._service.chain[0], digest, signature)
        return signature


def _check(certificate: x509.Certificate, digest: bytes, signature: bytes) -> None:
    public = certificate.public_key()
    if not isinstance(public, ec.EllipticCurvePublicKey):
        raise SigningRefused("The signing service does not use an ECDSA key.")
    try:
        public.verify(signature, digest, ec.ECDSA(utils.Prehashed(hashes.SHA256())))
    except InvalidSignature as error:
        raise SigningRefused(
            "The signing service gave a signature that its certificate does not fit."
        ) from error


class PretendService:
    """A signing service in this process: slow, strict, and sometimes away.

    It checks its input as a real one does, spends `quota` signatures, and fails
    `outages` times before it answers.
    """

    def __init__(
        self,
        key: CertifiedKey,
        *,
        delay: float = 0,
        quota: int = 1000,
        outages: int = 0,
    ) -> None:
        self._key = key
        self._delay = delay
        self._quota = quota
        self._outages = outages
        self.seen: list[bytes] = []

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        return self._key.chain

    async def sign_digest(self, digest: bytes) -> bytes:
        await asyncio.sleep(self._delay)
        if self._outages > 0:
            self._outages -= 1
            raise SigningUnavailable("The signing service does not answer.")
        if len(digest) != 32:
            raise SigningRefused("The signing service wants a digest of 32 bytes.")
        if self._quota <= 0:
            raise SigningRefused("The signing service's quota is used up.")
        self._quota -= 1
        self.seen.append(digest)
        return self._key.key.sign(digest, ec.ECDSA(utils.Prehashed(hashes.SHA256())))
