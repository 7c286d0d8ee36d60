"""Canaries: what a compiled index must find, and what it must not.

Law: an index that does not find its own indicators never goes live. Besides them there are
ordinary payments, which no sound list flags, and what the operator adds in a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from feeds import strict_yaml
from feeds.snapshot import SnapshotError
from feeds.strict_yaml import YamlError
from matcher.indicator import PERMITTED, IndicatorType, Role, Scope

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from feeds.compile import ActiveList
    from matcher.index import Index
    from matcher.indicator import Indicator

A_TYPE = 16
"""Indicators of each type that are looked for."""

_ROLES = {
    IndicatorType.EMAIL: Role.CONTACT,
    IndicatorType.PHONE: Role.CONTACT,
    IndicatorType.USERNAME: Role.CONTACT,
    IndicatorType.URL: Role.NETWORK,
    IndicatorType.DOMAIN: Role.NETWORK,
    IndicatorType.IP: Role.NETWORK,
    IndicatorType.ACCOUNT: Role.ACCOUNT,
    IndicatorType.PAYID: Role.PROXY,
    IndicatorType.WALLET: Role.ACCOUNT,
    IndicatorType.NAME: Role.PARTY_NAME,
    IndicatorType.PHRASE: Role.FREE_TEXT,
}


class Canary(BaseModel):
    """A text as it stands in a field of `role`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    role: Role = Role.FREE_TEXT

    def hits(self, index: Index) -> bool:
        """Whether anything on the list matches."""
        return bool(index.match([("", Scope(self.role, PERMITTED[self.role]), self.text)]))


class CanaryFile(BaseModel):
    """What an operator adds: texts that must match, and texts that must not."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    must_hit: tuple[Canary, ...] = ()
    must_not_hit: tuple[Canary, ...] = ()


@dataclass(frozen=True, slots=True)
class Canaries:
    """All that an index is tried with, its own indicators apart."""

    must_hit: tuple[Canary, ...] = ()
    must_not_hit: tuple[Canary, ...] = ()

    @classmethod
    def load(cls, path: Path | None, *, ordinary: bool) -> Canaries:
        """Those of a file (YAML: `must_hit`, `must_not_hit`, each a list of {text, role}).

        With `ordinary`, also the payments that no sound list flags.

        Raises:
            SnapshotError: the file cannot be read.
        """
        given = CanaryFile() if path is None else _read(path)
        texts = _ordinary() if ordinary else ()
        return cls(given.must_hit, (*given.must_not_hit, *texts))

    def failure(self, index: Index) -> str | None:
        """The first canary that `index` fails, or None."""
        for number, each in enumerate(self.must_hit, 1):
            if not each.hits(index):
                return f"must_hit {number} is not found"
        for number, each in enumerate(self.must_not_hit, 1):
            if each.hits(index):
                return f"must_not_hit {number} is found: this list would flag ordinary payments"
        return None


def own_failure(candidate: ActiveList) -> str | None:
    """The first of some indicators of each type that the index does not find, or None."""
    index = candidate.index
    for number in _spread(candidate.manifest.counts):
        indicator = index.records[number]
        scope = Scope(_ROLES[indicator.type], frozenset({indicator.type}))
        found = index.match([("", scope, _written(indicator))])
        if all(match.indicator.id != indicator.id for match in found):
            return f"{indicator.type} {indicator.id} is not found by its own value"
    return None


def _spread(counts: Mapping[str, int]) -> Iterator[int]:
    """Numbers of up to `A_TYPE` indicators a type, evenly over the list, which is in its order."""
    first = 0
    for _, count in sorted(counts.items()):
        yield from range(first, first + count, max(1, count // A_TYPE))
        first += count


def _written(indicator: Indicator) -> str:
    """How a payment would hold it: a network by its first address."""
    return (
        indicator.value.partition("/")[0] if indicator.type is IndicatorType.IP else indicator.value
    )


def _read(path: Path) -> CanaryFile:
    try:
        values, root = strict_yaml.load_with_nodes(path.read_text("utf-8"))
    except YamlError as error:
        raise SnapshotError(f"{path.name}: {error}") from error
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise SnapshotError(f"{path.name}: {reason}") from error
    try:
        return CanaryFile.model_validate({} if values is None else values)
    except ValidationError as error:
        raise SnapshotError(f"{path.name}: {strict_yaml.first_error(error, root)}") from error


def _ordinary() -> tuple[Canary, ...]:
    text = resources.files("feeds").joinpath("ordinary.txt").read_text("utf-8")
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return tuple(Canary(text=line) for line in lines if line)
