"""The index: one immutable, compiled list, and all its matches in a transaction's fields.

Rule 1: an index never changes once compiled; a reload compiles another and swaps the
reference, so every transaction is judged by exactly one list.
Rule 2: every match is reported; none is swallowed by a longer one of another indicator.
Rule 3: `original[start:end] == excerpt`, for every match and every part of one.
Rule 4: validity is not judged here; a match carries its indicator with all its sources.
Rule 5: a loose match never overlaps a canonical one of the same indicator.
"""

from __future__ import annotations

from array import array
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from matcher import automaton, cut, running, tokens
from matcher.exact import ExactTables
from matcher.hits import Hit, beside, narrowest, widest
from matcher.indicator import IndicatorType, Lane, Match, Scope, Span
from matcher.loose import DIACRITICS, signs, views
from matcher.loose.lane import LooseLane
from matcher.phrases import Phrases
from matcher.pieces import spans, whole_text
from matcher.plan import Plan
from matcher.sieve import JOINED, Sieve
from matcher.text import is_plain, token_fold

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping, Sequence

    from matcher.automaton import Engine
    from matcher.exact import Records
    from matcher.pieces import Piece
    from matcher.table import Parts

Field = tuple[str, Scope, str]
"""A field to screen: its concrete path, its scope, its original text."""

MAX_PLANS = 1024
_tuple = tuple.__new__  # what a named tuple's own constructor calls, in half the time
_IN_ORDER = attrgetter("number"), attrgetter("end"), attrgetter("start")


class Index:
    """A compiled list of indicators, safe for concurrent readers."""

    def __init__(
        self,
        tables: ExactTables,
        phrases: Phrases,
        loose: LooseLane,
        records: Records,
        sieve: Sieve | None = None,
    ) -> None:
        """Wrap compiled parts; use `compile` or `restore`."""
        self.tables = tables
        self.phrases = phrases
        self.loose = loose
        self._sieve = sieve
        self.records = records
        self.may_hold_in = _may_hold if sieve is None else sieve.may_hold_in
        """`may_hold_in(document, tree)`: see `matcher.sieve.Sieve`; False is certain."""
        self.compiled_sieve = None if sieve is None else sieve.compiled
        """What compiled code asks; None where everything may hold a value."""
        self._plans: dict[int, Plan] = {}

    @classmethod
    def compile(
        cls,
        keys: Iterable[tuple[IndicatorType, str]],
        records: Records,
        engine: Engine = "auto",
    ) -> Index:
        """Compile canonical keys; key n belongs to `records[n]`, and no key occurs twice.

        Raises:
            LookupError: the engine is not installed.
        """
        listed = list(keys)
        searched = [n for n, (kind, value) in enumerate(listed) if _is_searched(kind, value)]
        patterns = {listed[number][1]: number for number in searched}
        bare = _without_marks(patterns)
        numbers = array("I", [*searched, *bare.values()])
        phrases = Phrases(numbers, automaton.build([*patterns, *bare], engine), len(searched))
        loose = LooseLane.build(listed, searched, records, engine)
        sieve = Sieve.build(listed)
        return cls(ExactTables.build(listed, records), phrases, loose, records, sieve)

    @classmethod
    def restore(
        cls,
        parts: Mapping[str, Any],
        records: Records,
        engine: Engine = "auto",
        *,
        shard: int | None = None,
    ) -> Index:
        """The index that gave `parts`, over the same records; arrays are used where they are.

        Without the automaton among the parts it is built from the records, `shard` patterns
        at a time.

        Raises:
            KeyError, ValueError: the parts are not those of an index.
            LookupError: the engine is not installed.
        """
        numbers = memoryview(parts["phrases"]).cast("B").cast("I")
        canonical = int.from_bytes(parts["phrases.canonical"], "little")
        search: automaton.Automaton
        if "automaton" in parts:
            search = automaton.restore(bytes(parts["automaton"]))
        else:
            values = [records[number].value for number in numbers]
            patterns = values[:canonical] + [views.form(value) for value in values[canonical:]]
            search = automaton.build(patterns, engine, shard=shard)
        phrases = Phrases(numbers, search, canonical)
        loose = LooseLane.restore(parts, records, engine, shard)
        sieve = Sieve.restore(parts)
        return cls(ExactTables.restore(parts, records), phrases, loose, records, sieve)

    def parts(self) -> Parts:
        """Named buffers from which another process of this host can `restore` the index."""
        found = {
            "phrases": memoryview(self.phrases.numbers),  # type: ignore[arg-type]
            "phrases.canonical": self.phrases.canonical.to_bytes(8, "little"),
            **self.tables.parts(),
            **self.loose.parts(),
            **({} if self._sieve is None else self._sieve.parts()),
        }
        serialized = self.phrases.search.serialized()
        return found if serialized is None else {**found, "automaton": serialized}

    def __len__(self) -> int:
        """How many indicators the list holds."""
        return len(self.records)

    def match(self, fields: Iterable[Field]) -> list[Match]:
        """All matches in `fields`, in their order and then by place and indicator."""
        found: list[Match] = []
        if self._sieve is None:
            fields = tuple(fields)
        elif not (fields := self._left(self._sieve.may_hold, fields)):
            return found
        quiet = self._are_quiet(fields)
        for path, scope, text in fields:
            hits = self._hits(scope, text, quiet=quiet and text.isascii())
            if hits:
                found.extend(self._matches(hits, path, scope, text))
        return found

    def _left(
        self, may_hold: Callable[[str, int], bool], fields: Iterable[Field]
    ) -> tuple[Field, ...]:
        """The fields that may hold a listed value."""
        plan = self._plan
        return tuple([each for each in fields if may_hold(each[2], plan(each[1]).reading)])

    def _are_quiet(self, fields: tuple[Field, ...]) -> bool:
        """Whether none of the ASCII texts shows a sign of disguise: one test for a whole record."""
        searched: list[str] = []
        whole: list[str] = []
        for _, scope, text in fields:
            if text.isascii():
                (searched if self._plan(scope).is_searched else whole).append(text)
        return not signs.any_shows(searched, whole)

    def match_joined(self, scope: Scope, pieces: Sequence[Piece]) -> list[Match]:
        """Matches that straddle two or more `pieces` when these are read as one text."""
        found = []
        plan = self._plan(scope)
        if self._sieve and not self._sieve.may_hold(whole_text(pieces), plan.reading | JOINED):
            return []
        hits = self._hits(scope, whole_text(pieces))
        if plan.is_running:
            lines = whole_text([piece.on_a_line_of_its_own() for piece in pieces])
            known = {hit.number for hit in hits if hit.lane is Lane.CANONICAL}
            over_breaks = self._cut(plan, lines, known)
            hits = beside(hits, over_breaks) + over_breaks
        for hit in sorted(hits):
            parts = spans(pieces, hit.start, hit.end)
            if len(parts) > 1:
                indicator = self.records[hit.number]
                found.append(
                    Match(indicator, scope, hit.lane, hit.method, parts[0], parts, hit.undone)
                )
        return found

    def _matches(self, hits: list[Hit], path: str, scope: Scope, text: str) -> list[Match]:
        for place in _IN_ORDER:  # one after another: a key made of three costs more than sorting
            hits.sort(key=place)
        known = {number: self.records[number] for number in {hit.number for hit in hits}}
        spans = [_tuple(Span, (path, start, end, text[start:end])) for _, start, end, *_ in hits]
        return [
            _tuple(Match, (known[number], scope, lane, method, span, (), undone))
            for (number, _, _, lane, method, undone), span in zip(hits, spans, strict=True)
        ]

    def _hits(self, scope: Scope, text: str, *, quiet: bool = False) -> list[Hit]:
        plan = self._plan(scope)
        folded = None if is_plain(text) else token_fold(text)
        found = plan.find(text if folded is None else folded.text)
        hits = []
        for number, start, end, method in found:
            first, last = (start, end) if folded is None else folded.span(start, end)
            hits.append(Hit(number, first, last, running.lane_of(method), method))
        if plan.is_running and cut.may_be(text):
            hits += self._cut(plan, text, {hit.number for hit in hits})
        if len(hits) > 1:
            hits = widest(hits)
        if plan.searches and (places := self.phrases.find(text)):
            hits += self._searched(plan, text, places)
        if loose := self.loose.find(plan, text, folded, quiet=quiet):
            hits += beside(widest(loose), hits)
        return hits

    def _cut(self, plan: Plan, text: str, known: Container[int]) -> list[Hit]:
        """Identifiers that stand nowhere in one piece, and that a line break cuts."""
        rejoined = cut.Rejoined(text)
        if not rejoined.text:
            return []
        folded = token_fold(rejoined.text)
        found = [
            Hit(number, *place, Lane.CANONICAL, method)
            for number, start, end, method in plan.find_cut(folded.text)
            if number not in known and (place := rejoined.span(*folded.span(start, end)))
        ]
        return narrowest(found)

    def _searched(
        self, plan: Plan, text: str, places: Iterable[tuple[int, int, int, bool]]
    ) -> list[Hit]:
        """What the automaton found: phrases, and user names that are no single words."""
        found = list(places)
        numbers = {number for number, _, _, _ in found}
        phrases = {n for n in numbers if self.records[n].type is IndicatorType.PHRASE}
        hits: list[Hit] = []
        if plan.phrases:
            ways = (Lane.LOOSE, "phrase", (DIACRITICS,)), (Lane.CANONICAL, "phrase", ())
            hits = [
                _tuple(Hit, (number, start, end, *ways[exact]))
                for number, start, end, exact in found
                if number in phrases
            ]
        if plan.usernames and len(phrases) < len(numbers):
            context = running.RunningText(text)
            for number, start, end, _ in found:
                if number not in phrases:
                    names = running.username_in(context, start, end, number)
                    hits += (Hit(n, a, b, running.lane_of(how), how) for n, a, b, how in names)
        return hits

    def _plan(self, scope: Scope) -> Plan:
        # By identity, for hashing a scope costs more than many a look-up; the plan keeps the
        # scope, so its identity is not used again while the plan is here.
        plan = self._plans.get(id(scope))
        if plan is None:
            if len(self._plans) >= MAX_PLANS:
                self._plans.clear()
            plan = self._plans[id(scope)] = Plan(self.tables, scope)
        return plan


def _may_hold(_document: object, _tree: tuple[Any, ...]) -> bool:
    """Without a sieve nobody knows."""
    return True


def _is_searched(kind: IndicatorType, value: str) -> bool:
    """Whether the automaton looks for this key: a phrase, or a user name that is no word."""
    if kind is IndicatorType.USERNAME:
        return not tokens.is_word(value)
    return kind is IndicatorType.PHRASE


def _without_marks(patterns: Mapping[str, int]) -> dict[str, int]:
    """Phrases that are listed with marks, as they are typed in ASCII without them."""
    found: dict[str, int] = {}
    for value, number in patterns.items():
        if not value.isascii():
            bare = views.form(value)
            if bare.isascii() and bare not in patterns and _only_marks(value, bare):
                found.setdefault(bare, number)
    return found


def _only_marks(value: str, bare: str) -> bool:
    """Whether nothing but marks was dropped, so that no other script is read as Latin."""
    return all(char.isascii() or views.undone(char) == {DIACRITICS} for char in value) and bool(
        bare
    )
