"""Wallet addresses written in groups: joined, and looked up as they stand.

Base58 is case-sensitive and every address long, so joining is all that is undone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from matcher.loose import SEPARATORS
from matcher.normalize import wallet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matcher.exact import Listed
    from matcher.loose.layers import Families

_GROUPED = re.compile(r"(?<!\w)[A-Za-z0-9]{2,60}(?:[ .\-]{1,2}[A-Za-z0-9]{2,60}){1,60}(?!\w)")
_GROUP = re.compile(r"[A-Za-z0-9]+")
_MIXED = re.compile(r"[0-9][A-Za-z]|[A-Za-z][0-9]")
LEAST_MIXED = 2
LONGEST = 100


def grouped(text: str, listed: Listed) -> Iterator[tuple[int, int, int, str, Families]]:
    """Listed addresses in groups: number, start, end, method, what was undone."""
    if _MIXED.search(text) is None:
        return
    for run in _GROUPED.finditer(text):
        if len(_MIXED.findall(run[0])) < LEAST_MIXED:
            continue
        groups = [group.span() for group in _GROUP.finditer(text, *run.span())]
        for first, (start, _) in enumerate(groups):
            joined = ""
            for begin, end in groups[first:]:
                joined += text[begin:end]
                if len(joined) > LONGEST:
                    break
                if len(joined) >= wallet.MIN_LENGTH and begin != start:
                    number = listed.get(wallet.key(joined))
                    if number is not None:
                        yield number, start, end, "token", frozenset({SEPARATORS})
