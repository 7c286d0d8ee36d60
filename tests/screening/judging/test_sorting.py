"""Live, shadow, suppressed: every valid match is in exactly one, by an oracle of its own."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.indicator import (
    Indicator,
    IndicatorType,
    Lane,
    Match,
    Nature,
    Role,
    Scope,
    Source,
    Span,
    Tier,
    Tlp,
    agreed,
)  # fmt: skip
from screening.judging.allow_list import AllowList, AllowListFile
from screening.judging.shadow import Shadow, ShadowFile
from screening.judging.sorting import expired_entries, sort
from screening.transaction import Transaction
from tests.screening.support import NOW

SCOPE = Scope(Role.FREE_TEXT, frozenset())
KINDS = {"email": "a@example.com", "username": "copper.sparrow42", "name": "robin placeholder"}
TEXTS = {"note": "rent", "lines[0]": "rent", "lines[1]": "gift", "payee.proxy": "pay"}
DAYS = st.none() | st.integers(-2, 2)
IDS = [*(f"id-{kind}" for kind in KINDS), "alpha-email", "shared"]


def day(days: int | None) -> datetime | None:
    """So many days from now."""
    return None if days is None else NOW + timedelta(days=days)


@st.composite
def indicators(draw: st.DrawFn, kind: str) -> Indicator:
    """One of a few indicators, which one or two feeds state."""
    names = draw(st.lists(st.sampled_from(["alpha", "beta"]), min_size=1, max_size=2, unique=True))
    sources = tuple(
        Source(name, draw(st.sampled_from([f"{name}-{kind}", "shared"])),
               draw(st.sampled_from(Tier)), Nature.UNKNOWN,
               draw(st.none() | st.integers(0, 100)), Tlp.GREEN, day(draw(DAYS)), day(draw(DAYS)))
        for name in names
    )  # fmt: skip
    return Indicator(
        draw(st.sampled_from([f"id-{kind}", "shared"])), IndicatorType(kind), KINDS[kind],
        *agreed(sources), None, None, None, None, (), sources,
    )  # fmt: skip


@st.composite
def matches(draw: st.DrawFn) -> list[Match]:
    """Matches of a list's indicators, of which it has each but once."""
    listed = {kind: draw(indicators(kind)) for kind in KINDS}
    kinds = draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=5))
    return [draw(match_of(listed[kind])) for kind in kinds]


@st.composite
def match_of(draw: st.DrawFn, indicator: Indicator) -> Match:
    """The indicator somewhere, perhaps in two joined items."""
    places = draw(st.lists(st.sampled_from(sorted(TEXTS)), min_size=1, max_size=2, unique=True))
    spans = tuple(Span(path, 0, 1, TEXTS[path][0]) for path in places)
    lane = draw(st.sampled_from(Lane))
    return Match(indicator, SCOPE, lane, "token", spans[0], spans if spans[1:] else ())


SHADOWED = st.fixed_dictionaries(
    {},
    optional={
        "source": st.sampled_from(["alpha", "beta"]),
        "indicator": st.sampled_from(IDS),
        "type": st.sampled_from(["email", "username"]),
        "lane": st.sampled_from(["canonical", "loose"]),
    },
).filter(bool)
ALLOWED = st.one_of(
    st.sampled_from(IDS).map(lambda each: {"indicator": each}),
    st.sampled_from(sorted(KINDS)).map(lambda kind: {"type": kind, "value": KINDS[kind].upper()}),
)
PLACES = st.sampled_from(
    [{"customer": "C1"}, {"customer": "C2"}, {"field": "lines[*]"}, {"field": "payee"},
     {"text": "rent"}, {"text": "re"}]
)  # fmt: skip


def shadow_of(entries: list[dict[str, Any]], ends: list[int | None]) -> Shadow:
    """A shadow file of these entries."""
    full = [
        entry | {"reason": "r", "owner": "o"} | ({} if end is None else {"until": str(day(end))})
        for entry, end in zip(entries, ends, strict=False)
    ]
    return Shadow(ShadowFile.model_validate({"approved_by": "p", "shadow": full}))


def allowed_of(entries: list[dict[str, Any]], ends: list[int]) -> AllowList:
    """An allow-list of these entries."""
    full = [
        entry
        | {"name": str(n), "reason": "r", "owner": "o", "approver": "p", "expires": str(day(end))}
        for n, (entry, end) in enumerate(zip(entries, ends, strict=False))
    ]
    return AllowList(AllowListFile.model_validate({"version": 1, "entries": full}))


def is_named(match: Match, entry: dict[str, Any], repeated: set[str]) -> bool:
    """Whether an entry names the indicator of a match, or names none."""
    given, indicator = entry.get("indicator"), match.indicator
    if entry.get("type", indicator.type) != indicator.type:
        return False
    ids = {indicator.id} | {source.id for source in indicator.sources}
    return given is None or (given in ids and given not in repeated)


def is_allowed(match: Match, entry: dict[str, Any], customer: str, repeated: set[str]) -> bool:
    """Whether an entry covers a match, in words."""
    if not is_named(match, entry, repeated):
        return False
    if "customer" in entry:
        return customer == entry["customer"]
    fields = [span.field for span in match.parts or (match.span,)]
    if "text" in entry:
        return all(TEXTS[field] == entry["text"] for field in fields)
    return all(field.startswith(entry["field"].removesuffix("[*]")) for field in fields)


@settings(deadline=None, max_examples=400)
@given(
    found=matches(),
    shadowed=st.lists(SHADOWED, max_size=2),
    until=st.lists(DAYS, min_size=2, max_size=2),
    allowed=st.lists(st.tuples(ALLOWED, PLACES).map(lambda both: both[0] | both[1]), max_size=3),
    expires=st.lists(st.integers(-2, 2), min_size=3, max_size=3),
    repeated=st.sets(st.sampled_from(IDS), max_size=2),
)
def test_every_valid_match_is_in_exactly_one(
    found: list[Match],
    shadowed: list[dict[str, Any]],
    until: list[int | None],
    allowed: list[dict[str, Any]],
    expires: list[int],
    repeated: set[str],
) -> None:
    """And where it is follows from the entries alone, one match at a time."""
    transaction = Transaction(
        "1", None, NOW, "C1", None, None, [(path, SCOPE, text) for path, text in TEXTS.items()],
        [], {}, 0, None,
    )  # fmt: skip
    lists = shadow_of(shadowed, until), allowed_of(allowed, expires)
    told = sort(found, transaction, NOW, *lists, NOW, repeated)
    expected: dict[str, list[Any]] = {"live": [], "shadow": [], "suppressed": []}
    for match in found:
        valid = [
            source for source in match.indicator.sources
            if (source.valid_from is None or source.valid_from <= NOW)
            and (source.valid_until is None or source.valid_until > NOW)
        ]  # fmt: skip
        live = [
            source for source in valid
            if match.indicator.type != "name" and not any(
                entry.get("source", source.name) == source.name
                and is_named(match, entry, repeated)
                and entry.get("lane", match.lane) == match.lane
                for entry, end in zip(shadowed, until, strict=False) if end is None or end > 0
            )
        ]  # fmt: skip
        if not valid:
            continue
        covering = [end for entry, end in zip(allowed, expires, strict=False)
                    if is_allowed(match, entry, "C1", repeated)]  # fmt: skip
        place = "live" if live else "shadow"
        if any(end > 0 for end in covering):
            place = "suppressed"
        expected[place].append((match.span, match.lane, tuple(live or valid)))
    for name, matched in told._asdict().items():
        assert [(m.span, m.lane, m.indicator.sources) for m in matched] == expected[name]
    for match in (*told.live, *told.shadow):
        statement = match.indicator
        assert agreed(statement.sources) == (
            statement.tier, statement.nature, statement.confidence, statement.tlp
        )  # fmt: skip
        names = expired_entries([match], transaction, lists[1], repeated)
        assert names == [
            str(n) for n, (entry, _) in enumerate(zip(allowed, expires, strict=False))
            if is_allowed(match, entry, "C1", repeated)
        ]  # fmt: skip
