"""`fresnel config check`: what a bank's files say in vain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from screening import service, settings
from tests.screening.support import snapshot_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.screening.command import Main

ALLOWED = {
    "customer": "C1", "reason": "known", "owner": "O. Analyst", "approver": "A. Reviewer",
    "expires": "2030-06-01",
}  # fmt: skip
SEVERAL = "is by an id that stands for several indicators, so covers none: give type and value"
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
        {"type": "wallet", "lane": "loose"},
        {"type": "email", "lane": "loose"},
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
        f"allow-list: entry AL-2 {SEVERAL}",
        "allow-list: entry AL-3 names no indicator of the list",
        "allow-list: entry AL-4 has expired",
        "allow-list: entry AL-6 names a field that the mapping does not read",
        "shadow: entry 2 has ended",
        "shadow: entry 2 names a source that the list does not have",
        "shadow: entry 3 names no indicator of the list",
        "shadow: entry 5 names a type that the list does not have",
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


@pytest.mark.parametrize(
    ("each", "field", "is_known"),
    [
        (None, "payee", True),
        (None, "payee.name", True),
        (None, "payee.name.first", True),
        (None, "^payee.name", True),
        (None, "payee.nam", False),
        (None, "lines", True),
        (None, "lines[*].text", True),
        (None, "line", False),
        ("A[*].B[*]", "payee", True),
        ("A[*].B[*]", "^A.B.payee", True),
        ("A[*].B[*]", "../B.payee", True),
        ("A[*].B[*]", "../payee", False),
        ("A[*].B[*]", "^payee", False),
        ("A[*].B[*]", "../../../payee", False),
        (["C", "A[*].B[*]"], "../../C.payee", True),
    ],
)
def test_fields_that_the_mapping_does_not_read(
    main: Main,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    each: object,
    field: str,
    is_known: bool,
) -> None:
    """In whichever way they are written; an object that is mapped has more fields inside."""
    entry = ALLOWED | {"name": "AL-1", "indicator": "b-1", "field": field}
    del entry["customer"]
    read = [{"path": path, "role": "free_text"} for path in ("payee.name", "lines[*]")]
    for name, values in {
        "ALLOW_LIST": {"version": 1, "entries": [entry]},
        "MAPPING": {"name": "own", "fields": read} | ({"each": each} if each else {}),
    }.items():
        path = tmp_path / f"{name}.yaml"
        path.write_text(yaml.safe_dump(values), "utf-8")
        monkeypatch.setenv(f"FRESNEL_{name}", str(path))
    said = "allow-list: entry AL-1 names a field that the mapping does not read"
    assert (said in main("config", "check")[1]) is not is_known
    monkeypatch.setenv("FRESNEL_SCREEN_UNREAD_TEXT", "true")
    assert said not in main("config", "check")[1]


def test_scan_and_serve_tell_of_ids_that_stand_for_several(
    main: Main, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With every list that they take into use."""
    entries = [ALLOWED | {"name": f"AL-{n}", "indicator": n} for n in ("a-1", "b-1")]
    path = tmp_path / "allowed.yaml"
    path.write_text(yaml.safe_dump({"version": 1, "entries": entries}), "utf-8")
    monkeypatch.setenv("FRESNEL_ALLOW_LIST", str(path))
    folder, sample = snapshot_of(tmp_path, LISTED), tmp_path / "sample.jsonl"
    sample.write_text('{"id": "1"}\n')
    said = main("scan", "--snapshot", folder, sample)[2]
    assert f"warning: allow-list: entry AL-a-1 {SEVERAL}" in said
    assert "AL-b-1" not in said
    monkeypatch.setenv("FRESNEL_SNAPSHOT", str(folder))
    monkeypatch.setenv("FRESNEL_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("FRESNEL_HTTP__PORT", "0")
    made = service.build(settings.load())
    for server in made.servers:
        server._socket.close()
    reloader = made.reloader
    assert reloader.warnings()[-1:] == [f"allow-list: entry AL-a-1 {SEVERAL}"]
    assert reloader.describe()["warnings"] == reloader.warnings()


def test_four_eyes_need_a_lasting_place(main: Main, snapshot: Path, monkeypatch) -> None:
    """What was approved must outlive the process; `serve` says the same, with workers too."""
    monkeypatch.setenv("FRESNEL_RELEASE__FOUR_EYES", "true")
    monkeypatch.setenv("FRESNEL_SNAPSHOT", str(snapshot))
    for command in (["config", "check"], ["serve"], ["serve", "--workers", "2"]):
        status, _, err = main(*command)
        assert status == 1
        assert err.splitlines()[-1].startswith("fresnel: error: FRESNEL_STATE_DIR: not set")
