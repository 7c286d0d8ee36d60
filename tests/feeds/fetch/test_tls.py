"""TLS is verified always."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from feeds.fetch import fetch_all, hosts_of
from tests.feeds.fetch.fetching import NOW, feed
from tests.feeds.fetch.server import Reply, running

if TYPE_CHECKING:
    from pathlib import Path

LIST = Reply(b"type,value\n", headers={"content-type": "text/csv"})


def certificate(folder: Path, address: str) -> ssl.SSLContext:
    """A server's side, its certificate (`folder/ca.pem`) made by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), False
        )
        .sign(key, hashes.SHA256())
    )
    (folder / "ca.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "key.pem").write_bytes(private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "ca.pem", folder / "key.pem")
    return context


@pytest.mark.parametrize(
    ("address", "is_given", "problem"),
    [
        ("127.0.0.1", True, None),
        ("127.0.0.1", False, "its certificate is not trusted"),
        ("127.0.0.2", True, "its certificate is not trusted"),
    ],
)
async def test_a_certificate_must_be_trusted(
    tmp_path: Path, address: str, is_given: bool, problem: str | None
) -> None:
    """By a given authority or the system's, and for this very host; it is asked once."""
    async with running(certificate(tmp_path, address)) as server:
        server.at("/list.csv", LIST)
        one = feed("csv", f"https://{server.host}/list.csv", limits={"timeout_seconds": 5})
        ca_file = tmp_path / "ca.pem" if is_given else None
        (result,) = await fetch_all([one], hosts_of([one]), tmp_path / "s", NOW, ca_file=ca_file)
    assert result.problem == (problem and f"one: {server.host}: {problem}")
    assert len(server.asked) == (problem is None)


async def test_a_proxy_carries_https_alone(tmp_path: Path) -> None:
    """When one is given; the one of the environment is not asked (see `conftest`)."""
    async with running() as server, running() as proxy:
        server.at("/list.csv", LIST)
        feeds = [
            feed("csv", "https://feeds.example.com/list.csv", name="far"),
            feed("csv", f"http://{server.host}/list.csv", name="near"),
        ]
        far, near = await fetch_all(
            feeds, hosts_of(feeds), tmp_path, NOW, proxy=f"http://{proxy.host}"
        )
    assert far.problem == "far: feeds.example.com: cannot connect (4 tries)"
    assert near.problem is None
    assert {each.headers["host"] for each in proxy.asked} == {"feeds.example.com:443"}
    assert len(server.asked) == 1
