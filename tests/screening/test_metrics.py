"""Metrics: names of the contract, bounded labels, and the exposition format."""

from __future__ import annotations

import pytest
from prometheus_client.parser import text_string_to_metric_families

from screening.bad_record import Reason
from screening.judge import Judgement
from screening.metrics import Metrics
from screening.stream.accounting import Tally

# DESIGN section 4, "Metrics", but for what belongs to a later issue.
CONTRACT = """
fresnel_transactions_total fresnel_alerts_total fresnel_consumer_lag fresnel_end_to_end_seconds
fresnel_batch_seconds fresnel_snapshot_info fresnel_snapshot_created_timestamp_seconds
fresnel_snapshot_indicators fresnel_reloads_total fresnel_reload_seconds
fresnel_loop_stall_seconds fresnel_shadow_total fresnel_screen_requests_total
""".split()


def alert(severity: str) -> dict[str, str]:
    """As much of an alert as is counted."""
    return {"severity": severity, "mode": "live"}


@pytest.mark.parametrize("name", CONTRACT)
def test_the_contracts_names(name: str) -> None:
    """Dashboards depend on them."""
    text = Metrics().render(ready=True).decode()
    assert f"# TYPE {name} " in text


@pytest.mark.parametrize("outcome", ["clear", "flagged", "dead_lettered", "skipped"])
def test_outcomes_begin_at_zero(outcome: str) -> None:
    """A rate over a counter that is not there yet would be missed."""
    assert (
        f'fresnel_transactions_total{{outcome="{outcome}"}} 0.0'
        in Metrics().render(ready=True).decode()
    )


def test_a_committed_batch_is_counted() -> None:
    """Outcomes add up to the records, and each dead letter has its reason."""
    tally = Tally()
    for judgement in (
        Judgement([]),
        Judgement(
            [alert("high"), alert("low")],
            shadow=1,
            borrowed_times=1,
            nested=3,
            shadow_alerts=[alert("high") | {"mode": "shadow"}],
            suppressed=1,
            expired=2,
        ),
        Judgement([], Reason.NOT_JSON),
        Judgement([], skipped=True),
    ):
        tally.add(judgement)
    metrics = Metrics()
    metrics.batch(0.5)
    metrics.committed(3, tally)
    get = metrics.registry.get_sample_value
    for outcome in ("clear", "flagged", "dead_lettered", "skipped"):
        assert get("fresnel_transactions_total", {"outcome": outcome}) == 1
        labels = {"partition": "3", "outcome": outcome}
        assert get("fresnel_partition_records_total", labels) == 1
    assert get("fresnel_dead_letters_total", {"reason": "not_json"}) == 1
    assert get("fresnel_alerts_total", {"severity": "high", "mode": "live"}) == 1
    assert get("fresnel_alerts_total", {"severity": "high", "mode": "shadow"}) == 1
    assert get("fresnel_shadow_total") == 1
    assert get("fresnel_suppressed_total") == 1
    assert get("fresnel_expired_allow_list_total") == 2
    assert get("fresnel_borrowed_timestamps_total") == 1
    assert get("fresnel_nested_values_total") == 3
    assert get("fresnel_batch_seconds_count") == 1


def test_lag_forgets_partitions_of_others() -> None:
    """A partition that has moved away has no lag here."""
    metrics = Metrics()
    metrics.lag({0: 5, 1: 7})
    metrics.lag({1: 2})
    get = metrics.registry.get_sample_value
    assert get("fresnel_consumer_lag", {"partition": "0"}) is None
    assert get("fresnel_consumer_lag", {"partition": "1"}) == 2


def test_it_is_prometheus_text() -> None:
    """A scraper can read all of it, and each metric has its help."""
    families = list(text_string_to_metric_families(Metrics().render(ready=False).decode()))
    assert len(families) > len(CONTRACT)
    assert all(family.documentation for family in families)
    assert all(family.name.startswith("fresnel_") for family in families)
