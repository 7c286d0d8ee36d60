"""Lists, filters, facets, history: as a naive count over the same alerts says."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds import moment
from screening.console import shown
from screening.console.masking import masked_alert

if TYPE_CHECKING:
    import httpx

    from screening.alert import Alert

KINDS = ("type", "tier", "platform", "region")
WORDS = (
    "tx-0003", "TX-00", "garden", "cafe", "Corner", "e1", "ab", "-", "ＣＡＦＥ", "\0", '"', "%_",
    "thanks rent", "corner tx-0003", "nook corner", 'tx"-00', "'''", "NEAR(cafe", "a AND b",
    "nothing-like-it", "*", "  ",
)  # fmt: skip
CHOICES: dict[str, list[str]] = {
    "severity": ["low", "medium", "high", "critical"],
    "mode": ["live", "shadow", "lookback"],
    "type": ["email", "username", "domain", "phrase", "account", "ip"],
    "tier": ["clue", "indicator"],
    "platform": ["example-chat", "'; DROP TABLE alerts; --"],
    "region": ["AU-NSW", "AU"],
}
FILTERS = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.lists(st.sampled_from(each), max_size=3) for name, each in CHOICES.items()},
        "q": st.sampled_from(WORDS),
        "since": st.sampled_from(
            ["2026-03-01", "2026-03-01T12:20:00Z", "2026-03-01T22:30:00+10:00"]
        ),
        "until": st.sampled_from(["2026-03-02", "2026-03-01T12:40:00Z"]),
    },
)


def naive(alerts: list[Alert], filters: dict[str, Any]) -> list[Alert]:
    """The same selection in plain Python, newest first."""
    return [alert for alert in reversed(alerts) if _fits(alert, filters)]


def _fits(alert: Alert, filters: dict[str, Any]) -> bool:
    at = moment.parse(alert["detected_at"])
    return (
        all(alert[name] in filters[name] for name in ("severity", "mode") if filters.get(name))
        and all(
            any(match[kind] in filters[kind] for match in alert["matches"])
            for kind in KINDS
            if filters.get(kind)
        )
        and ("since" not in filters or at >= moment.parse(filters["since"]))
        and ("until" not in filters or at < moment.parse(filters["until"]))
        and all(word in _text(alert) for word in _words(filters.get("q", "")))
    )


def _words(text: str) -> list[str]:
    return text.replace("\0", " ").translate(str.maketrans("ＣＡＦＥ", "cafe")).lower().split()


def _text(alert: Alert) -> str:
    hidden = masked_alert(alert)
    ids = [match["indicator_id"] for match in hidden["matches"]]
    transaction = hidden["transaction"]
    texts = [transaction["id"], hidden["alert_id"], *ids, *transaction["fields"].values()]
    return "\n".join(texts).lower()


def pages(client: httpx.Client, filters: dict[str, Any], limit: int) -> list[dict[str, Any]]:
    """All rows of a selection, page by page."""
    rows: list[dict[str, Any]] = []
    before = None
    while True:
        asked = {**filters, "limit": limit} | ({"before": before} if before else {})
        answer = client.get("/v1/alerts", params=asked)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        rows += page["items"]
        before = page["next"]
        if before is None:
            assert page["total"] == len(rows)
            return rows
        assert len(page["items"]) == limit


@settings(deadline=None, max_examples=120, suppress_health_check=list(HealthCheck))
@given(filters=FILTERS, limit=st.integers(1, 25))
def test_a_selection_is_what_a_naive_one_is(
    shared: httpx.Client, alerts: list[Alert], filters: dict[str, Any], limit: int
) -> None:
    """Any filters, any pages: each alert once, newest first, the total right on every page."""
    expected = naive(alerts, filters)
    assert pages(shared, filters, limit) == [shown.row(alert) for alert in expected]


@pytest.mark.parametrize("word", WORDS)
def test_words_are_searched_as_they_are(
    shared: httpx.Client, alerts: list[Alert], word: str
) -> None:
    """All of them, anywhere; nothing in them is a language of its own."""
    expected = naive(alerts, {"q": word})
    assert pages(shared, {"q": word}, 50) == [shown.row(alert) for alert in expected]


def test_facets_are_counts_of_alerts(shared: httpx.Client, alerts: list[Alert]) -> None:
    """An alert counts once in each of its values, most first."""
    found = shared.get("/v1/facets").json()
    for name in ("severity", "mode"):
        assert _counted(found[name]) == Counter(alert[name] for alert in alerts)
    for kind in KINDS:
        values = ({match[kind] for match in alert["matches"]} - {None} for alert in alerts)
        assert _counted(found[kind]) == Counter(value for each in values for value in each)
        counts = [each["count"] for each in found[kind]]
        assert counts == sorted(counts, reverse=True)


def _counted(facet: list[dict[str, Any]]) -> dict[str, int]:
    return {each["value"]: each["count"] for each in facet}


def test_one_alert_has_its_history(shared: httpx.Client, alerts: list[Alert]) -> None:
    """Of each of its indicators and its customer: how many alerts, first and last, the newest."""
    for alert in alerts[::7]:
        detail = shared.get(f"/v1/alerts/{alert['alert_id']}").json()
        assert detail["alert"] == masked_alert(alert)
        assert not detail["revealed"]
        for past in detail["history"]["indicators"]:
            same = [each for each in alerts if past["indicator_id"] in _indicators(each)]
            _assert_past(past, same)
        listed = [past["indicator_id"] for past in detail["history"]["indicators"]]
        assert listed == list(dict.fromkeys(m["indicator_id"] for m in alert["matches"]))
        customer = alert["transaction"]["customer"]
        same = [each for each in alerts if each["transaction"]["customer"] == customer]
        _assert_past(detail["history"]["customer"], same)
        assert detail["seen"]["copies"] == 1
        assert detail["snapshot"] == {**alert["snapshot"], "known": False}
        assert detail["review_record"]["offset"] == alerts.index(alert)


def _indicators(alert: Alert) -> set[str]:
    return {match["indicator_id"] for match in alert["matches"]}


def _assert_past(past: dict[str, Any], same: list[Alert]) -> None:
    assert past["alerts"] == len(same)
    times = [moment.parse(past[name]) for name in ("first", "last")]
    assert times == [moment.parse(same[at]["detected_at"]) for at in (0, -1)]
    assert past["recent"] == [shown.row(each) for each in reversed(same)][:5]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("severity=purple", "severity"),
        ("type=purple", "type"),
        ("tier=indicator&tier=purple", "tier"),
        ("mode=purple", "mode"),
        ("since=purple", "since"),
        ("until=2026-02-30", "until"),
        ("limit=0", "limit"),
        ("limit=purple", "limit"),
        ("limit=201", "limit"),
        ("before=purple", "before"),
        ("before=" + "A" * 101, "before"),
        ("q=" + "purple" * 40, "q"),
        ("platform=" + "purple" * 40, "platform"),
        ("&".join(["region=purple"] * 51), "region"),
        ("purple=1", "query"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/alerts", "/v1/alerts/export"])
def test_a_filter_that_does_not_parse_is_named(
    shared: httpx.Client, path: str, query: str, named: str
) -> None:
    """By a problem that repeats nothing of it."""
    answer = shared.get(f"{path}?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    if not (path.endswith("export") and named in ("limit", "before")):
        assert problem["detail"].startswith(f"{named}: ")
    assert "purple" not in answer.text
    assert problem["status"] == 422


def test_a_forged_cursor_is_refused(shared: httpx.Client) -> None:
    """Any sign of it changed."""
    good = shared.get("/v1/alerts?limit=1").json()["next"]
    for at in range(len(good)):
        for sign in "Aa0_-":
            forged = good[:at] + sign + good[at + 1 :]
            if forged != good:
                assert shared.get("/v1/alerts", params={"before": forged}).status_code == 422


@pytest.mark.parametrize("name", ["f" * 32, "F" * 32, "x", "..%2f..", "%00", "1' OR '1'='1"])
def test_an_unknown_alert_is_a_problem(shared: httpx.Client, name: str) -> None:
    """Not found, or no id at all."""
    answer = shared.get(f"/v1/alerts/{name}")
    assert answer.status_code == (404 if name in ("f" * 32, "..%2f..") else 422)
    assert answer.headers["content-type"] == "application/problem+json"
    assert "detail" in answer.json()
