"""Where a channel is: an http, https or file URL, or a folder of this machine."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from feeds.release.errors import ReleaseError

SCHEMES = ("https", "http", "file")


def base(location: str) -> str:
    """The channel's URL, ending in a slash; `metadata/` and `targets/` are below it.

    Raises:
        ReleaseError: it is not such a URL, or holds a password, query or fragment.
    """
    if "://" not in location:
        return Path(location).absolute().as_uri().rstrip("/") + "/"
    try:
        parts = urlsplit(location)
    except ValueError:
        raise ReleaseError("a release channel's URL cannot be read") from None
    if parts.scheme not in SCHEMES:
        raise ReleaseError("a release channel is an http, https or file URL, or a folder")
    if parts.username is not None or parts.password is not None:
        raise ReleaseError("a release channel's URL must not hold a user name or password")
    if parts.query or parts.fragment:
        raise ReleaseError("a release channel's URL must not hold a query or fragment")
    if parts.scheme == "file" and parts.netloc not in ("", "localhost"):
        raise ReleaseError("a file URL names a folder of this machine: file:///…")
    return location.rstrip("/") + "/"


def file_of(url: str) -> Path:
    """The file that a file URL names."""
    return Path(unquote(urlsplit(url).path))
