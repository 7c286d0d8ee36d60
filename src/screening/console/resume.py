"""Where the reading of a partition goes on. Pure.

Law: nothing is passed over unsaid. A topic that was made anew, or that lost its end, is read from
its beginning; what expired unread is told of by its offsets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from screening.console.store import Position


class Start(NamedTuple):
    """The next offset to read, and what is to be said of it, if anything."""

    offset: int
    remark: str | None = None


def start(known: Position | None, topic_id: str, begin: int, end: int) -> Start:
    """Where to go on in a partition that holds `begin` up to `end`, exclusive."""
    if known is None:
        return Start(begin)
    if known.topic_id != topic_id:
        return Start(begin, "was deleted and made anew: read from its beginning")
    if known.next_offset > end:
        return Start(begin, f"ends at offset {end}, before what was read: read again")
    if known.next_offset < begin:
        last = begin - 1
        return Start(begin, f"offsets {known.next_offset} to {last} expired before they were read")
    return Start(known.next_offset)
