"""What a file is cut into."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from screening.bad_record import Reason


class Frame(NamedTuple):
    """A record and the number of its first line; `reason` where it could not be cut.

    In an Avro container file `line` is the number of the record. What could not be cut there
    are the `size` bytes from `offset` on.
    """

    line: int
    raw: bytes
    reason: Reason | None = None
    offset: int | None = None
    size: int | None = None
