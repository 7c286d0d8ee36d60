"""Domain names as lower-case A-labels (IDNA 2008 with UTS 46 mapping).

To encode a name takes thirty times as long as to map it. A list knows the names it holds in either
form, so traffic is mapped (`mapped`), and only what may be listed is encoded (`key`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import idna

from matcher.normalize.invalid import InvalidValueError
from matcher.text import compatible

# Underscores are not host names by RFC 952, but live in DNS and in lists.
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")

MAX_LENGTH = 253
REFUSED = "\ufffd"
"""Stands in a mapped name for each character that UTS 46 refuses."""

_ACE = "xn--"
_MOST_KEPT = 1_024


def key(value: str) -> str | None:
    """The name in lower-case A-labels, without its final dot; None if it can have no such form."""
    if value.isascii():
        return value.strip().lower().rstrip(". ")
    name = compatible(value).lower().rstrip(".")
    if len(name) > MAX_LENGTH:  # no A-label is shorter than its U-label
        return None
    return _encoded(name)


@lru_cache(_MOST_KEPT)
def _encoded(name: str) -> str | None:
    try:
        return idna.encode(name, uts46=True).decode("ascii").rstrip(".")
    except (idna.IDNAError, UnicodeError):
        return None


class _Mapping(dict[int, str]):
    """A `str.translate` table of UTS 46, which fills itself."""

    def __missing__(self, code: int) -> str:
        try:
            found = idna.uts46_remap(chr(code), std3_rules=False)
        except idna.IDNAError:
            found = REFUSED
        self[code] = found
        return found


_MAPPING = _Mapping()


def mapped(name: str) -> str:
    """A name in token form by UTS 46: one in lower case becomes its `key`, but for U-labels."""
    return unicodedata.normalize("NFC", name.translate(_MAPPING)).rstrip(".")


def unicode_form(name: str) -> str | None:
    """What `mapped` gives for every spelling of a `key`; None where it has no A-label."""
    if _ACE not in name:
        return None
    return ".".join(map(_unicode_label, name.split(".")))


def _unicode_label(label: str) -> str:
    try:
        return label.removeprefix(_ACE).encode().decode("punycode") if label[:4] == _ACE else label
    except UnicodeError:
        return label  # what no U-label is encoded to


def may_have_two_forms(name: str) -> bool:
    """Whether a mapped name may be one of a list whose `unicode_form` is another text."""
    return _ACE in name or REFUSED in name


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
