"""`fresnel snapshot forecast --budget`: what is above it, in a file that a person must approve."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import yaml

from screening import service
from screening.judging import shadow
from screening.settings import SettingsError, load
from tests.screening.test_forecast import lists, payments, sample

if TYPE_CHECKING:
    from pathlib import Path

    from tests.screening.command import Main

__all__ = ["lists", "payments", "sample"]


def entries(path: Path) -> list[tuple[str, str]]:
    """What a shadow file names."""
    names = ("indicator", "source", "type", "lane")
    whole = yaml.safe_load(path.read_text("utf-8"))
    return [(name, e[name]) for e in whole["shadow"] for name in names if name in e]


@pytest.mark.parametrize(
    ("budget", "expected"),
    [
        (5, [("indicator", "e1"), ("indicator", "u1")]),
        (7, [("indicator", "e1"), ("source", "beta")]),
        (9.9, [("indicator", "e1")]),
        (10, [("source", "alpha")]),
        (14, []),
    ],
)
def test_what_is_above_the_budget_is_proposed(
    main: Main, lists: list[object], sample: Path, tmp_path: Path, budget: float, expected: object
) -> None:
    """A day has 10, 6, 4 and 2 alerts of the indicators, 14 and 8 of the sources."""
    path = tmp_path / "proposed.yaml"
    status, _, err = main(
        "snapshot", "forecast", *lists, "--sample", sample, "--budget", budget, "--propose", path
    )
    assert (status, entries(path)) == (0, expected)
    assert f"proposed {len(expected)} for shadow" in err  # type: ignore[arg-type]
    assert "quiet.lantern" not in path.read_text("utf-8")


def test_a_person_must_approve(
    main: Main, lists: list[object], sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until then `config check` and `serve` refuse it; then it does what it says."""
    path = tmp_path / "proposed.yaml"
    options = [*lists, "--sample", sample]
    main("snapshot", "forecast", *options, "--budget", 5, "--propose", path)
    monkeypatch.setenv("FRESNEL_SHADOW", str(path))
    monkeypatch.setenv("FRESNEL_SNAPSHOT", str(lists[1]))
    status, _, err = main("config", "check")
    assert status == 1
    assert f"FRESNEL_SHADOW: {path}: line 4: approved_by" in err
    with pytest.raises(SettingsError, match="approved_by"):
        service.build(load())
    path.write_text(path.read_text("utf-8").replace("approved_by:", "approved_by: A. Reviewer"))
    assert main("config", "check")[0] == 0
    _, out, _ = main("snapshot", "forecast", *options, "--json")
    assert {each["id"] for each in json.loads(out)["noisiest"]} == {"d1", "b1"}


def test_what_is_in_shadow_stays_in_the_proposal(
    main: Main, lists: list[object], sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proposal that takes the file's place must not make anything live."""
    path = tmp_path / "shadow.yaml"
    kept = {"lane": "loose", "type": "phrase", "reason": "NO", "owner": "0742",
            "until": "2030-01-01T00:00:00Z"}  # fmt: skip
    path.write_text(yaml.safe_dump({"approved_by": "A", "shadow": [kept]}), "utf-8")
    monkeypatch.setenv("FRESNEL_SHADOW", str(path))
    before = shadow.load(path).entries
    options = ["snapshot", "forecast", *lists, "--sample", sample, "--budget", 9, "--propose"]
    status, _, err = main(*options, path)
    assert (status, "exists; name a new file" in err) == (2, True)
    path = tmp_path / "proposed.yaml"
    main(*options, path)
    with pytest.raises(SettingsError, match="approved_by"):
        shadow.load(path)
    path.write_text(path.read_text("utf-8").replace("approved_by:", "approved_by: A"))
    after = shadow.load(path).entries
    assert (after[:1], [each.indicator for each in after[1:]]) == (before, ["e1"])


def test_a_budget_needs_a_day(main: Main, lists: list[object], tmp_path: Path) -> None:
    """Without the volume of a day nothing can be above it; both options belong together."""
    short = tmp_path / "short.jsonl"
    short.write_text('{"id": "1", "description": "violet kettle harbour"}\n')
    options = ["snapshot", "forecast", *lists, "--sample", short]
    path = tmp_path / "proposed.yaml"
    status, _, err = main(*options, "--budget", 1, "--propose", path)
    assert status == 1
    assert "--budget: no estimate for a day" in err
    assert not path.exists()
    wrong = [(1, None), (None, path), ("nan", path), ("inf", path), (-1, path)]
    for most, proposal in [*wrong, (1, tmp_path / "none" / "proposed.yaml")]:
        asked = [] if most is None else ["--budget", most]
        asked += [] if proposal is None else ["--propose", proposal]
        status, _, err = main(*options, *asked)
        assert (status, "--budget" in err or "--propose" in err) == (2, True)
    assert "they belong together" in main(*options, "--budget", 1)[2]


def test_a_forecast_reads_what_the_settings_say(
    main: Main, lists: list[object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Text that no path reads is screened in a forecast too, and listed fields are no trouble."""
    path = tmp_path / "unread.jsonl"
    path.write_text('{"id": "1", "memo": "quiet.lantern@example.com"}\n')
    monkeypatch.setenv("FRESNEL_SCREEN_UNREAD_TEXT", "true")
    monkeypatch.setenv("FRESNEL_ALERT__FIELDS", "description")
    _, out, _ = main("snapshot", "forecast", *lists, "--sample", path, "--json")
    assert json.loads(out)["alerts"]["new"]["sample"] == 1
