"""Bearer tokens (RFC 6750): random, shown once, kept as SHA-256, each with its scopes.

The file is YAML: `tokens: [{name, sha256, scopes: [screen, reload]}]`. It is read again when
it changes, so that a token is revoked by deleting its entry.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from feeds import strict_yaml
from feeds.strict_yaml import YamlError

if TYPE_CHECKING:
    from pathlib import Path


class Scope(StrEnum):
    """What a token permits."""

    SCREEN = "screen"
    RELOAD = "reload"
    LOOKUP = "lookup"
    REVEAL = "reveal"
    CONSOLE = "console"
    APPROVE = "approve"


class Token(BaseModel):
    """One entry of the tokens file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(min_length=1, max_length=100)]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    scopes: frozenset[Scope]


class _TokensModel(BaseModel):
    model_config = ConfigDict(extra="forbid")

    tokens: list[Token]


class TokensError(Exception):
    """A tokens file that cannot be used; the message names the place in it."""


class Tokens:
    """The tokens of a file."""

    def __init__(self, path: Path) -> None:
        """Read the file.

        Raises:
            TokensError: it cannot be read.
        """
        self._path = path
        self._seen: tuple[int, int, int] | None = None
        self._tokens: list[Token] = []
        self._refresh()

    def find(self, secret: str) -> Token | None:
        """The entry of a token that was presented, or None; takes the same time for each."""
        try:
            self._refresh()
        except TokensError:
            self._tokens, self._seen = [], None  # a file that cannot be read permits nothing
        digest = fingerprint(secret)
        found = None
        for token in self._tokens:
            if hmac.compare_digest(token.sha256, digest):
                found = token
        return found

    def _refresh(self) -> None:
        try:
            now = self._path.stat()
        except OSError as error:
            raise TokensError(f"tokens file {self._path}: {error.strerror}") from error
        seen = (now.st_mtime_ns, now.st_ino, now.st_size)
        if seen != self._seen:
            self._tokens = read(self._path)
            self._seen = seen


def read(path: Path) -> list[Token]:
    """The entries of a tokens file.

    Raises:
        TokensError: it cannot be read or is not a tokens file.
    """
    try:
        values, root = strict_yaml.load_with_nodes(path.read_text("utf-8"))
    except YamlError as error:
        raise TokensError(f"tokens file {path}: {error}") from error
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise TokensError(f"tokens file {path}: {reason}") from error
    try:
        return _TokensModel.model_validate(values).tokens
    except ValidationError as error:
        said = strict_yaml.first_error(error, root)
        raise TokensError(f"tokens file {path}: {said}") from error


def fingerprint(secret: str) -> str:
    """What the file keeps of a token."""
    return hashlib.sha256(secret.encode()).hexdigest()


def create(name: str, scopes: list[Scope]) -> tuple[str, dict[str, object]]:
    """A new token, and the entry that admits it."""
    secret = secrets.token_urlsafe(32)
    entry: dict[str, object] = {
        "name": name,
        "sha256": fingerprint(secret),
        "scopes": sorted(str(scope) for scope in scopes),
    }
    return secret, entry


def append(path: Path, entry: dict[str, object]) -> None:
    """Add an entry to a tokens file, which is made, readable by its owner alone, if missing.

    Raises:
        TokensError: the file is there and is not a tokens file.
        OSError: it cannot be written.
    """
    entries = [token.model_dump(mode="json") for token in read(path)] if path.exists() else []
    for each in entries:
        each["scopes"] = sorted(each["scopes"])
    text = yaml.safe_dump({"tokens": [*entries, entry]}, sort_keys=False)
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(scratch, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as stream:
        stream.write(text)
    scratch.replace(path)
