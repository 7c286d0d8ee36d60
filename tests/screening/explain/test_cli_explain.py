"""`fresnel explain`, run as people run it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.screening.command import fresnel

if TYPE_CHECKING:
    from pathlib import Path

    from tests.screening.command import Main

FLAGGED = {"id": "tx-1", "timestamp": "2026-02-10T00:00:00Z",
           "description": "to quiet.lantern@example.com"}  # fmt: skip
CLEAR = {"id": "tx-2", "description": "rent march", "note": "violet kettle harbour"}


@pytest.fixture
def payments(tmp_path: Path) -> Path:
    """A file of three records, of which one is none."""
    file = tmp_path / "payments.jsonl"
    file.write_text(f"{json.dumps(FLAGGED)}\n\n{json.dumps(CLEAR)}\nno json\n")
    return file


def test_the_first_record_in_words(main: Main, snapshot: Path, payments: Path) -> None:
    """Verdict first, then why, severity and every field; masked."""
    status, out, err = main("explain", "--snapshot", snapshot, "--mapping", "generic", payments)
    assert (status, err) == (0, "")
    assert "record: flagged" in out
    assert "e1 (email q••••.•••••••@•••••••.•••) stands in description at 3-28" in out
    assert "tier indicator: +40" in out
    assert "description (free_text, running text)" in out


def test_another_record_of_the_file(main: Main, snapshot: Path, payments: Path) -> None:
    """By its number, blank lines passed over; why it was not flagged."""
    status, out, _ = main("explain", "--snapshot", snapshot, payments, "--record", 2)
    assert status == 0
    assert "record: clear" in out
    assert "p1 (phrase v••••• •••••• •••••••) is near, in note" in out
    assert "the field is not mapped" in out
    status, out, _ = main("explain", "--snapshot", snapshot, payments, "--record", 3)
    assert (status, "not_json" in out) == (0, True)


def test_a_record_that_is_not_there(main: Main, snapshot: Path, payments: Path) -> None:
    """One line, status 1."""
    status, out, err = main("explain", "--snapshot", snapshot, payments, "--record", 4)
    assert (status, out) == (1, "")
    assert err == f"fresnel: error: {payments}: has no record 4\n"


@pytest.mark.parametrize(
    "arguments", [["x"], ["--snapshot", "s"], ["--snapshot", "s", "x", "--record", "0"]]
)
def test_wrong_usage(main: Main, arguments: list[str]) -> None:
    """Status 2."""
    assert main("explain", *arguments)[0] == 2


def test_a_file_that_is_not_there(main: Main, snapshot: Path) -> None:
    """One line that names it."""
    status, _, err = main("explain", "--snapshot", snapshot, "nowhere.jsonl")
    assert (status, err) == (1, "fresnel: error: nowhere.jsonl: No such file or directory\n")


def test_json_of_stdin_has_the_alert_of_scan(snapshot: Path) -> None:
    """With --reveal it is the same, but for when it was found."""
    raw = json.dumps(FLAGGED).encode()
    ran = fresnel("explain", "-", "--snapshot", snapshot, "--format", "json", "--reveal", stdin=raw)
    assert (ran.status, ran.err) == (0, "")
    told = json.loads(ran.out)
    assert (told["schema"], told["outcome"]) == ("fresnel.explain/1", "flagged")
    (alert,) = fresnel("scan", "-", "--snapshot", snapshot, stdin=raw).alerts
    mine = told["transactions"][0]["alert"]
    assert mine | {"detected_at": None} == alert | {"detected_at": None}


def test_the_time_of_a_payment_that_states_none(main: Main, snapshot: Path, tmp_path: Path) -> None:
    """As for scan."""
    file = tmp_path / "one.jsonl"
    file.write_text(json.dumps({"id": "1", "description": "past.beacon@example.com"}))
    ask = ["explain", "--snapshot", snapshot, file, "--format", "json"]
    _, then, _ = main(*ask, "--at", "2026-01-15")
    _, later, _ = main(*ask, "--at", "2026-02-15")
    assert [json.loads(out)["outcome"] for out in (then, later)] == ["flagged", "clear"]
    assert main(*ask, "--at", "soon")[0] == 2


def test_nothing_is_alive_on_the_terminal(main: Main, snapshot: Path, tmp_path: Path) -> None:
    """Control characters, overrides and markup of a payment are shown as text."""
    text = "\x1b[31mred\u202e [bold]quiet.lantern@example.com[/bold]\x07"
    file = tmp_path / "one.jsonl"
    file.write_text(json.dumps({"id": "\x1b]0;x\x07", "description": text, "pay\x1bload": "a"}))
    status, out, _ = main("explain", "--snapshot", snapshot, file)
    assert status == 0
    assert not any(char in out for char in "\x1b\x07\u202e")
    assert "[bold]" in out
