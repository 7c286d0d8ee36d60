"""What the update framework's refusals mean, in one line of our own words.

Law: no text of the server's reaches a message; the framework's own messages can quote it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuf.api import exceptions
from tuf.api.serialization import DeserializationError

from feeds.release.errors import ExpiredError, ReleaseError, UnreachableError
from feeds.release.roles import ROLES

if TYPE_CHECKING:
    from collections.abc import Mapping

_MEANINGS: Mapping[type[Exception], str] = {
    exceptions.UnsignedMetadataError: "not signed by enough of the channel's keys",
    exceptions.LengthOrHashMismatchError: (
        "not the file that was signed: altered, truncated, or of another release"
    ),
    exceptions.BadVersionNumberError: (
        "older than what was seen before, or of another release (rollback)"
    ),
    DeserializationError: "not metadata of a release channel",
    exceptions.DownloadLengthMismatchError: "longer than it may be",
}


def explained(error: Exception, asked: str) -> ReleaseError:
    """Our error for one of the framework's; `asked` is the file that was asked for last."""
    if isinstance(error, exceptions.ExpiredMetadataError):
        return _expired(str(error))
    if isinstance(error, exceptions.DownloadHTTPError):
        return _absent(asked)
    if isinstance(error, exceptions.DownloadError):
        return UnreachableError(f"{asked}: cannot be fetched")
    meaning = next((text for kind, text in _MEANINGS.items() if isinstance(error, kind)), None)
    return ReleaseError(f"{asked}: {meaning or f'unusable ({type(error).__name__})'}")


def _expired(message: str) -> ExpiredError:
    role = next((name for name in ROLES if name in message), "")
    return ExpiredError(
        f"{role} metadata has expired: the provider has to renew it, or an old copy is served"
    )


def _absent(asked: str) -> ReleaseError:
    if asked == "timestamp.json":
        return ReleaseError("timestamp.json is not there: no release channel at this place")
    return ReleaseError(f"{asked}: not there")
