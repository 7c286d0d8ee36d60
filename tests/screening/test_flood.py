"""One payment with more matches than anyone could list: the alert keeps its limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest

from screening import mapping
from screening.alert import COMPACT_MATCHES, AlertModel
from screening.stream.messages import alert_message
from tests.screening.support import judge_of, judged, list_of, only_alert, pay

if TYPE_CHECKING:
    from pathlib import Path

    from feeds.compile import ActiveList
    from screening.alert import Alert

NESTED, LONGEST = 10, 65_536
TOPIC_BYTES = 1_048_588  # what Kafka takes unless told otherwise
COMPACT_BYTES = 16_384
OTTERS = ("otter " * LONGEST)[:LONGEST]


@pytest.fixture(scope="module")
def active(tmp_path_factory: pytest.TempPathFactory) -> ActiveList:
    """Phrases one inside another, and a page whose matches are as long as their text."""
    phrases = [" ".join(["otter"] * count) for count in range(1, NESTED + 1)]
    entries = [{"type": "phrase", "value": each, "source": "alpha"} for each in phrases]
    page = {"type": "url", "value": "https://example.com/page?q=1", "source": "alpha"}
    folder: Path = tmp_path_factory.mktemp("flood")
    return list_of(folder, *entries, page)


def alert_of(active: ActiveList, text: str, **more: Any) -> Alert:
    """The alert of a payment with this text."""
    return only_alert(judged(pay(text, **more), active, judge_of(mapping.load("generic"))))


def sizes(alert: Alert) -> list[int]:
    """Bytes of each form in which it may be published, the whole first."""
    return [len(form()) for form in alert_message("transactions.review", alert).forms]


def test_a_hundred_thousand_overlapping_hits_make_one_small_alert(active: ActiveList) -> None:
    """The first hundred are listed, all are counted and identified, and a topic takes it whole."""
    alert = alert_of(active, OTTERS)
    words = OTTERS.split()
    whole = len([word for word in words if word == "otter"])  # the last one may be cut off
    total = sum(whole - count + 1 for count in range(1, NESTED + 1))
    assert total > 100_000
    assert (len(alert["matches"]), alert["matches_total"]) == (100, total)
    for match in alert["matches"]:
        assert OTTERS[match["start"] : match["end"]] == match["excerpt"] == match["value"]
    order = [(match["field"], match["start"], match["value"]) for match in alert["matches"]]
    assert order == sorted(order)
    AlertModel.model_validate_json(orjson.dumps(alert))
    whole_size, compact = sizes(alert)
    assert compact < COMPACT_BYTES < whole_size < TOPIC_BYTES // 4


def test_an_alert_that_no_topic_takes_has_a_compact_form(active: ActiveList) -> None:
    """Long excerpts fill a topic's largest message; without them it is small again."""
    page = f"https://example.com/page?q=1&r={'x' * 60_000}"
    alert = alert_of(active, page, reference=page, merchant=[page] * 14)
    whole, compact = sizes(alert)
    assert compact < COMPACT_BYTES < TOPIC_BYTES < whole
    small = orjson.loads(alert_message("review", alert).forms[-1]())
    assert small["matches_total"] == alert["matches_total"] == 16
    assert len(small["matches"]) == COMPACT_MATCHES
    assert small["alert_id"] == alert["alert_id"]
