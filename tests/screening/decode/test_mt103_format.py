"""MT103 messages: blocks, fields, parties, narratives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.bad_record import BadRecordError, Reason
from screening.decode.mt103_format import Mt103Decoder

BLOCKS = "{1:F01EXAMAU2SAXXX0000000000}{2:I103EXAMNZ2WXXXXN}{3:{108:MUR}{121:uetr-1}}{4:\r\n"


def decode(text: str) -> dict[str, object]:
    """The document of one message."""
    return Mt103Decoder().decode(text.encode())


def wrapped(*lines: str) -> str:
    """A FIN message with these lines in its text block."""
    return BLOCKS + "\r\n".join(lines) + "\r\n-}{5:{CHK:123456789ABC}}"


def test_a_whole_message_is_read() -> None:
    """Blocks, amounts, dates, repeated fields, lines as written."""
    found = decode(
        wrapped(":20:REF", ":23E:SDVA", ":23E:PHOB/x", ":32A:260201AUD1234,5", ":33B:USD9,",
                ":70:one ", "//two", "", ":71A:SHA")
    )  # fmt: skip
    assert found["121"] == "uetr-1"
    assert found["block2"] == "I103EXAMNZ2WXXXXN"
    assert found["23E"] == ["SDVA", "PHOB/x"]
    assert found["32A"] == {
        "date": "2026-02-01", "currency": "AUD", "amount": "1234.5", "written": "260201AUD1234,5",
    }  # fmt: skip
    assert found["33B"] == {"currency": "USD", "amount": "9", "written": "USD9,"}
    assert found["70"] == ["one ", "//two", ""]


@pytest.mark.parametrize(
    ("lines", "party"),
    [
        ([":50K:/1234", "NAME", "STREET"],
         {"option": "K", "account": "1234", "name": ["NAME"], "address": ["STREET"]}),
        ([":50A:/1234", "EXAMAU2S"],
         {"option": "A", "account": "1234", "bic": ["EXAMAU2S"], "address": []}),
        ([":50:NAME"], {"option": None, "name": ["NAME"], "address": []}),
        ([":50F:NIDN/AU/77", "1/NAME", "1/MORE", "2/STREET", "3/AU/SYDNEY", "4/19800101", "x"],
         {"option": "F", "identifier": "NIDN/AU/77", "name": ["NAME", "MORE"], "country": "AU",
          "address": ["STREET", "AU/SYDNEY", "x"], "identity": ["19800101"]}),
        ([":50F:/1234", "1/NAME"],
         {"option": "F", "account": "1234", "name": ["NAME"], "address": [], "identity": []}),
    ],
)  # fmt: skip
def test_parties_by_their_option(lines: list[str], party: dict[str, object]) -> None:
    """Every line of a party is in its account, name, address or identity."""
    assert decode(wrapped(":20:REF", *lines))["50"] == party


@given(st.lists(st.text(st.sampled_from("ab:/-{ .\u00e9"), max_size=6), min_size=1, max_size=6))
def test_lines_are_kept_as_written(lines: list[str]) -> None:
    """All lines of a narrative, whatever they hold that begins no field and ends no block."""
    lines = [line for line in lines if not line.startswith("-}")]
    assert decode(wrapped(":20:REF", ":70:x", *lines))["70"] == ["x", *lines]


def test_fields_alone_are_a_message() -> None:
    """With or without the end of the block; value and sender's reference as they are."""
    for end in ("", "\n-}", "\r\n-", "\n\n"):
        found = decode(f":20:REF\n:32A:310299AUD1,00\n:70:text{end}")
        assert found["70"] == ["text"]
        assert found["32A"]["date"] is None  # type: ignore[index]


@pytest.mark.parametrize(
    "text",
    [
        "", "{}", "hello", ":21:REF", "x\n:20:REF",
        wrapped(":20:REF")[:-40], wrapped(":20:REF").replace("\r\n-}", ""), wrapped(":70:x"),
        wrapped(":20:REF").replace("I103", "I202"), wrapped("x", ":20:REF"),
        wrapped(":20:REF") + ":59:hidden", wrapped(":20:REF") + wrapped(":20:REF"),
        wrapped(":20:REF").replace("{1:", "{9:"),
    ],
)  # fmt: skip
def test_what_is_no_message_is_refused(text: str) -> None:
    """Cut short, of another type, or with text outside its fields."""
    with pytest.raises(BadRecordError) as caught:
        decode(text)
    assert caught.value.reason is Reason.NOT_MT103


def test_other_encodings_are_refused() -> None:
    """Latin-1 is not guessed."""
    with pytest.raises(BadRecordError) as caught:
        Mt103Decoder().decode(b":20:REF\n:70:caf\xe9")
    assert caught.value.reason is Reason.NOT_UTF8


@pytest.mark.parametrize("second", [":20:OTHER", ":70:again", ":50A:X", ":50F:1/X"])
def test_a_field_that_occurs_twice_is_told(second: str) -> None:
    """Also two options of one party; another system could read the other one."""
    raw = wrapped(":20:REF", ":50K:NAME", ":70:text", second).encode()
    decoder = Mt103Decoder()
    repeated = decoder.with_repeats(raw, decoder.decode(raw))
    assert repeated is not None
    assert repeated.repeated == {second[1:3]}
    once = wrapped(":20:REF", ":23E:A", ":23E:B").encode()
    assert decoder.with_repeats(once, decoder.decode(once)) is None
