"""A parsed STIX pattern as alternatives: what, seen on one object, is a hit (STIX 2.1 section 9).

Law: OR joins alternatives, AND joins facts about one object; anything else is not screened.
The tree is that of the STIX pattern grammar; chains of OR and AND are walked without recursion.
"""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from stix2patterns.v21.grammars.STIXPatternParser import (
    STIXPatternParser as Grammar,
)

from feeds.formats.stix import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable

Node = Any
"""A node of the parser's tree, which has no types of its own."""

MAX_PRODUCT = 1_000
"""Alternatives that an AND may multiply out to."""

AND = "pattern: AND: no part is a hit alone"
FOLLOWED = "pattern: FOLLOWEDBY: no part is a hit alone"
QUALIFIED = "pattern: WITHIN, REPEATS or START: no part is a hit alone"
NEGATION = "pattern: NOT or !=: negation cannot be screened"
REGEX = "pattern: MATCHES: regular expressions cannot be screened"
LIKE = "pattern: LIKE: wildcards cannot be screened"
ORDER = "pattern: comparison by order cannot be screened"
SUPERSET = "pattern: ISSUPERSET cannot be screened"
SUBSET = "pattern: ISSUBSET is screened for IP addresses alone"
EXISTS = "pattern: EXISTS cannot be screened"
NOT_TEXT = "pattern: a constant that is not text"
NO_VALUE = "pattern: an empty set"
TOO_MANY = f"pattern: more than {MAX_PRODUCT} alternatives under AND"

JOINT = frozenset({AND, FOLLOWED, QUALIFIED, NEGATION, TOO_MANY})
"""Reasons why a pattern asks for more than one value, or for its absence."""


class Fact(NamedTuple):
    """That an object's path has a value: `email-addr:value`, and the value."""

    path: str
    value: str


class Unscreened(NamedTuple):
    """A part of a pattern that is not screened, and why."""

    reason: str


Alternative = tuple[Fact, ...] | Unscreened
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_QUOTED = re.compile(r"'([a-z0-9_-]+)'")


def unescape(literal: str) -> str:
    r"""The text of a string literal without its quotes: `\'` and `\\` stand for themselves."""
    return _ESCAPED.sub(r"\1", literal) if "\\" in literal else literal


def alternatives(tree: Node) -> list[Alternative]:
    """What a parsed pattern holds for: each alternative is enough; never empty."""
    return _observations(tree.observationExpressions()) or [Unscreened(NO_VALUE)]


def _operands(node: Node) -> list[Node]:
    """The operands of a chain of one operator, however its tree leans; itself if it is none."""
    kind, found, left = type(node), [], [node]
    while left:
        each = left.pop()
        if type(each) is kind and each.getChildCount() == 3:
            left += (each.getChild(2), each.getChild(0))
        else:
            found.append(each)
    return found


def _observations(node: Node) -> list[Alternative]:
    if node.FOLLOWEDBY():
        return [Unscreened(FOLLOWED)]
    return [each for part in _operands(node.observationExpressionOr()) for each in _observed(part)]


def _observed(node: Node) -> list[Alternative]:
    """The alternatives of observations joined by AND: of one alone, that is."""
    conjunction = node.observationExpressionAnd()
    if conjunction.AND():
        return [Unscreened(AND)]
    inner = conjunction.observationExpression()
    if isinstance(inner, Grammar.ObservationExpressionCompoundContext):
        return _observations(inner.observationExpressions())
    if isinstance(inner, Grammar.ObservationExpressionSimpleContext):
        return _compared(inner.comparisonExpression())
    return [Unscreened(QUALIFIED)]


def _compared(node: Node) -> list[Alternative]:
    found: list[Alternative] = []
    for part in _operands(node):
        joined: list[Alternative] | None = None
        for test in _operands(part.comparisonExpressionAnd()):
            tested = _tested(test.propTest())
            joined = tested if joined is None else _both(joined, tested)
        found += joined or []
    return found


def _both(one: list[Alternative], other: list[Alternative]) -> list[Alternative]:
    if len(one) * len(other) > MAX_PRODUCT:
        return [Unscreened(TOO_MANY)]
    return list(dict.fromkeys(_joined(left, right) for left, right in product(one, other)))


def _joined(left: Alternative, right: Alternative) -> Alternative:
    """Two alternatives at once; not screened unless one only qualifies the other."""
    for each in (left, right):
        if isinstance(each, Unscreened):
            return each
    facts = tuple(dict.fromkeys((*left, *right)))
    if len(facts) == 1 or (len(facts) == 2 and _is_qualified({fact.path for fact in facts})):
        return facts
    if any(fact.path in vocabulary.KNOWN for fact in facts):
        return Unscreened(AND)
    return Unscreened(vocabulary.unscreened(facts[0].path))


def _is_qualified(paths: set[str]) -> bool:
    """Whether two paths of one object are a user name and its platform, or a number and its BSB."""
    if vocabulary.PLATFORM in paths:
        return any(
            path.startswith(f"{vocabulary.USER}:") for path in paths & vocabulary.PATHS.keys()
        )
    return vocabulary.NUMBER in paths and bool(paths & vocabulary.BSBS)


def _tested(node: Node) -> list[Alternative]:
    """The alternatives of one comparison, or of those in parentheses."""
    if isinstance(node, Grammar.PropTestParenContext):
        return _compared(node.comparisonExpression())
    if node.NOT():
        return [Unscreened(NEGATION)]
    for kind, reason in _NEVER.items():
        if isinstance(node, kind):
            return [Unscreened(reason)]
    path = _QUOTED.sub(r"\1", node.objectPath().getText())
    return _READERS[type(node)](node, path)


def _equal(node: Node, path: str) -> list[Alternative]:
    return [Unscreened(NEGATION) if node.NEQ() else _fact(path, node.primitiveLiteral())]


def _in(node: Node, path: str) -> list[Alternative]:
    return [_fact(path, literal) for literal in node.setLiteral().primitiveLiteral()]


def _subset(node: Node, path: str) -> list[Alternative]:
    if path not in vocabulary.SUBSET_PATHS:
        return [Unscreened(SUBSET)]
    return [(Fact(path, unescape(node.StringLiteral().getText()[1:-1])),)]


def _fact(path: str, literal: Node) -> Alternative:
    constant = literal.orderableLiteral()
    string = constant and constant.StringLiteral()
    return (Fact(path, unescape(string.getText()[1:-1])),) if string else Unscreened(NOT_TEXT)


_NEVER = {
    Grammar.PropTestRegexContext: REGEX,
    Grammar.PropTestLikeContext: LIKE,
    Grammar.PropTestOrderContext: ORDER,
    Grammar.PropTestIsSupersetContext: SUPERSET,
    Grammar.PropTestExistsContext: EXISTS,
}
_READERS: dict[type, Callable[[Node, str], list[Alternative]]] = {
    Grammar.PropTestEqualContext: _equal,
    Grammar.PropTestSetContext: _in,
    Grammar.PropTestIsSubsetContext: _subset,
}
