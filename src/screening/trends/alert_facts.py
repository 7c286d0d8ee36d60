"""An alert as facts: what of it is counted, one fact a match. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from feeds import moment
from screening.trends import ends
from screening.trends.regions import UNKNOWN, code

if TYPE_CHECKING:
    from collections.abc import Mapping

AMOUNTS = (
    "0-10", "10-50", "50-100", "100-200", "200-500", "500-1500", "1500-10000", "10000+", UNKNOWN,
)  # fmt: skip
"""Bands of an amount in the payment's own currency, the upper end exclusive."""

_EDGES = (10, 50, 100, 200, 500, 1_500, 10_000)
_RAILS = ("rail", "scheme", "type", "transaction_code")
_LONGEST = 80


class AlertFact(NamedTuple):
    """One match of an alert; times in seconds since 1970. What is not stated is `unknown`.

    `payer` and `payee` are regions, `region` the indicator's.
    """

    unit: str
    paid: float
    detected: float
    severity: str
    mode: str
    rail: str
    amount: str
    payer: str
    payee: str
    platform: str
    type: str
    tier: str
    nature: str
    region: str


def of_alert(alert: Mapping[str, Any]) -> list[AlertFact]:
    """The facts of an alert (schema `fresnel.alert/1`), equal ones once.

    Raises:
        KeyError, TypeError, ValueError: it is not one.
    """
    transaction = alert["transaction"]
    whole = (
        str(alert["alert_id"]),
        moment.parse(transaction["timestamp"]).timestamp(),
        moment.parse(alert["detected_at"]).timestamp(),
        str(alert["severity"]),
        str(alert["mode"]),
        _rail(transaction.get("context") or {}),
        amount(transaction["amount"]),
        *ends.of(transaction),
    )
    return list(dict.fromkeys(AlertFact(*whole, *_match(match)) for match in alert["matches"]))


def amount(text: str | None) -> str:
    """The band of an amount, whatever its sign."""
    try:
        value = abs(float(text or "nan"))
    except ValueError:
        return UNKNOWN
    return UNKNOWN if value != value else AMOUNTS[sum(value >= edge for edge in _EDGES)]  # noqa: PLR0124  nan


def _rail(context: Mapping[str, Any]) -> str:
    """The payment rail, by whichever name the mapping gives it."""
    found = next((context[name] for name in _RAILS if context.get(name) is not None), None)
    return UNKNOWN if found is None or isinstance(found, dict | list) else str(found)[:_LONGEST]


def _match(match: Mapping[str, Any]) -> tuple[Any, ...]:
    return (
        match["platform"] or UNKNOWN,
        str(match["type"]),
        str(match["tier"]),
        str(match["nature"]),
        code(match["region"]),
    )
