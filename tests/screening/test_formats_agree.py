"""The same payment in every format: the same matches, as far as the format carries the text."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from screening import mapping
from screening.batch.scan import Scan
from screening.decode import decoders
from screening.mapping.files import shipped
from screening.mapping.model import MappingModel
from screening.mapping.reader import Mapping
from tests.screening.support import LISTED, NOW, judge_of, list_of

if TYPE_CHECKING:
    from feeds.compile import ActiveList

SAMPLES = Path(__file__).parent / "samples"
PHONE = {"id": "f1", "type": "phone", "value": "+61 491 570 006", "source": "alpha"}
ACCOUNT, NUMBER = "062-000 12345678", "0491570006"
PHRASE, EMAIL = "violet kettle harbour", "quiet.lantern@example.com"
PAYER, PAYEE, OTHER = "Casey Sample", "Robin Placeholder", "064-000 87654321"
EVERYTHING = {
    ("account", "canonical", ACCOUNT),
    ("phone", "canonical", NUMBER),
    ("phrase", "canonical", PHRASE),
    ("email", "canonical", EMAIL),
}
"""Type, lane and excerpt of every match that the payment gives."""

FLAT = {
    "id": "tx-1", "timestamp": "2026-02-01", "customer_id": "c-1", "amount": "12.50",
    "currency": "AUD", "description": f"{PHRASE} {EMAIL}", "reference": NUMBER,
    "payer": {"name": PAYER, "account": OTHER}, "payee": {"name": PAYEE, "account": ACCOUNT},
}  # fmt: skip
CSV = (
    "id,timestamp,customer_id,amount,currency,description,reference,payer.name,payer.account,"
    "payee.name,payee.account\r\n"
    f'tx-1,2026-02-01,c-1,12.50,AUD,"{PHRASE} {EMAIL}",{NUMBER},{PAYER},{OTHER},{PAYEE},{ACCOUNT}'
)
CDR = {
    "accountId": "a-1", "transactionId": "tx-1", "description": PHRASE, "reference": NUMBER,
    "amount": "12.50", "currency": "AUD", "executionDateTime": "2026-02-01T00:00:00Z",
    "extendedData": {"payee": PAYEE, "nppPayload": {"extendedDescription": EMAIL}},
}  # fmt: skip
CARD = {
    "transactionId": "tx-1", "transactionDateTime": "2026-02-01T00:00:00Z", "customerId": "c-1",
    "amount": "12.50", "currency": "AUD", "merchantName": PHRASE, "merchantCity": NUMBER,
    "merchantEmail": EMAIL, "DE2": "4111111111111111",
}  # fmt: skip
WALLET = {
    "transferId": "tx-1", "timestamp": "2026-02-01T00:00:00Z", "amount": "12.50",
    "currency": "AUD", "sender": {"name": PAYER}, "memo": PHRASE,
    "receiver": {"name": PAYEE, "account": ACCOUNT, "phone": NUMBER, "email": EMAIL},
}  # fmt: skip
MT103 = (
    "{1:F01EXAMAU2SAXXX0000000000}{2:I103EXAMNZ2WXXXXN}{3:{121:tx-1}}{4:\r\n:20:REF\r\n"
    f":23B:CRED\r\n:32A:260201AUD12,50\r\n:50K:/{OTHER}\r\n{PAYER}\r\n:59:/{ACCOUNT}\r\n{PAYEE}\r\n"
    f":70:{PHRASE}\r\n{EMAIL}\r\n{NUMBER}\r\n:71A:SHA\r\n-}}"
)
ABA = (SAMPLES / "payments.aba").read_bytes()


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


def as_json(element: ET.Element) -> Any:
    """ISO 20022 XML as the JSON with the same tags, by another reader than ours."""
    children: dict[str, Any] = {}
    for child in element:
        children.setdefault(child.tag.rpartition("}")[2], []).append(as_json(child))
    children |= {name: value[0] for name, value in children.items() if len(value) == 1}
    if element.attrib:
        return {**element.attrib, "value": element.text}
    return children or element.text


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


def value_at(message: Any, path: str) -> str:
    """The value at a concrete path, by another way than ours; one object may be a list of one."""
    message = message.get("BusMsg", message)
    for step in path.replace("]", "").split("."):
        key, *numbers = step.split("[")
        message = message[key]
        for number in numbers:
            message = message[int(number)] if isinstance(message, list) else message
    return str(message)


def test_a_payment_of_another_batch_is_not_blamed(listed: ActiveList) -> None:
    """The second batch has no listed value; what is around the first is not its own."""
    content = (SAMPLES / "pain001.xml").read_bytes()
    second = list(mapping.load("pain001").read(content))[1]
    texts = {path: text for path, _, text in second.fields}
    assert texts["Document.CstmrCdtTrfInitn.PmtInf[1].Dbtr.Nm"] == PAYEE
    assert not any("PmtInf[0]" in path for path in texts)
    del listed


def test_a_csv_file_agrees(listed: ActiveList) -> None:
    """With the fields of the generic mapping as columns."""
    values = mapping.load("generic").model.model_dump(exclude_defaults=True)
    reader = Mapping(MappingModel.model_validate({**values, "format": "csv"}), decoders.of(["csv"]))
    (alert,) = scanned(reader, CSV.encode(), listed)
    assert found(alert) == EVERYTHING
    assert alert["transaction"]["amount"] == "12.50"


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
