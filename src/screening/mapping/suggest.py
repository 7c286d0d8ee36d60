"""Which role an unread path should have, from its name and from the shape of its values. Pure.

Rule 1: what the values plainly are (an address, a number that checks) weighs more than a name,
unless the role that the name suggests may match them anyway.
Rule 2: what names say weighs more than vague shapes (words, codes, plain numbers).
Rule 3: a suggestion is for a person to judge; it says why it was made.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from matcher.indicator import PERMITTED, Role
from screening.mapping.shape import IDENTIFIERS, Shape, shape_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SAMPLE = 50
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_NAMES = {
    Role.CONTACT: """email mail emailaddr emailadr phone phne phnenb telephone tel mobile mob mobnb
        cell fax contact msisdn whatsapp""",
    Role.PROXY: "proxy payid alias prxy handle username",
    Role.ACCOUNT: "iban account acct accountnumber bban bsb wallet",
    Role.NETWORK: "ip ipaddress url uri website web domain host hostname urladr referrer",
    Role.MERCHANT: "merchant acceptor shop store vendor",
    Role.FREE_TEXT: """memo narrative narration description desc descriptor remittance rmtinf ustrd
        addtlrmtinf details message msg note notes comment comments text purpose particulars
        lodgement information instrinf addtl subject caption label greeting""",
    Role.REFERENCE: "reference ref endtoendid instrid",
    Role.PARTY_NAME: """name nm fullname firstname lastname surname payeename payername holder
        beneficiary remitter cardholder title""",
}
_ROLES = {word: role for role, words in _NAMES.items() for word in words.split()}
_NEVER = frozenset(
    """date dt time timestamp datetime created updated booked at type tp code cd status state flag
    currency ccy amount amt country ctry language version seq sequence count channel uuid
    guid hash checksum signature latitude longitude postcode zip pstcd xmlns schema bic bicfi swift
    mcc method category scheme pan cardnumber
    msgid messageid""".split()
)
_VAGUE = frozenset({"address", "addr", "adr", "value", "text", "number", "nb", "no"})
_RUNNING = {Shape.SENTENCE, Shape.WORDS}


class Suggestion(NamedTuple):
    """The role to screen a path in, or None where it is probably not to be screened; and why."""

    role: Role | None
    reason: str


def suggest(path: str, values: Iterable[str | int | float]) -> Suggestion:
    """What role `path`, which holds such values, should have.

    `path` is as a mapping writes it; `values` are examples, the more the better.
    """
    texts = [str(value) for value, _ in zip(values, range(_SAMPLE), strict=False)]
    shape = common_shape(texts)
    word, role, is_close = _named(path)
    if shape in IDENTIFIERS:
        kind, usual = IDENTIFIERS[shape]
        if role is not None and kind in PERMITTED[role]:
            return Suggestion(role, f"named “{word}”, holds {shape.value}")
        return Suggestion(usual, f"holds {shape.value}")
    if role is None and word and shape is not Shape.SENTENCE:
        return Suggestion(None, f"named “{word}”")
    if shape in {Shape.TIME, Shape.BOOLEAN, Shape.CURRENCY} and role is not Role.ACCOUNT:
        return Suggestion(None, f"holds {shape.value}")
    if role is not None and (is_close or role is Role.ACCOUNT or shape in _RUNNING):
        return Suggestion(role, f"named “{word}”")
    return _by_shape(shape, texts)


def words_of(path: str) -> list[list[str]]:
    """The words of each step of a path, in lower case: `payee.e_mail[*]` → payee; e, mail."""
    return [[w.lower() for w in _WORDS.findall(step)] for step in path.lstrip("^.").split(".")]


def common_shape(values: Sequence[str]) -> Shape:
    """The shape of most values; none of them plainly: the widest that is among them."""
    counts = Counter(shape_of(value) for value in values)
    if not counts:
        return Shape.CODE
    shape, count = counts.most_common(1)[0]
    if count * 5 >= sum(counts.values()) * 4:
        return shape
    for wide in (Shape.SENTENCE, Shape.WORDS):
        if counts[wide]:
            return wide
    return Shape.CODE


def _named(path: str) -> tuple[str, Role | None, bool]:
    """The word that tells, the role it suggests, and whether only vague ones follow it."""
    steps = words_of(path)
    for depth, words in enumerate(reversed(steps)):
        for word in ("".join(words), *reversed(words)):
            if word in _ROLES:
                role = _ROLES[word]
                if role is Role.PARTY_NAME and _mentions(steps, Role.MERCHANT):
                    role = Role.MERCHANT
                vague = all(_VAGUE.issuperset(step) for step in steps[len(steps) - depth :])
                return word, role, vague
            if word in _NEVER and depth == 0:
                return word, None, True
    return "", None, False


def _mentions(steps: list[list[str]], role: Role) -> bool:
    return any(_ROLES.get(word) is role for words in steps for word in words)


def _by_shape(shape: Shape, texts: Sequence[str]) -> Suggestion:
    if shape is Shape.SENTENCE:
        return Suggestion(Role.FREE_TEXT, f"holds {shape.value}")
    if shape is Shape.WORDS and (len(set(texts)) * 2 > len(texts) or len(texts) < 4):
        return Suggestion(Role.FREE_TEXT, f"holds {shape.value}")
    few = len(texts) >= 4 and len(set(texts)) * 2 <= len(texts)
    return Suggestion(None, "few different values" if few else f"holds {shape.value}")
