"""The metrics of the console's process."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Gauge, generate_latest

if TYPE_CHECKING:
    from screening.console.state import IngestState

READY = "fresnel_ready"


class ConsoleMetrics:
    """How the reading of the topics stands."""

    def __init__(self, state: IngestState) -> None:
        """Declare all of them; `docs/metrics.md` lists the same."""
        self._state = state
        self._registry = registry = CollectorRegistry()
        self._is_ready = Gauge(READY, "1 when ready, else 0", registry=registry)
        self._broker = Gauge(
            "fresnel_console_broker_up", "1 while Kafka answers the console", registry=registry
        )
        self._behind = Gauge(
            "fresnel_console_behind_records",
            "Records of a topic that the console has not read yet",
            ["topic"],
            registry=registry,
        )
        self._asked = Gauge(
            "fresnel_console_answer_age_seconds",
            "Time since Kafka last told the ends of the topics; 0 before it did",
            registry=registry,
        )

    def render(self, *, ready: bool) -> bytes:
        """The exposition format of Prometheus."""
        state = self._state
        self._is_ready.set(ready)
        self._broker.set(bool(state.broker_ok))
        self._asked.set(0 if state.ends_at is None else max(0.0, time.time() - state.ends_at))
        for topic, count in state.behind.items():
            self._behind.labels(topic).set(count)
        return generate_latest(self._registry)
