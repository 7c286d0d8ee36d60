"""What was asked before: text made to hurt is read many times over, and says the same each time.

Law: a memo says what its rule says. Its memory is bounded: of long texts it keeps nothing, and when
it is full it begins anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_KEPT = 1 << 14
LONGEST_KEPT = 80

_Said = TypeVar("_Said")


class Memo(dict[str, _Said], Generic[_Said]):
    """What `rule` says of a text, at `memo[text]`.

    The rule must not hold what holds the memo: a list that is out of use is freed by its last
    reference alone, for collections pass over it (`gc.freeze`).
    """

    __slots__ = ("_rule",)

    def __init__(self, rule: Callable[[str], _Said]) -> None:
        """Nothing was asked yet."""
        self._rule = rule

    def __missing__(self, text: str) -> _Said:
        said = self._rule(text)
        if len(text) <= LONGEST_KEPT:
            if len(self) >= MOST_KEPT:
                self.clear()
            self[text] = said
        return said
