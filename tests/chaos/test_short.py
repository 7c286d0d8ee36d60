"""The fault suite in its short form: the most telling faults, small; `make chaos` runs them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.chaos.catalogue import SHORT
from tests.chaos.faults import CATALOGUE
from tests.chaos.run import run_one
from tests.chaos.worlds import Plain

if TYPE_CHECKING:
    from pathlib import Path

    from tests.chaos.nodes import ProxiedBroker

TELLING = (
    "broker killed",
    "black hole",
    "half-open connections",
    "review topic deleted",
    "killed: written",
    "killed: receipt written",
    "killed: before commit",
    "stopped with work in hand: receipt sent",
    "a member joins and leaves every 5 s",
    "poison of every kind",
    "retention overtakes the lag",
    "snapshot folder vanishes",
)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", TELLING)
async def test_nothing_is_lost(name: str, proxied: ProxiedBroker, tmp_path: Path) -> None:
    """Every hit alerted once by id, every offset in a receipt, every count right, after a fault."""
    async with Plain(tmp_path, proxied) as world:
        result = await run_one(CATALOGUE[name], world, SHORT, tmp_path)
    print(result)
    assert result.problems == []


def test_the_suite_has_the_kinds_that_were_asked_for() -> None:
    """At least 35, each with what is expected of it."""
    assert len(CATALOGUE) >= 35
    assert all(len(each.expects) > 20 for each in CATALOGUE.values())
