"""The guard of ratios: what it takes from a run, and when it says no."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from benchmarks import guard

if TYPE_CHECKING:
    from pathlib import Path

RUNS = [
    ("plain", 1, 10.0),
    ("fresnel", 1, 8.0),
    ("plain", 2, 20.0),
    ("fresnel", 2, 18.0),
    ("plain", 3, 10.0),
    ("fresnel", 3, 1.0),
]


def _entry(flagged: str = "equal", error: str = "") -> dict[str, list[dict[str, Any]]]:
    return {
        "runs": [
            {"contender": name, "round": n, "cpu_us": cpu, "flagged": flagged, "error": error}
            for name, n, cpu in RUNS
        ]
    }


def test_a_ratio_is_within_a_round_and_the_median_over_them() -> None:
    """A round that was disturbed as a whole does not count against either."""
    assert guard.served_ratio(_entry()) == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("flagged", "error", "told"), [("", "ended", "ended"), ("2 missed", "", "2 missed")]
)
def test_a_run_that_went_wrong_has_no_ratio(flagged: str, error: str, told: str) -> None:
    """Fast and wrong is not fast."""
    with pytest.raises(ValueError, match=f"plain: {told}"):
        guard.served_ratio(_entry(flagged, error))


def test_what_is_above_its_limit_is_named_with_what_was_before() -> None:
    """At the limit is still within it."""
    name, limit = next(iter(guard.LIMITS.items()))
    assert guard.above({name: limit}) == []
    assert guard.above({name: limit + 0.01}) == [name]
    line = guard.said(name, limit + 1, [{name: 1.0}, {name: 2.0}, {name: 3.0}, {name: 4.0}])
    assert line.startswith(f"{name}: {limit + 1:.2f}, the limit is {limit}")
    assert line.endswith("(recorded before: 2.00, 3.00, 4.00)")
    assert "none" in guard.said(name, limit, [])


def test_the_history_can_be_read() -> None:
    """Each recorded run has both ratios; the last ones are within the limits of today."""
    recorded = guard.history()
    assert all(ratios.keys() == guard.LIMITS.keys() for ratios in recorded)
    assert guard.above(recorded[-1]) == []


@pytest.mark.parametrize(
    ("ratios", "options", "status", "kept"),
    [
        ([1.0], [], 0, 0),
        ([1.0], ["--record"], 0, 1),
        ([9.0, 1.0], ["--record"], 0, 1),
        ([9.0, 8.0], ["--record"], 1, 0),
    ],
    ids=["within", "recorded", "above only once", "above twice"],
)
def test_it_fails_on_the_second_look_and_keeps_what_it_was_told_to(
    ratios: list[float],
    options: list[str],
    status: int,
    kept: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What is measured is given here; the exit status and the history are what counts."""
    name, measures, history = next(iter(guard.LIMITS)), iter(ratios), tmp_path / "guard.jsonl"
    before = orjson.dumps({"ratios": {name: 1.0}}) + b"\n"
    history.write_bytes(before)
    monkeypatch.setattr(guard, "_MEASURES", {name: lambda: next(measures)})
    monkeypatch.setattr(guard, "HISTORY", history)
    monkeypatch.setattr(sys, "argv", ["guard", *options])
    assert guard.main() == status
    assert history.read_bytes().startswith(before)
    assert len(history.read_bytes().splitlines()) == 1 + kept
    assert (name in capsys.readouterr().err) == bool(status)
