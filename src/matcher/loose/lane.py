"""The loose lane of one list: its views of a text, searched and judged.

What a finding says: an indicator's number, a place in the original text, the usual method, and
what was undone. One that nothing was undone for is the canonical lane's and is not given here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from matcher import running, tokens
from matcher.hits import Hit
from matcher.indicator import IndicatorType, Lane
from matcher.loose import (
    FAMILIES,
    identifiers,
    letters,
    signs,
    skeleton,
    truncated,
    views,
    wallets,
)
from matcher.loose.letters import SYMBOLS
from matcher.loose.phrases import Skeletons
from matcher.phrases import stands_alone
from matcher.table import KeyTable
from matcher.text import token_fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from matcher.automaton import Engine
    from matcher.exact import Listed, Records
    from matcher.hosts import Found
    from matcher.loose.layers import Families, View
    from matcher.table import Parts
    from matcher.text import Folded

_HANDLES = frozenset({IndicatorType.USERNAME})


class Plan(Protocol):
    """What may match in fields of one scope."""

    phrases: bool
    usernames: bool
    is_running: bool
    is_searched: bool
    types: frozenset[IndicatorType]
    wallets: Listed | None

    def find(self, text: str) -> list[Found]:
        """Listed identifiers in a text in token form."""
        ...


class LooseLane:
    """What a list needs to find its values in disguise."""

    def __init__(
        self,
        phrases: Skeletons,
        names: KeyTable,
        beginnings: truncated.Beginnings,
        records: Records,
    ) -> None:
        """Wrap compiled parts; use `build` or `restore`."""
        self._phrases, self._names, self._beginnings = phrases, names, beginnings
        self._records = records

    @classmethod
    def build(
        cls,
        listed: Sequence[tuple[IndicatorType, str]],
        searched: Sequence[int],
        records: Records,
        engine: Engine,
    ) -> LooseLane:
        """The lane of canonical keys; `searched` are those the automaton looks for."""
        phrases = Skeletons.build(((listed[n][1], n) for n in searched), records, engine)
        names = KeyTable.build(skeleton.keys(listed))
        return cls(phrases, names, truncated.Beginnings.build(listed, records), records)

    @classmethod
    def restore(
        cls, parts: Mapping[str, Any], records: Records, engine: Engine, shard: int | None
    ) -> LooseLane:
        """The lane that `parts` gave."""
        phrases = Skeletons.restore(parts, records, engine, shard)
        names = KeyTable.restore(parts, "loose.names")
        return cls(phrases, names, truncated.Beginnings.restore(parts, records), records)

    def parts(self) -> Parts:
        """The buffers that `restore` needs."""
        names = self._names.parts("loose.names")
        return {**self._phrases.parts(), **names, **self._beginnings.parts()}

    def witnessed(self, note: Callable[[str, Sequence[int]], object]) -> LooseLane:
        """The same lane; `note` hears each skeleton of a word that is looked up."""
        names = self._names.witnessed(note)
        return LooseLane(self._phrases, names, self._beginnings, self._records)

    def proposed(self, view: View) -> set[int]:
        """Phrases of which a view has the skeleton, whether or not it can be read as them."""
        return self._phrases.proposed(view)

    def find(
        self, plan: Plan, text: str, folded: Folded | None, *, quiet: bool = False
    ) -> list[Hit]:
        """Findings in an original text, whose token form is `folded` (None: itself).

        `quiet`: it is known that the text shows no sign of disguise.
        """
        seen = text if folded is None else folded.text
        found = []
        if plan.is_searched and len(text) in truncated.CUTS:
            found += list(self._cut(plan, text, seen, folded))
        if not quiet and signs.shows(seen, running=plan.is_searched):
            folded = token_fold(text) if folded is None else folded
            for view in views.of(seen):
                found += list(self._in_view(plan, text, view, folded))
        return found

    def _in_view(self, plan: Plan, text: str, view: View, folded: Folded) -> Iterator[Hit]:
        for number, start, end, method, undone in self._findings(plan, view):
            first, last = folded.span(*view.span(start, end))
            begin, last, more = letters.around(text, first, last)
            if (families := undone | more) and stands_alone(text, begin, last):
                yield Hit(number, first, last, Lane.LOOSE, method, _ordered(families))
        if (numeric := views.numbers(view)) is not None:
            for number, start, end, method in plan.find(numeric.text):
                undone = numeric.families(start, end)
                if undone:
                    first, last = folded.span(*numeric.span(start, end))
                    yield Hit(number, first, last, Lane.LOOSE, method, _ordered(undone))

    def _findings(self, plan: Plan, view: View) -> Iterator[tuple[int, int, int, str, Families]]:
        if any(view.layers):
            for number, start, end, method in plan.find(view.text):
                yield number, start, end, method, view.families(start, end)
        if plan.wallets is not None:
            yield from wallets.grouped(view.text, plan.wallets)
        for each in identifiers.find(view, self._names, self._records, plan.types):
            for number, start, end, method in _placed(plan, view.text, each):
                yield number, start, end, method, each.undone
        if plan.phrases or plan.usernames:
            yield from self._searched(plan, view)

    def _searched(self, plan: Plan, view: View) -> Iterator[tuple[int, int, int, str, Families]]:
        """Phrases, and user names that are no single words."""
        context = running.RunningText(view.text)
        for number, start, end, undone in self._phrases.find(view):
            if self._records[number].type is not IndicatorType.PHRASE:
                if plan.usernames:
                    for n, a, b, method in running.username_in(context, start, end, number):
                        yield n, a, b, method, undone
            elif plan.phrases and not _is_inside(context, start, end):
                yield number, start, end, "phrase", undone

    def _cut(self, plan: Plan, text: str, seen: str, folded: Folded | None) -> Iterator[Hit]:
        for number, start, end in self._beginnings.find(seen, plan.types):
            first, last = (start, end) if folded is None else folded.span(start, end)
            if last == len(text):
                undone = _ordered(frozenset({truncated.TRUNCATED}))
                yield Hit(number, first, last, Lane.LOOSE, truncated.METHOD, undone)


def _is_inside(context: running.RunningText, start: int, end: int) -> bool:
    """Whether the words are a part of an e-mail address or a URL, and no phrase."""
    text = context.text
    if " " not in text[start:end] and (
        _joins(text[end : end + 2]) or _joins(text[max(start - 2, 0) : start][::-1])
    ):
        return True
    around = [tokens.covering(each, start, end) for each in (context.emails, context.urls)]
    return any(token is not None and token[:2] != (start, end) for token in around)


def _joins(neighbours: str) -> bool:
    """Whether a mark and a letter next to it go on with what stands there."""
    return len(neighbours) == 2 and neighbours[0] in ".@/_-+" and neighbours[1].isalnum()


def _placed(plan: Plan, text: str, found: identifiers.Named) -> list[tuple[int, int, int, str]]:
    """A finding by the rules of its place: bare user names in running text, whole values else."""
    kind, number, start, end, _ = found
    if not plan.is_running:
        whole = text.strip()
        first = text.index(whole)
        at = {first, first + 1} if kind is IndicatorType.USERNAME else {first}
        is_host = kind in {IndicatorType.DOMAIN, IndicatorType.URL}
        is_whole = end == first + len(whole) and (start in at or is_host)
        return [(number, start, end, "exact")] if is_whole else []
    if kind is IndicatorType.USERNAME:
        # Symbols that stand for letters are none that make an address or end a word.
        name = "".join("a" if char in SYMBOLS else char for char in text[start:end])
        handle = int(text[start] == "@")
        context = running.RunningText(text[: start + handle] + name[handle:] + text[end:])
        found_here = running.username_in(context, start, end, number)
        return [(n, first, last, how) for n, first, last, how in found_here]
    return [(number, start, end, "token")]


def _ordered(undone: Families) -> tuple[str, ...]:
    return tuple(family for family in FAMILIES if family in undone)
