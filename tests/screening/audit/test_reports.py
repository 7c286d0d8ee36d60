"""What an auditor is given: lines for a spreadsheet, one JSON object, and sentences."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from typing import Any

import pytest
from rich.console import Console

from screening.audit import receipt, report
from screening.audit.csv_lines import COLUMNS, CsvLines
from screening.audit.evidence import Standing
from screening.audit.findings import SAID, Fault, Notice
from screening.audit.receipt import Chain
from tests.rules.repository import ROOT
from tests.screening.audit import paper

CHAIN = Chain("bank", "payments", 0)
PAGE = (ROOT / "docs" / "audit.md").read_text("utf-8")


def lines(*drafts: receipt.Receipt) -> list[dict[str, str]]:
    """The evidence of some receipts."""
    file = io.StringIO()
    writer = CsvLines(file)
    for each in paper.audited("bank", "payments", paper.chained(list(drafts)))[1]:
        writer.write(each)
    return list(csv.DictReader(io.StringIO(file.getvalue())))


def test_a_line_holds_what_judged_a_range_and_how_late() -> None:
    """All of a receipt, and the verdicts on it."""
    (line,) = lines(paper.draft(CHAIN, 5, 9, ids=["a" * 32], skipped=0))
    assert tuple(line) == COLUMNS
    assert line["at"] == paper.at(9)
    assert (line["first_offset"], line["last_offset"], line["delay_seconds"]) == ("5", "9", "0.25")
    assert (line["snapshot_serial"], line["snapshot_digest"]) == ("1", paper.LIST)
    assert (line["chain"], line["alerts_verdict"]) == ("start", "missing or changed")
    assert (line["clear"], line["flagged"], line["audit_offset"]) == ("4", "1", "0")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1"])
def test_no_text_is_a_formula(text: str) -> None:
    """A spreadsheet takes it for text; commas and quotes stay, and a receipt is one line."""
    evil = text + ',"\r\n\u2028=2'
    (line,) = lines(paper.draft(CHAIN, 0, 9, writer=evil, software=text, delay_seconds=-0.5))
    assert line["writer"] == f"'{text},\"  =2"
    assert line["software"] == "'" + text
    assert line["delay_seconds"] == "-0.5"


def _verdict(**more: Any):
    log = paper.chained([paper.draft(CHAIN, n * 10, n * 10 + 9) for n in range(3)])
    partitions = {0: Standing(0, 35, 30), 1: Standing(0, 4)}
    return paper.audited("bank", "payments", [log[0], log[2]], partitions=partitions, **more)[0]


def test_the_object_names_everything() -> None:
    """Verdict, chains with faults and notices, heads, and what was passed over."""
    said = json.loads(json.dumps(report.as_json(_verdict(heads=["0" * 64], alerts=[{}]))))
    assert said["verdict"] == "not proven"
    first, second = said["chains"]
    assert first["verdict"] == "not proven"
    assert second["verdict"] == "nothing to prove"
    assert (first["first_offset"], first["last_offset"], first["committed"]) == (0, 29, 30)
    found = {
        each["fault"]: (each["first_offset"], each["last_offset"], each["audit_offset"])
        for each in first["failures"]
    }
    assert found == {"hole": (10, 19, None), "broken_chain": (20, 29, 1)}
    shown = {each["notice"]: each["ranges"] for each in first["notices"]}
    assert shown == {"chain_starts": [[0, 9]], "not_screened_yet": [[30, 34]]}
    assert said["failures"][0]["fault"] == "unknown_head"
    assert said["heads"][0].keys() >= {"digest", "group", "topic", "partition", "at"}
    assert said["passed_over"]["review"] == {"no alert of ours": 1}


def test_sentences_name_partition_and_offsets() -> None:
    """One line a fault; markup and line feeds of others change nothing."""
    file = io.StringIO()
    console = Console(file=file, width=60, soft_wrap=True, highlight=False, markup=False)
    report.show(_verdict(), console)
    text = file.getvalue()
    assert "NOT PROVEN group bank, partition 0, offsets 10-19: no receipt covers this\n" in text
    assert "shown: group bank, partition 1: nothing screened yet\n" in text
    assert text.endswith("verdict: not proven\n")


def test_many_ranges_and_writers_are_cut_short() -> None:
    """A line stays a line, however much there is."""
    log = paper.chained(
        [paper.draft(CHAIN, n * 10, n * 10 + 11, writer=f"host/{n:02}", clear=1) for n in range(20)]
    )
    verdict, _ = paper.audited("bank", "payments", log)
    noticed = verdict.chains[0].findings.notices[Notice.OVERLAP]
    said = report.in_words(Notice.OVERLAP, noticed)
    assert "offsets 10-11, offsets 20-21" in said
    assert "and 11 more ranges (19 times); written by host/01" in said
    assert said.endswith("host/05, others")


@pytest.mark.parametrize("kind", [*Fault, *Notice])
def test_every_finding_is_explained(kind: str) -> None:
    """Whoever gets one finds what it means."""
    assert f"| `{kind}` |" in PAGE
    assert kind not in set(Notice) or kind in SAID


@pytest.mark.parametrize("name", COLUMNS)
def test_every_column_is_explained(name: str) -> None:
    """In the page about the audit."""
    assert f"`{name}`" in PAGE


@pytest.mark.parametrize("delay", [0.25, 1.0, 12.001, None])
def test_an_auditor_can_recompute_the_digests(tmp_path, delay: float | None) -> None:
    """With the commands of the page, word for word."""
    if shutil.which("jq") is None:
        pytest.skip("jq is not installed")
    ids = [paper.alert_id(each) for each in range(3)]
    each = paper.draft(CHAIN, 0, 9, ids=ids, delay_seconds=delay, writer="h\u00f6st <&>/1/ab")
    sealed = paper.chained([each])[0]
    (tmp_path / "receipt.json").write_bytes(receipt.canonical(sealed))
    found = [json.dumps(paper.alert(0, number, each)) for number, each in enumerate([*ids, ids[0]])]
    (tmp_path / "alerts.jsonl").write_text("\n".join(found), "utf-8")
    answers = []
    for command in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL):
        if "sha256sum" in command:
            done = subprocess.run(
                ["sh", "-eu", "-c", command], cwd=tmp_path, capture_output=True, check=True
            )
            answers.append(done.stdout.decode().split())
    assert answers == [
        [sealed["digest"], sealed["digest"], "-"],
        [sealed["alerts_digest"], sealed["alerts_digest"], "-"],
    ]
