"""Many look-ups: a row for a row, each audited, none a formula."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.lookup import bulk
from screening.lookup.audit_log import LOG, AuditError, AuditLog
from screening.lookup.bulk import BATCH, COLUMNS, BulkError
from screening.lookup.desk import Asker, Desk
from screening.spreadsheet import FORMULA, cell, unmarked
from tests.screening.support import list_of

if TYPE_CHECKING:
    from pathlib import Path

    from feeds.compile import ActiveList

REVEALED = Asker("robin", "cli", "case 17", revealed=True)


def rows(text: str, active: ActiveList, state: Path, asker: Asker) -> list[dict[str, str]]:
    """What is written of this file."""
    out = io.StringIO(newline="")
    source = io.BytesIO(b"\xef\xbb\xbf" + text.encode(errors="surrogateescape"))
    count = bulk.run("in.csv", source, out, Desk(AuditLog(state)), active, asker)
    found = list(csv.DictReader(io.StringIO(out.getvalue(), newline=""), strict=True))
    assert len(found) == count
    return found


def test_a_row_for_a_row_in_order(tmp_path: Path, active: ActiveList) -> None:
    """Values masked; what is not read is told in its row, the others go on."""
    text = (
        "Value,type,note\nQuiet.Lantern@example.com,,x\nQuiet.Lantern@example.com,phone,\n"
        "teal-anchor.example.org,planet,\n\n,,\nsub.teal-anchor.example.org\n"
    )
    found = rows(text, active, tmp_path, Asker("robin", "cli"))
    assert [each["outcome"] for each in found] == [
        "listed", "unknown_type", "unknown_type", "unknown_type", "not_listed",
    ]  # fmt: skip
    assert [each["row"] for each in found] == ["1", "2", "3", "4", "5"]
    first = found[0]
    assert (first["indicator_ids"], first["tiers"], first["regions"]) == (
        "e1",
        "indicator",
        "AU-NSW",
    )
    assert (first["type"], first["value"]) == ("email", "Q••••.•••••••@•••••••.•••")
    assert found[2]["problem"].startswith("type: not one of email, phone")
    assert (found[4]["near_ids"], found[4]["near_relations"]) == ("d1", "subdomain")
    logged = [json.loads(line) for line in (tmp_path / LOG).read_text().splitlines()]
    assert [each["outcome"] for each in logged] == [each["outcome"] for each in found]


def test_more_than_a_batch(tmp_path: Path, active: ActiveList) -> None:
    """Each row has its line in the log."""
    count = 2 * BATCH + 7
    text = "value\n" + "".join(f"blue.otter{n}@example.com\n" for n in range(count))
    assert len(rows(text, active, tmp_path, Asker("robin", "cli"))) == count
    assert len((tmp_path / LOG).read_text().splitlines()) == count


@pytest.mark.parametrize("start", FORMULA)
def test_no_cell_is_a_formula(tmp_path: Path, start: str) -> None:
    """Neither what was asked for nor what feeds say, revealed or not."""
    hostile = f"{start}cmd|' /C calc'!A0;,\"x\""
    entry = {"id": f"{hostile}1", "type": "phrase", "value": "purple lantern",
             "platform": hostile, "labels": hostile, "source": hostile}  # fmt: skip
    active = list_of(tmp_path, entry)
    source = io.StringIO(newline="")
    csv.writer(source).writerows([["value"], [hostile], [f" {hostile}"], ["purple lantern"]])
    for asker in (REVEALED, Asker("robin", "cli")):
        for row in rows(source.getvalue(), active, tmp_path / "state", asker):
            for text in row.values():
                assert not text.lstrip().startswith(FORMULA)
                assert "\n" not in text
                assert "\r" not in text


@given(text=st.text(max_size=20).filter(lambda text: len(text.splitlines()) < 2))
def test_a_mark_is_taken_off_again(text: str) -> None:
    """What was written is read back as the value that it was; a number too."""
    text = " ".join(text.splitlines())
    assert unmarked(str(cell(text))) == text
    assert cell(7) == 7


def test_a_marked_number_is_looked_up_without_the_mark(tmp_path: Path) -> None:
    """So that an answer can be the next question."""
    active = list_of(tmp_path, {"id": "p", "type": "phone", "value": "+61491570156"})
    (found,) = rows("value\n'+61491570156\n", active, tmp_path / "s", REVEALED)
    assert (found["outcome"], found["value"]) == ("listed", "'+61491570156")


def test_no_line_of_the_log_holds_a_value_of_the_file(tmp_path: Path, active: ActiveList) -> None:
    """Not even that of a later row, when the reason repeats it."""
    asker = Asker("robin", "cli", "about blue.otter@example.com, case 9", revealed=True)
    text = "value\n" + "x@example.com\n" * BATCH + "Blue.Otter@example.com\n"
    rows(text, active, tmp_path, asker)
    logged = (tmp_path / LOG).read_text()
    assert "otter" not in logged.lower()
    assert logged.count("about [value], case 9") == BATCH + 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "in.csv: line 1: needs one column `value`"),
        ("values\nx\n", "in.csv: line 1: needs one column `value`"),
        ("value,value\nx,y\n", "in.csv: line 1: needs one column `value`"),
        ("value\nx\n\udcffcanary\n", "in.csv: line 3: not UTF-8"),
        (f"value\nx\n{'canary' * 30_000}\n", "in.csv: line 3: not CSV"),
    ],
)
def test_a_file_that_cannot_be_gone_through(
    tmp_path: Path, active: ActiveList, text: str, told: str
) -> None:
    """Named with its line, and without what is in it."""
    with pytest.raises(BulkError) as caught:
        rows(text, active, tmp_path, Asker("robin", "cli"))
    assert str(caught.value).startswith(told)
    assert "canary" not in str(caught.value)


def test_nothing_is_written_without_the_log(tmp_path: Path, active: ActiveList) -> None:
    """The head alone."""
    (tmp_path / LOG).mkdir()
    out = io.StringIO()
    source = io.BytesIO(b"value\nQuiet.Lantern@example.com\n")
    with pytest.raises(AuditError):
        bulk.run("in.csv", source, out, Desk(AuditLog(tmp_path)), active, REVEALED)
    assert next(csv.reader([out.getvalue()])) == list(COLUMNS)
    assert out.getvalue().count("\n") == 1
