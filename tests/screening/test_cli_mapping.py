"""`fresnel mapping try`: as the author of a mapping runs it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from screening.mask import MASK
from tests.screening.command import fresnel
from tests.screening.support import snapshot_of

if TYPE_CHECKING:
    from pathlib import Path

GOOD = {
    "id": "T1", "timestamp": "2026-03-01T10:00:00Z", "customer_id": "C1", "amount": "25.00",
    "currency": "AUD", "description": "thanks for lunch",
    "payee": {"name": "Blue Otter", "contact": {"email": "a.b@example.com"}},
    "memo": "card 4111 1111 1111 1111", "mobile": 61491570006, "status": "BOOKED",
    "lines": ["one two three", "four"], "payer": {"tfn": "123 456 782"},
}  # fmt: skip


def sample(folder: Path, *records: Any) -> Path:
    """A file with these records, a line each."""
    file = folder / "sample.jsonl"
    texts = (each if isinstance(each, str) else json.dumps(each) for each in records)
    file.write_text("".join(f"{text}\n" for text in texts), "utf-8")
    return file


def tried(file: Path, *options: object) -> dict[str, Any]:
    """What `--format json` says."""
    ran = fresnel("mapping", "try", file, "--mapping", "generic", "--format", "json", *options)
    return dict(json.loads(ran.out))


def by_path(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Rows by their path."""
    return {row["path"]: row for row in rows}


def test_what_is_read_and_what_is_not(tmp_path: Path) -> None:
    """Counts of what paths had; unread paths with role, reason and a line to paste."""
    told = tried(sample(tmp_path, GOOD, GOOD | {"id": "T2", "memo": "x", "timestamp": "?"}))
    assert (told["records"], told["readable"], told["transactions"]) == (2, 2, 2)
    assert told["timestamp_source"] == {"transaction": 1, "record": 1}
    assert by_path(told["fields"])["payee.contact"]["there"] == 2
    assert by_path(told["fields"])["merchant"]["there"] == 0
    assert by_path(told["values"])["amount"]["example"] == "25.00"
    unread = by_path(told["unread"])
    assert unread.keys() == {"memo", "mobile", "lines[*]"}
    assert unread["memo"]["role"] == "free_text"
    assert unread["mobile"]["role"] == "contact"
    assert unread["lines[*]"]["values"] == 4
    assert yaml.safe_load(unread["lines[*]"]["yaml"]) == [{"path": "lines[*]", "role": "free_text"}]
    assert by_path(told["probably_not_to_be_screened"]).keys() == {"status", "payer.tfn"}


def test_examples_are_masked_and_can_be_left_out(tmp_path: Path) -> None:
    """A card number is never shown, and with --no-values nothing of the records is."""
    file = sample(tmp_path, GOOD)
    masked = "0000 0000 0000 0000".replace("0", MASK)
    assert by_path(tried(file)["unread"])["memo"]["example"] == f"card {masked}"
    others = by_path(tried(file)["unread"] + tried(file)["probably_not_to_be_screened"])
    assert others["payer.tfn"]["example"] == "000 000 000".replace("0", MASK)
    for form in ("text", "json"):
        shown = fresnel("mapping", "try", file, "--mapping", "generic", "--format", form).out
        assert "4111" not in shown
        assert "Blue Otter" in shown
        bare = fresnel(
            "mapping", "try", file, "--mapping", "generic", "--format", form, "--no-values"
        ).out
        assert not any(value in bare for value in ("Blue Otter", "25.00", "a.b@", "lunch", "C1"))


def test_what_cannot_be_read_is_named_and_fails(tmp_path: Path) -> None:
    """Each such record with its line and the reason of its dead letter; exit status 1."""
    file = sample(tmp_path, GOOD, {"memo": "no id"}, "{broken", '{"id": 1, "id": 2}')
    ran = fresnel("mapping", "try", file, "--mapping", "generic")
    assert ran.status == 1
    for line in ("sample.jsonl:2: id_missing", "sample.jsonl:3: not_json", ":4: duplicate_key"):
        assert line in ran.out
    assert fresnel("mapping", "try", sample(tmp_path), "--mapping", "generic").status == 1
    assert fresnel("mapping", "try").status == 2


def test_one_record_over_several_lines_is_one(tmp_path: Path) -> None:
    """A file that is one document is one record, from stdin too; a broken one fails once."""
    pretty = json.dumps(GOOD, indent=2).encode()
    ran = fresnel("mapping", "try", "-", "--mapping", "generic", stdin=pretty)
    assert ran.status == 0
    assert "1 of 1 records readable" in ran.out
    broken = fresnel("mapping", "try", "-", "--mapping", "generic", stdin=pretty[:-2])
    assert broken.status == 1
    assert "0 of 1 records" in broken.out


def test_the_lines_to_paste_leave_nothing_unread(tmp_path: Path) -> None:
    """With the suggested fields added, only what needs no screening is unread."""
    file = sample(tmp_path, {"header": {"memo": "h"}, "tx": [GOOD, GOOD]})
    mapping = {
        "name": "m",
        "each": "tx[*]",
        "fields": [{"path": "description", "role": "free_text"}],
    }
    path = tmp_path / "m.yaml"
    path.write_text(yaml.safe_dump(mapping))
    first = fresnel("mapping", "try", file, "--mapping", path, "--format", "json")
    for row in json.loads(first.out)["unread"]:
        mapping["fields"] += yaml.safe_load(row["yaml"])  # type: ignore[operator]
    path.write_text(yaml.safe_dump(mapping))
    second = fresnel("mapping", "try", file, "--mapping", path, "--format", "json")
    assert json.loads(second.out)["unread"] == []
    assert "^header.memo" in {row["path"] for row in json.loads(second.out)["fields"]}


def test_a_key_that_no_path_can_name_gets_no_line(tmp_path: Path) -> None:
    """`x.y` as one key looks like a path and is none."""
    unread = by_path(tried(sample(tmp_path, GOOD | {"x.y": "see you at noon"}))["unread"])
    assert unread['["x.y"]']["yaml"] is None


def test_terminal_codes_of_a_record_do_not_reach_the_terminal(tmp_path: Path) -> None:
    """Keys and values are shown without what is not printable."""
    file = sample(tmp_path, GOOD | {"a\x1b[31mb": "see \x1b]0;title\x07 you there"})
    assert "\x1b]0" not in fresnel("mapping", "try", file, "--mapping", "generic").out


@pytest.mark.parametrize("option", [(), ("--mapping", "none")])
def test_the_proposed_mapping_is_accepted_as_it_is(tmp_path: Path, option: tuple[str, ...]) -> None:
    """`config check` finds it sound, and `scan` finds with it what the sample holds."""
    file = sample(tmp_path, GOOD, GOOD | {"id": "T2"})
    made = fresnel("mapping", "try", file, *option)
    assert made.status == 0
    path = tmp_path / "proposed.yaml"
    path.write_text(made.out)
    assert fresnel("config", "check", MAPPING=path).status == 0
    snapshot = snapshot_of(tmp_path, [{"type": "phone", "value": "+61491570006"}])
    ran = fresnel(
        "scan", "--snapshot", snapshot, "--mapping", path, file, SNAPSHOT_WARN_AGE_HOURS=9
    )
    assert [alert["matches"][0]["field"] for alert in ran.alerts] == ["mobile", "mobile"]
    assert [alert["transaction"]["id"] for alert in ran.alerts] == ["T1", "T2"]


def test_nothing_to_propose_is_said(tmp_path: Path) -> None:
    """A sample of no known format, or with nothing to screen, is one line and status 1."""
    for record in ("no record at all", {"status": "OK"}):
        ran = fresnel("mapping", "try", sample(tmp_path, record))
        assert ran.status == 1
        assert ran.err.startswith("fresnel: error: ")
