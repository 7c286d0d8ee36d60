"""The severity policy: what each part of an alert weighs, as a readable YAML file (docs/policy.md).

The shipped one is `default`; a bank's own is named by its path.
"""

from __future__ import annotations

from importlib import resources
from typing import Annotated, Literal

from pydantic import Field, model_validator

from matcher.indicator import Nature, Tier
from screening.judging import files
from screening.judging.files import Name, Strict
from screening.judging.rules import Points, Rule

DEFAULT = "default"
_SETTING = "FRESNEL_POLICY"

Severity = Literal["critical", "high", "medium", "low"]


class Further(Strict):
    """Points for each one after the first, and for how many of them at most."""

    each: Points
    most: Annotated[int, Field(strict=True, ge=0, le=100)]

    def points(self, count: int) -> int:
        """The points of `count` in all."""
        return self.each * max(0, min(count - 1, self.most))


class Bands(Strict):
    """The least points of each severity; what has fewer than `medium` is `low`."""

    critical: Annotated[int, Field(strict=True)]
    high: Annotated[int, Field(strict=True)]
    medium: Annotated[int, Field(strict=True)]

    @model_validator(mode="after")
    def _descend(self) -> Bands:
        if not self.critical > self.high > self.medium:
            raise ValueError("critical must be above high, and high above medium")
        return self

    def of(self, points: int) -> Severity:
        """The severity of so many points."""
        if points >= self.critical:
            return "critical"
        if points >= self.high:
            return "high"
        return "medium" if points >= self.medium else "low"


class SeverityPolicy(Strict):
    """A whole policy. `confidence` is what 100 gives, less in proportion, rounded down."""

    name: Name
    tier: dict[Tier, Points]
    nature: dict[Nature, Points]
    confidence: Points
    loose: Annotated[int, Field(strict=True, ge=-1000, le=0)]
    further_indicators: Further
    further_sources: Further
    bands: Bands
    rules: tuple[Rule, ...] = ()

    @model_validator(mode="after")
    def _is_whole(self) -> SeverityPolicy:
        missing = [str(each) for each in Tier if each not in self.tier]
        missing += [str(each) for each in Nature if each not in self.nature]
        if missing:
            raise ValueError(f"no points for {', '.join(missing)}")
        names = [rule.name for rule in self.rules]
        if len(names) != len(set(names)):
            raise ValueError("rules: two have the same name")
        return self

    @property
    def facts(self) -> set[str]:
        """The names of a mapping's `context` that the rules ask for."""
        return {name for rule in self.rules for name in rule.when.facts}


def load(name: str) -> SeverityPolicy:
    """The shipped policy of that name, or the one in the YAML file at that path.

    Raises:
        SettingsError: it cannot be read, or is no policy; names the file, line and field.
    """
    if name == DEFAULT:
        text = resources.files("screening").joinpath("data", "default-policy.yaml").read_text()
        return files.parse(f"{_SETTING}: {name}", text, SeverityPolicy)
    return files.load(_SETTING, name, SeverityPolicy)
