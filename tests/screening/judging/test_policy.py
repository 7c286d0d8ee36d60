"""The severity policy's file: the shipped one, a bank's own, and every way to get it wrong."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from screening import mapping
from screening.judging import policy
from screening.settings import SettingsError
from tests.screening.support import judge_of, judged, only_alert, pay

if TYPE_CHECKING:
    from pathlib import Path

    from feeds.compile import ActiveList

SHIPPED = yaml.safe_load(
    resources.files("screening").joinpath("data", "default-policy.yaml").read_text()
)
RULE = {"name": "even", "points": 5, "when": {"amount": {"currency": "AUD", "multiple_of": 50}}}


def written(folder: Path, **changed: Any) -> str:
    """The shipped policy with these parts changed, in a file of its own."""
    path = folder / "policy.yaml"
    path.write_text(yaml.safe_dump(SHIPPED | changed), "utf-8")
    return str(path)


def test_the_shipped_policy_is_what_the_design_settled() -> None:
    """The figures that alerts had before there was a file."""
    default = policy.load("default")
    assert default.tier == {"clue": 20, "indicator": 40}
    assert default.nature == {
        "distribution": 20, "possession": 15, "access": 15, "suspected_activity": 5, "unknown": 0,
    }  # fmt: skip
    assert (default.confidence, default.loose) == (20, -15)
    assert [default.further_indicators.points(n) for n in (0, 1, 2, 3, 9)] == [0, 0, 10, 20, 20]
    assert [default.further_sources.points(n) for n in (0, 1, 2, 3, 9)] == [0, 0, 5, 10, 10]
    told = [default.bands.of(points) for points in (-15, 29, 30, 54, 55, 74, 75, 900)]
    assert told == ["low", "low", "medium", "medium", "high", "high", "critical", "critical"]
    assert default.rules == ()


def test_a_banks_policy_decides(tmp_path: Path, active: ActiveList) -> None:
    """Its points, its bands, and its rules by their names."""
    path = written(tmp_path, tier={"clue": 1, "indicator": 2}, rules=[RULE],
                   bands={"critical": 9, "high": 8, "medium": 7})  # fmt: skip
    judging = judge_of(mapping.load("generic"), policy=path)
    document = pay("violet kettle harbour", amount=100, currency="AUD")
    alert = only_alert(judged(document, active, judging))
    assert alert["severity_reasons"] == ["tier clue: +1", "nature unknown: +0", "even: +5"]
    assert alert["severity"] == "low"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"rules": [RULE | {"points": -5}]}, "rules.0.points: below 0: context raises"),
        ({"rules": [RULE, RULE]}, "two have the same name"),
        ({"rules": [RULE | {"name": "a\nb"}]}, "rules.0.name: not a name on one line"),
        ({"rules": [RULE | {"when": {}}]}, "rules.0.when: needs amount, local_hour or facts"),
        ({"rules": [RULE | {"then": 1}]}, "rules.0.then"),
        ({"rules": [{**RULE, "when": {"amount": {"currency": "AUD"}}}]}, "needs at_least, at_most"),
        ({"rules": [{**RULE, "when": {"local_hour": {"zone": "Mars/A", "from": 1, "until": 2}}}]},
         "rules.0.when.local_hour.zone: not a time zone"),
        ({"rules": [{**RULE, "when": {"local_hour": {"zone": "UTC", "from": 2, "until": 2}}}]},
         "from and until are the same hour"),
        ({"rules": [{**RULE, "when": {"local_hour": {"zone": "UTC", "from": 24, "until": 2}}}]},
         "rules.0.when.local_hour.from"),
        ({"rules": [{**RULE, "when": {"facts": {"new": {}}}}]}, "needs true, equals, one_of"),
        ({"tier": {"clue": 20}}, "no points for indicator"),
        ({"nature": {"access": 1}}, "no points for possession"),
        ({"tier": {"clue": -1, "indicator": 2}}, "tier.clue"),
        ({"loose": 5}, "loose"),
        ({"bands": {"critical": 5, "high": 5, "medium": 1}}, "critical must be above high"),
        ({"confidence": "many"}, "confidence"),
        ({"weights": 1}, "weights"),
    ],
)  # fmt: skip
def test_a_wrong_policy_is_refused(tmp_path: Path, changed: dict[str, Any], message: str) -> None:
    """The error names setting, file, line and field."""
    path = written(tmp_path, **changed)
    with pytest.raises(SettingsError) as refused:
        policy.load(path)
    told = str(refused.value)
    assert message in told
    assert told.startswith(f"FRESNEL_POLICY: {path}: line ")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: [", "line 2: not readable as YAML"),
        ("name: a\nname: b\n", "line 2: a key that stands twice"),
        ("- 1\n", "valid dictionary"),
        ("", "valid dictionary"),
        ("a: &a [*a]\n", ""),
        ("[" * 5000, "not readable as YAML"),
    ],
)
def test_a_file_that_is_no_policy_is_refused(tmp_path: Path, text: str, message: str) -> None:
    """In one line, and never by a traceback."""
    path = tmp_path / "policy.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match="FRESNEL_POLICY: ") as refused:
        policy.load(str(path))
    assert message in str(refused.value)


def test_a_missing_file_is_named() -> None:
    """And not taken for the default."""
    with pytest.raises(SettingsError, match=r"FRESNEL_POLICY: strict: No such file"):
        policy.load("strict")


def test_the_digest_follows_the_content(tmp_path: Path) -> None:
    """A comment changes nothing; a point does."""
    reader = mapping.load("generic")
    plain = judge_of(reader).policy.config_digest
    same = written(tmp_path)
    assert judge_of(reader, policy=same).policy.config_digest == plain
    other = written(tmp_path, confidence=21)
    assert judge_of(reader, policy=other).policy.config_digest != plain


def test_a_line_is_that_of_the_field(tmp_path: Path) -> None:
    """So that whoever wrote it finds it."""
    text = resources.files("screening").joinpath("data", "default-policy.yaml").read_text()
    lines = text.splitlines()
    place = next(n for n, line in enumerate(lines) if line.startswith("confidence:"))
    lines[place] = "confidence: -3"
    path = tmp_path / "policy.yaml"
    path.write_text("\n".join(lines), "utf-8")
    with pytest.raises(SettingsError, match=rf"line {place + 1}: confidence: "):
        policy.load(str(path))
