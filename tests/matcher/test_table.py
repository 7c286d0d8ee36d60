"""Tables of keys against a dictionary."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher import table
from matcher.table import KeyTable

KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
PAIRS = st.lists(st.tuples(KEYS, st.integers(0, 1 << 31)), max_size=60)


def restored(built: KeyTable) -> KeyTable:
    """The table as another process would map it."""
    return KeyTable.restore({n: bytes(part) for n, part in built.parts("t").items()}, "t")


@given(PAIRS, st.lists(KEYS, max_size=20))
@settings(deadline=None)
def test_a_table_is_a_dictionary_of_lists(pairs: list[tuple[str, int]], others: list[str]) -> None:
    """Every key gives its numbers, and no other key any; built or mapped."""
    expected: dict[str, set[int]] = defaultdict(set)
    for key, number in pairs:
        expected[key].add(number)
    for each in (KeyTable.build(pairs), restored(KeyTable.build(pairs))):
        assert bool(each) == bool(pairs)
        for key in [*expected, *others]:
            assert set(each.numbers(key)) == expected.get(key, set())
            assert (key in each) == (key in expected)


@pytest.mark.parametrize("fingerprint", [0, 1, 1 << 32, (1 << 64) - 2, (1 << 64) - 1])
def test_keys_of_one_fingerprint_are_all_offered(
    monkeypatch: pytest.MonkeyPatch, fingerprint: int
) -> None:
    """Whoever asks compares the records; the slots at both ends of the table are slots."""
    monkeypatch.setattr(table, "xxh3_64_intdigest", lambda _: fingerprint)
    built = KeyTable.build([(f"k{number}", number) for number in range(40)])
    assert sorted(built.numbers("anything")) == list(range(40))


@given(st.lists(st.integers(0, (1 << 64) - 1), min_size=1, max_size=80, unique=True))
@settings(deadline=None)
def test_any_fingerprints_find_their_place(fingerprints: list[int]) -> None:
    """However they crowd, also at the last slots."""
    keys = {f"k{n}".encode(): value for n, value in enumerate(fingerprints)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table, "xxh3_64_intdigest", lambda key: keys[key])
        built = KeyTable.build([(f"k{n}", n) for n in range(len(fingerprints))])
        for number in range(len(fingerprints)):
            assert number in built.numbers(f"k{number}")


def test_half_of_a_surrogate_pair_is_on_no_list() -> None:
    """Text that cannot be encoded is an ordinary miss."""
    assert KeyTable.build([("a", 1)]).numbers("\ud800") == ()
