"""The overview answers first whether screening is complete and current."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.console.conftest import Visits
    from tests.screening.console.conftest import Running

pytestmark = pytest.mark.asyncio(loop_scope="session")
VIEW = "overview"
WORDS = {
    "complete": "Complete",
    "behind": "Behind",
    "gap": "Gap",
    "stalled": "Stalled",
    "unknown": "Not known",
}


async def test_the_answer_comes_first(visit: Visits, full: Running, bare: Running) -> None:
    """A word with its colour, and the console's own sentence, at the top; with data or without."""
    for running in (full, bare):
        with running.client() as client:
            told = client.get("/v1/overview").json()
        page = await visit(running, "#/overview")
        state = page.find(".verdict .state")
        await state.wait_for()
        assert await state.inner_text() == WORDS[told["state"]]
        assert told["state"] in str(await state.get_attribute("class"))
        assert told["state_reason"] in await page.find(".verdict").inner_text()
        box = await page.find(".verdict").bounding_box()
        assert box is not None
        assert box["y"] < 160


async def test_nothing_was_missed(visit: Visits, full: Running) -> None:
    """Where all is screened it says so, in green."""
    page = await visit(full, "#/overview")
    await page.find(".verdict .state.complete").wait_for()


async def test_the_figures_are_those_of_the_api(visit: Visits, full: Running) -> None:
    """Outcomes, dead letters by reason, replicas and alerts a day: to the last count."""
    with full.client() as client:
        told = client.get("/v1/overview").json()
    page = await visit(full, "#/overview")
    await page.find(".verdict").wait_for()
    await page.page.evaluate("document.querySelectorAll('details').forEach((d) => d.open = true)")
    await page.settled()
    text = await page.find("main").inner_text()
    assert f"{told['outcomes']['clear']:,}" in text
    for letter in told["dead_letters"]:
        assert letter["reason"] in text
        assert f"{letter['count']:,}" in text
    for replica in told["replicas"]:
        assert replica["writer"] in text
    table = page.find(".section", has_text="Alerts a day").locator("tbody tr")
    assert await table.count() >= len(told["alerts_per_day"])
    sums = [int(each) for each in (await table.first.inner_text()).split("\t")[1:]]
    newest = told["alerts_per_day"][-1]
    assert sums == [newest[name] for name in ("low", "medium", "high", "critical")]


async def test_it_stays_current(visit: Visits, full: Running) -> None:
    """It asks again by itself, and what one has unfolded stays so."""
    page = await visit(full, "#/overview")
    await page.find(".verdict").wait_for()
    await page.find("summary").first.click()
    asked = len([url for url in page.asked if url.endswith("/v1/overview")])
    await page.until(
        "count => performance.getEntriesByType('resource')"
        ".filter((each) => each.name.endsWith('/v1/overview')).length > count",
        asked,
    )
    assert await page.find("details").first.get_attribute("open") is not None
