"""The page's certificate: the hospital's own, or one signed by a local authority made here once.

The authority's key signs this one certificate and is thrown away: whoever gets hold of this
computer's files can never sign another site with an authority that the hospital's devices trust.
"""

import hashlib
import ipaddress
import os
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

VALID = timedelta(days=820)  # browsers refuse one of a private authority that holds longer
BEFORE = timedelta(hours=1)  # of other clocks that are a little behind
AUTHORITY, CERTIFICATE, KEY = "authority.pem", "page.pem", "page.key"


@dataclass(frozen=True, slots=True)
class Certificate:
    """Files in PEM: the certificate with what signed it, and its key."""

    chain: Path
    key: Path


def own(folder: Path) -> Certificate | None:
    """The one that was made here, if there is one."""
    made = Certificate(folder / CERTIFICATE, folder / KEY)
    return made if made.chain.exists() and made.key.exists() else None


def make(folder: Path, hosts: Sequence[str], now: datetime) -> Certificate:
    """A new authority and the certificate of the page at `hosts`. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    authority_key = ec.generate_private_key(ec.SECP256R1())
    key = ec.generate_private_key(ec.SECP256R1())
    authority = (
        _begun(_name("bedside local authority"), _name("bedside local authority"), now)
        .public_key(authority_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(authority_key.public_key()), critical=False
        )
        .sign(authority_key, hashes.SHA256())
    )
    page = (
        _begun(_name(hosts[0]), authority.subject, now)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.SubjectAlternativeName([_alternative(host) for host in hosts]), critical=False
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()),
            critical=False,
        )
        .sign(authority_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    made = Certificate(folder / CERTIFICATE, folder / KEY)
    write_whole(made.key, key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain), 0o600)
    write_whole(folder / AUTHORITY, authority.public_bytes(pem), 0o644)
    write_whole(made.chain, page.public_bytes(pem) + authority.public_bytes(pem), 0o644)
    return made


def fingerprint(chain: Path) -> str:
    """SHA-256 of the page's certificate, as browsers show it: "AB:CD:…". Raises OSError."""
    first = x509.load_pem_x509_certificate(chain.read_bytes())
    digest = hashlib.sha256(first.public_bytes(serialization.Encoding.DER)).hexdigest().upper()
    return ":".join(digest[n : n + 2] for n in range(0, len(digest), 2))


def names(chain: Path) -> tuple[str, ...]:
    """The hosts that the certificate is made for."""
    first = x509.load_pem_x509_certificate(chain.read_bytes())
    found = first.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    addresses = [str(one) for one in found.get_values_for_type(x509.IPAddress)]
    return (*found.get_values_for_type(x509.DNSName), *addresses)


def context(certificate: Certificate) -> ssl.SSLContext:
    """TLS 1.2 or newer and nothing else. Raises OSError; ssl.SSLError is one."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION
    made.set_alpn_protocols(["http/1.1"])
    made.load_cert_chain(certificate.chain, certificate.key)
    return made


def _begun(subject: x509.Name, issuer: x509.Name, now: datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BEFORE)
        .not_valid_after(now + VALID)
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common[:64])])


def _alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )


def write_whole(path: Path, body: bytes, mode: int) -> None:
    """Whole or not at all, and never readable by others in between."""
    fresh = path.with_suffix(path.suffix + ".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)
