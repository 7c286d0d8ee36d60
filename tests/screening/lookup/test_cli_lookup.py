"""`fresnel lookup`, run as people run it."""

from __future__ import annotations

import csv
import io
import json
import os
import pwd
import stat
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from feeds import compile as compiler
from feeds.prepare import COMPILED
from feeds.snapshot import read_manifest
from screening.lookup.audit_log import LOG
from screening.lookup.model import AnswerModel
from tests.screening.command import fresnel

if TYPE_CHECKING:
    from pathlib import Path

    from tests.screening.command import Main

EMAIL, ABSENT = "Quiet.Lantern+x@example.com", "canary.otter@example.com"


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The state folder that the settings name."""
    monkeypatch.setenv("FRESNEL_STATE_DIR", str(tmp_path / "state"))
    return tmp_path / "state"


def logged(state: Path) -> list[dict[str, Any]]:
    """The lines of the audit log; none where it was not made."""
    log = state / LOG
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def test_listed_or_not_is_an_answer(main: Main, snapshot: Path, state: Path) -> None:
    """Status 0 either way, masked, and audited with the user's name."""
    status, out, err = main("lookup", "--snapshot", snapshot, EMAIL)
    assert (status, err) == (0, "")
    assert out.startswith("on the list\n")
    assert "indicator   e1 (email q••••.•••••••@•••••••.•••)" in out
    assert "lantern" not in out.lower()
    status, out, _ = main("lookup", "--snapshot", snapshot, ABSENT)
    assert (status, out.splitlines()[0]) == (0, "not on the list")
    assert "canary" not in out
    lines = logged(state)
    assert [each["outcome"] for each in lines] == ["listed", "not_listed"]
    assert {(each["who"], each["via"]) for each in lines} == {
        (pwd.getpwuid(os.getuid()).pw_name, "cli")
    }


def test_json_is_as_its_model_says(main: Main, snapshot: Path) -> None:
    """Masked and revealed, listed, near and unknown."""
    schema = AnswerModel.model_json_schema(by_alias=True)
    for value in (EMAIL, ABSENT, "chat.teal-anchor.example.org", "?!"):
        for options in ([], ["--reveal", "--reason", "case 17"]):
            arguments = ["lookup", "--snapshot", snapshot, value, "--format", "json", *options]
            status, out, _ = main(*arguments)
            told = json.loads(out)
            jsonschema.validate(told, schema)
            assert told["revealed"] is bool(options)
            assert (told["value"] == value) is (bool(options) or value == "")
            assert status == (1 if value == "?!" else 0)


def test_reveal_needs_a_reason(main: Main, snapshot: Path, state: Path) -> None:
    """Wrong usage without one; nothing is looked up."""
    for options in (["--reveal"], ["--reveal", "--reason", "  "], ["--reason", "x" * 501]):
        status, out, err = main("lookup", "--snapshot", snapshot, EMAIL, *options)
        assert (status, out) == (2, "")
        assert "--reason" in err
    assert logged(state) == []
    status, out, _ = main(
        "lookup", "--snapshot", snapshot, EMAIL, "--reveal", "--reason", f"is {EMAIL} listed?"
    )
    assert status == 0
    assert "quiet.lantern@example.com" in out
    (line,) = logged(state)
    assert (line["revealed"], line["reason"]) == (True, "is [value] listed?")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["canary", "otter"],
        ["canary", "--csv", "in.csv"],
        ["canary", "--output", "out.csv"],
        ["--csv", "in.csv", "--type", "email"],
        ["canary", "--type", "planet"],
        ["canary", "--format", "xml"],
    ],
)
def test_wrong_usage(main: Main, snapshot: Path, arguments: list[str], state: Path) -> None:
    """Status 2, and the value is not repeated."""
    status, out, err = main("lookup", "--snapshot", snapshot, *arguments)
    assert (status, out) == (2, "")
    assert "canary" not in err
    assert "otter" not in err
    assert logged(state) == []


def test_without_a_snapshot(main: Main) -> None:
    """Wrong usage; the setting will do."""
    status, _, err = main("lookup", EMAIL)
    assert status == 2
    assert "--snapshot" in err


def test_a_snapshot_that_is_refused(main: Main, tmp_path: Path, state: Path) -> None:
    """One line, status 1, no look-up."""
    status, out, err = main("lookup", "--snapshot", tmp_path / "none", EMAIL)
    assert (status, out) == (1, "")
    assert err.startswith("fresnel: error: snapshot ")
    assert logged(state) == []


def test_no_log_no_answer(main: Main, snapshot: Path, state: Path) -> None:
    """One line, status 1, and nothing on stdout."""
    (state / LOG).mkdir(parents=True)
    status, out, err = main("lookup", "--snapshot", snapshot, EMAIL)
    assert (status, out) == (1, "")
    assert err == f"fresnel: error: {state / LOG}: Is a directory\n"


def test_a_compiled_list_of_the_state_folder_is_used(
    main: Main, snapshot: Path, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a service has left it there."""
    place = compiler.place(state / COMPILED, read_manifest(snapshot).digest, "auto")
    compiler.write(snapshot, place)
    monkeypatch.delattr(compiler, "load")
    status, out, _ = main("lookup", "--snapshot", snapshot, EMAIL)
    assert (status, out.splitlines()[0]) == (0, "on the list")


@pytest.mark.parametrize("text", [f"{EMAIL}\n", f"\ufeff{EMAIL}\r\n", f"\n{EMAIL}"])
def test_the_value_from_stdin(snapshot: Path, state: Path, text: str) -> None:
    """So that no shell keeps it."""
    ran = fresnel("lookup", "--snapshot", snapshot, "-", stdin=text.encode(), STATE_DIR=state)
    assert (ran.status, ran.out.splitlines()[0], ran.err) == (0, "on the list", "")


@pytest.mark.parametrize("raw", [b"", b"\n", b"canary\notter\n", b"canary\xff\n"])
def test_stdin_that_is_no_value(snapshot: Path, state: Path, raw: bytes) -> None:
    """One line says what is wrong, and repeats nothing."""
    ran = fresnel("lookup", "--snapshot", snapshot, "-", stdin=raw, STATE_DIR=state)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("fresnel: error: stdin: not ")
    assert "canary" not in ran.err
    assert logged(state) == []


def test_bulk(main: Main, snapshot: Path, state: Path, tmp_path: Path) -> None:
    """CSV in, CSV out, to a file of its owner's alone, or to stdout."""
    source, output = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(f"type,value\n,{EMAIL}\nemail,{ABSENT}\n", "utf-8")
    output.write_text("older")
    output.chmod(0o644)
    status, out, err = main("lookup", "--snapshot", snapshot, "--csv", source, "--output", output)
    assert (status, out, err) == (0, "", "looked up 2\n")
    rows = list(csv.DictReader(io.StringIO(output.read_text("utf-8"))))
    assert [each["outcome"] for each in rows] == ["listed", "not_listed"]
    assert stat.S_IMODE(output.stat().st_mode) == 0o600
    assert len(logged(state)) == 2
    status, out, _ = main("lookup", "--snapshot", snapshot, "--csv", source)
    assert out == output.read_text("utf-8")
    for target in (source, tmp_path / "none" / "out.csv"):
        status, _, err = main("lookup", "--snapshot", snapshot, "--csv", source, "--output", target)
        assert status == (2 if target == source else 1)
    assert source.read_text("utf-8").startswith("type,value")
