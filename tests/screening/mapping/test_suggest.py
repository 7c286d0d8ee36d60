"""Roles are suggested from what paths are named and from what stands there."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from matcher.indicator import Role
from screening.decode.json_format import JsonDecoder
from screening.mapping import propose
from screening.mapping.model import MappingModel
from screening.mapping.reader import Mapping
from screening.mapping.shape import Shape, shape_of
from screening.mapping.suggest import suggest
from tests.screening.support import read


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ("a.b+c@example.com", Shape.EMAIL),
        ("+61 491 570 006", Shape.PHONE),
        ("0491 570 006", Shape.PHONE),
        ("https://www.example.com/x?y=1", Shape.URL),
        ("192.0.2.44", Shape.IP),
        ("2001:db8::1", Shape.IP),
        ("GB82 WEST 1234 5698 7654 32", Shape.ACCOUNT),
        ("062-000 12345678", Shape.ACCOUNT),
        ("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", Shape.WALLET),
        ("51 824 753 556", Shape.PAYID),
        ("2026-03-01", Shape.TIME),
        ("2026-03-01T10:00:00+10:00", Shape.TIME),
        ("True", Shape.BOOLEAN),
        ("AUD", Shape.CURRENCY),
        ("1,250.00", Shape.NUMBER),
        ("see you at the purple lantern", Shape.SENTENCE),
        ("Blue Otter", Shape.WORDS),
        ("f47ac10b-58cc-4372-a567-0e02b2c3d479", Shape.CODE),
        ("BOOKED", Shape.CODE),
        ("F01BANKAU2SAXXX0000000000", Shape.CODE),
        ("", Shape.CODE),
    ],
)
def test_shapes(value: str, shape: Shape) -> None:
    """What the matcher would read as an identifier is called one."""
    assert shape_of(value) is shape


@pytest.mark.parametrize(
    ("path", "values", "role"),
    [
        ("payee.contact.email", ["x@example.com"], Role.CONTACT),
        ("payeeMobile", [61491570006], Role.CONTACT),
        ("debtor.Nm", ["Robin Placeholder"], Role.PARTY_NAME),
        ("merchant.name", ["Teal Anchor"], Role.MERCHANT),
        ("CdtrAcct.Id.IBAN", ["GB82WEST12345698765432"], Role.ACCOUNT),
        ("CdtrAcct.Id.Othr.Id", ["12345678"], Role.ACCOUNT),
        ("CdtrAcct.Id.Othr.Id", ["06200012345678", "1767225600"], Role.ACCOUNT),
        ("GrpHdr.MsgId", ["M1"], None),
        ("RmtInf.Ustrd[*]", ["x"], Role.FREE_TEXT),
        ("payid", ["x@example.com"], Role.PROXY),
        ("memo", ["x@example.com"], Role.FREE_TEXT),
        ("name", ["x@example.com"], Role.CONTACT),
        ("EndToEndId", ["A-1"], Role.REFERENCE),
        ("wallet.address", ["anything"], Role.ACCOUNT),
        ("email.address", ["?"], Role.CONTACT),
        ("source_ip", ["unknown"], Role.NETWORK),
        ("unnamed.x1", ["see you at the purple lantern"], Role.FREE_TEXT),
        ("unnamed.x2", ["192.0.2.44"], Role.NETWORK),
        ("status", ["BOOKED"], None),
        ("created_at", ["2026-03-01"], None),
        ("is_urgent", ["true"], None),
        ("fee", ["1.50", 2.5], None),
        ("device.id", ["9f-22"], None),
        ("merchant.country", ["AU"], None),
        ("x3", ["Pay", "Pay", "Pay", "Pay"], None),
    ],
)
def test_roles(path: str, values: list[str | int | float], role: Role | None) -> None:
    """Plain identifiers decide, then names, then vague shapes."""
    assert suggest(path, values).role is role


@given(st.text(max_size=400), st.text(max_size=30))
def test_any_text_has_a_shape_and_any_path_a_reason(value: str, path: str) -> None:
    """Nothing that a record may hold breaks a suggestion, and none goes unexplained."""
    assert isinstance(shape_of(value), Shape)
    suggestion = suggest(path, [value])
    assert suggestion.reason
    assert value not in suggestion.reason or len(value) < 12


def proposed(*documents: dict[str, Any]) -> dict[str, Any]:
    """The mapping file proposed for these records."""
    raws = [json.dumps(document).encode() for document in documents]
    values = yaml.safe_load(propose.mapping_file("json", JsonDecoder(), raws))
    mapping = Mapping(MappingModel.model_validate(values), JsonDecoder())
    for document in documents:
        assert not any(isinstance(each, Exception) for each in read(mapping, document))
    return dict(values)


def test_a_whole_mapping_is_proposed_and_reads_its_sample() -> None:
    """Id, time, customer, amount and currency are found, and what is worth screening."""
    values = proposed(
        *(
            {"txn_id": f"T{n}", "bookedAt": "2026-03-01T10:00:00Z", "customer_id": "C1",
             "amount": 5, "ccy": "AUD", "memo": "for lunch", "status": "OK"}
            for n in range(3)
        )
    )  # fmt: skip
    assert values == {
        "name": "proposed", "format": "json", "id": "txn_id", "timestamp": "bookedAt",
        "customer": "customer_id", "amount": "amount", "currency": "ccy",
        "fields": [{"path": "memo", "role": "free_text"}],
    }  # fmt: skip


def test_a_list_of_payments_is_read_item_by_item() -> None:
    """`each` is where objects have an amount and an id; the header is reached by `^`."""
    items = [{"id": n, "amount": {"value": "1.00", "currency": "AUD"}, "memo": ["a"]} for n in "12"]
    values = proposed({"header": {"sender": {"name": "Teal Anchor"}}, "body": {"tx": items}})
    assert values["each"] == "body.tx[*]"
    assert values["id"] == "id"
    assert values["amount"] == "amount.value"
    assert values["currency"] == "amount.currency"
    assert {"path": "memo[*]", "role": "free_text", "join": True} in values["fields"]
    assert {"path": "^header.sender.name", "role": "party_name"} in values["fields"]


def test_an_id_that_is_missing_once_is_no_id() -> None:
    """An id that records lack would dead-letter them, so it is left to the author."""
    values = proposed({"id": "1", "memo": "one"}, {"memo": "two"})
    assert "id" not in values
