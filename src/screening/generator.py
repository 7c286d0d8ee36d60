"""Synthetic payments for the demo and for trying things out: seeded, and obviously made up.

`python -m screening.generator --bootstrap HOST:PORT --topic T --rate R` writes them to Kafka.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import random
from datetime import UTC, datetime
from importlib import resources
from typing import TYPE_CHECKING, Any

import orjson
from aiokafka import AIOKafkaProducer

if TYPE_CHECKING:
    from collections.abc import Iterator

HIT_SHARE = 0.01
BAD_SHARE = 0.004

_FIRST = "Alex Billie Casey Dana Eden Frankie Gale Harper Indigo Jules Kim Lee Morgan Noor".split()
_LAST = "Example Sample Specimen Placeholder Testcase Dummy Fixture Mock Pattern Model".split()
_PURPOSE = (
    "rent march", "lunch and coffee", "invoice {n}", "birthday present", "car service {n}",
    "school fees term 2", "garden supplies", "monthly savings", "piano lessons", "ticket {n}",
    "electricity account {n}", "thanks for dinner", "refund order {n}", "gym membership",
)  # fmt: skip
_TEMPLATES = ("{p} {v}", "{p} re {v} thanks", "{v} {p}", "{p}: ({v}), as agreed")
_BAD = (b"{not json", b"[1, 2, 3]", b'{"amount": 12}', b'{"id": 1.5}', b"\xff\xfe", b'{"id": ""}')
_WHOLE = {"account": "account", "payid": "proxy", "email": "contact", "phone": "contact"}


def sample_feed() -> str:
    """The text of the sample feed (CSV), every entry of which is made up."""
    return resources.files("screening").joinpath("data", "sample.csv").read_text("utf-8")


def payments(seed: int) -> Iterator[tuple[bytes, bytes]]:
    """Endless (key, value) pairs; about one in a hundred holds a value of the sample feed."""
    chance = random.Random(seed)  # noqa: S311  not for secrets
    listed = [row for row in csv.DictReader(sample_feed().splitlines()) if row["type"] != "name"]
    number = 0
    while True:
        number += 1
        payment = _payment(chance, number)
        draw = chance.random()
        if draw < BAD_SHARE:
            yield b"bad", chance.choice(_BAD)
            continue
        if draw < BAD_SHARE + HIT_SHARE:
            _plant(chance, payment, chance.choice(listed))
        yield payment["customer_id"].encode(), orjson.dumps(payment)


def _payment(chance: random.Random, number: int) -> dict[str, Any]:
    customer = f"C{chance.randrange(5000):05}"
    purpose = chance.choice(_PURPOSE).format(n=chance.randrange(10_000, 99_999))
    return {
        "id": f"demo-{number:08}",
        "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "customer_id": customer,
        "amount": f"{chance.randrange(500, 90_000) / 100:.2f}",
        "currency": "AUD",
        "description": purpose,
        "reference": f"REF{chance.randrange(10**9):09}",
        "payer": _party(chance),
        "payee": _party(chance),
        "merchant": chance.choice(("", "CORNER CAFE", "HARDWARE BARN", "BOOK NOOK")),
        "device": {
            "ip": f"10.{chance.randrange(256)}.{chance.randrange(256)}.{chance.randrange(1, 255)}"
        },
    }


def _party(chance: random.Random) -> dict[str, str]:
    first, last = chance.choice(_FIRST), chance.choice(_LAST)
    return {
        "name": f"{first} {last}",
        "account": f"{chance.randrange(100, 999)}-{chance.randrange(1000):03} "
        f"{chance.randrange(10**5, 10**9)}",
        "proxy": f"{first}.{last}{chance.randrange(1000)}@example.edu".lower(),
        "contact": f"+6149157{chance.randrange(10_000):04}",
    }


def _plant(chance: random.Random, payment: dict[str, Any], row: dict[str, str]) -> None:
    kind, value = row["type"], row["value"]
    if kind == "ip":
        payment["device"]["ip"] = value.partition("/")[0]
    elif kind in _WHOLE and chance.random() < 0.5:
        payment["payee"][_WHOLE[kind]] = value
    else:
        shown = f"@{value.lstrip('@')}" if kind == "username" else value
        text = chance.choice(_TEMPLATES).format(p=payment["description"], v=shown)
        payment["description"] = text


async def _produce(bootstrap: str, topic: str, rate: float, seed: int) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all")
    await producer.start()
    try:
        for key, value in payments(seed):
            await producer.send(topic, value, key=key)
            await asyncio.sleep(1 / rate)
    finally:
        await producer.stop()


def main() -> None:
    """Write synthetic payments to Kafka until interrupted."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--bootstrap", default="localhost:9092")
    parser.add_argument("--topic", default="transactions")
    parser.add_argument("--rate", type=float, default=50.0, help="payments a second")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    try:
        asyncio.run(_produce(given.bootstrap, given.topic, given.rate, given.seed))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
