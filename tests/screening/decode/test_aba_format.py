"""Direct entry records: columns, padding, amounts, dates."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.bad_record import BadRecordError, Reason
from screening.decode.aba_format import AbaDecoder

SAMPLE = Path(__file__).parents[1] / "samples" / "payments.aba"
HEADER, DETAIL = SAMPLE.read_text().splitlines()[:2]


def decode(header: str = HEADER, detail: str = DETAIL, end: str = "\r\n") -> dict[str, object]:
    """The document of a descriptive and a detail record."""
    return AbaDecoder().decode(f"{header}{end}{detail}{end}".encode())


def with_columns(line: str, first: int, last: int, text: str) -> str:
    """The line with this text in these columns, counted from 1."""
    assert len(text) == last - first + 1
    return line[: first - 1] + text + line[last:]


def test_every_column_is_read() -> None:
    """The layout of the banks' description of the format."""
    assert decode() == {
        "account": "062-000 12345678",
        "indicator": "",
        "transaction_code": "50",
        "amount": "12.50",
        "amount_written": "0000001250",
        "currency": "AUD",
        "title": "Robin Placeholder",
        "lodgement_reference": "0491570006",
        "trace_account": "064-000 87654321",
        "remitter": "Casey Sample",
        "withholding_tax": "0.00",
        "header": {
            "reel": "01",
            "institution": "EXB",
            "user_name": "EXAMPLE PAYROLL PTY LTD",
            "user_id": "301500",
            "description": "RENT MARCH",
            "date": "2026-02-01",
            "date_written": "010226",
        },
    }


@given(st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=18))
def test_a_text_is_all_that_its_columns_hold(text: str) -> None:
    """Only the blanks that fill it on the right go; one that fills the columns keeps its length."""
    detail = with_columns(DETAIL, 63, 80, text.ljust(18))
    assert decode(detail=detail)["lodgement_reference"] == text.rstrip(" ")


@given(st.integers(0, 9_999_999_999))
def test_an_amount_is_cents(cents: int) -> None:
    """As dollars and cents, exactly."""
    amount = str(decode(detail=with_columns(DETAIL, 21, 30, f"{cents:010}"))["amount"])
    assert int(amount.replace(".", "")) == cents
    assert amount[-3] == "."


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_trailing_blanks_may_be_gone(end: str) -> None:
    """Mail systems and editors take them."""
    detail = with_columns(DETAIL, 97, 120, " " * 24)
    found = decode(HEADER.rstrip(), detail.rstrip(), end)
    assert (found["trace_account"], found["remitter"]) == ("064-000 87654321", "")
    assert found["withholding_tax"] is None


@pytest.mark.parametrize(
    ("written", "date"),
    [("010226", "2026-02-01"), ("311279", "2079-12-31"), ("010180", "1980-01-01"),
     ("310226", None), ("      ", None), ("1\u0662" + "0226", None)],
)  # fmt: skip
def test_dates_have_a_century(written: str, date: str | None) -> None:
    """SWIFT's window; what is no date is none, and stays as written."""
    header = decode(with_columns(HEADER, 75, 80, written))["header"]
    assert isinstance(header, dict)
    assert (header["date"], header["date_written"]) == (date, written.strip())


@pytest.mark.parametrize(
    ("header", "detail"),
    [
        (DETAIL, DETAIL), (HEADER, HEADER), (HEADER, DETAIL[:90]), (HEADER[:61], DETAIL),
        (HEADER, DETAIL + "x"), (HEADER + "x", DETAIL), (HEADER, DETAIL.replace("062-", "062 ")),
        (HEADER, with_columns(DETAIL, 21, 30, "     12.50")), (HEADER, ""),
        (HEADER, DETAIL + "\n" + DETAIL),
        (HEADER, with_columns(DETAIL, 19, 30, "\u0661" * 12)),
    ],
)  # fmt: skip
def test_what_is_not_those_two_records_is_refused(header: str, detail: str) -> None:
    """Other types, cut or overlong lines, columns that hold something else."""
    with pytest.raises(BadRecordError) as caught:
        decode(header, detail)
    assert caught.value.reason is Reason.NOT_ABA


def test_other_encodings_are_refused() -> None:
    """Columns are characters, so an encoding must be known."""
    with pytest.raises(BadRecordError) as caught:
        AbaDecoder().decode(f"{HEADER}\n{with_columns(DETAIL, 31, 31, chr(233))}".encode("latin-1"))
    assert caught.value.reason is Reason.NOT_UTF8
