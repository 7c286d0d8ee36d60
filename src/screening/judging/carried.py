"""What an alert carries of the payment's own words. Pure.

Rule 1: card and tax file numbers are masked everywhere but in a match, and before anything is cut;
also one that goes on in the next item, or that only a path in the mapping says is one.
Rule 2: places of matches refer to the payment's text, whatever the alert leaves out of it.
Rule 3: `cuts` says where each piece of a cut text begins and ends in the whole one.
"""

from __future__ import annotations

from bisect import bisect
from typing import TYPE_CHECKING, Any, NamedTuple

from matcher.indicator import Role
from matcher.pieces import whole_text
from screening.judging.field_path import FieldPath
from screening.mapping.unread import single_paths
from screening.mask import hidden, is_tax_file_name, mask, sensitive
from screening.settings import SettingsError
from screening.values import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matcher.indicator import Match
    from screening.mapping import Mapping
    from screening.settings import AlertSettings
    from screening.transaction import Joined, Transaction

BETWEEN = "…"
"""Stands between the pieces of a cut text."""

_Spans = list[tuple[int, int]]


class Carried(NamedTuple):
    """Which fields' texts an alert has, and how much around each match; None: the whole text.

    `tax_file_numbers` are the mapping's single values whose name or path says that they are such.
    """

    fields: str | tuple[FieldPath, ...]
    context_chars: int | None
    tax_file_numbers: frozenset[str]

    def has(self, path: str, steps: Sequence[str], matched: bool) -> bool:
        """Whether the text at a concrete path is in the alert, `matched` or not."""
        if self.context_chars is not None and not matched:
            return False
        if isinstance(self.fields, tuple):
            return any(each.reads(path, steps) for each in self.fields)
        return self.fields == "all" or (self.fields == "matched" and matched)

    def masked(self, name: str, value: Any) -> str | None:  # noqa: ANN401  any JSON value
        """A single value of the mapping as text."""
        text = text_of(value)
        if text is None:
            return None
        return hidden(text, sensitive(text, named=name in self.tax_file_numbers))


def of(settings: AlertSettings, mapping: Mapping) -> Carried:
    """What these settings ask for.

    Raises:
        SettingsError: they name a path that the mapping does not.
    """
    tax_file_numbers = frozenset(
        name
        for name, paths in single_paths(mapping.model).items()
        if any(map(is_tax_file_name, (name, *paths)))
    )
    if isinstance(settings.fields, str):
        return Carried(settings.fields, settings.context_chars, tax_file_numbers)
    known = {field.path for field in mapping.model.fields}
    for path in settings.fields:
        if path not in known:
            raise SettingsError(
                f"FRESNEL_ALERT__FIELDS: {path}: neither all, matched or none, "
                f"nor a field of the mapping {mapping.name}"
            )
    return Carried(tuple(map(FieldPath, settings.fields)), settings.context_chars, tax_file_numbers)


def facts(transaction: Transaction, carried: Carried) -> dict[str, Any]:
    """Who, how much, and the mapping's named facts; all masked."""
    found: dict[str, Any] = {
        "customer": carried.masked("customer", transaction.customer),
        "amount": carried.masked("amount", transaction.amount),
        "currency": carried.masked("currency", transaction.currency),
    }
    if transaction.item is not None:
        found["item"] = mask(transaction.item)
    if transaction.context:
        found["context"] = {
            name: _fact(carried.masked(f"context.{name}", value), value)
            for name, value in transaction.context.items()
        }
    return found


def texts(transaction: Transaction, matches: Sequence[Match], carried: Carried) -> dict[str, Any]:
    """`fields`, and `cuts` where texts are cut."""
    spans: dict[str, _Spans] = {}
    for match in matches:
        for span in match.parts or (match.span,):
            spans.setdefault(span.field, []).append((span.start, span.end))
    across = _across(transaction.joined)
    whole = {
        path: hidden(
            text,
            sensitive(text, named=is_tax_file_name(path)) + across.get(path, []),
            spans.get(path, ()),
        )
        for path, _, text in transaction.fields
        if carried.has(path, transaction.steps, path in spans)
    }
    if carried.context_chars is None:
        return {"fields": {mask(path): text for path, text in whole.items()}}
    fields, cuts = {}, {}
    for path, text in whole.items():
        pieces = _pieces(spans[path], carried.context_chars, len(text))
        fields[mask(path)] = BETWEEN.join(text[start:end] for start, end in pieces)
        cuts[mask(path)] = [{"start": start, "end": end} for start, end in pieces]
    return {"fields": fields, "cuts": cuts}


def _pieces(spans: Iterable[tuple[int, int]], around: int, length: int) -> _Spans:
    """The spans with what is around them, those that touch as one, in order."""
    pieces: _Spans = []
    for start, end in sorted(spans):
        first, last = max(0, start - around), min(length, end + around)
        if pieces and first <= pieces[-1][1]:
            pieces[-1] = pieces[-1][0], max(last, pieces[-1][1])
        else:
            pieces.append((first, last))
    return pieces


def _across(joined: Iterable[Joined]) -> dict[str, list[int]]:
    """Where digits of numbers stand in the items of joined texts, by their paths."""
    found: dict[str, list[int]] = {}
    for scope, pieces in joined:
        if scope.role is not Role.FREE_TEXT:  # a prefix and the rest of an account's number
            continue
        begins, end = [], -len(pieces[0].before)
        for _, text, skipped, before in pieces:
            begins.append(end + len(before))
            end = begins[-1] + len(text) - skipped
        for at in sensitive(whole_text(pieces)):
            nth = bisect(begins, at) - 1
            path, _, skipped, _ = pieces[nth]
            found.setdefault(path, []).append(at - begins[nth] + skipped)
    return found


def _fact(masked: str | None, value: Any) -> str | int | float | bool | None:  # noqa: ANN401
    """A fact as it is unless it is masked; an object or list is not one."""
    if masked is None:
        return value if type(value) is bool else None
    return value if masked == text_of(value) else masked
