"""How the receipts of a chain hang together.

Law: a receipt follows one that stands before it on the topic, or starts the chain. Only the
first that is read may go back to one that is not there, and only where a reason is known: the
audit topic's retention, or a period that begins later than the chain.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from screening.audit.entry import Entry


class Link(StrEnum):
    """Where a receipt hangs."""

    LINKED = "linked"
    START = "start"
    ANEW = "anew"
    BEFORE = "before"
    FORK = "fork"
    REPEATED = "repeated"
    UNLINKED = "unlinked"
    ALTERED = "altered"


class Links:
    """The digests of one chain, in the order of the log.

    A chain stays in one partition of the audit topic unless somebody gave that topic more
    partitions; then the order between them is unknown, and is not asked for.
    """

    def __init__(self, begins: Mapping[int, int], *, has_since: bool) -> None:
        """`begins`: the first offset that each partition of the audit topic still holds."""
        self._begins = begins
        self._has_since = has_since
        self._followed: dict[bytes, bool] = {}
        self._altered: set[bytes] = set()
        self._begun: set[int] = set()
        self._before: set[bytes] = set()
        self._unlinked: list[Entry] = []

    def knows(self, digest: str) -> bool:
        """Whether a sound receipt with that digest was read, or what was read goes back to it."""
        raw = bytes.fromhex(digest)
        return raw in self._followed and raw not in self._altered

    def pass_over(self, entry: Entry) -> None:
        """Know a receipt from before the period."""
        self._followed.setdefault(bytes.fromhex(entry.receipt.digest), False)

    def doubt(self, entry: Entry) -> None:
        """Know the digest that an altered receipt states, so that its followers are not blamed."""
        digest = bytes.fromhex(entry.receipt.digest)
        if digest not in self._followed:
            self._followed[digest] = False
            self._altered.add(digest)

    def join(self, entry: Entry) -> Link:
        """Where a sound receipt hangs."""
        digest = bytes.fromhex(entry.receipt.digest)
        if digest in self._before:  # it stands behind the one that follows it
            self._before.discard(digest)
            link = Link.UNLINKED
        elif self.knows(entry.receipt.digest):
            return Link.REPEATED
        else:
            self._altered.discard(digest)
            link = self._find(entry)
        self._followed.setdefault(digest, False)
        self._begun.add(entry.place.partition)
        if link is Link.UNLINKED:
            self._unlinked.append(entry)
        return link

    def broken(self) -> Iterator[Entry]:
        """The receipts that hang nowhere, once all is read."""
        is_spread = len(self._begun) > 1
        for each in self._unlinked:
            if not (is_spread and bytes.fromhex(each.receipt.previous or "") in self._followed):
                yield each

    def _find(self, entry: Entry) -> Link:
        if entry.receipt.previous is None:
            return Link.ANEW if self._begun else Link.START
        previous, partition = bytes.fromhex(entry.receipt.previous), entry.place.partition
        is_first = partition not in self._begun
        if is_first and (self._has_since or self._is_expired(previous, partition)):
            if previous not in self._followed:
                self._before.add(previous)
            self._followed[previous] = True
            return Link.BEFORE
        if previous not in self._followed:
            return Link.UNLINKED
        is_fork, self._followed[previous] = self._followed[previous], True
        return Link.FORK if is_fork else Link.LINKED

    def _is_expired(self, previous: bytes, partition: int) -> bool:
        return previous not in self._followed and self._begins.get(partition, 0) > 0
