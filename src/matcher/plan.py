"""What is looked for in the fields of one scope, in one list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher import cut, running, whole
from matcher.indicator import RUNNING_TEXT, IndicatorType
from matcher.sieve import NAMED, SEARCHED

if TYPE_CHECKING:
    from matcher.exact import ExactTables
    from matcher.hosts import Found
    from matcher.indicator import Scope

_NAME_ONLY = frozenset({IndicatorType.NAME})
_USERNAME_ONLY = frozenset({IndicatorType.USERNAME})


class Plan:
    """What to look for in fields of one scope, in this list."""

    def __init__(self, tables: ExactTables, scope: Scope) -> None:
        """Make the finders of each type that the scope permits and the list has."""
        self.scope = scope
        is_running = scope.role in RUNNING_TEXT
        types = scope.types if is_running else frozenset[IndicatorType]()
        self._running = running.finders(tables, types)
        self._cut = running.finders(tables, types & cut.TYPES)
        self._cut_names = running.finders(tables, types & _USERNAME_ONLY)
        whole_types = scope.types & _NAME_ONLY if is_running else scope.types
        self._whole = whole.finders(tables, whole_types)
        self.phrases = IndicatorType.PHRASE in scope.types
        self.usernames = is_running and IndicatorType.USERNAME in scope.types
        self.searches = self.phrases or self.usernames
        self.is_running = is_running
        self.is_searched = is_running or self.phrases
        self.reading = reading_of(scope)
        self.types = scope.types
        wallets = tables.tables[IndicatorType.WALLET]
        self.wallets = wallets if wallets and IndicatorType.WALLET in scope.types else None

    def find_cut(self, text: str) -> list[Found]:
        """What of a text that line breaks were taken out of is no chance: see `cut`."""
        names = running.search(self._cut_names, text)
        return running.search(self._cut, text) + [n for n in names if n.method in cut.MARKED]

    def find(self, text: str) -> list[Found]:
        """Listed identifiers in a text in token form, with their places in it."""
        found: list[Found] = []
        if self._running:
            found += running.search(self._running, text)
        if self._whole and (value := text.strip()):
            start = text.index(value)
            for ask in self._whole:
                found += ask(value, start)
        return found


def reading_of(scope: Scope) -> int:
    """How the sieve is to read the texts of a scope."""
    is_searched = scope.role in RUNNING_TEXT or IndicatorType.PHRASE in scope.types
    return SEARCHED * is_searched + NAMED * (IndicatorType.NAME in scope.types)
