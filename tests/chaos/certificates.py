"""A made-up certificate authority, for certificates that end soon."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.kafka.properties import HOST

if TYPE_CHECKING:
    from pathlib import Path

    Key = ec.EllipticCurvePrivateKey


class Authority:
    """Signs certificates for this host into a folder: `authority.pem`, `NAME.pem` with its key."""

    def __init__(self, folder: Path) -> None:
        """Makes the authority."""
        self.folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name("made-up authority")
        until = datetime.now(UTC) + timedelta(days=2)
        basic = x509.BasicConstraints(ca=True, path_length=0)
        own = _builder(self._name, self._name, self._key, until).add_extension(basic, critical=True)
        signed = own.sign(self._key, hashes.SHA256())
        (folder / "authority.pem").write_bytes(signed.public_bytes(Encoding.PEM))

    def issue(self, name: str, until: datetime) -> datetime:
        """Replaces `NAME.pem`; when the new certificate ends."""
        key = ec.generate_private_key(ec.SECP256R1())
        address = x509.IPAddress(ipaddress.ip_address(HOST))
        made = _builder(_name(name), self._name, key, until).add_extension(
            x509.SubjectAlternativeName([address]), critical=False
        )
        signed = made.sign(self._key, hashes.SHA256())
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        scratch = self.folder / f".{name}.pem"
        scratch.write_bytes(private + signed.public_bytes(Encoding.PEM))
        scratch.replace(self.folder / f"{name}.pem")
        return signed.not_valid_after_utc


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: Key, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(hours=1))
        .not_valid_after(until)
    )
