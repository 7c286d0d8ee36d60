"""The Kafkas that faults happen to: what each has, and how the service reaches it.

A world runs from one fault to the next that wants it; each fault has topics of its own there.
`direct` is for the test's own eyes and hands and never suffers; `address` is the service's.
"""

from __future__ import annotations

import asyncio
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from confluent_kafka.admin import (
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewTopic,
    ResourceType,
)

from tests.chaos.nodes import ClusterNode, ProxiedBroker
from tests.chaos.proxy import Proxy
from tests.kafka.broker import Broker, free_port
from tests.kafka.properties import HOST

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.kafka.conftest import Topics

SECONDS = 30.0


class World:
    """One Kafka, which runs until it is closed."""

    replicas = 1

    def __init__(self, folder: Path) -> None:
        """Prepares; `folder` is for files that the service is given."""
        self.folder = folder

    async def __aenter__(self) -> Self:
        try:
            await self.open()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def open(self) -> None:
        """Starts it."""
        raise NotImplementedError

    async def close(self) -> None:
        """Ends it, and removes its data."""
        raise NotImplementedError

    @property
    def direct(self) -> str:
        """Where tests reach it."""
        raise NotImplementedError

    @property
    def address(self) -> str:
        """Where the service reaches it."""
        return self.direct

    def settings(self) -> dict[str, object]:
        """What the service is set to, to reach it."""
        return {}

    @cached_property
    def admin(self) -> AdminClient:
        """A client with every right; it lives as long as the world, for its answers do."""
        return AdminClient({"bootstrap.servers": self.direct, "log_level": 0})

    async def welcome(self, topics: Topics) -> None:
        """Prepares what a new group needs beside its topics."""

    async def create(
        self, *names: str, partitions: int = 1, config: Mapping[str, str] | None = None
    ) -> None:
        """Creates topics, each with a leader for every partition when it returns."""
        new = [
            NewTopic(each, partitions, self.replicas, config=dict(config or {})) for each in names
        ]
        await self.ask(self.admin.create_topics(new))
        await asyncio.to_thread(self._await_leaders, names)

    async def configure(self, topic: str, config: Mapping[str, str]) -> None:
        """Changes settings of a topic; the others stay."""
        entries = [
            ConfigEntry(name, value, incremental_operation=AlterConfigOpType.SET)
            for name, value in config.items()
        ]
        resource = ConfigResource(ResourceType.TOPIC, topic, incremental_configs=entries)
        await self.ask(self.admin.incremental_alter_configs([resource]))

    async def ask(self, answers: Mapping[Any, Any]) -> None:
        """Awaits the answers to a request of `admin`.

        Raises:
            KafkaException: it was refused.
        """
        for answer in answers.values():
            await asyncio.to_thread(answer.result, SECONDS)

    def _await_leaders(self, names: tuple[str, ...]) -> None:
        while True:
            known = self.admin.list_topics(timeout=SECONDS).topics
            found = [known[name].partitions.values() for name in names if name in known]
            if len(found) == len(names) and all(p.leader >= 0 for each in found for p in each):
                return


class Plain(World):
    """One broker; the service reaches it through a proxy."""

    broker: ProxiedBroker
    proxy: Proxy

    def __init__(self, folder: Path, running: ProxiedBroker | None = None) -> None:
        """Prepares; a broker that is running already is used, and left running."""
        super().__init__(folder)
        self._running = running

    def make(self, proxy_port: int) -> ProxiedBroker:
        """The broker of this world."""
        return ProxiedBroker(proxy_port)

    async def open(self) -> None:
        """Starts broker and proxy."""
        self.broker = self._running or self.make(free_port())
        if self._running is None:
            await asyncio.to_thread(self.broker.start)
        self.proxy = Proxy(self.broker.proxy_port, self.broker.inner_port)
        await self.proxy.accept()

    async def close(self) -> None:
        """Ends both."""
        if hasattr(self, "proxy"):
            await self.proxy.__aexit__()
        if self._running is None:
            await asyncio.to_thread(self.broker.close)

    @property
    def direct(self) -> str:
        """Where tests reach it."""
        return self.broker.bootstrap

    @property
    def address(self) -> str:
        """Where the service reaches it."""
        return f"{HOST}:{self.proxy.port}"


class Cluster(World):
    """Three brokers, each a controller too; topics have three replicas, two of them in time."""

    replicas = 3

    async def open(self) -> None:
        """Starts all three."""
        votes = {node: free_port() for node in (1, 2, 3)}
        self.nodes: dict[int, Broker] = {node: ClusterNode(node, votes) for node in votes}
        await asyncio.gather(*[asyncio.to_thread(each.start) for each in self.nodes.values()])

    async def close(self) -> None:
        """Ends all three."""
        await asyncio.gather(*[asyncio.to_thread(each.close) for each in self.nodes.values()])

    @property
    def direct(self) -> str:
        """Where tests reach it."""
        return ",".join(each.bootstrap for each in self.nodes.values())

    def leaders(self, topic: str) -> list[int]:
        """The node that leads each partition of a topic."""
        found = self.admin.list_topics(topic, timeout=SECONDS).topics[topic].partitions
        return [found[number].leader for number in sorted(found)]

    async def coordinator(self, group: str) -> int:
        """The node that coordinates a group."""
        answer = self.admin.describe_consumer_groups([group])[group]
        return int((await asyncio.to_thread(answer.result, SECONDS)).coordinator.id)
