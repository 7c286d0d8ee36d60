"""`fresnel`, sabotaged: it stalls, goes silent or is killed at one place of its work.

    python -m tests.chaos.launch --at screened --after 3 --do kill -- serve

Production code has no failpoints: this wraps its methods, and one of its client's, where one
stage ends and the next begins, and counts how often they are passed.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import signal
import sys
import time
from typing import TYPE_CHECKING, Any

from aiokafka.producer import AIOKafkaProducer
from aiokafka.producer.message_accumulator import MessageBatch

from screening import cli
from screening.stream.audit import Auditor
from screening.stream.consume import TransactionSource
from screening.stream.delivery import Delivery
from screening.stream.judging import BatchJudge

if TYPE_CHECKING:
    from collections.abc import Callable

STAGES = {
    "polled": "records were handed out",
    "screened": "a batch was judged",
    "sent": "an alert was handed to the client",
    "written": "a broker has written alerts, and nobody was told",
    "acknowledged": "all alerts of a batch are acknowledged",
    "receipt sent": "a receipt was handed to the client",
    "receipt written": "a broker has written a receipt, and nobody was told",
    "before commit": "receipts are acknowledged, nothing is committed",
    "committed": "a commit is answered, and not counted",
}


class Failpoint:
    """Does something at the n-th passage of one stage."""

    def __init__(self, stage: str, after: int, do: Callable[[], None]) -> None:
        """Prepares; passages are counted from 1."""
        self._stage, self._left, self._do = stage, after, do

    def passed(self, stage: str) -> None:
        """Counts a passage."""
        if stage == self._stage:
            self._left -= 1
            if self._left == 0:
                self._do()


def install(point: Failpoint, audit_topic: str) -> None:
    """Wraps what the stages lie between."""
    _after(TransactionSource, "poll", lambda _, batch: batch is not None, point, "polled")
    _after(BatchJudge, "judge", _always, point, "screened")
    _after(Delivery, "send", _always, point, "acknowledged")
    _after(Auditor, "write", _always, point, "before commit")
    _after(TransactionSource, "commit", _always, point, "committed")
    send, done = AIOKafkaProducer.send, MessageBatch.done

    async def sent(self: Any, topic: str, *given: Any, **named: Any) -> Any:
        future = await send(self, topic, *given, **named)
        point.passed("receipt sent" if topic == audit_topic else "sent")
        return future

    def written(self: Any, *given: Any, **named: Any) -> None:
        point.passed("receipt written" if self.tp.topic == audit_topic else "written")
        done(self, *given, **named)

    AIOKafkaProducer.send, MessageBatch.done = sent, written


def _always(*_: object) -> bool:
    return True


def _after(
    owner: type, name: str, counts: Callable[[Any, Any], bool], point: Failpoint, stage: str
) -> None:
    """Has `point` passed after each call of a coroutine method that `counts`."""
    method = getattr(owner, name)

    async def wrapped(self: Any, *given: Any, **named: Any) -> Any:
        answer = await method(self, *given, **named)
        if counts(self, answer):
            point.passed(stage)
        return answer

    setattr(owner, name, wrapped)


def _doing(what: str, seconds: float) -> Callable[[], None]:
    """What happens at the failpoint."""
    return {
        "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
        "stop": lambda: os.kill(os.getpid(), signal.SIGSTOP),
        "stall": lambda: _blocking(seconds),
        "hold": lambda: _holding(seconds),
        "mute": lambda: _Muted.consumer and _Muted.consumer._fetcher._fetch_task.cancel(),
    }[what]


def _blocking(seconds: float) -> None:
    """Blocks the event loop; other threads go on."""
    vars(time)["sleep"](seconds)


def _holding(seconds: float) -> None:
    """Holds the interpreter's lock in C: no thread of this process goes on."""
    ctypes.PyDLL(None).usleep(int(seconds * 1e6))


class _Muted:
    """Remembers the group's consumer, to make it go silent."""

    consumer: Any = None

    @classmethod
    def remember(cls) -> None:
        """Notes each consumer that joins the group."""
        start = TransactionSource.start

        async def started(self: Any) -> None:
            await start(self)
            cls.consumer = self._consumer

        TransactionSource.start = started


def main() -> None:
    """Installs the failpoint and becomes `fresnel`."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.launch", description=__doc__)
    parser.add_argument("--at", choices=STAGES, required=True)
    parser.add_argument("--after", type=int, default=1, help="act at this passage")
    parser.add_argument("--do", choices=["kill", "stop", "stall", "hold", "mute"], default="kill")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long to stall or hold")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    _Muted.remember()
    point = Failpoint(options.at, options.after, _doing(options.do, options.seconds))
    install(point, os.environ["FRESNEL_KAFKA__AUDIT_TOPIC"])
    sys.argv[1:] = options.command
    cli.main()


if __name__ == "__main__":
    main()
