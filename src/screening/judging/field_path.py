"""A mapped path, held against the concrete paths that alerts show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from screening.mapping import paths

if TYPE_CHECKING:
    from collections.abc import Sequence


class FieldPath:
    """The fields that a path of a mapping reads, written as in the mapping.

    `lines[*]` is every `lines[n]`, `payee` also what is inside an object there. Below a payment
    at `each` the path begins at the payment; `^` and `../` lead to what is around it.
    """

    def __init__(self, path: str) -> None:
        """Compile a path.

        Raises:
            ValueError: it is malformed.
        """
        model = paths.parse(path)
        self._from_message, self._up = model.from_message, model.up
        steps = (rf"{re.escape(each.key)}(?:\[\d+\])*" for each in model.segments)
        self._below = re.compile(rf"{'[.]'.join(steps)}(?=[.\[]|$)")

    def reads(self, concrete: str, steps: Sequence[str]) -> bool:
        """Whether a field is one of these; `steps` are those to its payment (`Transaction`)."""
        if self._up >= len(steps):
            return False
        base = "" if self._from_message else steps[-1 - self._up]
        if not base:
            return self._below.match(concrete) is not None
        inside = concrete.startswith(f"{base}.")
        return inside and self._below.match(concrete, len(base) + 1) is not None
