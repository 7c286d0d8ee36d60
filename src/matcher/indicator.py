"""The vocabulary of the matcher: what an indicator is, and what a match of it says.

Rule 1: every value here is immutable.
Rule 2: `Indicator.value` is canonical; two indicators with equal (type, value) are one.
Rule 3: what an indicator says of tier, nature, confidence and TLP is what its sources agree on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


class IndicatorType(StrEnum):
    """What kind of artefact an indicator's value is."""

    EMAIL = "email"
    PHONE = "phone"
    USERNAME = "username"
    URL = "url"
    DOMAIN = "domain"
    IP = "ip"
    ACCOUNT = "account"
    PAYID = "payid"
    WALLET = "wallet"
    NAME = "name"
    PHRASE = "phrase"


class Tier(StrEnum):
    """How strong an artefact is: a clue of suspected activity, or an indicator of it."""

    CLUE = "clue"
    INDICATOR = "indicator"


class Nature(StrEnum):
    """What the artefact points to."""

    ACCESS = "access"
    POSSESSION = "possession"
    DISTRIBUTION = "distribution"
    SUSPECTED_ACTIVITY = "suspected_activity"
    UNKNOWN = "unknown"


class Tlp(StrEnum):
    """Traffic Light Protocol 2.0 (FIRST), from the most open to the most restricted."""

    CLEAR = "clear"
    GREEN = "green"
    AMBER = "amber"
    AMBER_STRICT = "amber+strict"
    RED = "red"


class Role(StrEnum):
    """What a field of a transaction holds; decides which types may match there."""

    PARTY_NAME = "party_name"
    ACCOUNT = "account"
    PROXY = "proxy"
    CONTACT = "contact"
    FREE_TEXT = "free_text"
    MERCHANT = "merchant"
    NETWORK = "network"
    REFERENCE = "reference"


class Lane(StrEnum):
    """`CANONICAL`: the value as people write it. `LOOSE`: found only by a weaker reading."""

    CANONICAL = "canonical"
    LOOSE = "loose"


@dataclass(frozen=True, slots=True)
class Source:
    """One feed's own statement about an indicator; `valid_until` is exclusive."""

    name: str
    id: str
    tier: Tier
    nature: Nature
    confidence: int | None
    tlp: Tlp
    valid_from: datetime | None
    valid_until: datetime | None

    def valid_at(self, moment: datetime) -> bool:
        """Whether this statement holds at `moment` (an aware datetime)."""
        if self.valid_from is not None and moment < self.valid_from:
            return False
        return self.valid_until is None or moment < self.valid_until


class Statement(NamedTuple):
    """What one or more sources together say of an indicator."""

    tier: Tier
    nature: Nature
    confidence: int | None
    tlp: Tlp


def agreed(sources: Sequence[Source]) -> Statement:
    """What one or more sources say together (DESIGN section 4, "Merge").

    The strongest tier; the nature of the strongest-tier, then most confident source, the first
    of equals; the highest confidence; the strictest TLP.
    """
    strongest = max(sources, key=_strength)
    return Statement(
        tier=strongest.tier,
        nature=strongest.nature,
        confidence=max((s.confidence for s in sources if s.confidence is not None), default=None),
        tlp=max((source.tlp for source in sources), key=_TLPS.index),
    )


_TIERS, _TLPS = list(Tier), list(Tlp)


def _strength(source: Source) -> tuple[int, int]:
    confidence = -1 if source.confidence is None else source.confidence
    return _TIERS.index(source.tier), confidence


@dataclass(frozen=True, slots=True)
class Indicator:
    """One clue, merged from every source that states it.

    `confidence` is 0-100, or None where no source gives one, which is not the same as 0.
    `region` is ISO 3166 (`AU`, `AU-NSW`).
    """

    id: str
    type: IndicatorType
    value: str
    tier: Tier
    nature: Nature
    confidence: int | None
    tlp: Tlp
    platform: str | None
    region: str | None
    first_seen: datetime | None
    last_seen: datetime | None
    labels: tuple[str, ...]
    sources: tuple[Source, ...]

    def sources_at(self, moment: datetime) -> tuple[Source, ...]:
        """The sources whose validity window holds `moment`; empty when the indicator does not."""
        return tuple(source for source in self.sources if source.valid_at(moment))

    def stated_by(self, sources: tuple[Source, ...]) -> Indicator:
        """The indicator as these of its sources, at least one, state it: no other has a say."""
        if len(sources) == len(self.sources):
            return self
        return replace(self, sources=sources, **agreed(sources)._asdict())

    def at(self, moment: datetime) -> Indicator | None:
        """The indicator as the sources valid at `moment` state it; None when none is."""
        sources = self.sources_at(moment)
        return self.stated_by(sources) if sources else None


@dataclass(frozen=True, slots=True)
class Scope:
    """What a field may match: its role and the indicator types permitted in it."""

    role: Role
    types: frozenset[IndicatorType]


class Span(NamedTuple):
    """A place in one field: code points `start` (inclusive) to `end` (exclusive)."""

    field: str
    start: int
    end: int
    excerpt: str


class Match(NamedTuple):
    """One indicator at one place.

    `original[span.start:span.end] == span.excerpt` always holds for the field's own text.
    `parts` is empty, or holds the two or more pieces of a match that straddles joined items;
    `span` then equals the first of them. `undone` names what the loose lane undid to find it
    (`separators`, `leet` …), in a fixed order; it is empty in the canonical lane.
    """

    indicator: Indicator
    scope: Scope
    lane: Lane
    method: str
    span: Span
    parts: tuple[Span, ...] = ()
    undone: tuple[str, ...] = ()


_TEXT_TYPES = frozenset(
    {
        IndicatorType.EMAIL,
        IndicatorType.PHONE,
        IndicatorType.URL,
        IndicatorType.DOMAIN,
        IndicatorType.IP,
        IndicatorType.WALLET,
        IndicatorType.ACCOUNT,
        IndicatorType.PAYID,
        IndicatorType.USERNAME,
        IndicatorType.PHRASE,
    }
)
_CONTACT_TYPES = frozenset(
    {
        IndicatorType.EMAIL,
        IndicatorType.PHONE,
        IndicatorType.PAYID,
        IndicatorType.URL,
        IndicatorType.DOMAIN,
        IndicatorType.USERNAME,
        IndicatorType.WALLET,
    }
)

PERMITTED: dict[Role, frozenset[IndicatorType]] = {
    Role.FREE_TEXT: _TEXT_TYPES,
    Role.REFERENCE: _TEXT_TYPES,
    Role.PROXY: _CONTACT_TYPES,
    Role.CONTACT: _CONTACT_TYPES,
    Role.ACCOUNT: frozenset({IndicatorType.ACCOUNT, IndicatorType.WALLET}),
    Role.MERCHANT: frozenset(
        {
            IndicatorType.PHRASE,
            IndicatorType.NAME,
            IndicatorType.EMAIL,
            IndicatorType.PHONE,
            IndicatorType.URL,
            IndicatorType.DOMAIN,
        }
    ),
    Role.PARTY_NAME: frozenset({IndicatorType.NAME, IndicatorType.PHRASE}),
    Role.NETWORK: frozenset({IndicatorType.IP, IndicatorType.DOMAIN, IndicatorType.URL}),
}
"""Which types each role permits unless a mapping narrows or widens it."""

RUNNING_TEXT = frozenset({Role.FREE_TEXT, Role.REFERENCE, Role.MERCHANT})
"""Roles whose value is searched for identifiers; the other roles' values are taken whole."""
