"""Four eyes: a list goes live when another person than who asked for it approves it.

Law 1: what was not approved is never in use, whatever restarts; until a first one is, nothing is
screened, and the service is not ready.
Law 2: who asked first for a list is who asked: a second request for it changes nothing.
Law 3: an approval has its line in the log before it counts; so has each one that is refused.
What waits and what was approved last is on the disk (`feeds.release.held`): the workers of a host
share it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from feeds import moment
from feeds.release import accepted, held
from matcher.text import caseless
from screening.lookup import audit_log
from screening.lookup.audit_log import AuditError

if TYPE_CHECKING:
    from pathlib import Path

    from feeds.release.held import Held

SCHEMA = "fresnel.approval/1"
LOG = "approvals.jsonl"


class Asker(NamedTuple):
    """Who asked for a list, and by which way."""

    name: str
    via: str


CHANNEL, START = Asker("channel", "channel"), Asker("start", "start")
"""Who asks for what the service takes by itself: from its channel, or at its start."""


class ApprovalError(Exception):
    """An approval that does not count; `status` is that of the HTTP answer."""

    status = 409


class NothingWaitsError(ApprovalError):
    """No list waits."""

    status = 404

    def __init__(self) -> None:
        super().__init__("no list waits for approval")


class OtherWaitsError(ApprovalError):
    """Another list waits."""

    def __init__(self) -> None:
        super().__init__("digest: another list waits for approval; see GET /v1/reload")


class BusyError(ApprovalError):
    """A reload or an approval is running."""

    def __init__(self) -> None:
        super().__init__("a reload is running; see GET /v1/reload")


class SamePersonError(ApprovalError):
    """Who asked for the list approves it."""

    status = 403

    def __init__(self) -> None:
        super().__init__("who asked for this list cannot approve it: it takes another person")


class UnusableError(ApprovalError):
    """The list that waits cannot be used any more."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A list that may go live; `is_approved`: another worker's caller has approved it already."""

    held: Held
    is_approved: bool


class FourEyes:
    """What waits in one state folder, and who may approve it."""

    def __init__(self, state: Path, records: Path) -> None:
        """The log is in `state`, and what waits is recorded in `records`."""
        self._log = state / LOG
        self._records = records
        self.waiting: Held | None = None
        self.look()

    def look(self) -> None:
        """See what waits now."""
        self.waiting = held.waiting(self._records)

    def shown(self) -> dict[str, Any] | None:
        """What waits, as the routes tell it."""
        if self.waiting is None:
            return None
        return {
            "serial": self.waiting.release.serial,
            "digest": self.waiting.release.digest,
            "asked_by": self.waiting.asked_by,
            "since": moment.render(self.waiting.since),
        }

    def asked(self, via: str) -> None:
        """Log that what waits now began to.

        Raises:
            AuditError: it cannot be written.
        """
        self.look()
        if self.waiting is not None:
            self._write("asked", self.waiting, who=self.waiting.asked_by, via=via)

    def candidate(self, digest: str, who: str, in_use: str | None) -> Candidate:
        """The list of this digest, which `who` may approve; `in_use` is the digest in use.

        Raises:
            ApprovalError: nothing waits, or another list, or `who` asked for it.
            AuditError: a refusal cannot be logged.
        """
        before = self.waiting
        self.look()
        if self.waiting is not None and self.waiting.release.digest == digest:
            if caseless(who) == caseless(self.waiting.asked_by):
                self._write("refused", self.waiting, who=who, via="http", why="asked for it")
                raise SamePersonError
            return Candidate(self.waiting, is_approved=False)
        last = accepted.recorded(self._records)
        if last is not None and last.digest == digest != in_use:
            known = before if before is not None and before.release.digest == digest else None
            by, since = (known.asked_by, known.since) if known else ("", last.accepted)
            return Candidate(held.Held(last, by, since), is_approved=True)
        if self.waiting is None:
            raise NothingWaitsError
        raise OtherWaitsError

    def approve(self, candidate: Candidate, who: str, reason: str | None) -> None:
        """Record the approval; durable when this returns.

        Raises:
            ApprovalError: another list waits by now.
            AuditError, OSError: it cannot be written; the list still waits.
        """
        if not candidate.is_approved:
            self._write("approved", candidate.held, who=who, via="http", reason=reason)
            if not held.approve(self._records, candidate.held.release.digest):
                raise OtherWaitsError
        self.look()

    def _write(
        self,
        event: str,
        what: Held,
        *,
        who: str,
        via: str,
        reason: str | None = None,
        why: str | None = None,
    ) -> None:
        values = {
            "schema": SCHEMA,
            "at": moment.render(datetime.now(UTC)),
            "event": event,
            "who": who,
            "via": via,
            "serial": what.release.serial,
            "digest": what.release.digest,
            "asked_by": what.asked_by,
            "reason": None if reason is None else audit_log.without(reason, ()),
            "why": why,
        }
        try:
            audit_log.append(self._log, orjson.dumps(values, option=orjson.OPT_APPEND_NEWLINE))
        except OSError as error:
            raise AuditError(f"{self._log}: {error.strerror}") from error
