"""End to end: the real service on a real Kafka, from the first record taken to the last commit.

The topic is filled first. The service runs as a process of its own; its counters and its CPU
time (all threads, from /proc) are read from outside. The broker starts fast rather than runs
fast (C1 compiler, serial collector) and shares the machine.
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import IO

from aiokafka import AIOKafkaProducer

from tests.kafka import admin
from tests.kafka.broker import Broker

TOPICS = ("transactions", "transactions.review", "transactions.dead-letter")
PARTITIONS = 4
_DEADLINE_SECONDS = 300.0


def run(snapshot: Path, records: list[bytes], log: IO[bytes]) -> dict[str, float]:
    """Records a second and CPU microseconds a record of the service, and records flagged."""
    with Broker() as broker:
        asyncio.run(fill(broker.bootstrap, records))
        port = free_port()
        environment = os.environ | {
            "FRESNEL_KAFKA__BOOTSTRAP_SERVERS": broker.bootstrap,
            "FRESNEL_SNAPSHOT": str(snapshot),
            "FRESNEL_HTTP__PORT": str(port),
        }
        command = [str(Path(sys.executable).with_name("fresnel")), "serve"]
        with subprocess.Popen(command, env=environment, stderr=log) as process:
            try:
                return _measure(process.pid, port, len(records))
            finally:
                process.terminate()


async def fill(bootstrap: str, records: list[bytes]) -> None:
    """Make the topics, and write `records` over the partitions of the transactions topic."""
    await admin.create_topics(bootstrap, *TOPICS, partitions=PARTITIONS)
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap, compression_type="lz4", max_batch_size=1 << 18, linger_ms=20
    )
    await producer.start()
    for number, record in enumerate(records):
        await producer.send(TOPICS[0], record, partition=number % PARTITIONS)
    await producer.stop()


def _measure(pid: int, port: int, expected: int) -> dict[str, float]:
    """Follow the counters; the clock begins when the first batch was committed."""
    first = began = cpu = 0.0
    ends = time.monotonic() + _DEADLINE_SECONDS
    while time.monotonic() < ends:
        counts = _outcomes(port)
        done = sum(counts.values())
        if done and not began:
            first, began, cpu = done, time.monotonic(), _cpu_seconds(pid)
        if done >= expected:
            measured = expected - first
            seconds, used = time.monotonic() - began, _cpu_seconds(pid) - cpu
            return {
                "records_per_second": round(measured / seconds),
                "cpu_us": round(used / measured * 1e6, 2),
                "flagged": int(counts.get("flagged", 0)),
            }
        time.sleep(0.01)
    raise TimeoutError("the service did not finish: see its log")


def is_ready(port: int) -> bool:
    """Whether the service at this port says that it can screen."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _outcomes(port: int) -> dict[str, float]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
            lines = answer.read().decode().splitlines()
    except OSError:
        return {}
    marker = 'fresnel_transactions_total{outcome="'
    found = (line.removeprefix(marker).split('"} ') for line in lines if line.startswith(marker))
    return {name: float(value) for name, value in found}


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
