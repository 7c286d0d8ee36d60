"""Skeletons: what is left of a value and of a text when all that may differ is gone.

Letters of one class (i and l, b, g and q, v and w) become one, digits and symbols the letter
they most stand for, runs one letter; the rest is dropped. Law: whatever `agree` can read as a
value has its skeleton, so that no disguise is lost; what only shares it, `agree` refuses.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from matcher.indicator import IndicatorType
from matcher.loose import views
from matcher.loose.letters import SKELETON
from matcher.normalize import url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_RUN = re.compile(r"(.)\1+", re.DOTALL)


def of(seen: str) -> str:
    """The skeleton of a text in view form."""
    return _RUN.sub(r"\1", seen.translate(SKELETON))


def of_email(seen: str) -> str:
    """The skeleton of an address in view form: that of its local part, and that of its host."""
    local, _, host = seen.rpartition("@")
    return f"{of(local)}@{of(host)}"


def key(kind: IndicatorType, value: str) -> str | None:
    """The key of a listed value among the skeletons; None for the types that have none."""
    seen = views.form(value) if not value.isascii() else value
    if kind is IndicatorType.EMAIL:
        return f"email:{of_email(seen)}"
    if kind in {IndicatorType.USERNAME, IndicatorType.DOMAIN}:
        return f"{kind}:{of(seen)}"
    if kind is IndicatorType.URL and "?" not in value:
        return f"url:{of(url.split(seen)[0])}"
    return None


def keys(listed: Iterable[tuple[IndicatorType, str]]) -> Iterator[tuple[str, int]]:
    """The keys of all listed values that have one, with their numbers."""
    for number, (kind, value) in enumerate(listed):
        if (found := key(kind, value)) is not None:
            yield found, number
