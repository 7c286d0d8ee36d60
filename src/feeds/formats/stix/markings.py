"""How far an object may be passed on: its Traffic Light Protocol markings.

Law: where several markings bear on what is read, the strictest holds; a marking that says it is
a TLP one but cannot be read counts as red.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feeds.formats.stix.objects import BadObjectError, dicts, text, texts
from matcher.indicator import Tlp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feeds.formats.stix.objects import Catalogue, StixObject

_FIXED = {
    # TLP 1: STIX 2.1 section 7.2.1.4.
    "613f2e26-407d-48c7-9eca-b8e91df99dc9": Tlp.CLEAR,
    "34098fce-860f-48ae-8e50-ebd3cc5e41da": Tlp.GREEN,
    "f88d31f6-486f-44da-b317-01333bde0b82": Tlp.AMBER,
    "5e57c739-391a-4eb3-b6be-7d15ca92d5ed": Tlp.RED,
    # TLP 2: OASIS, extension definition 60a3c5c5-0d10-413e-aab3-9e08dde9e88d.
    "94868c89-83c2-464b-929b-a1a8aa3c8487": Tlp.CLEAR,
    "bab4a63c-aed9-4cf5-a766-dfca5abac2bb": Tlp.GREEN,
    "55d920b0-5e8b-4f79-9ee9-91f868d9b421": Tlp.AMBER,
    "939a9414-2ddd-4d32-a0cd-375ea402b003": Tlp.AMBER_STRICT,
    "e828b379-4e03-4974-9ac4-e53a884c97c1": Tlp.RED,
}
_RANK = {tlp: rank for rank, tlp in enumerate(Tlp)}
# Granular markings of properties that never reach an entry do not restrict it.
_UNREAD = frozenset(
    """created created_by_ref description external_references indicator_types lang modified
    pattern_version spec_version""".split()
)


def strictest(*given: Tlp | None) -> Tlp | None:
    """The strictest of the markings that are given, None if none is."""
    return max((tlp for tlp in given if tlp is not None), key=_RANK.__getitem__, default=None)


def may_tell(fact: Tlp | None, holder: Tlp | None) -> bool:
    """Whether a fact marked `fact` may be added to what is marked `holder`."""
    return fact is None or _RANK[fact] <= _RANK[holder or Tlp.CLEAR]


class Markings:
    """The TLP that marking definitions stand for, those of this input and those that are fixed."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Read the marking definitions of `catalogue`, wherever they stand; note bad ones."""
        self._tlps = {f"marking-definition--{key}": tlp for key, tlp in _FIXED.items()}
        for number, thing in catalogue.of(frozenset({"marking-definition"})):
            try:
                found = _defined(thing)
            except BadObjectError as error:
                catalogue.faults[number] = str(error)
                found = Tlp.RED
            held = strictest(self._tlps.get(thing["id"]), found)
            if held is not None:
                self._tlps[thing["id"]] = held

    def of(self, thing: StixObject) -> Tlp | None:
        """The strictest TLP marking of an object and of the parts of it that are read.

        STIX 2.1 sections 3.2 and 7.2. Markings that are no TLP ones are ignored.

        Raises:
            BadObjectError: its markings are not of the form that they should have.
        """
        if "object_marking_refs" not in thing and "granular_markings" not in thing:
            return None
        refs = texts(thing, "object_marking_refs")
        if "granular_markings" in thing:
            refs = [*refs, *self._granular(thing)]
        if len(refs) == 1:
            return self._tlps.get(refs[0])
        return strictest(*map(self._tlps.get, refs))

    @staticmethod
    def _granular(thing: StixObject) -> Iterator[str]:
        for granular in dicts(thing, "granular_markings"):
            ref, selectors = text(granular, "marking_ref"), texts(granular, "selectors")
            roots = {selector.partition(".")[0] for selector in selectors}
            if ref is not None and (not roots or not roots <= _UNREAD):
                yield ref


def _defined(thing: StixObject) -> Tlp | None:
    """The TLP that a marking definition states: TLP 1, the TLP 2 extension, or by its name."""
    found = [_read(each) for each in _stated(thing)]
    if not found and (text(thing, "definition_type") or "").lower() == "tlp":
        raise BadObjectError("definition: no TLP")
    return strictest(*found)


def _stated(thing: StixObject) -> list[str]:
    definition = thing.get("definition")
    parts = [definition] if isinstance(definition, dict) else []
    extensions = thing.get("extensions")
    if isinstance(extensions, dict):
        parts += [each for each in extensions.values() if isinstance(each, dict)]
    stated = [
        text(part, name) for part in parts for name in ("tlp", "TLP", "tlp_2_0") if name in part
    ]
    name = text(thing, "name") or ""
    stated.append(name if name.lower().startswith("tlp:") else None)
    return [each for each in stated if each is not None]


def _read(stated: str) -> Tlp:
    name = stated.lower().removeprefix("tlp:").strip()
    try:
        return Tlp.CLEAR if name == "white" else Tlp(name)
    except ValueError:
        raise BadObjectError("definition: not a TLP that is known") from None
