"""Listed values that a field holds, or nearly, and does not match: each with the rule against it.

What is asked here is the matcher itself: the same text in a wider scope, its words as whole values,
its phrases without their boundaries, its disguises without the test of their strength. So a rule is
named only where a listed value would match without it.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from matcher import tokens
from matcher.indicator import RUNNING_TEXT, IndicatorType, Role, Scope
from matcher.loose import signs, views
from matcher.normalize import phone
from matcher.running import MIN_BARE_LENGTH, RunningText
from matcher.text import token_fold
from matcher.witness import DISGUISED
from screening.explain.fields import is_searched

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from matcher.index import Field, Index
    from matcher.indicator import Indicator
    from matcher.witness import Asked

MOST_WORDS = 500
"""Words of one text that are tried as whole values."""

EVERYTHING = frozenset(IndicatorType)
SEARCHED = Scope(Role.FREE_TEXT, EVERYTHING)
WHOLE = Scope(Role.CONTACT, EVERYTHING)
_CHUNK = re.compile(r"\S+")
_EDGES = "()[]{}<>\"'.,;:!?*_~"


class Near(NamedTuple):
    """A listed value at a place of a field that does not match there; `rule` says why."""

    indicator: Indicator
    field: str
    start: int
    end: int
    rule: str
    says: str


def anywhere(index: Index, path: str, text: str) -> Iterator[tuple[Indicator, int, int]]:
    """What a text holds for any role: searched, and taken as one value."""
    for match in index.match([(path, SEARCHED, text), (path, WHOLE, text)]):
        yield match.indicator, match.span.start, match.span.end


def near_in(index: Index, field: Field, asked: Iterable[Asked]) -> Iterator[Near]:
    """Values that the field does not match, in `index`, which has no sieve.

    `asked` is what was looked up for the field. An indicator may be given more than once, and one
    that does match too: `once` sorts them out.
    """
    path, scope, text = field
    yield from _not_permitted(index, field)
    if scope.role in RUNNING_TEXT:
        yield from _by_word(index, field)
    if IndicatorType.PHRASE in scope.types:
        for number, start, end in index.phrases.inside(text):
            indicator = index.records[number]
            if indicator.type is IndicatorType.PHRASE:
                yield Near(indicator, path, start, end, "inside_word", _INSIDE)
    yield from _too_weak(index, field, asked)
    yield from _other_phones(index, field, asked)


def once(found: Iterable[Near], matched: set[tuple[str, str]]) -> list[Near]:
    """Each value and field once, by the first rule; without those that are `matched` there."""
    kept: dict[tuple[str, str, str], Near] = {}
    for each in found:
        key = each.indicator.type, each.indicator.value
        if key not in matched:
            kept.setdefault((*key, each.field), each)
    return list(kept.values())


def _not_permitted(index: Index, field: Field) -> Iterator[Near]:
    """What other roles would match here."""
    path, scope, text = field
    for indicator, start, end in anywhere(index, path, text):
        kind = indicator.type
        if kind not in scope.types:
            permitted = ", ".join(sorted(scope.types)) or "nothing"
            says = (
                f"the field (role {scope.role}) may match {permitted}, and this is of type {kind}"
            )
            yield Near(indicator, path, start, end, "type_not_permitted", says)
        elif scope.role in RUNNING_TEXT:
            yield Near(indicator, path, start, end, *_rule(text, start, end, indicator))
        else:
            yield Near(indicator, path, start, end, "not_whole", _NOT_WHOLE)


def _by_word(index: Index, field: Field) -> Iterator[Near]:
    """What a word, or a run of digits, of a running text would match if it stood alone."""
    path, scope, text = field
    whole = Scope(WHOLE.role, scope.types - {IndicatorType.PHRASE, IndicatorType.NAME})
    for start, end in islice(_words(text), MOST_WORDS):
        for match in index.match([(path, whole, text[start:end])]):
            first, last = start + match.span.start, start + match.span.end
            yield Near(
                match.indicator, path, first, last, *_rule(text, first, last, match.indicator)
            )


def _words(text: str) -> Iterator[tuple[int, int]]:
    for found in _CHUNK.finditer(text):
        word = found[0]
        first = found.start() + len(word) - len(word.lstrip(_EDGES))
        last = found.end() - len(word) + len(word.rstrip(_EDGES))
        if first < last:
            yield first, last
    folded = token_fold(text)
    for run in RunningText(folded.text).number_runs:
        yield folded.span(run.start, run.end)
    for start, end, _ in tokens.words(folded.text):
        yield folded.span(start, end)


def _rule(text: str, start: int, end: int, indicator: Indicator) -> tuple[str, str]:
    """The rule of running text that a value falls under which would match as a whole one."""
    value, kind = text[start:end], indicator.type
    if kind is IndicatorType.PHONE:
        return _phone_rule(value, indicator.value)
    if kind is IndicatorType.USERNAME:
        short = len(indicator.value) < MIN_BARE_LENGTH
        return ("username_short", _SHORT_NAME) if short else ("username_inside", _NAME_INSIDE)
    if kind is IndicatorType.ACCOUNT:
        return "account_without_bsb", _NO_BSB
    if kind is IndicatorType.NAME:
        return "name_not_whole", _NAME_NOT_WHOLE
    return "inside_token", _INSIDE_TOKEN


def _phone_rule(value: str, listed: str) -> tuple[str, str]:
    digits = token_fold(value).text
    has_prefix = digits[:1] in "+0" or phone.key("+" + phone.digits(digits)) == listed
    if has_prefix and not phone.is_valid(listed):
        return "phone_not_valid", _NOT_VALID_PHONE
    return ("inside_token", _INSIDE_TOKEN) if has_prefix else ("phone_prefix", _NO_PREFIX)


def _too_weak(index: Index, field: Field, asked: Iterable[Asked]) -> Iterator[Near]:
    """What the text looks like, with too little disguised, or not as the listed value."""
    path, scope, text = field
    seen, searched = token_fold(text).text, is_searched(scope)
    rule = _TOO_WEAK if signs.shows(seen, running=searched) else _NO_SIGN
    numbers = {n for each in asked if each.table == DISGUISED for n in each.numbers}
    if searched:
        numbers |= {n for view in views.of(seen) for n in index.loose.proposed(view)}
    for number in sorted(numbers):
        indicator = index.records[number]
        if indicator.type in scope.types:
            yield Near(indicator, path, 0, len(text), *rule)


def _other_phones(index: Index, field: Field, asked: Iterable[Asked]) -> Iterator[Near]:
    """Listed numbers that digits of the text end as."""
    path, _, text = field
    for number in sorted(
        {n for each in asked if each.table == "phone_tails" for n in each.numbers}
    ):
        yield Near(index.records[number], path, 0, len(text), "phone_other", _OTHER_PHONE)


_INSIDE = "the phrase stands inside a longer word: its neighbours are letters, marks or digits"
_INSIDE_TOKEN = "it is a part of something longer in the text, and no token of its own"  # noqa: S105
_NOT_WHOLE = "the field is taken as one whole value, and holds more than that"
_SHORT_NAME = (
    f"a user name of fewer than {MIN_BARE_LENGTH} characters counts in running text only after @ "
    "or beside a platform's name"
)
_NAME_INSIDE = "the word is a part of an e-mail address, a URL or a longer word"
_NO_BSB = "an account in running text needs its BSB before it, or to be an IBAN"
_NAME_NOT_WHOLE = "a name is compared with a whole field, and not searched for in text"
_NO_PREFIX = "a phone in running text needs a leading +, 0 or country code"
_NOT_VALID_PHONE = (
    "the number is possible, but none that is assigned: in running text only its international "
    "form, with + or 00, counts"
)
_TOO_WEAK = (
    "weak_disguise",
    "the text reads as it only by chance: too little is disguised, or a letter differs",
)
_NO_SIGN = (
    "no_sign_of_disguise",
    "the text is like it, but shows no sign that anything was disguised, or a letter differs",
)
_OTHER_PHONE = (
    "digits end as this number does, but it is another one, or lacks its leading +, 0 or country "
    "code"
)
