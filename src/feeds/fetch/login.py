"""How a feed is logged in to: secrets come from files, read anew for every fetch.

HTTP authentication: basic (RFC 7617) and bearer tokens (RFC 6750).
"""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

from feeds.fetch.problem import FetchError

if TYPE_CHECKING:
    from pathlib import Path

    from feeds.feeds_file import Auth

MAX_SECRET_BYTES = 1 << 16
_TOKEN = re.compile(r"[\x21-\x7e]+")


def headers(auth: Auth | None) -> dict[str, str]:
    """The header that logs in; empty without `auth`.

    Raises:
        FetchError: a file is missing, empty or holds no secret of its kind; names the file only.
    """
    if auth is None:
        return {}
    if auth.token_file is not None:
        token = _secret(auth.token_file)
        if not _TOKEN.fullmatch(token):
            raise FetchError(f"auth: {auth.token_file.name}: not a token")
        return {"Authorization": f"Bearer {token}"}
    assert auth.password_file is not None
    if ":" in (auth.username or ""):
        raise FetchError("auth: a user name with a colon")
    pair = f"{auth.username}:{_secret(auth.password_file)}".encode()
    return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}


def _secret(path: Path) -> str:
    """The file's text without the line feed at its end."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_SECRET_BYTES + 1)
        secret = raw.decode().rstrip("\r\n")
    except OSError as error:
        raise FetchError(f"auth: {path.name}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise FetchError(f"auth: {path.name}: not UTF-8") from None
    if not secret or len(raw) > MAX_SECRET_BYTES:
        raise FetchError(f"auth: {path.name}: empty or too long")
    return secret
