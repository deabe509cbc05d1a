"""Signatures: valid, broken by one byte, local and remote."""

import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from asn1crypto.keys import PrivateKeyInfo  # type: ignore[import-untyped]
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper
from pypdf import PdfReader

from satupintu.permits import authority, document, keys, remote, signing
from satupintu.permits.authority import CertifiedKey
from satupintu.permits.tests.test_document import facts_of, render

PDFSIG = shutil.which("pdfsig")


@pytest.fixture
def key(tmp_path: Path, settings: Any, now: datetime) -> CertifiedKey:
    settings.BASE = tmp_path
    return keys.signer_key(tenant="jakarta", name="MPP Jakarta", now=now)


@pytest.fixture
def signed(key: CertifiedKey, now: datetime) -> bytes:
    return sign(signing.local_signer(key), now)


def sign(signer: Any, now: datetime) -> bytes:
    return signing.sign_pdf(
        render(facts_of()),
        signer=signer,
        now=now,
        label="Signature",
        location="Jakarta",
    )


def test_a_signed_permit_is_intact_and_trusted(
    signed: bytes, key: CertifiedKey, now: datetime
) -> None:
    report = signing.check_pdf(signed, roots=[key.root], now=now)
    assert report.is_valid
    assert report.signer == "MPP Jakarta"
    assert not report.timestamped


def test_signing_keeps_the_standards_and_the_attachment(signed: bytes) -> None:
    reader = PdfReader(BytesIO(signed))
    root: Any = reader.root_object
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert document.ATTACHMENT in reader.attachments
    (field,) = root["/AcroForm"]["/Fields"]
    assert field.get_object()["/TU"] == "Signature"


def test_one_flipped_byte_is_refused(
    signed: bytes, key: CertifiedKey, now: datetime
) -> None:
    # The signature itself lies in a gap between the two ranges that it covers.
    covered = re.search(rb"/ByteRange ?\[0 (\d+) (\d+) \d+", signed)
    assert covered
    before, after = int(covered[1]), int(covered[2])
    places = [*range(200, before, before // 40), *range(after, len(signed), 90)]
    for at in places:
        broken = signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]
        assert not signing.check_pdf(broken, roots=[key.root], now=now).is_valid, at


def test_a_changed_signature_is_refused(
    signed: bytes, key: CertifiedKey, now: datetime
) -> None:
    # The last 20 bytes of the CMS are the end of the ECDSA value.
    end = re.search(rb"[1-9a-fA-F]0{60,}>", signed)
    assert end
    at = end.start() - 20
    broken = signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]
    assert not signing.check_pdf(broken, roots=[key.root], now=now).is_valid


def test_text_appended_after_the_signature_is_refused(
    signed: bytes, key: CertifiedKey, now: datetime
) -> None:
    report = signing.check_pdf(signed + b"\n%more\n", roots=[key.root], now=now)
    assert not report.is_valid


def test_another_authority_is_not_trusted(signed: bytes, now: datetime) -> None:
    other = authority.new_root(now=now)
    report = signing.check_pdf(signed, roots=[other.root], now=now)
    assert report.intact
    assert not report.trusted


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"no pdf"])
def test_what_is_no_signed_pdf_is_refused(
    data: bytes, key: CertifiedKey, now: datetime
) -> None:
    assert not signing.check_pdf(data, roots=[key.root], now=now).is_valid


def test_an_unsigned_permit_is_not_valid(key: CertifiedKey, now: datetime) -> None:
    pdf = render(facts_of())
    assert not signing.check_pdf(pdf, roots=[key.root], now=now).is_valid


@pytest.mark.skipif(PDFSIG is None, reason="poppler-utils is not installed")
def test_another_program_agrees(signed: bytes, tmp_path: Path) -> None:
    file = tmp_path / "permit.pdf"
    file.write_bytes(signed)
    said = subprocess.run(
        [str(PDFSIG), "-nocert", str(file)], capture_output=True, text=True, check=False
    ).stdout
    assert "Signature is Valid" in said
    assert "ETSI.CAdES.detached" in said
    assert "Total document signed" in said


def test_a_remote_service_sees_only_a_digest(key: CertifiedKey, now: datetime) -> None:
    service = remote.PretendService(key)
    pdf = sign(remote.RemoteSigner(service), now)
    assert signing.check_pdf(pdf, roots=[key.root], now=now).is_valid
    assert [len(digest) for digest in service.seen] == [32]


def test_a_remote_outage_is_said_and_a_retry_works(
    key: CertifiedKey, now: datetime
) -> None:
    signer = remote.RemoteSigner(remote.PretendService(key, outages=1))
    with pytest.raises(signing.SigningUnavailable, match="does not answer"):
        sign(signer, now)
    assert sign(signer, now)


def test_a_used_up_quota_is_said(key: CertifiedKey, now: datetime) -> None:
    signer = remote.RemoteSigner(remote.PretendService(key, quota=0))
    with pytest.raises(remote.SigningRefused, match="quota"):
        sign(signer, now)


def test_a_service_that_signs_with_another_key_is_found(
    key: CertifiedKey, now: datetime
) -> None:
    other = authority.new_signer("Other", authority.new_root(now=now), now=now)

    class Swapped(remote.PretendService):
        @property
        def chain(self) -> Any:
            return key.chain

    with pytest.raises(remote.SigningRefused, match="does not fit"):
        sign(remote.RemoteSigner(Swapped(other)), now)


def timestamp_authority(issuer: CertifiedKey, now: datetime) -> Any:
    """A real RFC 3161 answer, made in this process by a certified time key."""
    key = rsa.generate_private_key(65537, 2048)  # pyHanko's double knows no other
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Time")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=300))
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
        )
        .sign(issuer.key, hashes.SHA256())
    )
    own, others = signing.certificates((certificate, *issuer.chain))
    private = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return DummyTimeStamper(
        tsa_cert=own,
        tsa_key=PrivateKeyInfo.load(private),
        certs_to_embed=others,
        fixed_dt=now,
    )


def test_a_timestamp_makes_it_level_t(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = authority.new_root(now=now)
    issuing = authority.new_issuing(root, now=now)
    signer = signing.local_signer(authority.new_signer("MPP", issuing, now=now))
    stamper = timestamp_authority(issuing, now)
    monkeypatch.setattr(signing, "_timestamper", lambda url: stamper)
    pdf = signing.sign_pdf(
        render(facts_of()), signer=signer, now=now, label="x", tsa_url="http://tsa"
    )
    report = signing.check_pdf(pdf, roots=[root.root], now=now)
    assert report.is_valid
    assert report.timestamped


def test_the_timestamp_authority_is_missed(key: CertifiedKey) -> None:
    with pytest.raises(signing.SigningUnavailable):
        signing.sign_pdf(
            render(facts_of()),
            signer=signing.local_signer(key),
            now=datetime(2026, 11, 24, tzinfo=UTC),
            label="x",
            tsa_url="http://127.0.0.1:9/tsa",
        )
