"""The list of faults: each has a name, what is expected, and a function that causes it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.chaos.worlds import Plain

if TYPE_CHECKING:
    from tests.chaos.scene import Scene
    from tests.chaos.worlds import World

Cause = Callable[["Scene[Any]"], Awaitable[None]]
Lack = Callable[[], str | None]


@dataclass(frozen=True)
class Size:
    """How large a run is: the long form, the quick one, or that of the tests."""

    name: str
    records: int  # payments for each fault, at least
    rate: int  # payments a second while the fault lasts
    pause: float  # seconds that something stands still
    rounds: int  # how often something comes again
    kills: int  # SIGKILLs at each stage
    backlog: int  # records of the lag run


LONG = Size("long", 25_000, 600, 60.0, 12, 26, 5_000_000)
QUICK = Size("quick", 3_000, 300, 8.0, 3, 3, 200_000)
SHORT = Size("short", 600, 300, 3.0, 1, 1, 20_000)


@dataclass(frozen=True)
class Fault:
    """One kind of fault."""

    name: str
    expects: str
    cause: Cause
    world: type[World]
    lacks: Lack  # what is missing on this machine to cause it, in words
    begun: bool  # whether topics and load are there before `cause` is called
    every: int  # about one payment in so many is a hit
    settings: dict[str, object] = field(default_factory=dict)  # of the service

    @property
    def slug(self) -> str:
        """Its name as a file's."""
        return "-".join("".join(c if c.isalnum() else " " for c in self.name.lower()).split())


CATALOGUE: dict[str, Fault] = {}
"""Every fault by its name, in the order in which they run."""


def _nothing() -> None:
    return None


def fault(
    name: str,
    expects: str,
    *,
    world: type[World] = Plain,
    lacks: Lack = _nothing,
    begun: bool = True,
    every: int = 20,
    **settings: object,
) -> Callable[[Cause], Cause]:
    """Enters a function, which causes a fault in a scene and calls `over` at its end."""

    def enter(cause: Cause) -> Cause:
        assert name not in CATALOGUE, name
        CATALOGUE[name] = Fault(name, expects, cause, world, lacks, begun, every, settings)
        return cause

    return enter
