"""Masking of card and tax file numbers, with published test numbers."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from screening import mapping
from screening.mask import MASK, mask
from tests.screening.support import judge_of, judged, list_of, only_alert

CARDS = [
    "4111111111111111",
    "4222222222222",
    "4012888888881881",
    "5555555555554444",
    "5105105105105100",
    "2223003122003222",
    "378282246310005",
    "371449635398431",
    "6011111111111117",
    "30569309025904",
    "3530111333300000",
    "6362970000457013",
]


@pytest.mark.parametrize("card", CARDS)
def test_test_cards_are_masked(card: str) -> None:
    """Every digit of the issuers' published test numbers, and nothing else."""
    assert mask(f"paid with {card}, thanks", ()) == f"paid with {MASK * len(card)}, thanks"


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111\u00a01111\u00a01111\u00a01111",
        "4111\u20131111\u20131111\u20131111",
        "4111 1111 1111 1111 05/27",
        "4111 1111 1111 1111 123",
        "12 4111 1111 1111 1111",
        "ref 99 4111111111111111 05",
        "４１１１１１１１１１１１１１１１",
        "x4111111111111111x",
        "4111  1111  1111  1111",
        "4111 - 1111 - 1111 - 1111",
        "4111\u200b1111\u200b1111\u200b1111",
        "4111\ufeff 1111 1111 1111",
        "4111\u22121111\u22121111\u22121111",
        "4111.1111.1111.1111",
        "4111/1111/1111/1111",
        "4111_1111_1111_1111",
        "4111,1111,1111,1111",
        "4111, 1111, 1111, 1111",
        "4111\u00b71111\u00b71111\u00b71111",
        "4111|1111|1111|1111",
        "4111*1111*1111*1111",
        "(4111) 1111 1111 1111",
        "4111\n1111\n1111\n1111",
        "card no.4111.1111.1111.1111.",
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        "411111 1111111111",
        "٤١١١١١١١١١١١١١١١",
    ],
)
def test_cards_are_found_however_they_are_written(text: str) -> None:
    """Grouped, beside other numbers, in full-width digits: the length stays."""
    masked = mask(text, ())
    assert masked.count(MASK) == 16
    assert len(masked) == len(text)
    assert all(after in (before, MASK) for before, after in zip(text, masked, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111112",
        "411111111111",
        "41111111111111111111",
        "0000000000000000",
        "9999999999999995",
        "order 123456782",
        "062-000 12345678",
        "+61 491 570 006",
        "2026-01-05 10:00:00",
        "15.05.2026 16.05.2026",
        "4111.1111/1111.1111",
        "4.111.111.111.111.111",
        "5,412,750.00 4,100,000.00",
        "192.0.2.44 198.51.100.7",
        "2001:db8:4111:1111:1111:1111",
        "fe80:4111:1111:1111:1111::1",
        "inv 4512/2026, 15.05.2026, 1,250.00",
        "+61 491 570 006, +61 491 570 156",
        "062-000 12345678 062-001 12345679",
        "AU 0491 570 006 / 0491 570 156",
    ],
)
def test_other_numbers_are_left(text: str) -> None:
    """Wrong check digit, length or issuer, and numbers of other kinds, stay readable."""
    assert mask(text, ()) == text


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("TFN 123 456 782", 9),
        ("tfn:123456782", 9),
        ("TFN123456782", 9),
        ("my Tax File Number is 12 345 678 ok", 8),
        ("tax file no. 123-456-782", 9),
        ("tax  file 123456782", 9),
        ("TFN 123 456 782 and 99", 9),
        ("TFN 12345678901", 0),
        ("TFN 1234567", 0),
        ("taxi file 123456782", 0),
        ("tfns 123456782", 9),
        ("TFN's: 123456782 and 876543210, 112233445", 27),
        ("ＴＦＮ 123456782", 9),
        ("T.F.N. 123456782", 9),
        ("tax-file number 123456782", 9),
        ("TAX_FILE_NO=123456782", 9),
        ("TFN#1 123 456 782", 9),
        ("TFN 1: 123 456 782", 9),
        ("TFN  123  456  782", 9),
        ("TFN 123.456.782", 9),
        ("TFN 123/456/782", 9),
        ("TFN (123) 456 782", 9),
        ("TFN １２３４５６７８２", 9),
        ("client_tfn 123456782", 9),
        ("TFN 123456782 BSB 062-000 12345678", 9),
        ("stfn 123456782", 0),
        ("tfnx 123456782", 0),
        ("number 123456782", 0),
    ],
)
def test_tax_file_numbers_only_behind_their_name(text: str, digits: int) -> None:
    """Eight or nine digits behind `TFN` or `tax file`, never a bare number."""
    masked = mask(text, ())
    assert masked.count(MASK) == digits
    assert len(masked) == len(text)


def test_nothing_inside_a_match_is_masked() -> None:
    """The evidence stays readable, to the digit."""
    text = "card 4111 1111 1111 1111"
    assert mask(text, [(5, 9)]) == "card 4111 •••• •••• ••••"
    assert mask(text, [(0, len(text))]) == text


def test_an_alert_masks_fields_but_not_evidence(tmp_path) -> None:
    """The excerpt is the transaction's own text; the law of excerpts refers to that."""
    card = "4111111111111111"
    active = list_of(tmp_path, {"type": "username", "value": f"card{card}"})
    text = f"@card{card} paid {card}"
    judging = judge_of(mapping.load("generic"))
    alert = only_alert(judged({"id": "1", "description": text}, active, judging))
    assert alert["transaction"]["fields"]["description"] == f"@card{card} paid {MASK * 16}"
    (match,) = alert["matches"]
    assert text[match["start"] : match["end"]] == match["excerpt"]


@settings(deadline=None, max_examples=300)
@given(st.text("0123456789 -x4五٣\n", max_size=60), st.integers(0, 60), st.integers(0, 60))
@example("4 " * 40, 0, 0)
def test_only_digits_change_and_never_in_kept_spans(text: str, start: int, end: int) -> None:
    """The length stays; whatever is masked was a digit outside the spans."""
    masked = mask(text, [(start, end)])
    assert len(masked) == len(text)
    for at, (before, after) in enumerate(zip(text, masked, strict=True)):
        if before != after:
            assert before.isdecimal()
            assert after == MASK
            assert not start <= at < end
