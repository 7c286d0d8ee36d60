"""From a STIX pattern to the values that each alone satisfy it (STIX 2.1 section 9).

Law: a clue is given only where seeing its value is enough for the pattern to hold; every other
part of the pattern has its reason, which never holds a value.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from stix2patterns.exceptions import ParseException
from stix2patterns.v21.pattern import Pattern

from feeds.formats.stix import expression, vocabulary
from feeds.formats.stix.expression import JOINT, Fact, Unscreened
from feeds.formats.stix.objects import needed, text
from matcher.indicator import IndicatorType

if TYPE_CHECKING:
    from feeds.formats.stix.objects import StixObject

MAX_LENGTH = 65_536
"""Characters of a pattern that the parser is given; it takes some 3 µs a character."""

_SIMPLE = re.compile(
    r"[ \t\r\n]*\[[ \t\r\n]*([a-z0-9-]+:[a-z_]+(?:\.[a-z_]+)*)[ \t\r\n]*==?[ \t\r\n]*"
    r"'([^'\\]*(?:\\['\\][^'\\]*)*)'[ \t\r\n]*\][ \t\r\n]*"
)
_AT = re.compile(r"(\d+):(\d+): ")


class Clue(NamedTuple):
    """A value that is enough by itself, and the platform that it was said to be on."""

    type: IndicatorType
    value: str
    platform: str | None = None


def clues(pattern: str) -> list[Clue | Unscreened]:
    """Each alternative of a pattern in its order, equal ones once; never empty."""
    simple = _SIMPLE.fullmatch(pattern)
    if simple is not None:
        return [_resolved((Fact(simple[1], expression.unescape(simple[2])),))]
    return list(dict.fromkeys(map(_resolved, _alternatives(pattern))))


def of_indicator(indicator: StixObject) -> list[Clue | Unscreened]:
    """What an indicator object's pattern is a hit for (STIX 2.1 section 4.7); never empty.

    A pattern of a phrase type is a phrase as a whole. Without a type it is a STIX pattern, as
    in STIX 2.0.

    Raises:
        BadObjectError: there is no pattern that is text.
    """
    pattern = needed(indicator, "pattern")
    kind = (text(indicator, "pattern_type") or "stix").lower()
    if kind == "stix":
        return clues(pattern)
    if kind in vocabulary.PHRASE_PATTERNS:
        return [Clue(IndicatorType.PHRASE, pattern)]
    return [Unscreened(f"pattern_type {vocabulary.pattern_type_name(kind)}is not screened")]


def is_joint(reason: str) -> bool:
    """Whether a pattern was refused because no value of it is enough alone."""
    return reason in JOINT


def account(bsb: str, number: str) -> Clue | Unscreened:
    """A BSB and an account number as one account."""
    digits = re.sub(r"[ -]", "", bsb)
    if not (digits.isascii() and digits.isdigit() and len(digits) == 6):
        return Unscreened("BSB: not six digits")
    return Clue(IndicatorType.ACCOUNT, f"{digits} {number}")


def lone_number(number: str) -> Clue | Unscreened:
    """An account number that is given without a BSB: it may hold one, or be of another kind."""
    digits = re.sub(r"[ -]", "", number)
    if len(digits) <= 9 and digits.isdigit():
        return Unscreened("account number without its BSB")
    return Clue(IndicatorType.ACCOUNT, number)


def _alternatives(pattern: str) -> list[expression.Alternative]:
    if len(pattern) > MAX_LENGTH:
        return [Unscreened(f"pattern: longer than {MAX_LENGTH} characters")]
    try:
        return expression.alternatives(Pattern(pattern).visit(_Root()))
    except ParseException as error:
        at = _AT.match(str(error))
        where = f" (line {at[1]}, column {int(at[2]) + 1})" if at else ""
        return [Unscreened(f"pattern: not a STIX pattern{where}")]
    except RecursionError:
        return [Unscreened("pattern: nested too deeply")]
    except Exception:  # the parser is another's; what it trips over is not a pattern
        return [Unscreened("pattern: not a STIX pattern")]


class _Root:
    """A visitor that stays at the root and gives it back."""

    @staticmethod
    def visit(tree: expression.Node) -> expression.Node:
        return tree


def _resolved(alternative: expression.Alternative) -> Clue | Unscreened:
    if isinstance(alternative, Unscreened):
        return alternative
    if len(alternative) == 1:
        return _single(alternative[0])
    facts = {fact.path: fact.value for fact in alternative}
    # Of two facts that belong together, one is the platform or the number: see `expression`.
    platform = facts.pop(vocabulary.PLATFORM, None)
    if platform is not None:
        path, name = facts.popitem()
        return Clue(vocabulary.PATHS[path], name, platform)
    number = facts.pop(vocabulary.NUMBER)
    return account(facts.popitem()[1], number)


def _single(fact: Fact) -> Clue | Unscreened:
    type_ = vocabulary.PATHS.get(fact.path)
    if type_ is not None:
        return Clue(type_, fact.value)
    if fact.path == vocabulary.NUMBER:
        return lone_number(fact.value)
    return Unscreened(vocabulary.unscreened(fact.path))
