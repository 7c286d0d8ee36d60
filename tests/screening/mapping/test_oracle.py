"""The compiled tree against a naive reading of DESIGN section 4, on random documents."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from screening.bad_record import BadRecordError
from screening.values import text_of
from tests.screening.support import mapping_of, read_one, texts

KEYS = st.sampled_from("abc")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | st.text("xy é•😀", max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)
STEPS = st.tuples(KEYS, st.booleans())
PATHS = st.lists(STEPS, min_size=1, max_size=3)


def naive(value: Any, path: str, steps: list[tuple[str, bool]]) -> list[tuple[str, str]]:
    """Every text at `steps` of `value`, one rule of DESIGN a line."""
    if not steps:
        return leaves(value, path)
    if isinstance(value, list):  # a list on the way is passed through
        return [hit for n, each in enumerate(value) for hit in naive(each, f"{path}[{n}]", steps)]
    (key, repeats), rest = steps[0], steps[1:]
    if not isinstance(value, dict) or value.get(key) is None:
        return []
    place, item = f"{path}.{key}" if path else key, value[key]
    if not repeats:
        return naive(item, place, rest)
    items = item if isinstance(item, list) else [item]  # one item where a list was expected
    return [hit for n, each in enumerate(items) for hit in naive(each, f"{place}[{n}]", rest)]


def leaves(value: Any, path: str) -> list[tuple[str, str]]:
    """Every text and number below `value`."""
    if isinstance(value, dict):
        return [hit for key, each in value.items() for hit in leaves(each, f"{path}.{key}")]
    if isinstance(value, list):
        return [hit for n, each in enumerate(value) for hit in leaves(each, f"{path}[{n}]")]
    text = text_of(value)
    return [(path, text)] if text else []


def written(steps: list[tuple[str, bool]]) -> str:
    """The path as a mapping file has it."""
    return ".".join(key + "[*]" * repeats for key, repeats in steps)


@settings(deadline=None, max_examples=300)
@given(st.dictionaries(KEYS, VALUES), st.lists(PATHS, min_size=1, max_size=4, unique_by=str))
def test_the_tree_reads_what_the_design_says(
    document: dict[str, Any], paths: list[list[tuple[str, bool]]]
) -> None:
    """Several paths in one walk find what each finds alone, and no place twice."""
    mapping = mapping_of(*({"path": written(path), "role": "free_text"} for path in paths))
    found = [hit for hit in texts(read_one(mapping, document)) if hit[1]]
    expected = {hit for path in paths for hit in naive(document, "", path)}
    if len(paths) == 1:
        assert Counter(found) == Counter(expected)
    assert set(found) <= expected  # a place may be named by several paths, each in its own way
    assert {hit for _, hit in found} == {hit for _, hit in expected}


@settings(deadline=None, max_examples=150)
@given(st.dictionaries(KEYS, VALUES), PATHS, PATHS)
def test_items_keep_absolute_paths(
    document: dict[str, Any], each: list[tuple[str, bool]], path: list[tuple[str, bool]]
) -> None:
    """With `each`, what is found in all items is what the joined path finds in the message."""
    split = mapping_of({"path": written(path), "role": "free_text"}, each=written(each))
    whole = mapping_of({"path": written([*each, *path]), "role": "free_text"})
    items: list[Any] = []
    with suppress(BadRecordError):  # no_transaction: then nothing is to be found either
        items = list(split.read(json.dumps(document).encode()))
    if not any(isinstance(item, BadRecordError) for item in items):
        found = Counter(hit for item in items for hit in texts(item))
        assert found == Counter(texts(read_one(whole, document)))
