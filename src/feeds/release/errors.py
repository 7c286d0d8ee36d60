"""Why a release is refused, or a channel cannot be worked on: always one line."""

from __future__ import annotations

from feeds.snapshot import SnapshotError


class ReleaseError(SnapshotError):
    """A release or channel that is refused; the message names the fault and no credential."""


class UnreachableError(ReleaseError):
    """There is no answer within the limits: later it may be there."""


class ExpiredError(ReleaseError):
    """What is there was true once: nobody renewed it, or someone serves an old copy."""
