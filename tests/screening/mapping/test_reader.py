"""Reading transactions: ids, amounts, several payments in one record, joined items, numbers."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from matcher.pieces import whole_text
from screening.bad_record import BadRecordError, Reason
from tests.screening.support import mapping_of, read, read_one, texts

NOTE = {"path": "note", "role": "free_text"}
EACH = mapping_of(
    NOTE,
    {"path": "^Header.channel", "role": "reference"},
    each="Body.Tx[*]",
    id="id",
    currency="^Header.currency",
)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (b'"tx-1"', "tx-1"),
        (b"7", "7"),
        (b"-7", "-7"),
        (b"18446744073709551615", "18446744073709551615"),
        (b"9007199254740993", "9007199254740993"),
        (b'" x "', " x "),
    ],
)
def test_an_id_is_text_or_a_whole_number(given: bytes, expected: str) -> None:
    """A whole number is kept as its digits, exact to 64 bits."""
    assert read_one(mapping_of(NOTE, id="id"), b'{"id":%s}' % given).id == expected


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"{}", Reason.ID_MISSING),
        (b'{"id":null}', Reason.ID_MISSING),
        (b'{"id":""}', Reason.ID_EMPTY),
        (b'{"id":"  "}', Reason.ID_EMPTY),
        (b'{"id":1.0}', Reason.ID_TYPE),
        (b'{"id":18446744073709551616}', Reason.ID_TYPE),
        (b'{"id":true}', Reason.ID_TYPE),
        (b'{"id":["x"]}', Reason.ID_TYPE),
        (b'{"id":{"x":1}}', Reason.ID_TYPE),
        (b"[]", Reason.NOT_AN_OBJECT),
        (b"1", Reason.NOT_AN_OBJECT),
        (b"{", Reason.NOT_JSON),
        (b"", Reason.NOT_JSON),
        (b'{"id":NaN}', Reason.NOT_JSON),
        (b'{"id":"\xff"}', Reason.NOT_UTF8),
        (b'{"id":"x","a":' + b"[" * 5000 + b"]" * 5000 + b"}", Reason.TOO_DEEP),
    ],
)
def test_what_cannot_be_read_says_why(raw: bytes, reason: Reason) -> None:
    """Every unreadable record has one reason of a closed set."""
    with pytest.raises(BadRecordError) as caught:
        read_one(mapping_of(NOTE, id="id"), raw)
    assert caught.value.reason is reason


def test_a_mapping_may_name_no_id() -> None:
    """Then coordinates identify the transaction, and no record lacks an id."""
    assert read_one(mapping_of(NOTE), {"note": "x"}).id is None


def test_numbers_are_screened_exactly() -> None:
    """Whole numbers keep every digit to 64 bits; others are the shortest decimal, no exponent."""
    raw = b'{"note":[18446744073709551615,-9223372036854775808,0.1,1e22,1.5e-7]}'
    assert [text for _, text in texts(read_one(mapping_of(NOTE), raw))] == [
        "18446744073709551615",
        "-9223372036854775808",
        "0.1",
        "10000000000000000000000",
        "0.00000015",
    ]


def test_customer_and_context_are_read() -> None:
    """Single values come from their paths, and a customer number is text."""
    mapping = mapping_of(NOTE, customer="payer.id", context={"country": "payer.country"})
    found = read_one(mapping, {"payer": {"id": 42, "country": "AU"}})
    assert (found.customer, found.context) == ("42", {"country": "AU"})


def test_each_reads_every_item_with_absolute_paths() -> None:
    """Paths are relative to the item, `^` reaches the message, and fields say where they stand."""
    first, second = read(
        EACH,
        {
            "Header": {"channel": "app", "currency": "AUD"},
            "Body": {"Tx": [{"id": "1", "note": "x"}, {"id": "2", "note": ["y"]}]},
        },
    )
    assert not isinstance(first, BadRecordError)
    assert not isinstance(second, BadRecordError)
    assert texts(first) == [("Body.Tx[0].note", "x"), ("Header.channel", "app")]
    assert texts(second) == [("Body.Tx[1].note[0]", "y"), ("Header.channel", "app")]
    assert (first.item, second.item, second.currency) == ("Body.Tx[0]", "Body.Tx[1]", "AUD")


def test_each_reads_an_object_as_one_item() -> None:
    """An upstream that writes one payment without its list is read as item 0."""
    found = read_one(EACH, {"Body": {"Tx": {"id": "1", "note": "x"}}})
    assert texts(found) == [("Body.Tx[0].note", "x")]


def test_a_bad_item_does_not_hide_its_neighbours() -> None:
    """An item that cannot be read stands in its place as an error."""
    items = read(EACH, {"Body": {"Tx": [{"note": "x"}, {"id": "2"}, "y", {"id": 3}]}})
    shown = [str(item) if isinstance(item, BadRecordError) else item.id for item in items]
    assert shown == ["id_missing", "2", "not_an_object", "3"]


@pytest.mark.parametrize("body", [{}, {"Tx": []}, {"Tx": None}, [], "x"])
def test_a_record_without_items_is_not_clear(body: object) -> None:
    """Nothing where payments were expected is told, not passed over."""
    with pytest.raises(BadRecordError, match="no_transaction"):
        read(EACH, {"Body": body})


def test_shared_fields_times_items_are_bounded() -> None:
    """A record cannot make one process screen billions of fields."""
    document = {
        "Header": {"channel": ["x"] * 20_000},
        "Body": {"Tx": [{"id": n} for n in range(9_000)]},
    }
    with pytest.raises(BadRecordError, match="too_deep"):
        read(EACH, document)


def test_joined_items_are_one_text_besides() -> None:
    """`join` keeps the items themselves and adds their text joined by one space."""
    mapping = mapping_of({"path": "lines[*]", "role": "free_text", "join": True})
    found = read_one(mapping, {"lines": ["violet kettle", "harbour"]})
    assert texts(found) == [("lines[0]", "violet kettle"), ("lines[1]", "harbour")]
    (joined,) = found.joined
    assert [piece[:2] for piece in joined.pieces] == texts(found)
    assert [piece.before for piece in joined.pieces[1:]] == [" "]
    assert read_one(mapping, {"lines": ["alone"]}).joined == []


def test_a_time_without_an_offset_is_in_the_mappings_zone() -> None:
    """The mapping's `timezone` is used for times without an offset, and only for those."""
    mapping = mapping_of(NOTE, timestamp="at", timezone="Australia/Sydney")
    zone = ZoneInfo("Australia/Sydney")
    assert read_one(mapping, {"at": "2026-01-05T10:00:00"}).moment == datetime(
        2026, 1, 5, 10, tzinfo=zone
    )
    assert read_one(mapping, {"at": "2026-01-05T10:00:00Z"}).moment == datetime.fromisoformat(
        "2026-01-05T10:00:00Z"
    )


def test_types_add_and_drop_change_the_roles_defaults() -> None:
    """`types` replaces, `add` widens, `drop` narrows what the role permits."""
    mapping = mapping_of(
        {"path": "a", "role": "proxy", "drop": ["username"]},
        {"path": "b", "role": "proxy", "add": ["ip"]},
        {"path": "c", "role": "proxy", "types": ["email", "ip"], "drop": ["ip"]},
    )
    a, b, c = (scope.types for _, scope, _ in read_one(mapping, dict.fromkeys("abc", "x")).fields)
    assert b - a == {"username", "ip"}
    assert a - b == set()
    assert c == {"email"}


def test_the_digest_follows_the_meaning() -> None:
    """Sets have no order; any other change is another mapping."""
    one = mapping_of({**NOTE, "types": ["email", "phone", "ip"]})
    same = mapping_of({**NOTE, "types": ["ip", "phone", "email"]})
    other = mapping_of({**NOTE, "types": ["ip", "phone"]})
    assert one.digest == same.digest != other.digest


@pytest.mark.parametrize("full", [35, 140])
def test_a_word_cut_where_a_line_is_full_has_a_second_reading(full: int) -> None:
    """With and without a space there; `//` goes on, and where no line is full one reading does."""
    mapping = mapping_of({"path": "lines[*]", "role": "free_text", "join": True})
    lines = ["x" * full, "y", "//z"]
    first, second = read_one(mapping, {"lines": lines}).joined
    assert whole_text(first.pieces) == f"{'x' * full} yz"
    assert whole_text(second.pieces) == f"{'x' * full}yz"
    assert len(read_one(mapping, {"lines": lines[1:]}).joined) == 1
