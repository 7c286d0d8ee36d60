"""`fresnel config check`: what a bank's files say in vain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from tests.screening.support import snapshot_of

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.screening.command import Main

ALLOWED = {
    "customer": "C1", "reason": "known", "owner": "O. Analyst", "approver": "A. Reviewer",
    "expires": "2030-06-01",
}  # fmt: skip
WATCHED = {"reason": "on trial", "owner": "list team"}
LISTED: list[dict[str, Any]] = [
    {"id": "a-1", "source": "alpha", "type": "email", "value": "quiet.lantern@example.com"},
    {"id": "b-1", "source": "beta", "type": "email", "value": "quiet.lantern@example.com"},
    {"id": "a-1", "source": "beta", "type": "email", "value": "old.heron@example.com"},
]


def test_entries_that_mean_nothing_are_named(
    main: Main, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ended, unknown or of several indicators; those that are in order are not mentioned."""
    allowed = [
        {"name": "AL-1", "indicator": "b-1"},
        {"name": "AL-2", "indicator": "a-1"},
        {"name": "AL-3", "type": "email", "value": "nobody@example.com"},
        {"name": "AL-4", "indicator": "b-1", "expires": "2020-01-01"},
        {"name": "AL-5", "indicator": "b-1", "customer": None, "field": "payee"},
        {"name": "AL-6", "indicator": "b-1", "customer": None, "field": "paye"},
    ]
    shadow = [
        {"source": "alpha"},
        {"source": "gamma", "until": "2020-01-01T00:00:00Z"},
        {"indicator": "zz"},
        {"lane": "loose"},
    ]
    entries = [{k: v for k, v in (ALLOWED | e).items() if v is not None} for e in allowed]
    files = {
        "ALLOW_LIST": {"version": 1, "entries": entries},
        "SHADOW": {"approved_by": "A. Reviewer", "shadow": [WATCHED | each for each in shadow]},
    }
    for name, values in files.items():
        path = tmp_path / f"{name}.yaml"
        path.write_text(yaml.safe_dump(values), "utf-8")
        monkeypatch.setenv(f"FRESNEL_{name}", str(path))
    monkeypatch.setenv("FRESNEL_SNAPSHOT", str(snapshot_of(tmp_path, LISTED)))
    status, out, _ = main("config", "check")
    assert status == 0
    assert [line for line in out.splitlines() if ": entry " in line] == [
        "allow-list: entry AL-4 has expired",
        "allow-list: entry AL-2 names 2 indicators by one id; type and value tell them apart",
        "allow-list: entry AL-3 names no indicator of the list",
        "allow-list: entry AL-6 names a field that the mapping does not read",
        "shadow: entry 2 has ended",
        "shadow: entry 2 names a source that the list does not have",
        "shadow: entry 3 names no indicator of the list",
    ]
    assert "example.com" not in out


def test_scan_and_forecast_tell_of_names_that_mean_nothing(
    main: Main, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `serve` does: a setting that is misspelt decides nothing."""
    monkeypatch.setenv("FRESNEL_MAX_MATCHS", "5")
    folder, sample = snapshot_of(tmp_path, LISTED), tmp_path / "sample.jsonl"
    sample.write_text('{"id": "1"}\n')
    said = "warning: FRESNEL_MAX_MATCHS is not a setting of this version"
    assert said in main("scan", "--snapshot", folder, sample)[2]
    lists = ["--snapshot", folder, "--against", folder]
    assert said in main("snapshot", "forecast", *lists, "--sample", sample)[2]
