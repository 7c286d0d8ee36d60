"""What an object says of the values that it holds: how sure, how long, of what kind, how secret.

Law: only what the object states becomes a column; nothing is filled in here.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from feeds import moment
from feeds.formats.stix import markings
from feeds.formats.stix.objects import BadObjectError, dicts, needed, text, texts, time
from matcher.indicator import Nature, Tier

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from feeds.formats.stix.markings import Markings
    from feeds.formats.stix.objects import StixObject

Columns = dict[str, Any]
"""Columns of an indicator CSV (DESIGN section 4), those that are stated."""

KILL_CHAIN = "fresnel"
TIMES = ("first_seen", "last_seen")
_OWN = frozenset({"x_tier", "x_nature", "x_platform", "x_region", "x_first_seen", "x_last_seen"})
_TIERS = frozenset(Tier)
_NATURES = frozenset(Nature) - {Nature.UNKNOWN}
_JUDGED = frozenset({"tier", "nature", "confidence", "valid_from", "valid_until"})


def of(thing: StixObject, marked: Markings) -> Columns:
    """The statement of one object (STIX 2.1 sections 3.2 and 4.7).

    Extension properties (`x_tier` and their like) may stand in any object of `extensions`.

    Raises:
        BadObjectError: a property is not of its form.
    """
    columns: Columns = {}
    confidence = thing.get("confidence")
    if confidence is not None:
        columns["confidence"] = _confidence(confidence)
    for name in ("valid_from", "valid_until"):
        if time(thing, name) is not None:
            columns[name] = thing[name]
    labels = texts(thing, "labels")
    if labels:
        columns["labels"] = labels
    if labels or "kill_chain_phases" in thing:
        columns.update(_worded(thing, labels))
    columns.update(_own(thing))
    tlp = marked.of(thing)
    if tlp is not None:
        columns["tlp"] = tlp
    return columns


def extended(thing: StixObject, names: Iterable[str]) -> StixObject:
    """Those of `names` that the object has, or one of its extension objects (section 7.3)."""
    found = {name: thing[name] for name in names if name in thing}
    extensions = thing.get("extensions")
    if isinstance(extensions, dict):
        for extension in extensions.values():
            if isinstance(extension, dict):
                found = {name: extension[name] for name in names if name in extension} | found
    return found


def merged(first: Columns, second: Columns) -> Columns:
    """Two statements on one value: the first holds, the second fills in what it leaves open.

    The strictest marking, the widest time seen and all labels of both are kept.
    """
    columns = {**second, **first}
    tlp = markings.strictest(first.get("tlp"), second.get("tlp"))
    if tlp is not None:
        columns["tlp"] = tlp
    label(columns, first.get("labels", ()), second.get("labels", ()))
    see(columns, *(time(second, name) for name in TIMES))
    return columns


def unjudged(columns: Columns) -> Columns:
    """A statement without its judgement: what, where and when, but not how sure or how long."""
    return {name: value for name, value in columns.items() if name not in _JUDGED}


def label(columns: Columns, *more: Iterable[str]) -> None:
    """Set the labels of `columns` to all of `more`, each once."""
    labels = list(dict.fromkeys(each for some in more for each in some))
    if labels:
        columns["labels"] = labels


def see(columns: Columns, first: datetime | None, last: datetime | None) -> None:
    """Widen the time seen in `columns`."""
    for name, pick, new in (("first_seen", min, first), ("last_seen", max, last)):
        held = time(columns, name)
        if new is not None and (held is None or pick(held, new) != held):
            columns[name] = moment.render(new)


def _confidence(value: object) -> int:
    if type(value) is not int or not 0 <= value <= 100:
        raise BadObjectError("confidence: not a whole number from 0 to 100")
    return value


def _own(thing: StixObject) -> Columns:
    if "extensions" not in thing and _OWN.isdisjoint(thing):
        return {}
    given = extended(thing, _OWN)
    for name in ("x_first_seen", "x_last_seen"):
        time(given, name)
    columns = {name.removeprefix("x_"): text(given, name) for name in given}
    for name in ("tier", "nature"):
        columns[name] = _word(columns.get(name) or "") or None
    return {name: value for name, value in columns.items() if value is not None}


def _worded(thing: StixObject, labels: list[str]) -> Columns:
    """Tier and nature by phases of our kill chain, else labels that say so, else bare words."""
    phases = [
        needed(phase, "phase_name")
        for phase in dicts(thing, "kill_chain_phases")
        if needed(phase, "kill_chain_name").lower() == KILL_CHAIN
    ]
    return _judgement(tuple(phases), tuple(labels))


@functools.lru_cache(maxsize=4096)
def _judgement(phases: tuple[str, ...], labels: tuple[str, ...]) -> Columns:
    words, folded = list(map(_word, phases)), list(map(_word, labels))
    columns: Columns = {}
    for column, known in (("tier", _TIERS), ("nature", _NATURES)):
        prefix = f"{column}:"
        said = [each.removeprefix(prefix) for each in folded if each.startswith(prefix)]
        found = next((each for each in (*words, *said, *folded) if each in known), None)
        if found is not None:
            columns[column] = found
    return columns


def _word(text: str) -> str:
    return text.strip().lower().replace("-", "_").replace(" ", "_")
