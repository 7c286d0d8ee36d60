"""What is to be said of the list in use, and of its age.

Law: an old list, an expired one, or one with stale feeds keeps screening; it is said, never
acted on.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from screening.alert import render_time

if TYPE_CHECKING:
    from datetime import datetime

    from feeds.snapshot import Manifest


def warnings(
    manifest: Manifest, expires: datetime | None, now: datetime, warn_hours: float
) -> list[str]:
    """A line for each thing that somebody should look at; empty when all is well.

    `expires` is when the release's signatures do (None: a folder), `warn_hours` the age from
    which a list is old.
    """
    found = []
    if expires is not None and expires <= now:
        found.append("the release has expired: ask its publisher; screening goes on with it")
    if now - manifest.created >= timedelta(hours=warn_hours):
        found.append(f"the list is older than {warn_hours:g} hours")
    stale = [feed.name for feed in manifest.feeds if feed.stale]
    if stale:
        found.append(f"stale feeds: {', '.join(stale)}")
    return found


def described(
    manifest: Manifest, expires: datetime | None, activated: datetime, now: datetime
) -> dict[str, Any]:
    """The list in use since `activated`: what it is, how old, how large."""
    return {
        "serial": manifest.serial,
        "digest": manifest.digest,
        "created": render_time(manifest.created),
        "activated": render_time(activated),
        "age_seconds": int((now - manifest.created).total_seconds()),
        "expires": None if expires is None else render_time(expires),
        "expired": expires is not None and expires <= now,
        "stale_feeds": [feed.name for feed in manifest.feeds if feed.stale],
        "total": manifest.total,
        "counts": manifest.counts,
    }
