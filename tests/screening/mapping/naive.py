"""Random messages and mappings, and a naive reading of what DESIGN section 4 says of them."""

from __future__ import annotations

import json
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import strategies as st

from tests.screening.support import mapping_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from random import Random

    from screening.mapping import Mapping

KEYS = "ab"
ODD_KEYS = ["a.b", "a[0]", "", '"', "^a", "../a", "a\\", "a b"]
LEAVES = ["text", "text", "text", 0, 0, "", None, True]
CHANCE = st.randoms(use_true_random=True)


def message_of(chance: Random, depth: int = 0) -> Any:
    """Objects of few keys, so that paths lead somewhere; lists in lists, empty ones, nulls."""
    kind = chance.random()
    if depth == 5 or (depth and kind < 0.08 * depth):
        return chance.choice(LEAVES)
    if depth and kind < 0.5:
        return [message_of(chance, depth + 1) for _ in range(chance.choice([0, 1, 1, 2, 2, 2, 3]))]
    keys = [key for key in KEYS if chance.random() < 0.9]
    keys += [chance.choice(ODD_KEYS)] * (chance.random() < 0.2)
    return {key: message_of(chance, depth + 1) for key in keys}


class Path(NamedTuple):
    """A path of a mapping: steps from `^`, or from so many steps above the payment."""

    up: int
    from_message: bool
    steps: tuple[tuple[str, bool], ...]

    @property
    def written(self) -> str:
        """As a mapping file has it."""
        start = "^" if self.from_message else "../" * self.up
        return start + ".".join(key + "[*]" * repeats for key, repeats in self.steps)


def is_joined(path: Path, role: str) -> bool:
    """Whether the field is one that also reads its items as one text."""
    return role == "free_text" and path.steps[-1][1]


class Whole(NamedTuple):
    """A random mapping: ways to payments, fields with their roles, id and a fact."""

    ways: list[list[tuple[str, bool, bool]]]
    fields: list[tuple[Path, str]]
    identifier: list[Path]
    fact: list[Path]

    @property
    def single(self) -> list[Path]:
        """All paths of single values."""
        return [*self.identifier, *self.fact]

    def mapping(self) -> Mapping:
        """The same, compiled."""
        return mapping_of(
            *(
                {"path": path.written, "role": role, "join": is_joined(path, role)}
                for path, role in self.fields
            ),
            each=[".".join(k + "[*]" * r + "?" * o for k, r, o in way) for way in self.ways],
            id=[*(path.written for path in self.identifier), None] if self.identifier else None,
            context={"fact": [path.written for path in self.fact]},
        )


def whole_of(chance: Random) -> Whole:
    """A mapping whose paths overlap, meet and miss."""

    def path(most: int) -> Path:
        top = chance.random() < 0.2
        steps = [(chance.choice(KEYS), chance.random() < 0.5) for _ in range(chance.choice([1, 2]))]
        return Path(0 if top else chance.randint(0, most), top, tuple(steps))

    ways = [
        [(chance.choice(KEYS), chance.random() < 0.6, chance.random() < 0.5) for _ in range(length)]
        for length in chance.choices([1, 2, 2, 3], k=chance.choice([1, 1, 2]))
    ]
    most = min(map(len, ways))
    fields = [
        (path(most), chance.choice(["free_text", "party_name"]))
        for _ in range(chance.randint(1, 4))
    ]
    identifier = [path(most) for _ in range(chance.choice([0, 0, 0, 0, 2]))]
    return Whole(ways, fields, identifier, [path(most) for _ in range(chance.choice([1, 2]))])


def numbered(message: Any) -> Any:
    """The message with all its texts, and all its numbers, told apart."""
    numbers = count(1)

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: walk(each) for key, each in value.items()}
        if isinstance(value, list):
            return [walk(each) for each in value]
        if value == "text":
            return f"text {next(numbers)}"
        return next(numbers) if type(value) is int else value

    return walk(message)


Spot = tuple[str | int, ...]
"""A place by the keys and numbers that lead to it."""
At = tuple[Spot, Any]


def flattened(spot: Spot, value: Any) -> list[At]:
    """The items of lists in lists, or the value alone."""
    if isinstance(value, list):
        return [at for n, each in enumerate(value) for at in flattened((*spot, n), each)]
    return [(spot, value)]


def stepped(at: At, key: str) -> list[At]:
    """What stands at a key of an object, or of each object that a list holds."""
    found = []
    for spot, value in flattened(*at):
        if isinstance(value, dict) and value.get(key) is not None:
            found += flattened((*spot, key), value[key])
    return found


def scalars(spot: Spot, value: Any) -> Iterator[At]:
    """Every text and number below a value."""
    inner: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    elif type(value) in (str, int) and value != "":
        yield spot, value
    for key, each in inner:
        yield from scalars((*spot, key), each)


def chains(message: Any, way: list[tuple[str, bool, bool]]) -> list[list[At]]:
    """From the message to each of its payments; of a missing step the one before again."""
    found: list[list[At]] = [[((), message)]]
    for key, _, optional in way:
        longer = []
        for chain in found:
            steps = stepped(chain[-1], key)
            longer += [[*chain, step] for step in steps or [chain[-1]] * optional]
        found = longer
    return found


def payments(message: Any, whole: Whole) -> list[list[At]]:
    """Those at the ends of all ways, each place once."""
    found: dict[Spot, list[At]] = {}
    for way in whole.ways:
        for chain in chains(message, way):
            found.setdefault(chain[-1][0], chain)
    return list(found.values())


def start(chain: list[At], path: Path) -> At:
    """Where a path begins."""
    return chain[0] if path.from_message else chain[-1 - path.up]


def read_by(chain: list[At], path: Path) -> dict[Spot, Any]:
    """What a field with this path reads."""
    found = [start(chain, path)]
    for key, _ in path.steps:
        found = [at for each in found for at in stepped(each, key)]
    return {spot: value for at in found for spot, value in scalars(*at)}


def joined_by(chain: list[At], path: Path) -> set[tuple[Spot, ...]]:
    """The places that a field with this path also reads as one text, of each list or object."""
    *steps, (last, _) = path.steps
    found = [start(chain, path)]
    for key, _ in steps:
        found = [at for each in found for at in stepped(each, key)]
    lists = [
        tuple(at for at, _ in scalars((*spot, last), value[last]))
        for each in found
        for spot, value in flattened(*each)
        if isinstance(value, dict) and last in value
    ]
    return {spots for spots in lists if len(spots) > 1}


def named_by(chain: list[At], path: Path) -> Spot | None:
    """The place of the one value that a path names: of every list the first item."""
    spot, value = start(chain, path)
    for n, (key, repeats) in enumerate(path.steps, 1):
        while isinstance(value, list) and value:
            spot, value = (*spot, 0), value[0]
        if not isinstance(value, dict) or key not in value:
            return None
        spot, value = (*spot, key), value[key]
        while n == len(path.steps) and repeats and isinstance(value, list) and value:
            spot, value = (*spot, 0), value[0]
    return spot


def spot_of(path: str, message: Any) -> Spot:
    """The place at a concrete path as docs/mapping.md describes it."""
    value, spot, rest = message, (), path
    while rest:
        if rest.startswith('["'):
            key, end = json.JSONDecoder().raw_decode(rest[1:])
            spot, value, rest = (*spot, key), value[key], rest[end + 2 :]
        elif rest.startswith("["):
            number, _, rest = rest[1:].partition("]")
            if isinstance(value, list):
                spot, value = (*spot, int(number)), value[int(number)]
            else:
                assert number == "0"
        else:
            rest = rest.removeprefix(".")
            end = min((rest + c).index(c) for c in ".[")
            spot, value, rest = (*spot, rest[:end]), value[rest[:end]], rest[end:]
    return spot


def is_below(spot: Spot, around: Spot) -> bool:
    """Whether a place is in another, or is it."""
    return spot[: len(around)] == around


def unread_of(message: Any, whole: Whole) -> list[set[Spot]]:
    """Of each payment the places of what no path reads and belongs to it."""
    found = payments(message, whole)
    readable = [chain for chain in found if isinstance(chain[-1][1], dict)]
    read = {spot for chain in readable for path, _ in whole.fields for spot in read_by(chain, path)}
    read |= {spot for chain in readable for path in whole.single if (spot := named_by(chain, path))}
    left = [spot for spot, _ in scalars((), message) if spot not in read]
    own = {chain[-1][0] for chain in found}
    around = {spot for chain in found for spot, _ in chain} | {()}
    nearest = {spot: max((a for a in around if is_below(spot, a)), key=len) for spot in left}

    def belongs(spot: Spot, chain: list[At]) -> bool:
        if nearest[spot] in own:
            return nearest[spot] == chain[-1][0]
        return nearest[spot] in (step for step, _ in chain)

    return [{spot for spot in left if belongs(spot, chain)} for chain in found] or [set(left)]


def twice(value: Any, spot: Spot, here: Spot = ()) -> str:
    """The message as JSON, with one key at a place written a second time before it."""
    if isinstance(value, list):
        return f"[{','.join(twice(v, spot, (*here, n)) for n, v in enumerate(value))}]"
    if not isinstance(value, dict):
        return json.dumps(value)
    pairs = [f"{json.dumps(k)}:{twice(v, spot, (*here, k))}" for k, v in value.items()]
    more = [f'{json.dumps(key)}:"x"' for key in value if (*here, key) == spot]
    return "{" + ",".join([*more, *pairs]) + "}"
