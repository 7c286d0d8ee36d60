"""Alerts as the console's answers have them: rows of a list, and one in full. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from feeds import moment
from screening.console.masking import masked_alert

if TYPE_CHECKING:
    from screening.alert import Alert

Shown = dict[str, Any]

_MATCH = (
    "indicator_id", "type", "tier", "nature", "platform", "region", "field", "lane", "method",
    "value",
)  # fmt: skip
MOST_MATCHES = 20
"""Matches that a row lists; `matches_total` says how many there are."""


def row(alert: Alert) -> Shown:
    """An alert as a row of a list, values masked."""
    hidden = masked_alert(alert)
    transaction, matches = hidden["transaction"], hidden["matches"][:MOST_MATCHES]
    return {
        "alert_id": alert["alert_id"],
        "mode": alert["mode"],
        "severity": alert["severity"],
        "detected_at": alert["detected_at"],
        "transaction_id": transaction["id"],
        "timestamp": transaction["timestamp"],
        "amount": transaction["amount"],
        "currency": transaction["currency"],
        "customer": transaction["customer"],
        "source": transaction["source"],
        "matches_total": alert["matches_total"],
        "matches": [{name: match[name] for name in _MATCH} for match in matches],
    }


def time_of(seconds: float) -> str:
    """Seconds since 1970 as RFC 3339 in UTC."""
    return moment.render(datetime.fromtimestamp(seconds, UTC))
