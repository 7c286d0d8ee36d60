"""E-mail addresses: one key for every spelling that reaches the same mailbox.

Case and `+tag` are variants everywhere, dots and `googlemail.com` at Gmail alone. RFC 5321
calls the local part case-sensitive; no large provider treats it so, and lists do not either.
"""

from __future__ import annotations

import re

from matcher.normalize import domain
from matcher.normalize.invalid import InvalidValueError
from matcher.text import caseless, compatible

_MAILTO = re.compile("^(?:mailto: ?)+")
_QUOTED = re.compile(r"\"([^\\\"\s@]+)\"")
_GMAIL = frozenset({"gmail.com", "googlemail.com"})


def key(value: str) -> str | None:
    """The address without case, tag and provider's variants, or None if it is not one."""
    local, at, host = compatible(value).rpartition("@")
    local = _MAILTO.sub("", caseless(local), count=1)
    # The host folds by its own rules: casefolding first would make `fass` of `fa\u00df`.
    folded_host = domain.key(host) if at and local else None
    if folded_host is None:
        return None
    if quoted := _QUOTED.fullmatch(local):  # no other mailbox than without the quotes
        local = quoted[1]
    local = local.partition("+")[0] or local
    if folded_host in _GMAIL:
        local, folded_host = local.replace(".", "") or local, "gmail.com"
    return f"{local}@{folded_host}"


def canonical(value: str) -> str:
    """The address without case, tag and provider's variants.

    Raises:
        InvalidValueError: not an address with one `@`, a local part and a domain name.
    """
    address = key(value)
    local, _, host = (address or "").rpartition("@")
    if address is None or len(address) > 254 or "@" in local or " " in local:
        raise InvalidValueError("not an e-mail address")
    domain.canonical(host)
    return address
