"""The analyst's guide shows an alert that the software makes, and explains every line of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.screening import analyst
from tests.screening.test_alert import validate

if TYPE_CHECKING:
    from collections.abc import Iterator


def names(value: Any) -> Iterator[str]:
    """Every name in an alert, but for the mapping's own."""
    if isinstance(value, list):
        for each in value:
            yield from names(each)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            if name not in ("fields", "context"):
                yield from names(inner)


def test_the_alert_is_the_softwares_own() -> None:
    """`python -m tests.screening.analyst` writes it anew."""
    live, watched = analyst.alerts()
    shown = analyst.told()
    assert shown.pop("software").startswith("fresnel/")
    del live["software"]
    assert shown == live
    assert list(shown) == list(live)
    assert (watched["mode"], watched["matches"][0]["indicator_id"]) == ("shadow", "L-003")
    validate(watched)


def test_every_line_is_explained() -> None:
    """Each name in the alert is in the text around it."""
    page = analyst.PAGE.read_text("utf-8")
    before, _, rest = page.partition("```json")
    prose = before + rest.partition("```")[2]
    told = {part for code in re.findall(r"`([^`]+)`", prose) for part in code.split(".")}
    inner = {"created", "digest", "serial", "name", "transaction", "matches"}
    assert not set(names(analyst.told())) - told - inner


def test_the_points_add_up_in_words() -> None:
    """The sum that the page does is the alert's."""
    given = [int(reason.rpartition(" ")[2]) for reason in analyst.told()["severity_reasons"]]
    page = " ".join(analyst.PAGE.read_text("utf-8").split())
    assert f"{' + '.join(map(str, given))} = {sum(given)}" in page
