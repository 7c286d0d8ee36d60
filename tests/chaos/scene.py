"""One fault's stage: its own topics, snapshot, payments under way, and services that are watched.

A fault starts services with `serve`, breaks something, waits until that shows, mends it, and
calls `over`. `complete` then waits until the group commits again and has worked off everything.
"""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from contextlib import AsyncExitStack
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from tests.chaos.load import Load
from tests.chaos.member import Member
from tests.chaos.timing import lasting
from tests.chaos.watch import Commits, Memory
from tests.chaos.worlds import World
from tests.kafka import payments
from tests.kafka.conftest import PARTITIONS, Topics
from tests.kafka.process import caught_up
from tests.kafka.waiting import until

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path

    from aiokafka import ConsumerRecord

    from tests.chaos.catalogue import Fault, Size
    from tests.kafka.receipts import Receipt

W = TypeVar("W", bound=World)
RECOVERY_SECONDS = 180.0
WORK_OFF_SECONDS = 600.0


class Scene(Generic[W]):
    """Everything that a fault can touch, and what was seen of it."""

    def __init__(self, fault: Fault, world: W, size: Size, folder: Path, seed: int) -> None:
        """Prepares; `folder` is empty and the fault's own."""
        self.fault, self.world, self.size, self.folder = fault, world, size, folder
        self.topics = _topics(fault.slug)
        self.snapshot = payments.snapshot(folder)
        self.load = Load(
            world.direct,
            self.topics.transactions,
            rate=size.rate,
            every=fault.every,
            partitions=PARTITIONS,
            seed=seed,
        )
        self.members: list[Member] = []
        self.commits = Commits(world.direct, self.topics.group, self.topics.transactions)
        self.memory = Memory(self.members)
        self.seen: list[str] = []
        self.bad: dict[bytes, str] = {}  # raw records that are to be dead letters, and why
        self.gone: dict[int, set[int]] = {}  # offsets that were gone before they could be read
        self.excused: set[str] = set()  # the payments in them
        self.saved_alerts: list[dict[str, Any]] = []  # of a review topic that was deleted
        self.saved_receipts: dict[int, list[Receipt]] = {}  # of an audit topic that was deleted
        self.old_receipts: dict[int, list[Receipt]] = {}  # of a transactions topic that was
        self.verdict: int | None = 0  # how `fresnel audit verify` is to end; None: not asked
        self.kills = 0
        self.over_at: float | None = None
        self.recovery: float | None = None
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        for watching in (self.commits.run(), self.memory.run()):
            task = asyncio.create_task(watching)
            self._stack.push_async_callback(_cancelled, task)
        self._stack.push_async_callback(self.load.pause)
        await self.world.welcome(self.topics)
        if self.fault.begun:
            await self.create_topics()
            self.load.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def create_topics(self, **config: str) -> None:
        """Creates the topics; `config` is that of the transactions, with `_` for dots."""
        named = {name.replace("_", "."): value for name, value in config.items()}
        names = self.topics
        await self.world.create(names.transactions, partitions=PARTITIONS, config=named)
        await self.world.create(names.review, names.dead_letter, names.audit)

    async def member(
        self,
        *,
        options: Sequence[str] = (),
        sabotage: Sequence[str] = (),
        environment: dict[str, str] | None = None,
        **settings: Any,
    ) -> Member:
        """A service that is not started yet; it ends with the scene."""
        given: dict[str, Any] = self.world.settings() | self.fault.settings | settings
        place = (self.world.address, self.topics, self.snapshot, self.folder)
        made = Member(*place, options=options, sabotage=sabotage, environment=environment, **given)
        self.members.append(made)
        self._stack.push_async_callback(made.kill)
        return made

    async def serve(self, **given: Any) -> Member:
        """A service, started."""
        made = await self.member(**given)
        await made.start()
        return made

    async def working(self, **given: Any) -> Member:
        """A service that was started, is ready, and has committed."""
        made = await self.serve(**given)
        await self.commits_again()
        await until(made.is_ready, RECOVERY_SECONDS)
        return made

    async def commits_again(self, since: float | None = None) -> float:
        """Waits for the next commit (after `since`, a monotonic time); when it was seen."""
        since = time.monotonic() if since is None else since
        await until(lambda: (self.commits.moved_at or 0.0) > since, RECOVERY_SECONDS)
        assert self.commits.moved_at is not None
        return self.commits.moved_at

    async def explains(self, member: Member, text: str) -> str:
        """Waits until /readyz gives a reason that has `text` in it, and notes it."""
        reason = await until(lambda: member.explains(text), RECOVERY_SECONDS)
        self.note(f"not ready: `{self.anonymous(reason)}`")
        assert await member.alive(), "/livez does not answer"
        return reason

    async def stands_still(self, seconds: float) -> None:
        """Lets the fault last, and sees that nothing is committed meanwhile."""
        before = dict(self.commits.offsets)
        await lasting(seconds)
        assert self.commits.offsets == before, "something was committed during the fault"
        self.note("nothing committed")

    def finally_(self, cure: Callable[..., Awaitable[object]], *given: object) -> None:
        """Has `cure` awaited when all is proven, however the scene ends."""
        self._stack.push_async_callback(cure, *given)

    def excuse(self, record: ConsumerRecord) -> None:
        """Notes that a record of the topic will be gone before anybody can have read it."""
        self.excused.add(json.loads(record.value)["id"])

    def note(self, text: str) -> None:
        """Notes something for the report, once."""
        if text not in self.seen:
            self.seen.append(text)

    def anonymous(self, text: str) -> str:
        """A text without what differs from run to run."""
        text = text.replace(self.topics.transactions, "transactions")
        return text.replace(str(self.folder), "FOLDER")

    def over(self) -> None:
        """The fault has ended: what was broken is whole again."""
        self.over_at = time.monotonic()

    async def complete(self) -> None:
        """Waits until the service commits again, has worked off everything, and is ready."""
        if not [each for each in self.members if each.running]:
            await self.serve()
        if self.over_at is not None:
            self.recovery = await self.commits_again(self.over_at) - self.over_at
        await self.load.finish(self.size.records)
        await until(partial(caught_up, self.world.direct, self.topics), WORK_OFF_SECONDS)

    async def leave(self) -> list[str]:
        """Ends the services as an orchestrator would; what was wrong with that."""
        problems = []
        for each in [each for each in self.members if each.running]:
            self.memory.look()
            status = await each.terminate()
            if status:
                problems.append(f"told to stop, it left with status {status}")
        return problems

    async def until(self, condition: Callable[[], Any], seconds: float = RECOVERY_SECONDS) -> Any:
        """`until`, with this suite's patience."""
        return await until(condition, seconds)


def _topics(slug: str) -> Topics:
    prefix = f"{slug}-{uuid.uuid4().hex[:8]}"
    return Topics(
        prefix, f"{prefix}.review", f"{prefix}.dead-letter", f"{prefix}.audit", f"{prefix}.group"
    )


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
