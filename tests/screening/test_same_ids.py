"""Feeds number their own entries: one id may stand for different indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.screening.support import judge_of, judged, list_of, mapping_of, only_alert, pay

if TYPE_CHECKING:
    from pathlib import Path

DOMAIN = {"id": "1", "type": "domain", "value": "lantern.example.com", "source": "alpha"}
PHRASE = {"id": "1", "type": "phrase", "value": "violet kettle", "source": "beta"}
URL = {"id": "1", "type": "url", "value": "https://lantern.example.com", "source": "beta"}


def test_they_are_further_indicators(tmp_path: Path) -> None:
    """As different ids would be."""
    active = list_of(tmp_path, DOMAIN, PHRASE)
    mapping = mapping_of({"path": "description", "role": "free_text"}, id="id")
    alert = only_alert(judged(pay("violet kettle, lantern.example.com"), active, judge_of(mapping)))
    assert any(reason.startswith("further indicators") for reason in alert["severity_reasons"])


def test_none_is_lost_across_items(tmp_path: Path) -> None:
    """Both straddle the same items."""
    active = list_of(tmp_path, DOMAIN, URL)
    field = {"path": "lines[*]", "role": "free_text", "join": True}
    document = {"id": "1", "lines": ["see lantern.exam", "//ple.com now"]}
    alert = only_alert(judged(document, active, judge_of(mapping_of(field, id="id"))))
    assert {match["type"] for match in alert["matches"]} == {"domain", "url"}
