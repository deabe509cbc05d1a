"""Making the certificates of a demonstration authority (X.509, ECDSA P-256).

A root, an issuing authority below it, and document signers below that, as a
real one has. Nobody outside trusts it; it lets everything run from day one.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NAME = "Satupintu demonstration"


@dataclass(frozen=True, slots=True)
class CertifiedKey:
    """A private key with its certificate first, then the issuers up to the root."""

    key: ec.EllipticCurvePrivateKey
    chain: tuple[x509.Certificate, ...]

    @property
    def certificate(self) -> x509.Certificate:
        return self.chain[0]

    @property
    def root(self) -> x509.Certificate:
        return self.chain[-1]


def new_root(*, now: datetime) -> CertifiedKey:
    """A self-signed root for 20 years, with one authority below it."""
    return _issue(f"{NAME}: root", None, now, years=20, ca=1)


def new_issuing(root: CertifiedKey, *, now: datetime) -> CertifiedKey:
    """The authority that signs document signers, for 10 years."""
    return _issue(f"{NAME}: issuing", root, now, years=10, ca=0)


def new_signer(name: str, issuing: CertifiedKey, *, now: datetime) -> CertifiedKey:
    """A document signer of the organisation `name`, for 3 years."""
    return _issue(name, issuing, now, years=3, ca=None)


def _issue(
    name: str,
    issuer: CertifiedKey | None,
    now: datetime,
    *,
    years: int,
    ca: int | None,
) -> CertifiedKey:
    """A key and its certificate; `ca` is how many authorities may stand below it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _subject(name, organisation=NAME if ca is not None else name)
    start = now.astimezone(UTC).replace(microsecond=0) - timedelta(hours=1)
    issuing_key = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=365 * years))
        .add_extension(x509.BasicConstraints(ca is not None, ca), critical=True)
        .add_extension(_usage(signs_certificates=ca is not None), critical=True)
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(
                issuing_key.public_key()
            ),
            critical=False,
        )
    )
    if ca is None:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(purpose, critical=False)
    certificate = builder.sign(issuing_key, hashes.SHA256())
    return CertifiedKey(key, (certificate, *(issuer.chain if issuer else ())))


def _subject(name: str, *, organisation: str) -> x509.Name:
    """X.520 allows 64 characters for each part."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, name[:64]),
        ]
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
