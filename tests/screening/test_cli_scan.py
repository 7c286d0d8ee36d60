"""`fresnel scan`, run as people run it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.screening.command import COMMAND, environment, fresnel

if TYPE_CHECKING:
    from tests.screening.command import Main

SAMPLES = Path(__file__).parent / "samples"
EMAIL = "quiet.lantern@example.com"
FLAGGED = json.dumps({"id": "tx-1", "timestamp": "2026-02-01T00:00:00Z", "description": EMAIL})
CLEAR = json.dumps({"id": "tx-2", "description": "rent march"})
NO_ID = json.dumps({"description": "rent"})


def test_scan_to_stdout(snapshot: Path, tmp_path: Path) -> None:
    """One alert a line on stdout, counts on stderr, status 0 even with rejects."""
    payments = tmp_path / "payments.jsonl"
    payments.write_text(f"{CLEAR}\n\n{FLAGGED}\n{NO_ID}\n")
    ran = fresnel("scan", "--snapshot", snapshot, "--mapping", "generic", payments)
    assert ran.status == 0
    (alert,) = ran.alerts
    assert (alert["mode"], alert["transaction"]["id"]) == ("lookback", "tx-1")
    assert ran.err == "screened 3: clear 1, dead-lettered 1, flagged 1\n"


@pytest.mark.parametrize("inputs", [["-"], []])
def test_scan_of_stdin(snapshot: Path, inputs: list[str]) -> None:
    """`-`, or nothing, reads standard input; settings come from the environment too."""
    ran = fresnel("scan", *inputs, stdin=f"{FLAGGED}\r\n{CLEAR}".encode(), SNAPSHOT=snapshot)
    assert ran.status == 0
    assert len(ran.alerts) == 1
    assert ran.err == "screened 2: clear 1, flagged 1\n"


def test_totals_that_disagree_are_a_warning(snapshot: Path, tmp_path: Path) -> None:
    """With file and line, without an amount; beyond twenty they are counted."""
    whole = (SAMPLES / "payments.aba").read_text()
    file = tmp_path / "payments.aba"
    file.write_text(whole.replace("0000002750000000275", "0000002750000000999") * 23)
    ran = fresnel("scan", "--snapshot", snapshot, "--mapping", "aba", file)
    assert ran.status == 0
    screened, *warnings, last = ran.err.splitlines()
    assert screened == "screened 46: clear 23, flagged 23"
    said = "the total record disagrees with its records: credit total"
    assert warnings == [f"warning: payments.aba: line {4 * n}: {said}" for n in range(1, 21)]
    assert last == "warning: and 3 more"


def test_scan_to_files(main: Main, snapshot: Path, tmp_path: Path) -> None:
    """`--output` has the alerts, `--rejects` file, line and reason, stdout nothing."""
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    first.write_text(f"{FLAGGED}\n{NO_ID}\n")
    second.write_text(f"\n\nnot json {EMAIL}\n{FLAGGED}\n")
    out, rejects = tmp_path / "alerts", tmp_path / "rejects"
    arguments = ["--snapshot", snapshot, "--output", out, "--rejects", rejects, first, second]
    status, shown, err = main("scan", *arguments)
    assert (status, shown) == (0, "")
    assert err.endswith("screened 4: dead-lettered 2, flagged 2\n")
    ids = {json.loads(line)["alert_id"] for line in out.read_text().splitlines()}
    assert len(out.read_text().splitlines()) == 2
    assert len(ids) == 1
    assert [json.loads(line) for line in rejects.read_text().splitlines()] == [
        {"file": "a.jsonl", "line": 2, "reason": "id_missing"},
        {"file": "b.jsonl", "line": 3, "reason": "not_json"},
    ]
    assert EMAIL not in err + rejects.read_text()


def test_at_is_the_time_of_what_states_none(main: Main, snapshot: Path, tmp_path: Path) -> None:
    """An indicator of the past is found at a time of the past."""
    payments = tmp_path / "payments.jsonl"
    payments.write_text(json.dumps({"id": "1", "description": "past.beacon@example.com"}))
    for at, count in (("2026-01-15", 1), ("2026-02-01T00:00:00Z", 0)):
        status, out, _ = main("scan", "--snapshot", snapshot, "--at", at, payments)
        assert (status, len(out.splitlines())) == (0, count)


def test_scan_agrees_with_itself(main: Main, snapshot: Path, tmp_path: Path) -> None:
    """The same files give the same alerts, byte for byte but for the time of detection."""
    payments = tmp_path / "payments.jsonl"
    payments.write_text(f"{FLAGGED}\n" * 3)
    once, twice = (main("scan", "--snapshot", snapshot, payments)[1] for _ in range(2))
    strip = [json.loads(line) | {"detected_at": ""} for line in (once + twice).splitlines()]
    assert strip[:3] == strip[3:]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--snapshot", "{tmp}/none", "-"], "none: manifest.json: No such file"),
        (["--snapshot", "{list}", "{tmp}/none.jsonl"], "none.jsonl"),
        (["--snapshot", "{list}", "--mapping", "none", "-"], "mapping none: neither shipped"),
        (["--snapshot", "{list}", "--mapping", "{tmp}/m.yaml", "-"], "m.yaml: line 3: colour: "),
        (["--snapshot", "{list}", "--config", "{tmp}/none.yaml", "-"], "none.yaml: No such file"),
        (["--snapshot", "{list}", "--output", "{tmp}/no/where", "-"], "no/where"),
    ],
)
def test_what_fails_is_one_line(
    main: Main, snapshot: Path, tmp_path: Path, arguments: list[str], told: str
) -> None:
    """Status 1, one clear line on stderr, no traceback."""
    (tmp_path / "m.yaml").write_text("name: x\nfields: [{path: a, role: free_text}]\ncolour: red\n")
    filled = [each.format(tmp=tmp_path, list=snapshot) for each in arguments]
    status, out, err = main("scan", *filled)
    assert (status, out) == (1, "")
    assert err.startswith("fresnel: error: ")
    assert told in err
    assert err.count("\n") == 1


def test_a_reader_that_leaves_is_no_error_of_ours(snapshot: Path, tmp_path: Path) -> None:
    """`fresnel scan … | head` ends without a traceback."""
    payments = tmp_path / "payments.jsonl"
    payments.write_text(f"{FLAGGED}\n" * 2000)
    with subprocess.Popen(
        [COMMAND, "scan", "--snapshot", snapshot, payments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b"{")
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=30) == 1


@pytest.mark.parametrize("fits", [True, False])
def test_a_mapping_that_reads_nothing_is_told_of(
    main: Main, snapshot: Path, tmp_path: Path, fits: bool
) -> None:
    """All records would be clear: a file of another layout must not look like a quiet one."""
    payments = tmp_path / "payments.jsonl"
    payments.write_text(f"{CLEAR}\n" * fits + '{"id": "1", "memo": "rent"}\n' * 3)
    status, _, err = main("scan", "--snapshot", snapshot, "--mapping", "generic", payments)
    assert status == 0
    assert ("no record has text where mapping generic looks" in err) is not fits
