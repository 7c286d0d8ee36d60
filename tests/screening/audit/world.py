"""A simulated stream: members that screen, crash, freeze and are replaced, as the service does.

It keeps what the topics would hold. Nothing of the code under test decides anything here.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from screening.audit import receipt
from screening.audit.receipt import Chain, Receipt
from tests.screening.audit import paper

GROUP, TOPIC = "bank", "payments"
LISTS = (paper.LIST, paper.OTHER_LIST)
ACTS = ("commit", "crash_judged", "crash_sent", "crash_receipt", "zombie", "twice", "reload",
        "rewind", "replay")  # fmt: skip


@dataclass
class World:
    """One partition of the transactions topic, and everything that was written about it."""

    seed: int
    begin: int = 0
    log: list[Receipt] = field(default_factory=list)
    alerts: list[dict[str, Any]] = field(default_factory=list)
    dead: list[int] = field(default_factory=list)
    list_number: int = 0
    clock: float = 0.0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.committed: int | None = None
        self.committed_digest: str | None = None
        self.position = self.begin
        self.stale: tuple[int, str | None] | None = None
        self.replayed: list[Receipt] = []
        self.repaired: set[int] = set()

    def act(self, name: str, size: int) -> None:
        """Let something happen to a batch of `size` offsets."""
        self.clock += 10
        if name == "reload":
            self.list_number = 1 - self.list_number
        elif name == "rewind":
            self.position = self.chance.randint(self.begin, self.position)
            self.committed, self.committed_digest = self.position, None
        elif name == "replay":
            self._replay()
        elif name == "zombie":
            at, head = self.stale or (self.position, self._head())
            size = min(size, self.position - at)  # it froze with what another screened since
            if size > 0:
                self._write(at, size, "host/2/late", head)
        else:
            self._screen(name, size)

    def _screen(self, name: str, size: int) -> None:
        head = self._head()
        if self.chance.random() < 0.3:
            self.stale = self.position, head
        if name == "crash_judged":
            return
        if name == "crash_sent":
            self._send(self.position, self.chance.randint(0, size))
            return
        written = self._write(self.position, size, "host/1/aaaa", head)
        if name == "twice":
            self.log.append(written)
        if name != "crash_receipt":
            self.position += size
            self.committed, self.committed_digest = self.position, written["digest"]

    def _write(self, first: int, size: int, writer: str, head: str | None) -> Receipt:
        ids, lost = self._send(first, size)
        offsets = range(first, first + size)
        made = paper.draft(
            Chain(GROUP, TOPIC, 0),
            first,
            first + size - 1,
            ids=ids,
            flagged=sum(1 for each in offsets if each not in lost and self._ids(each)),
            dead_lettered=len(lost),
            writer=writer,
            snapshot={"serial": self.list_number, "digest": LISTS[self.list_number]},
            at=paper.at(self.clock),
        )
        self.log.append(receipt.sealed(made, head))
        return self.log[-1]

    def _send(self, first: int, size: int) -> tuple[list[str], list[int]]:
        """Publish the alerts and dead letters of a range; gives them."""
        offsets = range(first, first + size)
        for offset in offsets:
            self.alerts += [self._alert(offset, each) for each in self._ids(offset)]
        lost = [each for each in offsets if self._is_dead(each)]
        self.dead += lost
        return [name for each in offsets for name in self._ids(each)], lost

    def _alert(self, offset: int, name: str) -> dict[str, Any]:
        snapshot = {"serial": self.list_number, "digest": LISTS[self.list_number]}
        detected = paper.at(self.clock - 1)
        return paper.alert(0, offset, name, snapshot=snapshot, detected_at=detected)

    def _replay(self) -> None:
        """Screen a dead letter again, now that it can be: under the replays' own chain."""
        if not self.dead:
            return
        offset = self.chance.choice(self.dead)
        self.repaired.add(offset)
        ids = self._ids(offset)
        self.alerts += [self._alert(offset, each) for each in ids]
        made = paper.draft(
            Chain(GROUP + ".replay", TOPIC, 0),
            offset,
            offset,
            ids=ids,
            flagged=1 if ids else 0,
            snapshot={"serial": self.list_number, "digest": LISTS[self.list_number]},
            at=paper.at(self.clock),
        )
        head = self.replayed[-1]["digest"] if self.replayed else None
        self.replayed.append(receipt.sealed(made, head))
        self.log.append(self.replayed[-1])

    def _head(self) -> str | None:
        mine = [each for each in self.log if each["group"] == GROUP]
        return mine[-1]["digest"] if mine else None

    def _ids(self, offset: int) -> list[str]:
        """The alerts of a record; neighbours may be the same payment, sent twice.

        Of one that could not be read whole, there are fewer.
        """
        chance = random.Random(f"{self.seed}/{offset}/{self.list_number}")
        if chance.random() > 0.3:
            return []
        found = [paper.alert_id((offset // 2, each)) for each in range(chance.randint(1, 2))]
        return found[1:] if self._is_dead(offset) else found

    def _is_dead(self, offset: int) -> bool:
        is_bad = random.Random(f"{self.seed}/{offset}").random() < 0.15
        return is_bad and offset not in self.repaired
