"""Brokers as the worlds need them: with a listener behind a proxy, in a cluster, guarded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.kafka.broker import Broker, free_port
from tests.kafka.jvm import launch
from tests.kafka.properties import CLUSTER_ID, HOST

if TYPE_CHECKING:
    from pathlib import Path


class ProxiedBroker(Broker):
    """A broker with a second listener, INNER, that tells its clients the address of a proxy."""

    protocol = "PLAINTEXT"

    def __init__(self, proxy_port: int) -> None:
        """Prepares a broker whose proxy will listen on `proxy_port`."""
        self.proxy_port = proxy_port
        self.inner_port = free_port()
        super().__init__()

    def more(self) -> dict[str, str]:
        """Further properties."""
        return {}

    def _addresses(self) -> dict[str, str]:
        controller = f"{HOST}:{free_port()}"
        protocols = f"PLAINTEXT:PLAINTEXT,INNER:{self.protocol},CONTROLLER:PLAINTEXT"
        listeners = [f"PLAINTEXT://{self.bootstrap}", f"INNER://{HOST}:{self.inner_port}"]
        told = f"PLAINTEXT://{self.bootstrap},INNER://{HOST}:{self.proxy_port}"
        return {
            "listeners": ",".join([*listeners, f"CONTROLLER://{controller}"]),
            "advertised.listeners": told,
            "listener.security.protocol.map": protocols,
            "inter.broker.listener.name": "PLAINTEXT",
            "controller.quorum.bootstrap.servers": controller,
            "log.dirs": str(self.folder / "data"),
            **self.more(),
        }


class ClusterNode(Broker):
    """One of several brokers that are controllers too."""

    def __init__(self, node: int, votes: dict[int, int]) -> None:
        """Prepares node number `node`; `votes` has the controller's port of each."""
        self.node = node
        self.votes = votes
        super().__init__()

    def _addresses(self) -> dict[str, str]:
        voters = ",".join(f"{node}@{HOST}:{port}" for node, port in self.votes.items())
        return {
            "node.id": str(self.node),
            "listeners": f"PLAINTEXT://{self.bootstrap},CONTROLLER://{HOST}:{self.votes[self.node]}",
            "controller.quorum.voters": voters,
            "log.dirs": str(self.folder / "data"),
            "min.insync.replicas": "2",
            "offsets.topic.replication.factor": "3",
            "transaction.state.log.replication.factor": "3",
            "transaction.state.log.min.isr": "2",
            "replica.lag.time.max.ms": "5000",
        }

    def _format(self, config: Path) -> None:
        config.write_text("".join(f"{name}={value}\n" for name, value in self._properties.items()))
        arguments = ["format", "--cluster-id", CLUSTER_ID, "--config", str(config)]
        if launch(self._output, "kafka.tools.StorageTool", *arguments).wait():
            raise RuntimeError(f"Kafka's storage could not be formatted:\n{self._last_words()}")
