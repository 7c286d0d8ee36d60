"""One real Apache Kafka 4 broker for tests, benchmarks and developers.

    with Broker() as broker:
        ...  # broker.bootstrap is "127.0.0.1:<port>"

The broker is its own KRaft controller, keeps its data in a temporary folder, listens on
loopback alone, and ends when this process ends, however that happens.
`python -m tests.kafka.broker --port 9092` runs one in the foreground until Ctrl-C.
"""

from __future__ import annotations

import argparse
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from tests.kafka.jars import fetch, java
from tests.kafka.jvm import launch
from tests.kafka.properties import CLUSTER_ID, HOST, PROPERTIES

START_SECONDS = 120.0
STOP_SECONDS = 20.0
# Below the ports that the system gives to outgoing connections: a client that retries while the
# broker is down could be given the broker's port, connect to itself, and keep the broker out.
PORTS = range(20_000, 32_000)


class Broker:
    """A broker that can be stopped, killed, paused and started again at the same address.

    Its methods block until done; from a coroutine use `await asyncio.to_thread(broker.kill)`.
    """

    def __init__(self, *, port: int | None = None) -> None:
        """Prepares a broker on `port`, or any free one."""
        self.port = port or free_port()
        self.bootstrap = f"{HOST}:{self.port}"
        self.folder = Path(tempfile.mkdtemp(prefix="fresnel-kafka-"))
        self._output = self.folder / "output.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._properties = PROPERTIES | self._addresses()

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.close()
            raise

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> Self:
        """Starts the broker and returns once it answers; data from an earlier start is kept.

        Raises:
            UnavailableError: no Java or no jars.
            RuntimeError: it ended, or did not answer in time; the message has its last output.
        """
        config = self.folder / "server.properties"
        if not config.exists():
            self._format(config)
        self._process = launch(self._output, "kafka.Kafka", str(config))
        self._await_answer()
        return self

    def stop(self) -> None:
        """Ends the broker as an operator would (SIGTERM), by force if that takes too long."""
        if self._process is None:
            return
        self._process.terminate()
        self.resume()  # a paused process would not see the signal
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
        self._process = None

    def kill(self) -> None:
        """Ends the broker as a crash would (SIGKILL); the data stays for `start()`."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def pause(self) -> None:
        """Freezes the broker (SIGSTOP): connections stay open and nothing answers."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Lets a paused broker go on (SIGCONT)."""
        self._signal(signal.SIGCONT)

    def close(self) -> None:
        """Stops the broker and removes its data."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _addresses(self) -> dict[str, str]:
        controller = f"{HOST}:{free_port()}"
        return {
            "listeners": f"PLAINTEXT://{self.bootstrap},CONTROLLER://{controller}",
            "controller.quorum.bootstrap.servers": controller,
            "log.dirs": str(self.folder / "data"),
        }

    def _format(self, config: Path) -> None:
        draft = config.with_suffix(".draft")
        draft.write_text("".join(f"{name}={value}\n" for name, value in self._properties.items()))
        arguments = ["format", "--standalone", "--cluster-id", CLUSTER_ID, "--config", str(draft)]
        if launch(self._output, "kafka.tools.StorageTool", *arguments).wait():
            raise RuntimeError(f"Kafka's storage could not be formatted:\n{self._last_words()}")
        draft.rename(config)

    def _await_answer(self) -> None:
        client = AdminClient({"bootstrap.servers": self.bootstrap, "log_level": 0})  # quietly
        deadline = time.monotonic() + START_SECONDS
        while not _answers(client):
            ended = self._process is None or self._process.poll() is not None
            if ended or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"Kafka did not start:\n{self._last_words()}")

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)

    def _last_words(self) -> str:
        return self._output.read_text(errors="replace")[-4000:]


def _answers(client: AdminClient) -> bool:
    """Whether the cluster names its broker within 0.2 s."""
    try:
        return bool(client.list_topics(timeout=0.2).brokers)
    except KafkaException:
        return False


def free_port() -> int:
    """A port that nothing listens on."""
    while True:
        port = PORTS.start + secrets.randbelow(len(PORTS))
        with socket.socket() as probe, suppress(OSError):
            probe.bind((HOST, port))
            return port


def main() -> int:
    """Runs a broker in the foreground until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m tests.kafka.broker", description=main.__doc__)
    parser.add_argument("--port", type=int, help="where clients connect (default: any free port)")
    parser.add_argument("--fetch", action="store_true", help="fetch what a broker needs, and exit")
    options = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell's background job ignores Ctrl-C
        signal.signal(number, signal.default_int_handler)
    try:
        java()
        fetch()
        if not options.fetch:
            with Broker(port=options.port) as broker:
                print(broker.bootstrap, flush=True)
                signal.pause()
    except KeyboardInterrupt:
        return 0
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
