"""Logs: one JSON object a line on stderr, for machines first.

No value of a customer or an indicator is logged, at any level. Third-party clients are held
to INFO and above, because aiokafka's DEBUG writes keys and values. An exception is logged as
its kind and places, without its text, which may quote what it failed on.
"""

from __future__ import annotations

import logging
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from structlog.typing import EventDict, ExcInfo, Processor


_SELDOM_SECONDS = 10.0


def configure(level: str, worker: int | None = None) -> None:
    """Send this process's logs to stderr as JSON lines; those of a `worker` name it."""

    def add_worker(_: object, __: str, event: EventDict) -> EventDict:
        return event if worker is None else {**event, "worker": worker}

    shared: list[Processor] = [
        add_worker,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(_kind_and_places),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    handler.addFilter(_Seldom())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in ("aiokafka", "asyncio", "uvicorn"):
        logging.getLogger(name).setLevel(max(logging.INFO, root.level))
    logging.getLogger("uvicorn.access").disabled = True


class _Seldom(logging.Filter):
    """Lets through each of aiokafka's complaints once in a while; in an outage it has many."""

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to log it."""
        if not record.name.startswith("aiokafka") or record.levelno < logging.WARNING:
            return True
        template = str(record.msg)
        due = self._last.get(template, 0.0) + _SELDOM_SECONDS <= time.monotonic()
        if due:
            self._last[template] = time.monotonic()
        return due


def _kind_and_places(exc_info: ExcInfo) -> str:
    """The exception's kind, and the files and lines it came through, the innermost first."""
    frames = traceback.extract_tb(exc_info[2])
    places = (f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    return " < ".join([exc_info[0].__name__, *places])
