"""What the service says of itself in its log: its start, its files, its list."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog

from screening.judging import unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feeds.compile import ActiveList
    from screening.reload import Reloader
    from screening.screen import Policy
    from screening.settings import Settings

_log = structlog.get_logger(__name__)
_WARN_SECONDS = 60.0


def tell_of_policy(policy: Policy) -> None:
    """Log which of the bank's files decide, and each entry of the allow-list that has expired."""
    allow_list, shadow = policy.allow_list, policy.shadow
    _log.info(
        "judging",
        policy=policy.severity.name,
        shadow_entries=len(shadow.entries),
        allow_list_version=allow_list.version,
        allow_list_entries=len(allow_list.entries),
        config_digest=policy.config_digest,
    )
    for name in allow_list.expired(datetime.now(UTC)):
        _log.warning("allow-list entry has expired; its matches make alerts again", entry=name)


def tell_of_start(reloader: Reloader, settings: Settings, *, port: int, worker: int | None) -> None:
    """Log that the port is open, and by which list it screens."""
    place = {"port": port} if worker is None else {"worker": worker}
    if settings.release.four_eyes and settings.http.tokens_file is None:
        _log.warning("four eyes without tokens: nobody on this port is told from another")
    if not reloader.has_list:
        _log.warning("the first list waits for approval", **place)
        return
    manifest = reloader.active().manifest
    began = "screening" if worker is None else "worker screens"
    _log.info(began, serial=manifest.serial, total=manifest.total, **place)


def remarks(policy: Policy, active: ActiveList) -> Iterator[str]:
    """What the bank's files say in vain of the list in use."""
    return unknown.several(policy.allow_list, policy.shadow, active.repeated_ids)


async def warn(reloader: Reloader) -> None:
    """Log what is to be said of the list in use, whenever that changes; until cancelled."""
    said: list[str] = []
    while True:
        found = reloader.warnings()
        for line in found:
            if line not in said:
                _log.warning("list", warning=line)
        said = found
        await asyncio.sleep(_WARN_SECONDS)
