"""Avro payments through `scan`, `POST /v1/screen` and the survey, beside a registry."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from importlib import resources
from typing import TYPE_CHECKING, Any

import fastavro
import pytest

from screening import mapping, settings
from screening.bad_record import BadRecordError
from screening.batch.frames import frames
from screening.decode import registry
from screening.settings import RegistrySettings, Settings, SettingsError
from screening.survey import Findings, Survey
from tests.screening.command import fresnel
from tests.screening.decode.avro_samples import encoded
from tests.screening.decode.registry_server import RegistryServer
from tests.screening.http.conftest import parts_of, run
from tests.screening.support import judge_of, judged, list_of, only_alert, texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from screening.mapping import Mapping
    from tests.screening.http.conftest import Running

EMAIL = "quiet.lantern@example.com"
PARTY = {
    "type": "record",
    "name": "Party",
    "fields": [{"name": "name", "type": "string"}, {"name": "account", "type": "string"}],
}
SCHEMA: dict[str, Any] = {
    "type": "record",
    "name": "Payment",
    "fields": [
        {"name": "id", "type": "long"},
        {"name": "timestamp", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "customer_id", "type": "string"},
        {
            "name": "amount",
            "type": {"type": "bytes", "logicalType": "decimal", "precision": 20, "scale": 2},
        },
        {"name": "currency", "type": {"type": "enum", "name": "C", "symbols": ["AUD"]}},
        {"name": "description", "type": ["null", "string"]},
        {"name": "payer", "type": PARTY},
        {"name": "payee", "type": ["null", "Party"]},
    ],
}
MOMENT = datetime(2026, 2, 1, 10, 20, 30, 123456, tzinfo=UTC)
VALUE = {
    "id": 2**63 - 1,
    "timestamp": MOMENT,
    "customer_id": "c-1",
    "amount": Decimal("123456789012345678.90"),
    "currency": "AUD",
    "description": f"rent {EMAIL}",
    "payer": {"name": "Casey Sample", "account": "064-000 87654321"},
    "payee": {"name": "Robin Placeholder", "account": "062-000 12345678"},
}
RAW = b"\0\0\0\0\x0a" + encoded(SCHEMA, VALUE)
"""Its schema id, 10, is a line feed: files must not be cut there."""


@pytest.fixture
def server() -> Iterator[RegistryServer]:
    """A registry with the payments' schema."""
    with RegistryServer() as running:
        running.add(10, SCHEMA)
        yield running


@pytest.fixture
def avro(tmp_path: Path) -> Path:
    """The generic mapping, for Avro and for JSON."""
    generic = resources.files("screening.mapping").joinpath("shipped", "generic.yaml")
    file = tmp_path / "avro.yaml"
    text = generic.read_text("utf-8").replace("format: json", "format: [avro, json]")
    file.write_text(text, "utf-8")
    return file


def reader(avro: Path, server: RegistryServer, *, waits: bool = True) -> Mapping:
    """The mapping with a registry of its own."""
    given = Settings().model_copy(update={"registry": RegistrySettings(url=server.url)})
    return mapping.load(str(avro), registry=registry.of(given, waits=waits))


def test_every_value_is_exact_in_the_alert(
    avro: Path, server: RegistryServer, tmp_path: Path
) -> None:
    """A 64-bit id, a decimal of twenty digits, the time to the microsecond."""
    judging = judge_of(reader(avro, server))
    active = list_of(tmp_path, {"type": "email", "value": EMAIL})
    transaction = only_alert(judged(RAW, active, judging))["transaction"]
    assert transaction["id"] == str(2**63 - 1)
    assert transaction["amount"] == "123456789012345678.90"
    assert transaction["currency"] == "AUD"
    assert transaction["timestamp_source"] == "transaction"
    (read,) = judging.mapping.read(RAW)
    assert not isinstance(read, BadRecordError)
    assert read.moment == MOMENT
    assert texts(read) == [
        ("description", f"rent {EMAIL}"),
        ("payer.name", "Casey Sample"),
        ("payer.account", "064-000 87654321"),
        ("payee.name", "Robin Placeholder"),
        ("payee.account", "062-000 12345678"),
    ]


def test_formats_stand_side_by_side(avro: Path, server: RegistryServer) -> None:
    """The first byte tells Avro from JSON."""
    both = reader(avro, server)
    assert both.document(RAW)["currency"] == "AUD"
    assert both.document(b'{"id": "a"}') == {"id": "a"}


def test_a_file_is_one_record(avro: Path, server: RegistryServer) -> None:
    """To its last byte, line feeds and blanks too; too large a one is not kept whole."""
    formats = reader(avro, server).model.formats
    for raw in (RAW, RAW + b"\r\n", b"\0\0\0\0\x0a\n \n"):
        assert [each.raw for each in frames(io.BytesIO(raw), formats, 1 << 20)] == [raw]
    lines = b"\0" + b"x\n" * 1000
    (frame,) = frames(io.BytesIO(lines), formats, 100)
    assert 100 < len(frame.raw) < 200


def test_scan_fetches_schemas_by_itself(
    avro: Path, server: RegistryServer, snapshot: Path, tmp_path: Path
) -> None:
    """A run without the registry needs the state folder; else it fails in one line."""
    payment = tmp_path / "payment.bin"
    payment.write_bytes(RAW)
    given: dict[str, Any] = {"REGISTRY__URL": server.url, "STATE_DIR": tmp_path / "state"}
    arguments = ("scan", "--snapshot", snapshot, "--mapping", avro, payment)
    ran = fresnel(*arguments, **given)
    assert ran.err == "screened 1: flagged 1\n"
    assert ran.alerts[0]["transaction"]["id"] == str(2**63 - 1)
    server.stop()
    assert fresnel(*arguments, **given).err == "screened 1: flagged 1\n"
    ran = fresnel(*arguments, **given | {"STATE_DIR": tmp_path / "other"})
    assert ran.status == 1
    assert ran.err == "fresnel: error: schema registry: schema 10: cannot connect\n"


def test_a_mapping_for_avro_needs_a_registry(avro: Path, snapshot: Path) -> None:
    """It says which setting is missing; `scan`, only where a record has a schema's id."""
    missing = "avro needs a schema registry: FRESNEL_REGISTRY__URL is not set\n"
    arguments = ("scan", "--snapshot", snapshot, "--mapping", avro)
    ran = fresnel(*arguments, stdin=RAW)
    assert (ran.status, ran.err) == (1, f"fresnel: error: {missing}")
    assert fresnel(*arguments, stdin=b'{"id": "a", "merchant": "b"}').err == "screened 1: clear 1\n"
    ran = fresnel("config", "check", MAPPING=avro)
    assert ran.status == 1
    assert ran.err == f"fresnel: error: mapping {avro}: {missing}"


def container(tmp_path: Path, count: int, codec: str = "deflate") -> Path:
    """A container file of the payment, a block each."""
    file = tmp_path / "payments.avro"
    with file.open("wb") as stream:
        values = [{**VALUE, "id": number} for number in range(count)]
        fastavro.writer(stream, fastavro.parse_schema(SCHEMA), values, codec, sync_interval=1)
    return file


def test_scan_of_a_container_file(avro: Path, snapshot: Path, tmp_path: Path) -> None:
    """No registry is needed; a damaged block is a reject with its place in the file."""
    file, rejects = container(tmp_path, 5), tmp_path / "rejects"
    blocks = [*fastavro.block_reader(io.BytesIO(file.read_bytes()))]
    raw = bytearray(file.read_bytes())
    raw[blocks[2].offset] = 1
    file.write_bytes(raw)
    ran = fresnel("scan", "--snapshot", snapshot, "--mapping", avro, "--rejects", rejects, file)
    assert (ran.status, ran.err) == (0, "screened 5: dead-lettered 1, flagged 4\n")
    assert [each["transaction"]["id"] for each in ran.alerts] == ["0", "1", "3", "4"]
    block = {"offset": blocks[2].offset, "bytes": blocks[2].size}
    (reject,) = map(json.loads, rejects.read_text().splitlines())
    assert reject == {"file": "payments.avro", "line": 3, "reason": "not_avro"} | block


def test_an_unknown_codec_ends_the_scan(avro: Path, snapshot: Path, tmp_path: Path) -> None:
    """In one line, with file and codec."""
    file = container(tmp_path, 1, "bzip2")
    ran = fresnel("scan", "--snapshot", snapshot, "--mapping", avro, file)
    said = f"fresnel: error: {file}: Avro file: codec bzip2: only null and deflate are read\n"
    assert (ran.status, ran.err) == (1, said)


def test_a_container_file_as_a_sample(avro: Path, snapshot: Path, tmp_path: Path) -> None:
    """`mapping try`, with a mapping and to propose one, and `forecast`."""
    file = container(tmp_path, 4)
    ran = fresnel("mapping", "try", "--mapping", avro, "--format", "json", file)
    assert (ran.status, ran.err) == (0, "")
    tried = json.loads(ran.out)
    assert (tried["records"], tried["transactions"]) == (4, 4)
    ran = fresnel("mapping", "try", file)
    assert (ran.status, ran.err) == (0, "")
    proposed = tmp_path / "proposed.yaml"
    proposed.write_text(ran.out)
    assert "format: avro" in ran.out
    ran = fresnel("scan", "--snapshot", snapshot, "--mapping", proposed, file)
    assert ran.err == "screened 4: flagged 4\n"
    lists = ("--snapshot", snapshot, "--against", snapshot)
    ran = fresnel("snapshot", "forecast", *lists, "--mapping", avro, "--sample", file, "--json")
    assert (ran.status, ran.err) == (0, "")
    assert json.loads(ran.out)["sample"]["records"] == 4


@pytest.fixture
def service(snapshot: Path, avro: Path, server: RegistryServer) -> Iterator[Running]:
    """The HTTP port of a service that screens Avro."""
    parts = replace(parts_of(snapshot, None), judge=judge_of(reader(avro, server, waits=False)))
    yield from run(parts, snapshot)


def test_screening_by_request(service: Running, server: RegistryServer) -> None:
    """While the registry is down the answer is 503, not that the payment is bad."""
    server.stop()
    with service.client() as client:
        for _ in range(2):
            answer = client.post("/v1/screen", content=RAW)
            assert answer.status_code == 503
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["detail"] == "schema registry: schema 10: cannot connect"
        server.start()
        answers = iter(lambda: client.post("/v1/screen", content=RAW), None)
        answer = next(each for each in answers if each.status_code != 503)
        assert answer.status_code == 200
        assert answer.json()["transaction"]["id"] == str(2**63 - 1)
        unknown = client.post("/v1/screen", content=b"\0\0\0\0\x63" + RAW[5:])
        assert (unknown.status_code, unknown.json()["reason"]) == (422, "unknown_schema")


def test_a_survey_asks_for_no_schema(avro: Path, server: RegistryServer) -> None:
    """A record whose schema is not in memory any more shows nothing."""
    findings = Findings()
    Survey(reader(avro, server, waits=False), 1).look(RAW, findings)
    assert findings.records == 0
    assert server.asked == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"URL": "registry"}, "url must be an http or https URL"),
        ({"URL": "ftp://registry.example.com"}, "url must be an http or https URL"),
        ({"URL": "https://a:b@registry.example.com"}, "must not hold a password"),
        ({"URL": "https://registry.example.com?a=b"}, "must end with its path"),
        ({"URL": "http://registry.example.com", "USERNAME": "a"}, "go together"),
        (
            {"URL": "http://registry.example.com", "USERNAME": "a", "PASSWORD_FILE": "p"},
            "a password is sent by https alone",
        ),
        ({"TIMEOUT_SECONDS": "0"}, "greater than 0"),
    ],
)
def test_settings_that_cannot_be_used(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], said: str
) -> None:
    """Each is refused at the start, without its value."""
    for name, value in given.items():
        monkeypatch.setenv(f"FRESNEL_REGISTRY__{name}", value)
    with pytest.raises(SettingsError, match=said) as caught:
        settings.load()
    assert "example.com" not in str(caught.value)
