"""The metrics of a service of several workers that no worker can tell."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

READY = "fresnel_ready"


class Supervision:
    """How many workers there are to be, how many there are, and how often one ended."""

    def __init__(self) -> None:
        """Declare all of them; `docs/metrics.md` lists the same."""
        self._registry = registry = CollectorRegistry()
        self._wanted = Gauge("fresnel_workers", "Workers that are to run", registry=registry)
        self._running = Gauge(
            "fresnel_workers_running", "Workers that run and answer", registry=registry
        )
        self._restarts = Counter(
            "fresnel_worker_restarts", "Workers started again after they ended", registry=registry
        )
        self._is_ready = Gauge(READY, "1 when ready, else 0", registry=registry)
        self._counted = 0

    def render(self, *, wanted: int, running: int, restarts: int, ready: bool) -> bytes:
        """The exposition format of Prometheus; `restarts` never falls."""
        self._wanted.set(wanted)
        self._running.set(running)
        self._restarts.inc(restarts - self._counted)
        self._counted = restarts
        self._is_ready.set(ready)
        return generate_latest(self._registry)
