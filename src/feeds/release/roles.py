"""The four roles of a channel (TUF 1.0, section 2.1), and how long what they sign is current.

Law: lifetimes and the number of retained releases stand in the signed metadata itself, so that
whoever renews it needs nothing but the folder and a key.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from tuf.api.metadata import Signed

Role = Literal["root", "targets", "snapshot", "timestamp"]
ROOT: Role = "root"
TARGETS: Role = "targets"
SNAPSHOT: Role = "snapshot"
TIMESTAMP: Role = "timestamp"
ROLES: tuple[Role, ...] = (ROOT, TARGETS, SNAPSHOT, TIMESTAMP)
ONLINE: tuple[Role, ...] = (TARGETS, SNAPSHOT, TIMESTAMP)
"""The roles that sign each release; their keys are where releases are made."""

LIFETIME_FIELD = "x-fresnel-lifetime-seconds"
RETAIN_FIELD = "x-fresnel-retain"
DEFAULT_RETAIN, LEAST_RETAIN = 10, 2
_SOON_SHARE = 3


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """For how many days what each role signs is current."""

    root: float = 365.0
    targets: float = 90.0
    snapshot: float = 14.0
    timestamp: float = 2.0

    def fields(self, role: Role) -> dict[str, Any]:
        """What the metadata of `role` says of its lifetime."""
        return {LIFETIME_FIELD: round(getattr(self, role) * 86_400)}


def lifetime(signed: Signed) -> timedelta:
    """How long this metadata is current after it was signed; the default if it does not say."""
    seconds = signed.unrecognized_fields.get(LIFETIME_FIELD)
    if isinstance(seconds, int) and 0 < seconds < 1 << 32:
        return timedelta(seconds=seconds)
    return timedelta(days=getattr(Lifetimes(), signed.type))


def state(signed: Signed, now: datetime) -> Literal["current", "soon", "expired"]:
    """Whether this metadata is expired, or has less than a third of its lifetime left."""
    left = signed.expires - now
    if left <= timedelta():
        return "expired"
    return "soon" if left < lifetime(signed) / _SOON_SHARE else "current"


def is_past_half(signed: Signed, now: datetime) -> bool:
    """Whether less than half of the lifetime of this metadata is left."""
    return signed.expires - now < lifetime(signed) / 2
