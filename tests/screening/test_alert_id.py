"""`alert_id`, computed again here from DESIGN section 4 alone."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from screening import mapping
from tests.screening.support import judge_of, judged, list_of, mapping_of, only_alert

if TYPE_CHECKING:
    from pathlib import Path

    from feeds.compile import ActiveList
    from screening.alert import Alert
    from screening.judge import Judge

EMAIL = {"id": "e1", "type": "email", "value": "quiet.lantern@example.com"}
WORD = {"id": "w1", "type": "username", "value": "marbleharbour"}
DOCUMENT = {
    "id": "tx-1", "timestamp": "2026-01-05T10:00:00+11:00", "amount": 12.5, "currency": "AUD",
    "description": "quiet.lantern@example.com é marbleharbour",
}  # fmt: skip


def by_the_design(
    source: str, identity: Any, document: dict[str, Any], matches: list[dict[str, Any]]
) -> str:
    """First 32 hex digits of SHA-256 over canonical JSON."""
    found = sorted([m["type"], m["value"], m["field"], m["start"], m["end"]] for m in matches)
    as_given = [document.get(name) for name in ("timestamp", "amount", "currency")]
    text = json.dumps(
        [source, identity, *as_given, found], separators=(",", ":"), ensure_ascii=False
    )
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def alert_of(document: dict[str, Any], active: ActiveList, judging: Judge | None = None) -> Alert:
    """The one alert of a document."""
    return only_alert(judged(document, active, judging or judge_of(mapping.load("generic"))))


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"id": 12345678901234567},
        {"amount": "12.50"},
        {"amount": None},
        {"timestamp": 1767607200},
        {"currency": "é"},
        {"timestamp": "never"},
    ],
)
def test_it_is_what_the_design_says(tmp_path: Path, changed: dict[str, Any]) -> None:
    """Source, id, time, amount and currency as given, and the sorted matches."""
    document = DOCUMENT | changed
    alert = alert_of(document, list_of(tmp_path, EMAIL, WORD))
    assert len(alert["matches"]) == 2
    identity = str(document["id"])
    assert alert["alert_id"] == by_the_design("transactions", identity, document, alert["matches"])


def test_nested_values_do_not_end_it(tmp_path: Path) -> None:
    """An object as amount counts as given, in any order of keys; one too deep counts as null."""
    active = list_of(tmp_path, EMAIL)
    one = alert_of(DOCUMENT | {"amount": {"value": 1, "unit": "AUD"}}, active)
    two = alert_of(DOCUMENT | {"amount": {"unit": "AUD", "value": 1}}, active)
    three = alert_of(DOCUMENT | {"amount": {"unit": "AUD", "value": 2}}, active)
    assert one["alert_id"] == two["alert_id"] != three["alert_id"]
    deep: Any = 1
    for _ in range(400):
        deep = [deep]
    null = alert_of(DOCUMENT | {"amount": None}, active)
    assert alert_of(DOCUMENT | {"amount": deep}, active)["alert_id"] == null["alert_id"]


def test_unlisted_matches_are_part_of_it(tmp_path: Path) -> None:
    """The id covers all matches, listed or not."""
    active = list_of(tmp_path, EMAIL)
    document = DOCUMENT | {"description": f"{EMAIL['value']} " * 5}
    whole = alert_of(document, active)
    short = alert_of(document, active, judge_of(mapping.load("generic"), max_matches=2))
    assert len(short["matches"]) == 2
    assert short["alert_id"] == whole["alert_id"]


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "other"},
        {"tier": "indicator", "confidence": 100, "nature": "distribution"},
        {"tlp": "red", "labels": "a;b", "source": "other"},
    ],
)
def test_what_a_reload_changes_is_not_part_of_it(tmp_path: Path, changed: dict[str, Any]) -> None:
    """Indicator id, severity, sources, serial and digest leave the id alone."""
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    before = alert_of(DOCUMENT, list_of(tmp_path / "one", EMAIL))
    after = alert_of(DOCUMENT, list_of(tmp_path / "two", EMAIL | changed))
    assert before["snapshot"] != after["snapshot"]
    assert before["alert_id"] == after["alert_id"]


def test_a_changed_set_has_a_new_id(tmp_path: Path) -> None:
    """One indicator more or fewer is another alert, and so is another place."""
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one, two = list_of(tmp_path / "one", EMAIL), list_of(tmp_path / "two", EMAIL, WORD)
    moved = DOCUMENT | {"description": f" {DOCUMENT['description']}"}
    ids = {alert_of(d, a)["alert_id"] for d in (DOCUMENT, moved) for a in (one, two)}
    assert len(ids) == 4


@pytest.mark.parametrize("name", ["id", "timestamp", "amount", "currency"])
def test_another_transaction_has_another_id(tmp_path: Path, name: str) -> None:
    """Each of the identifying facts counts, as given."""
    active = list_of(tmp_path, EMAIL)
    given = {"id": "tx-2", "timestamp": "2026-01-04T23:00:00Z", "amount": "12.5", "currency": "aud"}
    before = alert_of(DOCUMENT, active)
    assert alert_of(DOCUMENT | {name: given[name]}, active)["alert_id"] != before["alert_id"]


def test_engine_mode_and_source(tmp_path: Path) -> None:
    """The engine is not part of it; the source is."""
    active = list_of(tmp_path, EMAIL)
    reader = mapping.load("generic")
    plain = alert_of(DOCUMENT, active, judge_of(reader, engine="pyahocorasick"))
    named = alert_of(DOCUMENT, active, judge_of(reader, source="cards"))
    assert plain["alert_id"] == by_the_design("transactions", "tx-1", DOCUMENT, plain["matches"])
    assert named["alert_id"] == by_the_design("cards", "tx-1", DOCUMENT, named["matches"])


@pytest.mark.parametrize("coordinates", [("topic", 3, 811), ("payments.jsonl", 7)])
def test_coordinates_stand_for_a_missing_id(
    tmp_path: Path, coordinates: tuple[str | int, ...]
) -> None:
    """Topic, partition and offset, or file and line, where the mapping names no id."""
    active = list_of(tmp_path, EMAIL)
    judging = judge_of(mapping_of({"path": "note", "role": "free_text"}))
    alert = only_alert(judged({"note": EMAIL["value"]}, active, judging, coordinates))
    assert alert["transaction"]["id"] is None
    expected = by_the_design("transactions", list(coordinates), {}, alert["matches"])
    assert alert["alert_id"] == expected


def test_the_item_is_a_coordinate(tmp_path: Path) -> None:
    """Of several payments in one record each has its own id."""
    active = list_of(tmp_path, EMAIL)
    judging = judge_of(mapping_of({"path": "note", "role": "free_text"}, each="Tx[*]"))
    document = {"Tx": [{"note": EMAIL["value"]}] * 2}
    first, second = judged(document, active, judging, ("topic", 0, 1)).alerts
    for alert, item in ((first, "Tx[0]"), (second, "Tx[1]")):
        identity = ["topic", 0, 1, item]
        assert alert["alert_id"] == by_the_design("transactions", identity, {}, alert["matches"])
