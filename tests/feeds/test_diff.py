"""What differs between two lists, against a comparison of dictionaries."""

from __future__ import annotations

import io
import json
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import snapshot
from feeds.build import build
from feeds.diff import Change, Kind, Tally, changes
from feeds.snapshot import SnapshotError

CREATED = datetime(2026, 1, 1, tzinfo=UTC)
SOURCES = ("alpha", "beta", "gamma")
# Values near one another, and beyond the basic plane, so that the order of keys is tried.
VALUES = [
    ("email", "a@example.com"), ("email", "b@example.com"), ("email", "bb@example.com"),
    ("domain", "teal.example.org"), ("domain", "teal-anchor.example.org"),
    ("phrase", "violet kettle"), ("phrase", "violet kettle harbour"),
    ("phrase", "\uffee quiet harbour"), ("phrase", "\U00020000 quiet harbour"),
    ("username", "copper.sparrow42"),
]  # fmt: skip
ENTRIES = st.lists(
    st.builds(
        lambda which, source, number, confidence, labels: {
            "type": which[0], "value": which[1], "source": source, "id": f"{source}-{number}",
            "confidence": confidence, "labels": labels,
        },
        st.sampled_from(VALUES), st.sampled_from(SOURCES), st.integers(1, 2),
        st.sampled_from([10, 90]), st.sampled_from(["", "synthetic"]),
    ),
    min_size=1, max_size=14,
)  # fmt: skip


def content(folder: Path, entries: list[dict[str, Any]]) -> bytes:
    """The lines of a snapshot that is built of these entries."""
    feed = folder / "feed.jsonl"
    feed.write_text("".join(f"{json.dumps(entry)}\n" for entry in entries), "utf-8")
    build([feed], folder / "list", serial=1, created=CREATED)
    return snapshot.read(folder / "list")[1]


def compared(old: bytes, new: bytes) -> list[Change]:
    """The differences of two lists' lines."""
    return list(changes(io.BytesIO(old), io.BytesIO(new)))


def by_key(lines: bytes) -> dict[tuple[str, str], dict[str, Any]]:
    """A list as a dictionary."""
    found = [json.loads(line) for line in lines.splitlines()]
    return {(each["type"], each["value"]): each for each in found}


def expected(old: bytes, new: bytes) -> list[tuple[Any, ...]]:
    """The same differences found in the plainest way."""
    before, after = by_key(old), by_key(new)
    found = []
    for key in sorted(before.keys() | after.keys()):
        one, other = before.get(key), after.get(key)
        if one == other:
            continue
        both = one is not None and other is not None
        fields = [name for name in sorted(one) if one[name] != other[name]] if both else []
        kind = "changed" if both else "added" if one is None else "withdrawn"
        found.append((kind, *key, fields, one, other))
    return found


def statements(old: bytes, new: bytes) -> dict[tuple[str, str], int]:
    """(source, kind) → statements, by bags of each source's statements on each indicator."""
    before, after = by_key(old), by_key(new)
    counts: Counter[tuple[str, str]] = Counter()
    for key in before.keys() | after.keys():
        for source in SOURCES:
            one, other = (_bag(side.get(key), source) for side in (before, after))
            gone, come = (one - other).total(), (other - one).total()
            counts[source, "changed"] += min(gone, come)
            counts[source, "added"] += max(0, come - gone)
            counts[source, "withdrawn"] += max(0, gone - come)
    return dict(+counts)


def _bag(indicator: dict[str, Any] | None, source: str) -> Counter[str]:
    stated = indicator["sources"] if indicator else []
    return Counter(json.dumps(each) for each in stated if each["name"] == source)


@settings(max_examples=80, deadline=None)
@given(ENTRIES, ENTRIES)
def test_differences_are_those_of_dictionaries(
    before: list[dict[str, Any]], after: list[dict[str, Any]]
) -> None:
    """Kind, key, fields and both indicators, in order; counts by type, source and field."""
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        old, new = content(Path(one), before), content(Path(other), after)
    found = compared(old, new)
    oracle = expected(old, new)
    told = [(str(c.kind), c.type, c.value, [*c.fields], c.before, c.after) for c in found]
    assert told == oracle
    tally = Tally()
    for change in found:
        tally.add(change)
    assert tally.total == Counter(each[0] for each in oracle)
    types = {(name, str(kind)): n for name, c in tally.types.items() for kind, n in c.items()}
    assert types == Counter((each[1], each[0]) for each in oracle)
    assert tally.fields == Counter(name for each in oracle for name in each[3])
    sources = {(name, str(kind)): n for name, c in tally.sources.items() for kind, n in c.items()}
    assert sources == statements(old, new)


@settings(max_examples=20, deadline=None)
@given(ENTRIES)
def test_a_list_does_not_differ_from_itself(entries: list[dict[str, Any]]) -> None:
    """Nothing is added, changed or withdrawn, and nothing is decoded."""
    with tempfile.TemporaryDirectory() as folder:
        lines = content(Path(folder), entries)
    assert not compared(lines, lines)
    assert {change.kind for change in compared(b"", lines)} == {Kind.ADDED}
    assert {change.kind for change in compared(lines, b"")} == {Kind.WITHDRAWN}


def test_a_change_as_json() -> None:
    """Change, type, id, value, fields, and both indicators whole; the later id is its id."""
    before = {"id": "e1", "type": "email", "value": "a@example.com", "tier": "clue", "sources": []}
    after = before | {"id": "e2", "tier": "indicator"}
    lines = [json.dumps(each).encode() for each in (before, after)]
    (change,) = changes(lines[:1], lines[1:])
    assert change.as_json() == {
        "change": "changed",
        "type": "email",
        "id": "e2",
        "value": "a@example.com",
        "fields": ("id", "tier"),
        "before": before,
        "after": after,
    }
    assert [c.as_json()["before"] for c in changes([], lines[:1])] == [None]


def line(value: str, **more: Any) -> bytes:
    """An indicator's line, as far as a comparison looks at it."""
    return json.dumps({"id": "1", "type": "email", "value": value, "sources": []} | more).encode()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ([line("b"), line("a")], [line("c")], "not sorted"),
        ([line("a")], [line("c"), line("a")], "not sorted"),
        ([line("x", id="2"), line("x", id="3")], [line("y")], "not sorted"),
        ([b"{"], [line("a")], "not an indicator"),
        ([b"[]"], [line("a")], "not an indicator"),
        ([b"{}\n"], [line("a")], "not an indicator"),
        ([line("a", sources=[{}])], [line("a")], "not an indicator"),
        ([line("a", sources=None)], [line("a")], "not an indicator"),
        ([line("a", type=1)], [line("a")], "not an indicator"),
    ],
)
def test_what_is_not_a_list_is_refused(old: list[bytes], new: list[bytes], told: str) -> None:
    """One reason, and none of the values."""
    with pytest.raises(SnapshotError, match=told) as refused:
        list(changes(old, new))
    assert "indicators.jsonl.gz" in str(refused.value)
