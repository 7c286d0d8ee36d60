"""Tax file numbers: behind their name, however both are written, or in a value of that name."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.mask import MASK, is_tax_file_name, mask, mask_named

TITLES = [
    "TFN", "tfn", "TFNs", "TFN's", "TFNo", "T.F.N.", "T F N", "T-F-N", "\uff34\uff26\uff2e",
    "client_tfn",
    "tax file", "Tax File Number", "TAX-FILE NO.", "tax_file_number", "taxfile", "Taxfilenumber",
    "tax\nfile", "tax file number (TFN)",
]  # fmt: skip
BETWEEN = [
    " ",
    ":",
    "#",
    "=",
    " is ",
    " no. ",
    " - ",
    "\n",
    " of payer: ",
    "#1: ",
    " 1: ",
    " (",
    "\u00a0",
]
NUMBERS = [
    "123456782", "123 456 782", "123-456-782", "123.456.782", "123/456/782", "123,456,782",
    "123_456_782", "123  456  782", "123 - 456 - 782", "123\u00a0456\u00a0782",
    "123\u200b456\u200b782",
    "123\u2212456\u2212782", "123\n456\n782", "(123) 456 782", "12345678",
    "12 345 678", "12.345.678", "\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff12",
    "١٢٣٤٥٦٧٨٢",
]  # fmt: skip


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("between", BETWEEN)
def test_every_written_form(title: str, between: str) -> None:
    """All the digits of the number, none around it, and the length stays."""
    for number in NUMBERS:
        before, behind = f"paid 42.50 {title}{between}", ", ref 7"
        hidden = "".join(MASK if char.isdecimal() else char for char in number)
        assert mask(f"{before}{number}{behind}") == f"{before}{hidden}{behind}"


@pytest.mark.parametrize(
    "title", ["stfn", "tfnx", "platfnorm", "taxi file", "syntax file", "number", "at f north"]
)
def test_other_words_name_none(title: str) -> None:
    """A bare number, or one behind a word that only has these letters, is left."""
    for number in NUMBERS:
        assert mask(f"{title} {number}") == f"{title} {number}"


def test_digits_in_odd_groups() -> None:
    """The first nine, whatever stands behind them; eight where there are no more."""
    assert mask("TFN 1 2 3 4 5 6 7 8 2 and 5").endswith(f"TFN {' '.join(MASK * 9)} and 5")
    assert mask("TFN 1234 5678 and 5") == "TFN •••• •••• and 5"


def test_what_is_longer_in_a_list_is_left() -> None:
    """A telephone number is no part of one."""
    assert mask("TFN 123456782, 0491570156") == "TFN •••••••••, 0491570156"


@pytest.mark.parametrize("number", ["1234567", "1234567890", "0491 570 006", "12345678901"])
def test_other_lengths_are_left(number: str) -> None:
    """Eight or nine digits."""
    assert mask(f"TFN {number}") == f"TFN {number}"
    assert mask_named("tfn", number) == number


@pytest.mark.parametrize("between", [", ", "; ", " and ", " or ", "\n", " / ", " & "])
def test_lists_of_them(between: str) -> None:
    """Each one behind the same title."""
    assert mask(between.join(["TFNs 123456782", "876 543 210", "112233445"])).count(MASK) == 27


@pytest.mark.parametrize(
    "name",
    [
        "tfn", "TFN", "tfns", "tfnNo", "TFNNumber", "TFN_NUMBER", "tfnumber", "TfnId", "payer.tfn",
        "payerTFN", "payerTfn", "payer.TFN[0].value", 'payer["TFN"]', "T.F.N.",
        "\uff34\uff26\uff2e", "taxFileNumber", "tax_file_no", "tax.file.number",
        "payerTaxFileNumber", "TAXFILENO",
    ],
)  # fmt: skip
def test_names_that_say_so(name: str) -> None:
    """Any number of eight or nine digits in such a value."""
    for number in NUMBERS:
        assert mask_named(name, number).count(MASK) in (8, 9)
    assert mask_named(name, "1,250.00 on 20.05.2026") == "1,250.00 on 20.05.2026"


@pytest.mark.parametrize(
    "name", ["", "notfn", "platfn", "TFNAME", "tfname", "platform", "taxi_file", "number"]
)
def test_names_that_do_not(name: str) -> None:
    """They only have these letters."""
    assert not is_tax_file_name(name)
    assert mask_named(name, "123456782") == "123456782"


@settings(deadline=None, max_examples=300)
@given(st.text("tfn TFN.1x-", max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_evidence_stays(text: str, start: int, end: int) -> None:
    """Only digits are masked, none within a kept span, whatever the name."""
    masked = mask_named("tfn", f"{text} 123456782", [(start, end)])
    for at, (before, after) in enumerate(zip(f"{text} 123456782", masked, strict=True)):
        assert after == before or (after == MASK and before.isdecimal() and not start <= at < end)
