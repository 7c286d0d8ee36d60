"""What the reading of the topics says of itself: written by `ingest.py`, read by the views."""

from __future__ import annotations

from dataclasses import dataclass, field

from screening.console.rows import Event


@dataclass(slots=True)
class IngestState:
    """How the reading stands; times are seconds since 1970.

    `broker_ok` is None before the first answer or failure; `broker_since` is when it became what it
    is. `topic_id` and `ends`, the end offsets by partition, are of the transactions topic as of
    `ends_at`; empty while it is not there. `missing` are topics that are not there; `behind` how
    many records of the console's own topics are not read yet. `is_current`: there are none of
    either. `store_error` says why nothing can be kept.
    """

    broker_ok: bool | None = None
    broker_error: str | None = None
    broker_since: float | None = None
    topic_id: str | None = None
    ends: dict[int, int] = field(default_factory=dict)
    ends_at: float | None = None
    missing: tuple[str, ...] = ()
    behind: dict[str, int] = field(default_factory=dict)
    store_error: str | None = None

    @property
    def is_current(self) -> bool:
        """Whether all that the topics held was read, when they were last asked."""
        return (
            bool(self.broker_ok)
            and not self.missing
            and not self.store_error
            and not any(self.behind.values())
        )

    def answered(self, now: float) -> Event | None:
        """Kafka answered; an event where it had not before."""
        was, self.broker_ok, self.broker_error = self.broker_ok, True, None
        if was:
            return None
        self.broker_since = now
        return None if was is None else Event(now, "broker", "Kafka answers again")

    def lost(self, now: float, error: str) -> Event | None:
        """Kafka did not answer; an event where it had before."""
        was, self.broker_ok, self.broker_error = self.broker_ok, False, error
        if was is False:
            return None
        self.broker_since = now
        return Event(now, "broker", f"Kafka does not answer: {error}")
