"""Masking of card and tax file numbers, with published test numbers."""

from __future__ import annotations

import itertools

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


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1 annex B, written out."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def numbered(prefix: str, length: int) -> str:
    """A number of an issuer with the right check digit."""
    body = prefix.ljust(length - 1, "7")
    return next(body + digit for digit in "0123456789" if luhn(body + digit))


@pytest.mark.parametrize(
    ("prefix", "length"),
    [
        ("4", 13), ("4", 16), ("4", 19), ("51", 16), ("55", 16), ("2221", 16), ("2720", 16),
        ("2200", 16), ("2204", 19), ("34", 15), ("37", 15), ("300", 14), ("305", 14), ("309", 14),
        ("36", 14), ("38", 14), ("3528", 16), ("3589", 16), ("50", 13), ("508", 16), ("56", 19),
        ("6011", 16), ("60", 16), ("62", 16), ("62", 19), ("644", 16), ("65", 16), ("67", 18),
        ("81", 16), ("82", 16), ("9792", 16),
    ],
)  # fmt: skip
def test_issuers(prefix: str, length: int) -> None:
    """Each range in use, in its lengths."""
    assert mask(numbered(prefix, length)) == MASK * length


@pytest.mark.parametrize("prefix", ["1", "2205", "2721", "306", "31", "3527", "61", "68", "7", "9"])
def test_ranges_of_no_issuer(prefix: str) -> None:
    """Numbers of other kinds pass the check digit by chance; they stay readable."""
    assert mask(numbered(prefix, 16)) == numbered(prefix, 16)


def naive(text: str) -> str:
    """What is masked of digits, single spaces and hyphens, by trying every range."""
    masked = set()
    for start, end in itertools.combinations(range(len(text) + 1), 2):
        part = text[start:end]
        digits = [char for char in part if char.isdigit()]
        if not 13 <= len(digits) <= 19 or not (part[0].isdigit() and part[-1].isdigit()):
            continue
        if text[start - 1 : start].isdigit() if start else False:
            continue
        if text[end : end + 1].isdigit() or "  " in part or "--" in part:
            continue
        if part[0] in "45" and luhn("".join(digits)):
            masked.update(at for at in range(start, end) if text[at].isdigit())
    return "".join(MASK if at in masked else char for at, char in enumerate(text))


@settings(deadline=None, max_examples=400)
@given(
    st.lists(st.sampled_from("45"), min_size=1, max_size=30),
    st.lists(st.sampled_from(["", "", "", " ", "-"]), min_size=30, max_size=30),
)
def test_any_run_of_groups_is_as_a_naive_search_says(digits: list[str], gaps: list[str]) -> None:
    """Every card number among groups, however many there are, and nothing else."""
    text = "".join(digit + gap for digit, gap in zip(digits, gaps, strict=False)).strip(" -")
    assert mask(text) == naive(text)


@settings(deadline=None, max_examples=300)
@given(st.text("0123456789", min_size=12, max_size=18))
def test_the_check_digit_decides(digits: str) -> None:
    """Of a Visa number alone in its text, exactly the one with the right check digit is masked."""
    text = f"4{digits}"
    assert (mask(text, ()) != text) == luhn(text)
