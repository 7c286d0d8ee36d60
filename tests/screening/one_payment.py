"""One payment, as each format writes it; what it gives is known."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xml.etree import ElementTree as ET

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
TEXT = ["null", "string"]
PARTY = {
    "type": "record",
    "name": "Party",
    "fields": [{"name": "name", "type": "string"}, {"name": "account", "type": TEXT}],
}
AVRO: dict[str, Any] = {
    "type": "record",
    "name": "Payment",
    "namespace": "org.example",
    "fields": [
        {"name": "id", "type": "string"},
        {"name": "timestamp", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "customer_id", "type": "string"},
        {
            "name": "amount",
            "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2},
        },
        {"name": "currency", "type": {"type": "enum", "name": "C", "symbols": ["AUD", "NZD"]}},
        {"name": "description", "type": TEXT},
        {"name": "reference", "type": TEXT},
        {"name": "payer", "type": PARTY},
        {"name": "payee", "type": ["null", "Party"]},
    ],
}
TYPED = FLAT | {"timestamp": datetime(2026, 2, 1, tzinfo=UTC), "amount": Decimal("12.50")}
OTHERS = TYPED | {"id": "tx-2", "description": None, "reference": None, "payee": None}
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


def as_json(element: ET.Element) -> Any:
    """ISO 20022 XML as the JSON with the same tags, by another reader than ours."""
    children: dict[str, Any] = {}
    for child in element:
        children.setdefault(child.tag.rpartition("}")[2], []).append(as_json(child))
    children |= {name: value[0] for name, value in children.items() if len(value) == 1}
    if element.attrib:
        return {**element.attrib, "value": element.text}
    return children or element.text


def parted(content: str, old: str, new: str) -> str:
    """The payment with its account number alone where the account was, and its BSB elsewhere."""
    assert old in content
    assert ACCOUNT in content
    return content.replace(old, new, 1).replace(ACCOUNT, "12345678")


def value_at(message: Any, path: str) -> str:
    """The value at a concrete path, by another way than ours; one object may be a list of one."""
    message = message.get("BusMsg", message)
    for step in path.replace("]", "").split("."):
        key, *numbers = step.split("[")
        message = message[key]
        for number in numbers:
            message = message[int(number)] if isinstance(message, list) else message
    return str(message)
