"""Small lists for matcher tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.index import Index
from matcher.indicator import (
    PERMITTED,
    Indicator,
    IndicatorType,
    Match,
    Nature,
    Role,
    Scope,
    Source,
    Tier,
    Tlp,
)
from matcher.normalize import canonical

if TYPE_CHECKING:
    from matcher.automaton import Engine

SOURCE = Source("test", "s-1", Tier.CLUE, Nature.UNKNOWN, None, Tlp.AMBER, None, None)


def indicator(kind: str, value: str) -> Indicator:
    """An indicator of this canonical value."""
    return Indicator(
        id=f"{kind}:{value}",
        type=IndicatorType(kind),
        value=value,
        tier=Tier.CLUE,
        nature=Nature.UNKNOWN,
        confidence=None,
        tlp=Tlp.AMBER,
        platform=None,
        region=None,
        first_seen=None,
        last_seen=None,
        labels=(),
        sources=(SOURCE,),
    )


def index(*listed: tuple[str, str], engine: Engine = "auto") -> Index:
    """An index over (type, value) pairs as a feed would state them, as a host loads it.

    The tables are those that another process would map; the automaton is built in shards where
    the engine has no form to load, so small ones that every list has several.
    """
    keys = sorted({(IndicatorType(k), canonical(IndicatorType(k), v)) for k, v in listed})
    records = [indicator(k, v) for k, v in keys]
    parts = {
        name: bytes(part) for name, part in Index.compile(keys, records, engine).parts().items()
    }
    return Index.restore(parts, records, engine, shard=2)


def scope(role: str) -> Scope:
    """A role with the types it permits by default."""
    return Scope(Role(role), PERMITTED[Role(role)])


def find(over: Index, text: str, role: str = "free_text") -> list[Match]:
    """Matches in one field, the law of excerpts checked on each."""
    matches = over.match([("f", scope(role), text)])
    for match in matches:
        assert text[match.span.start : match.span.end] == match.span.excerpt
    return matches


def excerpts(over: Index, text: str, role: str = "free_text") -> list[tuple[str, str, str]]:
    """(type, excerpt, method) of each match."""
    return [(m.indicator.type.value, m.span.excerpt, m.method) for m in find(over, text, role)]
