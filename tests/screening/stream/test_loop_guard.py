"""The thread that sees whether the event loop turns."""

from __future__ import annotations

import threading
from queue import Queue

from screening.watchdog import LoopGuard

SECONDS = 0.24


def test_a_loop_that_stops_is_noticed() -> None:
    """It leaves, once, and says for how long nothing turned."""
    said: Queue[str] = Queue()
    guard = LoopGuard(SECONDS, said.put)
    guard.start()
    assert said.get(timeout=10) == "the event loop has not turned for 0 s"
    guard.join(timeout=10)
    assert said.empty()


def test_a_loop_that_turns_is_left_alone() -> None:
    """Through many times the limit; then it is no longer watched."""
    said: Queue[str] = Queue()
    guard = LoopGuard(SECONDS, said.put)
    guard.start()
    tick = threading.Event()
    for _ in range(200):
        guard.beat()
        tick.wait(0.005)
    guard.end()
    guard.join(timeout=10)
    assert said.empty()
    assert not guard.is_alive()
