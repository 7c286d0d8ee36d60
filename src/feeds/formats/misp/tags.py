"""What the tags on a MISP attribute and its event say (taxonomies `tlp`, `misp`, `fresnel`).

Law: of several TLP tags the strictest holds, and one that is not known is as strict as RED. For
the rest, an attribute's own tag comes before its event's; what is not read here is a label.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from matcher.indicator import IndicatorType, Tlp

if TYPE_CHECKING:
    from collections.abc import Iterable

_MACHINE = re.compile(
    r'(fresnel:(?:nature|tier|region|type)|misp:confidence-level)="([^"]*)"', re.IGNORECASE
)
_CONFIDENCE = {
    "completely-confident": "100",
    "usually-confident": "75",
    "fairly-confident": "50",
    "rarely-confident": "25",
    "unconfident": "0",
}
_ORDER = list(Tlp)


def names(tags: object) -> list[str]:
    """The names in a list of MISP tags; what is not a tag is passed over."""
    found = (
        [tag.get("name") for tag in tags if isinstance(tag, dict)] if isinstance(tags, list) else []
    )
    return [name.strip() for name in found if isinstance(name, str) and name.strip()]


def columns(own: Iterable[str], events: Iterable[str]) -> dict[str, object]:
    """The columns that the tags of an attribute and of its event give."""
    values: dict[str, str] = {}
    labels: list[str] = []
    markings: list[str] = []
    for name in [*own, *events]:
        machine = _MACHINE.fullmatch(name)
        if name.lower().startswith("tlp:"):
            markings.append(name.lower().removeprefix("tlp:"))
        elif machine:
            values.setdefault(machine[1].lower().rpartition(":")[2], machine[2])
        else:
            labels.append(name)
    values.pop("type", None)
    confidence = _CONFIDENCE.get(values.pop("confidence-level", "").lower())
    given = {"tlp": _strictest(markings), "confidence": confidence, "labels": labels, **values}
    return {name: value for name, value in given.items() if value}


def indicator_type(own: Iterable[str]) -> IndicatorType | None:
    """The type that an attribute's own tag `fresnel:type="…"` names.

    Raises:
        ValueError: there is no such type.
    """
    for name in own:
        machine = _MACHINE.fullmatch(name)
        if machine and machine[1].lower() == "fresnel:type":
            try:
                return IndicatorType(machine[2].lower())
            except ValueError:
                raise ValueError("tag fresnel:type: no such indicator type") from None
    return None


def _strictest(markings: list[str]) -> str | None:
    known = ["clear" if each == "white" else each for each in markings]
    ranks = [_ORDER.index(Tlp(each)) if each in set(Tlp) else len(_ORDER) - 1 for each in known]
    return str(_ORDER[max(ranks)]) if ranks else None
