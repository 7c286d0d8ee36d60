"""The same payment in every format: the same matches, as far as the format carries the text."""

from __future__ import annotations

import hashlib
import io
import json
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import fastavro
import orjson
import pytest

from screening import mapping
from screening.batch.scan import Scan
from screening.decode import decoders
from screening.decode.registry import NoRegistry, Registry
from screening.decode.registry_client import RegistryClient
from screening.mapping.files import shipped
from screening.mapping.model import MappingModel
from screening.mapping.reader import Mapping
from screening.settings import RegistrySettings
from tests.screening.decode.avro_samples import encoded
from tests.screening.one_payment import (
    ABA,
    AVRO,
    CARD,
    CDR,
    CSV,
    EMAIL,
    EVERYTHING,
    FLAT,
    MT103,
    OTHER,
    OTHERS,
    PAYEE,
    PHONE,
    PHRASE,
    SAMPLES,
    TYPED,
    WALLET,
    as_json,
    parted,
    value_at,
)
from tests.screening.support import LISTED, NOW, judge_of, list_of

if TYPE_CHECKING:
    from pathlib import Path

    from feeds.compile import ActiveList


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> ActiveList:
    """The list of the other tests and a phone."""
    return list_of(tmp_path_factory.mktemp("agree"), *LISTED, PHONE)


def scanned(reader: Mapping, content: bytes, active: ActiveList) -> list[dict[str, Any]]:
    """The alerts of one file."""
    alerts: list[bytes] = []
    run = Scan(judge_of(reader), active, NOW, NOW, alerts.append, lambda _: None)
    run.file("file", io.BytesIO(content), 1 << 20)
    return [json.loads(each) for each in alerts]


def found(alert: dict[str, Any]) -> set[tuple[str, str, str]]:
    """Type, lane and excerpt of each match."""
    return {(match["type"], match["lane"], match["excerpt"]) for match in alert["matches"]}


def without(*types: str) -> set[tuple[str, str, str]]:
    """What is left when a format has no place for these."""
    return {each for each in EVERYTHING if each[0] not in types}


CASES: dict[str, tuple[str, bytes, set[tuple[str, str, str]]]] = {
    "generic": ("generic", json.dumps(FLAT).encode(), EVERYTHING),
    "mt103": ("mt103", MT103.encode(), EVERYTHING),
    "wallet": ("wallet", json.dumps(WALLET).encode(), EVERYTHING),
    "cdr": ("cdr", json.dumps(CDR).encode(), without("account")),
    "card": ("card", json.dumps(CARD).encode(), without("account")),
    "aba": ("aba", ABA, without("phrase", "email")),
}


@pytest.mark.parametrize("case", CASES)
def test_formats_agree(listed: ActiveList, case: str) -> None:
    """One alert with the same matches, amount and currency."""
    name, content, expected = CASES[case]
    (alert,) = scanned(mapping.load(name), content, listed)
    assert found(alert) == expected
    assert alert["transaction"]["amount"] == "12.50"
    assert alert["transaction"]["currency"] == "AUD"
    assert alert["transaction"]["timestamp_source"] == "transaction"
    for match in alert["matches"]:
        text = alert["transaction"]["fields"][match["field"]]
        assert text[match["start"] : match["end"]] == match["excerpt"]


@pytest.mark.parametrize(
    ("form", "root"),
    [("xml", "Document"), ("xml", "envelope"), ("json", "Document"), ("json", "without"),
     ("json", "envelope")],
)  # fmt: skip
@pytest.mark.parametrize(
    ("file", "name"),
    [("pacs008", "iso20022-pacs008"), ("pacs009", "iso20022-pacs008"), ("pain001", "pain001"),
     ("camt053", "camt"), ("camt054", "camt")],
)  # fmt: skip
def test_iso_20022_agrees(listed: ActiveList, file: str, name: str, form: str, root: str) -> None:
    """XML and JSON, with the root, without, in an envelope; each match is where it says."""
    content = (SAMPLES / f"{file}.xml").read_bytes()
    message: Any = {"Document": as_json(ET.fromstring(content))}  # noqa: S314  our own sample
    if root == "without":
        message = message["Document"]
    elif root == "envelope":
        message = {"BusMsg": {"AppHdr": {"CreDt": "2026-02-01T00:00:00Z"}, **message}}
        content = b"<BusMsg><AppHdr/>" + content.partition(b"?>")[2] + b"</BusMsg>"
    raw = content if form == "xml" else json.dumps(message).encode()
    alert, *more = scanned(mapping.load(name), raw, listed)
    assert found(alert) == EVERYTHING
    assert (alert["transaction"]["amount"], alert["transaction"]["currency"]) == ("12.50", "AUD")
    assert alert["transaction"]["timestamp"] == "2026-02-01T00:00:00Z"
    assert alert["transaction"]["customer"] == OTHER
    assert [each["transaction"]["amount"] for each in more] == ["7.00"] * (file == "camt053")
    for match in alert["matches"]:
        text = value_at(message, match["field"].removeprefix("BusMsg."))
        assert text[match["start"] : match["end"]] == match["excerpt"]


MEMBER = (
    "<CdtrAgt><FinInstnId><ClrSysMmbId><ClrSysId><Cd>AUBSB</Cd></ClrSysId><MmbId>062000</MmbId>"
    "</ClrSysMmbId></FinInstnId></CdtrAgt>"
)
IN_PACS009 = MEMBER.replace("<", "<p:").replace("<p:/", "</p:")
AGENTS = {
    "pacs008": ("<CdtrAgt><FinInstnId><BICFI>EXAMNZ2WXXX</BICFI></FinInstnId></CdtrAgt>", MEMBER),
    "pacs009": ("<p:CdtrAcct>", f"{IN_PACS009}<p:CdtrAcct>"),
    "pain001": ("<CdtrAcct>", f"{MEMBER}<CdtrAcct>"),
    "camt053": ("<RmtInf>", f"<RltdAgts>{MEMBER}</RltdAgts><RmtInf>"),
    "camt054": ("<RmtInf>", f"<RltdAgts>{MEMBER}</RltdAgts><RmtInf>"),
}


@pytest.mark.parametrize(
    ("file", "name"),
    [("pacs008", "iso20022-pacs008"), ("pacs009", "iso20022-pacs008"), ("pain001", "pain001"),
     ("camt053", "camt"), ("camt054", "camt")],
)  # fmt: skip
def test_an_account_in_two_elements_agrees(listed: ActiveList, file: str, name: str) -> None:
    """The BSB with the bank, the number with the account."""
    content = parted((SAMPLES / f"{file}.xml").read_text(), *AGENTS[file])
    alert, *_ = scanned(mapping.load(name), content.encode(), listed)
    assert_parted(alert, "ClrSysMmbId.MmbId", "CdtrAcct.Id.Othr.Id")


@pytest.mark.parametrize(
    ("name", "content", "prefix", "rest"),
    [
        ("generic", parted(json.dumps(FLAT), '{"name": "Robin', '{"bsb": "062000", "name": "Robin'),
         "payee.bsb", "payee.account"),
        ("wallet", parted(json.dumps(WALLET), '{"name": "Robin', '{"bsb": "062000", "name": "Rob'),
         "receiver.bsb", "receiver.account"),
        ("mt103", parted(MT103, ":59:", ":57D://AU062000\r\n:59:"),
         "57.clearing_code", "59.account"),
    ],
)  # fmt: skip
def test_an_account_in_two_fields_agrees(
    listed: ActiveList, name: str, content: str, prefix: str, rest: str
) -> None:
    """The BSB in one, the number in the other."""
    (alert,) = scanned(mapping.load(name), content.encode(), listed)
    assert_parted(alert, prefix, rest)


def assert_parted(alert: dict[str, Any], prefix: str, rest: str) -> None:
    """Every match; that of the account has two parts, each at its own place."""
    others = {each for each in EVERYTHING if each[0] != "account"}
    assert found(alert) == others | {("account", "canonical", "062000")}
    (match,) = (each for each in alert["matches"] if each["type"] == "account")
    first, last = match["parts"]
    assert (match["field"], match["indicator_id"]) == (first["field"], "a1")
    assert first["field"].endswith(prefix)
    assert last["field"].endswith(rest)
    texts = alert["transaction"]["fields"]
    for part, text in ((first, "062000"), (last, "12345678")):
        assert texts[part["field"]][part["start"] : part["end"]] == part["excerpt"] == text


def test_a_payment_of_another_batch_is_not_blamed(listed: ActiveList) -> None:
    """The second batch has no listed value; what is around the first is not its own."""
    content = (SAMPLES / "pain001.xml").read_bytes()
    second = list(mapping.load("pain001").read(content))[1]
    texts = {path: text for path, _, text in second.fields}
    assert texts["Document.CstmrCdtTrfInitn.PmtInf[1].Dbtr.Nm"] == PAYEE
    assert not any("PmtInf[0]" in path for path in texts)
    del listed


def generic(form: str, schemas: Registry | NoRegistry | None = None) -> Mapping:
    """The generic mapping for records of another format."""
    values = mapping.load("generic").model.model_dump(exclude_defaults=True)
    model = MappingModel.model_validate({**values, "format": form})
    return Mapping(model, decoders.of([form], registry=schemas))


def test_a_csv_file_agrees(listed: ActiveList) -> None:
    """With the fields of the generic mapping as columns."""
    (alert,) = scanned(generic("csv"), CSV.encode(), listed)
    assert found(alert) == EVERYTHING
    assert alert["transaction"]["amount"] == "12.50"


def test_avro_in_the_wire_format_agrees(listed: ActiveList, tmp_path: Path) -> None:
    """Its schema was fetched before and is kept on disk; there is no registry to be asked."""
    schemas = [json.dumps(AVRO)]
    kept = {"schemas": schemas, "sha256": hashlib.sha256(orjson.dumps(schemas)).hexdigest()}
    (tmp_path / "7.json").write_text(json.dumps(kept))
    nobody = RegistryClient(RegistrySettings(url="http://192.0.2.1"))
    reader = generic("avro", Registry(nobody, tmp_path, waits=True))
    (alert,) = scanned(reader, b"\0\0\0\0\7" + encoded(AVRO, TYPED), listed)
    assert_same(alert, FLAT)


@pytest.mark.parametrize("codec", ["null", "deflate"])
def test_an_avro_file_agrees(listed: ActiveList, codec: str) -> None:
    """It brings its own schema."""
    stream = io.BytesIO()
    fastavro.writer(stream, fastavro.parse_schema(AVRO), [TYPED, OTHERS], codec)
    (alert,) = scanned(generic("avro", NoRegistry()), stream.getvalue(), listed)
    assert_same(alert, FLAT)


def assert_same(alert: dict[str, Any], message: dict[str, Any]) -> None:
    """All matches, each where it says; amount, currency and time."""
    assert found(alert) == EVERYTHING
    given = alert["transaction"]
    assert (given["amount"], given["currency"], given["id"]) == ("12.50", "AUD", "tx-1")
    assert (given["timestamp"], given["timestamp_source"]) == (
        "2026-02-01T00:00:00Z",
        "transaction",
    )
    for match in alert["matches"]:
        text = value_at(message, match["field"])
        assert text[match["start"] : match["end"]] == match["excerpt"]


def test_a_card_number_is_in_no_alert(listed: ActiveList) -> None:
    """Neither as a customer nor anywhere else, whatever names the record has for it."""
    record = {**CARD, "pan": "4111111111111111", "DE35": "4111111111111111=2812"}
    del record["customerId"]
    (alert,) = scanned(mapping.load("card"), json.dumps(record).encode(), listed)
    assert "4111111111111111" not in json.dumps(alert)
    assert alert["transaction"]["customer"] is None


@pytest.mark.parametrize("cut", [False, True])
def test_lines_of_a_narrative_are_joined(listed: ActiveList, cut: bool) -> None:
    """By a space, `//` by nothing; a word that is cut where a line is full is put together."""
    lines = (
        [f"{'x' * 16} quiet.lantern@exam", "ple.com"]
        if cut
        else ["quiet.lantern@exam", "//ple.com"]
    )
    assert not cut or len(lines[0]) == 35
    content = MT103.replace(
        f"{PHRASE}\r\n{EMAIL}", "\r\n".join(["violet kettle", "harbour", *lines])
    )
    (alert,) = scanned(mapping.load("mt103"), content.encode(), listed)
    parts = {
        match["type"]: [(part["field"], part["start"], part["excerpt"]) for part in match["parts"]]
        for match in alert["matches"]
        if "parts" in match
    }
    start, skipped = (17, 0) if cut else (0, 2)
    assert {match["lane"] for match in alert["matches"]} == {"canonical"}
    assert parts == {
        "phrase": [("70[0]", 0, "violet kettle"), ("70[1]", 0, "harbour")],
        "email": [("70[2]", start, "quiet.lantern@exam"), ("70[3]", skipped, "ple.com")],
    }


@pytest.mark.parametrize(
    ("name", "file"),
    [("aba", "payments.aba"), ("mt103", "payments.fin"), ("cdr", "payments.cdr.jsonl"),
     ("card", "payments.card.jsonl"), ("wallet", "payments.wallet.jsonl")],
)  # fmt: skip
def test_samples_are_read(listed: ActiveList, name: str, file: str) -> None:
    """Each holds one payment to flag, or for cards two, and one to pass."""
    alerts = scanned(mapping.load(name), (SAMPLES / file).read_bytes(), listed)
    assert len(alerts) == (2 if name == "card" else 1)


def test_every_shipped_mapping_has_a_case() -> None:
    """Or is one of those of ISO 20022, which have theirs."""
    iso = {"iso20022-pacs008", "pain001", "camt"}
    assert {name for name, _, _ in CASES.values()} == set(shipped()) - iso
