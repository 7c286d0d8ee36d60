"""Values shown to whoever gives a reason: first the line in the audit log, then the values.

Rule 1: the log (`screening.lookup.audit_log`) has a line for each value of an alert, by its keyed
hash, with the alert's id; an export has one line with what was selected, and how many alerts.
Rule 2: what is refused for want of a scope or a reason is written too.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import structlog
from fastapi import HTTPException
from pydantic import BaseModel, ConfigDict, Field

from screening.console.filters import Filters
from screening.console.model import Format  # noqa: TC001  pydantic reads it at run time
from screening.http.guard import require
from screening.http.tokens import Scope
from screening.lookup.answer import Outcome
from screening.lookup.audit_log import AuditError, AuditLog, Entry, without
from screening.lookup.desk import MAX_REASON_CHARS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from screening.alert import Alert
    from screening.http.guard import Caller

_log = structlog.get_logger(__name__)
Reason = Annotated[str, Field(max_length=MAX_REASON_CHARS)]


class RevealRequest(BaseModel):
    """Why the values of an alert are to be shown."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    reason: Reason = ""


class ExportRequest(Filters):
    """Why a selection is to be exported with its values, and as what."""

    reason: Reason = ""
    format: Format = "jsonl"


class Reveals:
    """Decides whether values are shown, and writes so."""

    def __init__(self, log: AuditLog) -> None:
        """Write to this log."""
        self._audit = log

    def of_alert(self, caller: Caller, reason: str, alert: Alert) -> None:
        """Let the caller see an alert's values.

        Raises:
            HTTPException: 403, 422, or 503 where the log cannot be written.
        """
        subject = f"alert {alert['alert_id']}"
        self._check(caller, reason, subject)
        values = dict.fromkeys(match["value"] for match in alert["matches"])
        serial = alert["snapshot"]["serial"]
        said = without(reason, (*values, *_excerpts(alert)))
        self._write(_entry(caller, said, subject, value=value, serial=serial) for value in values)

    def of_selection(self, caller: Caller, reason: str, filters: Filters, count: int) -> None:
        """Let the caller export the values of a selection of `count` alerts.

        Raises:
            HTTPException: 403, 422, or 503 where the log cannot be written.
        """
        subject = f"export of {count} alerts: {_selection(filters)}"
        self._check(caller, reason, subject)
        said = without(reason, [filters.q] if filters.q else [])
        self._write([_entry(caller, said, subject)])

    def _check(self, caller: Caller, reason: str, subject: str) -> None:
        if Scope.REVEAL not in caller.scopes:
            self._refuse(caller, subject, f"lacks the scope {Scope.REVEAL}")
            require(caller, (Scope.REVEAL,))
        if not reason.strip():
            self._refuse(caller, subject, "no reason")
            raise HTTPException(422, "reason: needed to reveal values")

    def _refuse(self, caller: Caller, subject: str, why: str) -> None:
        self._write([_entry(caller, None, subject, outcome=Outcome.REFUSED, why=why)])

    def _write(self, entries: Iterable[Entry]) -> None:
        try:
            self._audit.write(entries)
        except AuditError as error:
            _log.error("reveal refused", reason=str(error))
            raise HTTPException(503, "nothing is revealed: the audit log fails") from None


def _entry(
    caller: Caller,
    reason: str | None,
    subject: str,
    *,
    outcome: Outcome = Outcome.LISTED,
    value: str | None = None,
    serial: int | None = None,
    why: str | None = None,
) -> Entry:
    return Entry(
        at=datetime.now(UTC),
        who=caller.name,
        via="console",
        outcome=outcome,
        value=value,
        reason=reason,
        revealed=outcome is not Outcome.REFUSED,
        serial=serial,
        why=why,
        subject=subject,
    )


def _excerpts(alert: Alert) -> Iterable[str]:
    return (match["excerpt"] for match in alert["matches"] if match["excerpt"])


def _selection(filters: Filters) -> str:
    """What was selected, without the words that were searched for: they may be a value."""
    given = filters.model_dump(mode="json", exclude_defaults=True, exclude={"reason", "format"})
    said = given | ({"q": "given"} if "q" in given else {})
    parts = (
        f"{name}={','.join(value) if isinstance(value, list) else value}"
        for name, value in said.items()
    )
    return " ".join(parts) or "all"
