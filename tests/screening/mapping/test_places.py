"""Concrete paths: none stands for two places, and each leads back to its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.mapping.places import inside, items, settled, steps
from tests.screening.support import judge_of, judged, list_of, mapping_of, only_alert

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HARD = st.text('ab.[]"\\^0* \n\u00e9', max_size=4)
DOCUMENTS = st.recursive(
    st.just("x"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(HARD | st.text(), inner),
    max_leaves=20,
)


def leaves(value: Any, path: str, at: tuple[str | int, ...]) -> Iterator[tuple[str, list[Any]]]:
    """Path, and keys and numbers, of every text."""
    if isinstance(value, str):
        yield path, list(at)
        return
    keys = value if isinstance(value, dict) else range(len(value))
    for key, (place, inner) in zip(keys, items(path, value), strict=True):
        yield from leaves(inner, place, (*at, key))


@given(st.dictionaries(HARD, DOCUMENTS))
def test_a_path_is_one_place_s_and_leads_there(document: dict[str, Any]) -> None:
    """Whatever keys a record has; each path of its own is the settled one."""
    found = list(leaves(document, "", ()))
    assert [steps(path) for path, _ in found] == [at for _, at in found]
    assert len({path for path, _ in found}) == len(found)
    assert [settled(path, document) for path, _ in found] == [path for path, _ in found]


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("note", "p.note"),
        ("a b", "p.a b"),
        ("@Ccy", "p.@Ccy"),
        ("a.b", 'p["a.b"]'),
        ("a[0]", 'p["a[0]"]'),
        ("^a", 'p["^a"]'),
        ('"]."', 'p["\\"].\\""]'),
        ("", 'p[""]'),
        ("\u00e9.", 'p["\u00e9."]'),
    ],
)
def test_a_key_that_no_mapping_can_name_stands_in_quotes(key: str, path: str) -> None:
    """As JSON has it; others as they are."""
    assert inside("p", key) == path
    assert inside("", key) == path[2 if path.startswith("p.") else 1 :]


@pytest.mark.parametrize(
    ("path", "own"),
    [
        ("a[0].b[0]", "a.b[0]"),
        ("a[0].b[1][0]", "a.b[1]"),
        ("a.b[1]", "a.b[1]"),
        ('a[0]["x[0]"][0]', 'a["x[0]"]'),
    ],
)
def test_a_place_read_as_an_item_has_a_path_of_its_own_too(path: str, own: str) -> None:
    """Numbers of lists that are none are left out, and only these."""
    assert settled(path, {"a": {"b": ["x", "y"], "x[0]": "z"}}) == own


def test_keys_that_look_like_paths_hide_nothing(tmp_path: Path) -> None:
    """Each text is in the alert under its own path, and each match says which one it is in."""
    active = list_of(
        tmp_path,
        {"id": "1", "type": "phrase", "value": "purple lantern"},
        {"id": "2", "type": "phrase", "value": "blue otter"},
    )
    document = {"note": {"a": {"b": "a purple lantern"}, "a.b": "the blue otter", "a[0]": "-"}}
    judging = judge_of(mapping_of({"path": "note", "role": "free_text"}))
    alert = only_alert(judged(document, active, judging))
    fields = alert["transaction"]["fields"]
    assert sorted(fields.values()) == ["-", "a purple lantern", "the blue otter"]
    assert len(alert["matches"]) == 2
    for match in alert["matches"]:
        assert fields[match["field"]][match["start"] : match["end"]] == match["excerpt"]
    assert json.loads(json.dumps(fields)) == fields


def test_an_allow_list_s_text_is_that_of_the_match(tmp_path: Path) -> None:
    """A harmless text under a key that looks like the match's path covers nothing."""
    active = list_of(tmp_path, {"id": "1", "type": "phrase", "value": "blue otter"})
    allowed = tmp_path / "allow.yaml"
    entry = {
        "name": "A1", "indicator": "1", "text": "blue otter toys", "reason": "a shop's name",
        "owner": "O. Analyst", "approver": "S. Second", "expires": "2027-01-01",
    }  # fmt: skip
    allowed.write_text(json.dumps({"version": 1, "entries": [entry]}))
    mapping = mapping_of({"path": "note", "role": "free_text"})
    judging = judge_of(mapping, allow_list=allowed)
    harmless, other = "blue otter toys", "blue otter elsewhere"
    found = judged({"note": {"a": {"b": other}, "a.b": harmless}}, active, judging)
    (match,) = only_alert(found)["matches"]
    assert (match["field"], found.suppressed) == ("note.a.b", 1)
    assert not judged({"note": {"a": {"b": harmless}, "a.b": harmless}}, active, judging).alerts
