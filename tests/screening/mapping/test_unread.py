"""What is read and what is unread of a message, against a naive reading of the same rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.bad_record import BadRecordError
from screening.mapping.model import MappingModel
from screening.mapping.unread import Coverage
from tests.screening.mapping.test_oracle import KEYS, PATHS, VALUES, leaves, naive, written
from tests.screening.support import mapping_of, read_one, texts

if TYPE_CHECKING:
    from collections.abc import Iterable

Steps = list[tuple[str, bool]]
DOCUMENTS = st.dictionaries(KEYS, VALUES)


def coverage(*fields: str, **more: Any) -> Coverage:
    """The coverage of a mapping that screens these paths."""
    listed = [{"path": path, "role": "free_text"} for path in fields]
    return Coverage(MappingModel.model_validate({"name": "test", "fields": listed, **more}))


def unread(document: dict[str, Any], *fields: str, **more: Any) -> dict[str, list[str]]:
    """The paths of the unread texts by their item."""
    parts = coverage(*fields, **more).parts(document)
    return {part.path: sorted(path for path, _ in part.unread) for part in parts}


def placed(value: Any, path: str = "") -> Any:
    """`value` with every text replaced by its own place, so that all differ."""
    if isinstance(value, dict):
        return {k: placed(each, f"{path}.{k}" if path else k) for k, each in value.items()}
    if isinstance(value, list):
        return [placed(each, f"{path}[{number}]") for number, each in enumerate(value)]
    return path if isinstance(value, str) else value


def strings(value: Any) -> set[str]:
    """Every text in `value`."""
    return {text for _, text in leaves(value, "") if not text.lstrip("-").isdigit()}


def first(value: Any, steps: Steps) -> Any:
    """The one value at `steps`: the first item of every list on the way."""
    if not steps:
        return value
    if isinstance(value, list):
        return first(value[0], steps) if value else None
    (key, repeats), rest = steps[0], steps[1:]
    if not isinstance(value, dict):
        return None
    item = value.get(key)
    while repeats and not rest and isinstance(item, list):
        item = item[0] if item else None
    return first(item, rest)


def texts_of(values: Iterable[Any]) -> set[str]:
    """Those of `values` that are texts."""
    return {value for value in values if isinstance(value, str)}


@settings(deadline=None, max_examples=400)
@given(DOCUMENTS, st.lists(PATHS, min_size=1, max_size=3, unique_by=str), PATHS, PATHS)
def test_read_and_unread_are_everything_and_apart(
    document: dict[str, Any], fields: list[Steps], identifier: Steps, fact: Steps
) -> None:
    """Each text is what a field's path, or one of the single values, names; or it is unread."""
    document = placed(document)
    read = {text for path in fields for _, text in naive(document, "", path)}
    read |= texts_of(first(document, steps) for steps in (identifier, fact))
    (part,) = coverage(
        *map(written, fields), id=written(identifier), context={"fact": written(fact)}
    ).parts(document)
    expected = strings(document) - read
    assert sorted(part.unread) == sorted((text, text) for text in expected)


@settings(deadline=None, max_examples=400)
@given(DOCUMENTS, PATHS, PATHS, PATHS, PATHS)
def test_with_items_nothing_is_lost_and_nothing_is_both(
    document: dict[str, Any], each: Steps, field: Steps, identifier: Steps, header: Steps
) -> None:
    """Over all items: every text that neither items' paths nor the message's read, and no other."""
    document = placed(document)
    parts = coverage(
        written(field), f"^{written(header)}", each=written(each), id=written(identifier)
    ).parts(document)
    read = {text for part in parts if part.is_readable for _, text in naive(document, "", header)}
    read |= {text for _, text in naive(document, "", [*each, *field])}
    read |= texts_of(first(part.own.value, identifier) for part in parts if part.is_readable)
    found = [text for part in parts for _, text in part.unread]
    assert set(found) == strings(document) - read
    assert all(len(set(part.unread)) == len(part.unread) for part in parts)


@settings(deadline=None, max_examples=200)
@given(DOCUMENTS, st.lists(PATHS, min_size=1, max_size=3, unique_by=str))
def test_a_path_is_absent_where_the_reader_finds_nothing(
    document: dict[str, Any], paths: list[Steps]
) -> None:
    """Absent are exactly the paths at which the naive reading finds no text and no number."""
    seen = coverage(*map(written, paths))
    (part,) = seen.parts(document)
    absent = set(seen.absent(part))
    assert absent == {
        written(path) for path in paths if not any(t for _, t in naive(document, "", path))
    }


def test_a_text_outside_of_items_belongs_to_those_nearest_to_it() -> None:
    """A batch's own go with its payments; the header's, and an empty batch's, go with all."""
    document = {
        "header": {"note": "h"},
        "batch": [
            {"debtor": "d0", "tx": [{"memo": "m"}, {"memo": "n", "other": "o"}]},
            {"debtor": "d1", "tx": {"memo": "p"}},
            {"debtor": "d2", "tx": []},
        ],
    }
    assert unread(document, "memo", each="batch[*].tx[*]") == {
        "batch[0].tx[0]": ["batch[0].debtor", "batch[2].debtor", "header.note"],
        "batch[0].tx[1]": [
            "batch[0].debtor", "batch[0].tx[1].other", "batch[2].debtor", "header.note",
        ],
        "batch[1].tx[0]": ["batch[1].debtor", "batch[2].debtor", "header.note"],
    }  # fmt: skip


def test_a_key_with_a_dot_is_not_the_path_it_looks_like() -> None:
    """`a.b` reads b in a, and never the key that is written the same way."""
    document = {"a.b": "unread", "a": {"b": "read"}, "a[0]": "unread"}
    (part,) = coverage("a.b", "a").parts(document)
    assert sorted(part.unread) == [('["a.b"]', "unread"), ('["a[0]"]', "unread")]


@pytest.mark.parametrize(
    "document",
    [
        {"a": "x", "b": [[[["y"]]]], "c": {}},
        {"a": json.loads("[" * 200 + '"x"' + "]" * 200)},
    ],
)
def test_deep_lists_are_walked(document: dict[str, Any]) -> None:
    """Nesting is no way around: a text below any number of lists is found."""
    (part,) = coverage("none").parts(document)
    assert sorted(text for _, text in part.unread) == sorted(strings(document))


def test_too_many_long_paths_are_refused() -> None:
    """Deep times wide would fill the memory with paths; the record is refused as too deep."""
    deep: Any = ["x"] * 20_000
    for _ in range(900):
        deep = [deep]
    with pytest.raises(BadRecordError, match="too_deep"):
        coverage("none").parts({"a": deep})


def test_what_the_reader_screens_is_not_unread() -> None:
    """No concrete path is both among a transaction's fields and among the unread."""
    document = {"id": "1", "lines": ["x", {"y": "z"}], "note": "n", "other": {"deep": ["t"]}}
    mapping = mapping_of({"path": "lines[*]", "role": "free_text"}, id="id")
    screened = {path for path, _ in texts(read_one(mapping, document))}
    (part,) = coverage("lines[*]", id="id").parts(document)
    assert {path for path, _ in part.unread} == {"note", "other.deep[0]"}
    assert screened.isdisjoint(path for path, _ in part.unread)
    assert leaves(document, "")  # the oracle sees texts at all


def test_one_payment_without_its_list_has_the_paths_that_it_has_in_one() -> None:
    """So that its alert is the same, whichever way it was written."""
    alone = {"memo": "m", "tx": {"other": ["o", "p"]}}
    in_a_list = {"memo": "m", "tx": [{"other": ["o", "p"]}]}
    (part,), (same,) = (
        coverage("note", each="tx[*]").parts(document) for document in (alone, in_a_list)
    )
    assert part.unread == same.unread
    assert part.unread == [("tx[0].other[0]", "o"), ("tx[0].other[1]", "p"), ("memo", "m")]


def test_what_is_absent_is_told_of_each_payment() -> None:
    """Of what is around one that of its own batch alone, in fields and in single values."""
    seen = coverage("../note", each="batch[*].tx[*]", customer="../payer", id=["id", "../id"])
    document = {
        "batch": [
            {"note": "x", "payer": "p", "tx": [{"id": "1"}, {}]},
            {"id": "2", "tx": [{}]},
        ]
    }
    parts = seen.parts(document)
    assert list(map(seen.absent, parts)) == [[], ["id | ../id"], ["../payer", "../note"]]
    assert [seen.value("../payer", part) for part in parts] == ["p", "p", None]
    assert [seen.value("id | ../id", part) for part in parts] == ["1", None, "2"]
    assert [seen.field_texts("../note", part) for part in parts] == [["x"], ["x"], []]
