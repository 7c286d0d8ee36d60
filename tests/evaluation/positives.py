"""Documents that hold a listed value: every type, place, written form and obfuscation.

Law: the label is written with the text. What a document holds besides is neutral.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from matcher.indicator import PERMITTED, IndicatorType, Role
from tests.evaluation import obfuscate, written, written_numbers, written_words
from tests.evaluation.case import CANONICAL, LOOSE, Case, Expected, put, unmarked
from tests.evaluation.words import CARRIERS, SHORT_CARRIERS
from tests.evaluation.written_words import is_without_spaces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.evaluation.case import Entry
    from tests.evaluation.values import Listed

PLACES: dict[str, Role] = {
    "description": Role.FREE_TEXT,
    "reference": Role.REFERENCE,
    "payer.name": Role.PARTY_NAME,
    "payer.account": Role.ACCOUNT,
    "payer.proxy": Role.PROXY,
    "payer.contact": Role.CONTACT,
    "payee.name": Role.PARTY_NAME,
    "payee.account": Role.ACCOUNT,
    "payee.proxy": Role.PROXY,
    "payee.contact": Role.CONTACT,
    "merchant": Role.MERCHANT,
    "device.ip": Role.NETWORK,
}
"""The fields of the mapping `generic` and their roles, as DESIGN section 4 states them."""

RUNNING = {Role.FREE_TEXT, Role.REFERENCE, Role.MERCHANT}
HIDDEN = 14  # values of a type that are obfuscated in one round
FORMS = written.FORMS | written_numbers.FORMS | written_words.FORMS


class _Kind(NamedTuple):
    """What a cell of the corpus has in common."""

    type: str
    lane: str
    family: str


def positives(made: Listed, seed: int, count: int) -> list[Case]:
    """At least `count` documents: whole rounds over every cell, each with other values."""
    cases: list[Case] = []
    turn = 0
    while len(cases) < count:
        rng = Random(f"{seed}:{turn}")
        for kind, entries in made.by_type.items():
            for entry in _chosen(rng, kind, entries):
                cases.extend(_written(rng, entry, len(cases)))
            foreign = [entry for entry in entries if not entry.value.isascii()]
            for entry in rng.sample(entries, min(HIDDEN, len(entries))) + foreign:
                others = [each.value for each in entries if each is not entry]
                cases.extend(_hidden(rng, entry, others, len(cases)))
        turn += 1
    return cases


def _chosen(rng: Random, kind: str, entries: list[Entry]) -> list[Entry]:
    """A few values of this type; of each shape that is written in its own way, one at least."""
    shapes: dict[Any, list[Entry]] = {}
    for entry in entries:
        shapes.setdefault(_shape(kind, entry.value), []).append(entry)
    return [rng.choice(group) for group in shapes.values()]


def _shape(kind: str, value: str) -> Any:  # noqa: PLR0911  one a type
    match kind:
        case "phone":
            return value[:4]
        case "wallet" | "account":
            return (value[:2] if not value[0].isdigit() else "", kind == "wallet" and value[:1])
        case "payid" | "ip":
            return len(value) if kind == "payid" else (":" in value, "/" in value)
        case "email" | "domain":
            return (value.isascii(), "gmail" in value)
        case "url":
            return ("?" in value, value.count("/"))
        case "username":
            return value.isalpha()
        case "phrase":
            return (
                value.count(" ") if value.isascii() else (is_without_spaces(value), len(value) % 3)
            )
    return None


def _places(kind: str) -> list[tuple[str, Role]]:
    return [(p, r) for p, r in PLACES.items() if IndicatorType(kind) in PERMITTED[r]]


def _written(rng: Random, entry: Entry, number: int) -> Iterator[Case]:
    """The value in each written form; bare user names of letters alone are the loose lane's."""
    roles = _places(entry.type)
    for form in FORMS[entry.type](rng, entry.value):
        lane = CANONICAL if CANONICAL in form.lanes else LOOSE
        family = "none" if lane == CANONICAL else "bare letters"
        for place, role in _fitting(rng, roles, form.where, entry.type):
            number += 1
            yield _case(rng, entry, form, _Kind(entry.type, lane, family), (place, role), number)


def _hidden(rng: Random, entry: Entry, others: list[str], number: int) -> Iterator[Case]:
    """The value in each obfuscation; `others` are of its type."""
    texts = [(p, r) for p, r in _places(entry.type) if r in RUNNING or entry.type == "phrase"]
    for family, form in obfuscate.forms(rng, entry.type, entry.value):
        number += 1
        kind = _Kind(entry.type, LOOSE, family)
        yield _case(rng, entry, form, kind, rng.choice(texts), number)
    if entry.type in obfuscate.CUT and entry.value.isascii():
        for form in obfuscate.cut(rng, entry.type, entry.value, others):
            number += 1
            kind = _Kind(entry.type, LOOSE, "truncated")
            yield _case(rng, entry, form, kind, ("reference", Role.REFERENCE), number, alone=True)


def _fitting(
    rng: Random, roles: list[tuple[str, Role]], where: str, kind: str
) -> list[tuple[str, Role]]:
    """Two of the places where this form can stand: one of running text, one taken whole."""
    running = [(p, r) for p, r in roles if r in RUNNING and kind != "name"]
    whole = [(p, r) for p, r in roles if r not in RUNNING or kind == "name"]
    if where == "text" and kind == "phrase":
        return [rng.choice(running), rng.choice(whole)]
    chosen = []
    if running and where != "whole":
        chosen.append(rng.choice(running))
    if whole and where != "text":
        chosen.append(rng.choice(whole))
    return chosen


def _case(
    rng: Random,
    entry: Entry,
    form: written.Form,
    kind: _Kind,
    at: tuple[str, Role],
    number: int,
    alone: bool = False,
) -> Case:
    place, role = at
    is_searched = role in RUNNING or entry.type == "phrase"
    if alone or (entry.type == "name" and role is Role.MERCHANT):
        marked = form.marked
    elif is_searched:
        carriers = SHORT_CARRIERS if role is not Role.FREE_TEXT else CARRIERS
        marked = rng.choice(carriers).replace("{}", form.marked)
    else:
        marked = rng.choice(("{}", "{}", " {}", "{}  ")).replace("{}", form.marked)
    text, spans = unmarked(marked)
    if not is_searched:
        # A field that is taken whole may give its whole trimmed value as the span.
        start = len(text) - len(text.lstrip())
        spans = (*spans, (start, len(text.rstrip())))
    document: dict[str, Any] = {
        "id": f"p{number}",
        "timestamp": "2026-03-01T12:00:00Z",
        "customer_id": f"c{number % 997}",
        "amount": f"{rng.randint(5, 900)}.{rng.randint(0, 99):02d}",
        "currency": "AUD",
    }
    put(document, place, text)
    lanes = form.lanes
    expected = Expected(entry.id, place, tuple(dict.fromkeys(spans)), lanes)
    return Case(document, (expected,), entry.type, kind.lane, place, form.name, kind.family)
