"""Electronic signatures on permits: PAdES (ETSI EN 319 142-1) through pyHanko.

The visible block and the QR code are drawn by the template; the signature field
itself is invisible, since a drawn one would not be in the document's structure
and so break PDF/UA. With a timestamp authority the level is B-T, else B-B.

Where the key is: `local_signer` (a file), or `permits.remote` (a service that
gets only the digest). Both are a pyHanko `Signer`.
"""

import asyncio
import io
from collections.abc import Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields
from pyhanko.sign.signers import (
    PdfSignatureMetadata,
    PdfSigner,
    Signer,
)
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper, TimestampRequestError
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from satupintu.kernel.errors import SatupintuError
from satupintu.permits.authority import CertifiedKey

FIELD: Final = "Permit"
T = TypeVar("T")
# A B-B signature of ECDSA P-256 with three certificates takes about 2.5 kB, a
# timestamp token about 6 kB more; reserving a fixed room saves a dry run.
_ROOM_B, _ROOM_T = 6 * 1024, 20 * 1024


class SigningUnavailable(SatupintuError):
    """The signing service or the timestamp authority does not answer; try later."""

    code = "signing_unavailable"
    status = 503


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """What a check of a signed document says.

    `intact`: not one byte was changed; `trusted`: the certificate leads to one of
    our roots; `covers_all`: nothing was appended after the signature.
    """

    intact: bool
    trusted: bool
    covers_all: bool
    signer: str = ""
    timestamped: bool = False

    @property
    def is_valid(self) -> bool:
        return self.intact and self.trusted and self.covers_all


@lru_cache(maxsize=32)
def local_signer(key: CertifiedKey) -> Signer:
    """The adapter for a key in a file on this machine."""
    return _LocalSigner(key)


def certificates(
    chain: tuple[x509.Certificate, ...],
) -> tuple[Any, SimpleCertificateStore]:
    """A signer's certificate and the store of its issuers, as pyHanko wants them."""
    own, *others = _as_pyhanko(chain)
    make: Any = SimpleCertificateStore.from_certs
    return own, make(others)


def sign_pdf(
    pdf: bytes,
    *,
    signer: Signer,
    now: datetime,
    label: str,
    location: str = "",
    tsa_url: str = "",
) -> bytes:
    """The signed document. `label` names the field for screen readers.

    `now` is the signing time in the signature. Raises `SigningUnavailable` when a
    remote signer or the timestamp authority cannot be reached; nothing is lost.
    """
    timestamper = _timestamper(tsa_url) if tsa_url else None
    return _run(_sign(pdf, signer, now, label, location, timestamper))


def check_pdf(
    pdf: bytes, *, roots: list[x509.Certificate], now: datetime
) -> SignatureReport:
    """Whether a document carries a whole and trusted signature of ours."""
    return _run(_check(pdf, roots, now))


def _run(work: Coroutine[Any, Any, T]) -> T:
    """The result, also for a caller whose thread already runs an event loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


async def _sign(
    pdf: bytes,
    signer: Signer,
    now: datetime,
    label: str,
    location: str,
    timestamper: TimeStamper | None,
) -> bytes:
    writer = _SigningWriter(io.BytesIO(pdf))
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        location=location or None,
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    spec = fields.SigFieldSpec(FIELD, readable_field_name=label)
    pdf_signer = PdfSigner(
        metadata, signer=signer, timestamper=timestamper, new_field_spec=spec
    )
    session = pdf_signer.init_signing_session(writer)
    session.system_time = now
    checked = await session.perform_presign_validation(writer)
    document = session.prepare_tbs_document(
        validation_info=checked,
        bytes_reserved=_ROOM_T if timestamper else _ROOM_B,
        appearance_text_params=None,
    )
    prepared, output = document.digest_tbs_document()
    attributes = PdfCMSSignedAttributes(signing_time=now)
    try:
        await document.perform_signature(prepared.document_digest, attributes)
    except (TimestampRequestError, OSError) as error:
        raise SigningUnavailable(
            "The signing service or the timestamp authority does not answer."
        ) from error
    output.seek(0)
    return bytes(output.read())


async def _check(
    pdf: bytes, roots: list[x509.Certificate], now: datetime
) -> SignatureReport:
    try:
        signatures = PdfFileReader(io.BytesIO(pdf), strict=False).embedded_signatures
        if len(signatures) != 1:
            return SignatureReport(intact=False, trusted=False, covers_all=False)
        status = await async_validate_pdf_signature(
            signatures[0], signer_validation_context=_context(roots, now)
        )
    except (PdfError, SignatureValidationError, ValueError, KeyError, TypeError):
        return SignatureReport(intact=False, trusted=False, covers_all=False)
    return SignatureReport(
        intact=bool(status.intact and status.valid),
        trusted=bool(status.trusted),
        covers_all=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        signer=str(status.signing_cert.subject.native["common_name"]),
        timestamped=status.timestamp_validity is not None,
    )


def _context(roots: list[x509.Certificate], now: datetime) -> ValidationContext:
    return ValidationContext(
        trust_roots=_as_pyhanko(roots),
        moment=now,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )


@lru_cache(maxsize=4)
def _timestamper(url: str) -> TimeStamper:
    return HTTPTimeStamper(url, timeout=10)


def _as_pyhanko(certificates: Iterable[x509.Certificate]) -> list[Any]:
    pem = [c.public_bytes(serialization.Encoding.PEM) for c in certificates]
    return list(load_certs_from_pemder_data(b"".join(pem)))


class _SigningWriter(IncrementalPdfFileWriter):
    """Leaves the document's metadata as the exporter wrote them.

    pyHanko would write the XMP anew, in other words and with the time of this
    machine's clock; the claim of PDF/A and PDF/UA stands in there.
    """

    def _update_meta(self) -> None:
        return


class _LocalSigner(Signer):
    """Signs with the key object itself; pyHanko's own would parse it each time."""

    def __init__(self, key: CertifiedKey) -> None:
        certificate, others = certificates(key.chain)
        super().__init__(
            signing_cert=certificate, cert_registry=others, embed_roots=False
        )
        self._key = key.key

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        if digest_algorithm != "sha256":
            raise ValueError(f"this signer does not sign {digest_algorithm}")
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))
