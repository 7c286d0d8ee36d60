"""What an alert carries of the payment's own words. Pure.

Rule 1: card and tax file numbers are masked everywhere but in a match, and before anything is cut.
Rule 2: places of matches refer to the payment's text, whatever the alert leaves out of it.
Rule 3: `cuts` says where each piece of a cut text begins and ends in the whole one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from screening.judging.field_path import FieldPath
from screening.mask import mask, mask_named
from screening.settings import SettingsError
from screening.values import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matcher.indicator import Match
    from screening.mapping import Mapping
    from screening.settings import AlertSettings
    from screening.transaction import Transaction

BETWEEN = "…"
"""Stands between the pieces of a cut text."""

_Spans = list[tuple[int, int]]


class Carried(NamedTuple):
    """Which fields' texts an alert has, and how much around each match; None: the whole text."""

    fields: str | tuple[FieldPath, ...] = "all"
    context_chars: int | None = None

    def has(self, path: str, item: str | None, matched: bool) -> bool:
        """Whether the text at a concrete path is in the alert, `matched` or not."""
        if self.context_chars is not None and not matched:
            return False
        if isinstance(self.fields, tuple):
            return any(each.reads(path, item) for each in self.fields)
        return self.fields == "all" or (self.fields == "matched" and matched)


def of(settings: AlertSettings, mapping: Mapping) -> Carried:
    """What these settings ask for.

    Raises:
        SettingsError: they name a path that the mapping does not.
    """
    if isinstance(settings.fields, str):
        return Carried(settings.fields, settings.context_chars)
    known = {field.path for field in mapping.model.fields}
    for path in settings.fields:
        if path not in known:
            raise SettingsError(
                f"FRESNEL_ALERT__FIELDS: {path}: neither all, matched or none, "
                f"nor a field of the mapping {mapping.name}"
            )
    return Carried(tuple(map(FieldPath, settings.fields)), settings.context_chars)


def facts(transaction: Transaction) -> dict[str, Any]:
    """Who, how much, and the mapping's named facts; all masked."""
    carried: dict[str, Any] = {
        "customer": _masked(transaction.customer),
        "amount": _masked(transaction.amount),
        "currency": _masked(transaction.currency),
    }
    if transaction.item is not None:
        carried["item"] = mask(transaction.item)
    if transaction.context:
        carried["context"] = {n: _fact(n, value) for n, value in transaction.context.items()}
    return carried


def texts(transaction: Transaction, matches: Sequence[Match], carried: Carried) -> dict[str, Any]:
    """`fields`, and `cuts` where texts are cut."""
    spans: dict[str, _Spans] = {}
    for match in matches:
        for span in match.parts or (match.span,):
            spans.setdefault(span.field, []).append((span.start, span.end))
    whole = {
        path: mask_named(path, text, spans.get(path, ()))
        for path, _, text in transaction.fields
        if carried.has(path, transaction.item, path in spans)
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


def _masked(value: Any) -> str | None:  # noqa: ANN401  any JSON value
    text = text_of(value)
    return None if text is None else mask(text)


def _fact(name: str, value: Any) -> str | int | float | bool | None:  # noqa: ANN401
    """A fact as it is unless it is masked; an object or list is not one."""
    text = text_of(value)
    if text is None:
        return value if type(value) is bool else None
    masked = mask_named(name, text)
    return value if masked == text else masked
