"""Domain names as lower-case A-labels (IDNA 2008 with UTS 46 mapping)."""

from __future__ import annotations

import re

import idna

from matcher.normalize.invalid import InvalidValueError
from matcher.text import compatible

# Underscores are not host names by RFC 952, but live in DNS and in lists.
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")

MAX_LENGTH = 253


def key(value: str) -> str | None:
    """The name in lower-case A-labels, without its final dot; None if it can have no such form."""
    if value.isascii():
        return value.strip().lower().rstrip(". ")
    name = compatible(value).lower().rstrip(".")
    if len(name) > MAX_LENGTH:  # no A-label is shorter than its U-label
        return None
    try:
        return idna.encode(name, uts46=True).decode("ascii").rstrip(".")
    except (idna.IDNAError, UnicodeError):
        return None


def canonical(value: str) -> str:
    """The host name in lower-case A-labels.

    Raises:
        InvalidValueError: not a fully qualified host name.
    """
    host = key(value) or ""
    is_address = host.rpartition(".")[2].isdigit()
    if len(host) > MAX_LENGTH or is_address or not _DOMAIN.fullmatch(host):
        raise InvalidValueError("not a fully qualified domain name")
    return host


def parents(host: str) -> list[str]:
    """`host` and each domain above it that still has a dot, nearest first."""
    labels = host.split(".")
    return [".".join(labels[first:]) for first in range(max(1, len(labels) - 1))]
