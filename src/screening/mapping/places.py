"""Concrete paths: where a value stands in a record, as alerts show it.

Law: no two places of a record have the same path. A key that a mapping can name stands as it is
(`Tx[2].Ustrd[0]`), any other in brackets and quotes, as JSON writes it (`payee["e.mail"]`).

One place can have two paths: an object or a value that a mapping reads as one item (`Tx[0].note`)
is also no list (`Tx.note`). `settled` tells which the document has.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from screening.decode.decoder import Document

KEY = r"[^.\[\]^]+"
"""A key that a mapping can name."""

_nameable = re.compile(KEY).fullmatch
_STEP = re.compile(rf'\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|({KEY})')


def is_nameable(key: str) -> bool:
    """Whether a path of a mapping can have this key as a step."""
    return _nameable(key) is not None


def below(path: str, key: str) -> str:
    """The path of `key`, one that a mapping names, in the object at `path`."""
    return f"{path}.{key}" if path else key


def inside(path: str, key: str) -> str:
    """The path of any `key` of a record in the object at `path`."""
    if _nameable(key):
        return f"{path}.{key}" if path else key
    return f"{path}[{json.dumps(key, ensure_ascii=False)}]"


def items(path: str, value: dict[str, Any] | list[Any]) -> list[tuple[str, Any]]:
    """Path and value of all that an object or a list at `path` holds."""
    if isinstance(value, list):
        return [(f"{path}[{number}]", each) for number, each in enumerate(value)]
    if "" not in value and _nameable("".join(value)):  # all keys at once
        start = f"{path}." if path else ""
        return [(start + key, each) for key, each in value.items()]
    return [(inside(path, key), each) for key, each in value.items()]


def steps(path: str) -> list[str | int]:
    """The keys, and numbers in lists, that lead from the message to a concrete path."""
    found = (step.groups() for step in _STEP.finditer(path))
    return [int(n) if n else json.loads(quoted) if quoted else key for n, quoted, key in found]


def settled(path: str, document: Document) -> str:
    """The path without the numbers of lists that are none in the document."""
    if "[0]" not in path:
        return path
    value: Any = document
    here = ""
    for step in steps(path):
        if isinstance(step, str):
            here, value = inside(here, step), value[step]
        elif type(value) is list:
            here, value = f"{here}[{step}]", value[step]
    return here
