"""A worker's place: its number, and the socket that it answers on."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from screening.settings import Settings


@dataclass(frozen=True, slots=True)
class Seat:
    """Worker `number`, from 1 on, and its socket."""

    number: int
    socket: Path

    def own(self, settings: Settings) -> Settings:
        """The settings of this worker: a static member of the group needs a name of its own."""
        name = settings.kafka.group_instance_id
        if name is None:
            return settings
        kafka = settings.kafka.model_copy(update={"group_instance_id": f"{name}-{self.number}"})
        return settings.model_copy(update={"kafka": kafka})

    def lasting(self, state: Path | None) -> Path | None:
        """The state folder, unless it is a temporary one that goes with the supervisor."""
        return None if state is None or state.parent == self.socket.parent else state


def stop_with_supervisor(stop: asyncio.Event) -> None:
    """Set `stop` when the supervisor is gone: it holds the other end of this process's stdin."""

    def readable() -> None:
        if not os.read(sys.stdin.fileno(), 1):
            loop.remove_reader(sys.stdin)
            stop.set()

    loop = asyncio.get_running_loop()
    loop.add_reader(sys.stdin, readable)
