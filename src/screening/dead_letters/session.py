"""One replay of many dead letters: the parts are those of `serve`, made from the same settings."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from feeds.compile import load as load_snapshot
from screening import judge, mapping, origin
from screening.audit.entry import REPLAY
from screening.dead_letters import topic
from screening.dead_letters.replay import Replay
from screening.decode import registry
from screening.stream.audit import Auditor
from screening.stream.delivery import Delivery
from screening.stream.publish import Publisher

if TYPE_CHECKING:
    from collections.abc import Callable

    from screening.audit.topics import Told
    from screening.dead_letters.inventory import Choice
    from screening.dead_letters.replay import Result
    from screening.settings import Settings
    from screening.stream.accounting import Outcome


class Session:
    """Screens chosen dead letters again."""

    def __init__(self, given: Settings, *, dry_run: bool) -> None:
        """Make the parts; a dry run writes nothing.

        Raises:
            SettingsError, MappingError, OriginError, SnapshotError: one of them cannot be made.
        """
        reader = mapping.load(given.mapping, registry=registry.of(given, waits=True))
        judging = judge.from_settings(
            given, reader, shadow_alerts=given.kafka.shadow_topic is not None
        )
        active = load_snapshot(origin.folder(given), given.engine)
        self._kafka = given.kafka
        self._publisher = Publisher(given.kafka)
        self._dry_run = dry_run
        group = given.kafka.group_id + REPLAY
        digest = judging.policy.config_digest
        self._replay = Replay(
            judging,
            active,
            None if dry_run else Delivery(given, self._publisher),
            None if dry_run else Auditor(given.kafka, self._publisher, digest, group),
        )

    async def run(
        self, choice: Choice, say: Callable[[str], object], told: Told
    ) -> Counter[Outcome | None]:
        """How many had each outcome; None counts those that stay open, and `say` names them.

        Raises:
            DeadLetterError, PublishError, RegistryUnavailableError: it cannot go on; what is done
                is done, and may be done again.
        """
        counts: Counter[Outcome | None] = Counter()
        try:
            async with topic.reading(self._kafka) as consumer:
                found = await topic.inventory(consumer, self._kafka, choice.since_ms, told)
                for partition, offset in found.unknown(choice):
                    say(f"{partition}:{offset}: no dead letter")
                    counts[None] += 1
                if not self._dry_run:
                    await self._publisher.start()
                for entry in found.chosen(choice):
                    raw = await topic.original(consumer, entry.letter)
                    result = await self._replay.one(entry.letter, raw)
                    counts[result.outcome] += 1
                    if result.outcome is None:
                        say(_open(result))
        finally:
            await self._publisher.stop()
        return counts


def _open(result: Result) -> str:
    """Which dead letter stays open, and why."""
    place, at = result.letter.place, result.letter.original
    where = f"{place.partition}:{place.offset} ({at.topic} {at.partition}:{at.offset})"
    return f"{where}: still open: {result.reason}"
