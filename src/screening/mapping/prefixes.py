"""Values that stand in two fields: a BSB in one, the account number in another.

Rule 1: the two belong together in the innermost object that both paths lead through, so that of a
list of parties no BSB is ever read before another's number.
Rule 2: there, the first text at the prefix's path is read before each text at the other's; both
stand in alerts as they are. The prefix alone is no value, and is not looked up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matcher.indicator import Scope
from screening.mapping.joining import prefixed
from screening.mapping.paths import Found, Node

if TYPE_CHECKING:
    from screening.mapping.paths import Segment

    Segments = tuple[Segment, ...]


def add(tree: Node, prefix: Segments, path: Segments, scope: Scope) -> None:
    """Have `tree` read the value at `path` also with the one at `prefix` before it."""
    while len(prefix) > 1 and len(path) > 1 and prefix[0] == path[0]:
        tree, prefix, path = tree.child(prefix[0]), prefix[1:], path[1:]
    tree.prefixes.append(Prefixed(prefix, path, scope))


class Prefixed:
    """Two paths below one object."""

    def __init__(self, prefix: Segments, path: Segments, scope: Scope) -> None:
        self._steps = prefix
        self._scope = scope
        self._alone = Scope(scope.role, frozenset())
        self._before, self._rest = Node(), Node()
        self._before.add(prefix, scope, join=False)
        self._rest.add(path, scope, join=False)

    def collect(self, value: dict[str, Any], path: str, found: Found) -> None:
        """Append what the object at `path` has in both fields.

        Raises:
            BadRecordError: so much is nested there that its paths would fill the memory.
        """
        if not _may_be_in(value, self._steps):
            return
        before = self._texts(self._before, value, path, found)
        rest = self._texts(self._rest, value, path, found) if before else []
        if rest:
            found.fields.append((before[0][0], self._alone, before[0][1]))
            found.joined += [prefixed(self._scope, before[0], each) for each in rest]

    def _texts(
        self, tree: Node, value: dict[str, Any], path: str, found: Found
    ) -> list[tuple[str, str]]:
        here = Found(budget=found.budget)
        tree.collect(value, path, here)
        found.budget = here.budget
        return [(where, text) for where, _, text in here.fields if text]


def _may_be_in(value: Any, steps: Segments) -> bool:  # noqa: ANN401
    """Whether a walk is worth its cost: most messages have no such value."""
    for step in steps:
        if type(value) is not dict:
            break
        value = value.get(step.key)
        if value is None:
            return False
    return True
