"""Runs are summed up, and written down for others to read."""

from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from benchmarks.peers import results, summary, table
from benchmarks.peers.measure import Figures
from benchmarks.peers.rounds import Outcome, transaction_id
from benchmarks.peers.verdict import Verdict

FIGURES = Figures(
    records=980,
    records_per_second=100_000.0,
    cpu_us=10.0,
    cpu_us_later=9.0,
    busy=0.99,
    peak_mib=50.0,
    startup_seconds=1.0,
    startup_cpu_seconds=0.5,
)
EXACT, WRONG = Verdict(5, 0, 0), Verdict(4, 1, 0)


def outcome(name: str, number: int, cpu_us: float, verdict: Verdict = EXACT) -> Outcome:
    """A run on clean text."""
    return Outcome(name, "clean", number, replace(FIGURES, cpu_us=cpu_us), verdict)


RUNS = [
    outcome("native", 1, 2.0),
    outcome("fresnel", 1, 8.0),
    outcome("native", 2, 4.0),
    outcome("fresnel", 2, 10.0),
    outcome("native", 3, 1.0),
    outcome("fresnel", 3, 9.0, WRONG),
    Outcome("quix", "clean", 1, error="it ended: see /srv/someone/x.log or https://host.example/y"),
]


def test_ratios_are_taken_within_a_round() -> None:
    """The machine may be slower in another round; medians are of what one run says."""
    native, quix, fresnel = summary.lines(RUNS)
    assert (native.cpu_ratio, native.medians["cpu_us"]) == (1.0, 2.0)
    assert (fresnel.cpu_ratio, fresnel.medians["cpu_us"]) == (4.0, 9.0)
    assert fresnel.speed_ratio == 1.0
    assert (fresnel.runs, quix.runs) == (3, 0)


def test_one_wrong_run_is_told() -> None:
    """However many were right."""
    native, quix, fresnel = summary.lines(RUNS)
    assert (native.flagged, quix.flagged, fresnel.flagged) == ("equal", "", "1 missing, 0 extra")


def test_without_native_there_are_no_ratios() -> None:
    """But all else."""
    (line,) = summary.lines([outcome("plain", 1, 2.0)])
    assert line.cpu_ratio is line.speed_ratio is None
    assert "| 2.00 |  | 9.00 |" in table.page([line], {})


def test_what_failed_is_in_the_page_with_its_reason() -> None:
    """The others have their rows; each row has every column."""
    page = table.page(summary.lines(RUNS), {"rounds": 3})
    rows = [line for line in page.splitlines() if line.startswith("|")]
    assert len(rows) == 4
    assert len({row.count("|") for row in rows}) == 1
    assert "- rounds: 3" in page
    assert "(quix): it ended: see … or …" in page


def test_results_name_no_machine(tmp_path) -> None:
    """History grows by a line a run; paths and addresses in errors are left out."""
    for _ in range(2):
        results.write(tmp_path, {"rounds": 3}, summary.lines(RUNS), RUNS)
    for path in tmp_path.iterdir():
        assert path.stat().st_size
        assert b"someone" not in path.read_bytes()
        assert b"host.example" not in path.read_bytes()
    first, second = (tmp_path / "peers.jsonl").read_bytes().splitlines()
    assert first == second
    entry = orjson.loads(first)
    assert [run["contender"] for run in entry["runs"]] == [each.contender for each in RUNS]
    assert entry["lines"][2]["cpu_ratio"] == 4.0


def test_the_plot_is_of_those_that_ran(tmp_path) -> None:
    """In both formats; the same runs give the same file."""
    pytest.importorskip("matplotlib")
    lines = summary.lines(RUNS)
    results.write(tmp_path / "a", {}, lines, RUNS)
    results.write(tmp_path / "b", {}, lines, RUNS)
    assert (tmp_path / "a" / "peers.png").read_bytes()[1:4] == b"PNG"
    drawn = (tmp_path / "a" / "peers.svg").read_bytes()
    assert drawn == (tmp_path / "b" / "peers.svg").read_bytes()


@pytest.mark.parametrize(
    ("said", "public"),
    [
        ("cargo is not here", "cargo is not here"),
        ("a/b and 3 / 4", "a/b and 3 / 4"),
        ("in /tmp/x/y.py, line 3", "in …, line 3"),
        ("from https://a.example/b?c=d now", "from … now"),
    ],
)
def test_words_keep_their_sense_without_places(said, public) -> None:
    """Relative names stay."""
    assert summary.public(said) == public


def test_both_kinds_of_review_messages_name_the_transaction() -> None:
    """A peer's is the id, Fresnel's an alert."""
    assert transaction_id(b"tx-1") == "tx-1"
    assert transaction_id(b'{"alert_id": "0", "transaction": {"id": "tx-2"}}') == "tx-2"


def test_the_machine_is_described_without_its_name() -> None:
    """Cores, processor and memory."""
    assert " cores of " in results.machine()
    assert Path("/proc/sys/kernel/hostname").read_text("utf-8").strip() not in results.machine()
