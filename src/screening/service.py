"""The composition root: the one place that makes the parts and wires them.

Start: settings, mapping, tokens and snapshot are checked before any connection is made.
Stop: not ready first, the batch in hand finished and committed, then the HTTP port.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog

from matcher import sieve
from screening import judge, mapping, origin
from screening.decode import registry
from screening.follow import Follower
from screening.four_eyes import START
from screening.health import Health
from screening.http import app as http_app
from screening.http.guard import ANYBODY, LOOPBACK
from screening.http.lookup_route import lookups_of
from screening.http.routes import Parts
from screening.http.tokens import Tokens
from screening.lookup.audit_log import AuditError
from screening.metrics import Metrics
from screening.reload import Reloader
from screening.stream.consume import TransactionSource
from screening.stream.judging import BatchJudge
from screening.stream.limits import DeadLetterLimits
from screening.stream.pipeline import Pipeline
from screening.stream.publish import Publisher
from screening.telling import remarks, tell_of_policy, tell_of_start, warn
from screening.watchdog import LoopGuard, Watchdog
from screening.workers.seat import stop_with_supervisor

if TYPE_CHECKING:
    from collections.abc import Collection

    from screening.http.app import Server
    from screening.http.lookup_route import Lookups
    from screening.settings import Settings
    from screening.workers.seat import Seat

_log = structlog.get_logger(__name__)
_COLLECT = (50_000, 20, 20)
"""When Python looks for garbage: records come by the thousand, and hardly any are in a cycle."""
_BEAT_SECONDS = 0.1


class StartError(Exception):
    """The service cannot start; the message says why in one line."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service whose parts are made and whose ports are bound, and that is not running yet."""

    settings: Settings
    health: Health
    metrics: Metrics
    reloader: Reloader
    pipeline: Pipeline
    servers: tuple[Server, ...]
    watchdog: Watchdog

    @property
    def port(self) -> int:
        """The port of the HTTP listener."""
        return self.servers[0].bound_port

    async def run(self, stop: asyncio.Event) -> None:
        """Screen and serve until `stop` is set, then drain.

        Raises:
            StartError: a part failed or ended by itself, or the drain took too long.
        """
        serving = [asyncio.create_task(each.run_until_told()) for each in self.servers]
        screening = asyncio.create_task(self._screen(stop), name="pipeline")
        guard = LoopGuard(self.settings.watchdog_seconds)
        guard.start()
        beside = [
            asyncio.create_task(_watch_loop(self.metrics, guard)),
            asyncio.create_task(self.watchdog.run()),
            asyncio.create_task(warn(self.reloader)),
            asyncio.create_task(self._follow(stop)),
        ]
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait([screening, stopping, *serving], return_when=asyncio.FIRST_COMPLETED)
        by_itself = not stop.is_set()
        self.health.report("service", "draining")
        stop.set()
        try:
            await asyncio.wait_for(screening, self.settings.drain_seconds)
        except TimeoutError as error:
            raise StartError("the drain took too long; nothing unfinished was committed") from error
        except Exception as error:
            _log.exception("screening failed")
            raise StartError(f"screening failed ({type(error).__name__})") from error
        finally:
            guard.end()
            for each in beside:
                each.cancel()
            await self.reloader.stop()
            for server in self.servers:
                server.should_exit = True
            await asyncio.gather(*serving)
        if by_itself:
            raise StartError("a part of the service ended by itself")

    async def _screen(self, stop: asyncio.Event) -> None:
        """Screen as soon as there is a list: with four eyes the first one may have to wait."""
        waiting = self.reloader.waiting
        if not self.reloader.has_list and waiting is not None:
            self.health.report("list", f"the first list, {_named(waiting)}, waits for approval")
            await self.reloader.first_list(stop)
            self.health.report("list", None)
        await self.pipeline.run(stop)

    async def _follow(self, stop: asyncio.Event) -> None:
        """Take new releases into use as they come, where the list is a release channel's."""
        snapshot, release = str(self.settings.snapshot), self.settings.release
        if origin.is_channel(snapshot):
            follower = Follower(
                self.reloader, snapshot, release.poll_seconds, release.timeout_seconds
            )
            await follower.run(stop)
        elif release.four_eyes:  # what stands in the folder now may not be what was approved
            self.reloader.start(START)


def build(
    settings: Settings,
    *,
    resume_at_earliest: bool = False,
    accept_dead_letters: Collection[int] = (),
    seat: Seat | None = None,
) -> Service:
    """Check everything that can be checked without a connection, and make the parts.

    `resume_at_earliest` goes on behind expired offsets; the partitions in `accept_dead_letters`
    have no limit of dead letters; `seat` is that of one of several workers.

    Raises:
        MappingError, TokensError, OriginError, SnapshotError, LookupError, OSError: each with
            one line that names what is wrong.
    """
    origin.check_four_eyes(settings)
    place = origin.of(settings)
    reader = mapping.load(settings.mapping, registry=registry.of(settings))
    judging = judge.from_settings(
        settings, reader, shadow_alerts=settings.kafka.shadow_topic is not None
    )
    tokens = Tokens(settings.http.tokens_file) if settings.http.tokens_file else None
    health, metrics = Health(), Metrics()
    reloader = Reloader(
        place,
        metrics,
        prepare_seconds=settings.prepare_seconds,
        warn_hours=settings.snapshot_warn_age_hours,
        remarks=partial(remarks, judging.policy),
        four_eyes=settings.release.four_eyes,
    )
    source = TransactionSource(settings.kafka, resume_at_earliest=resume_at_earliest)
    pipeline = Pipeline(
        settings,
        source,
        Publisher(settings.kafka),
        BatchJudge(judging, DeadLetterLimits(accept_dead_letters)),
        reloader.active,
        health,
        metrics,
    )
    accounts = pipeline.accounts
    parts = Parts(
        health,
        metrics,
        reloader,
        judging,
        accounts,
        tokens,
        settings.max_record_bytes,
        _lookups(settings, seat),
        LOOPBACK if settings.http.is_loopback else ANYBODY,
    )
    watchdog = Watchdog(settings.kafka, source, health, settings.watchdog_seconds)
    servers = _servers(settings, parts, seat)
    return Service(settings, health, metrics, reloader, pipeline, servers, watchdog)


def _lookups(settings: Settings, seat: Seat | None) -> Lookups | None:
    """Look-ups by request, where there is a lasting place for their audit log."""
    state = settings.state_dir if seat is None else seat.lasting(settings.state_dir)
    try:
        return lookups_of(settings.http, state)
    except AuditError as error:
        _log.warning("no look-ups", reason=str(error))
        return None


def _servers(settings: Settings, parts: Parts, seat: Seat | None) -> tuple[Server, ...]:
    if seat is not None:
        return (http_app.Server(http_app.create(parts), seat.socket),)
    return http_app.servers(settings, http_app.create(parts), http_app.create_metrics(parts))


async def serve(
    settings: Settings,
    *,
    resume_at_earliest: bool = False,
    accept_dead_letters: Collection[int] = (),
    seat: Seat | None = None,
) -> None:
    """Run the service until SIGTERM or SIGINT; `build` tells of the options.

    Raises:
        StartError and what `build` raises.
    """
    service = build(
        settings if seat is None else seat.own(settings),
        resume_at_earliest=resume_at_earliest,
        accept_dead_letters=accept_dead_letters,
        seat=seat,
    )
    stop = stop_when_told()
    if seat is not None:
        stop_with_supervisor(stop)
    gc.set_threshold(*_COLLECT)
    if not sieve.IS_THERE:
        _log.warning("installed without a C compiler: screening is many times slower, and the same")
    tell_of_policy(service.pipeline.policy)
    number = None if seat is None else seat.number
    tell_of_start(service.reloader, settings, port=service.port, worker=number)
    await service.run(stop)
    _log.info("stopped")


def stop_when_told() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()

    def stopper() -> None:
        _log.info("draining")
        stop.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopper)
    return stop


def _named(waiting: dict[str, Any]) -> str:
    return f"serial {waiting['serial']} (digest {waiting['digest'][:16]})"


async def _watch_loop(metrics: Metrics, guard: LoopGuard) -> None:
    """Measure how late the loop wakes this task, and tell the guard that it does."""
    with contextlib.suppress(asyncio.CancelledError):
        while True:
            guard.beat()
            due = time.perf_counter() + _BEAT_SECONDS
            await asyncio.sleep(_BEAT_SECONDS)
            metrics.stalled(max(0.0, time.perf_counter() - due))
