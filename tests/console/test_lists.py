"""Lists and look-up: what is shown is what the API says, masked until a reason is given."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks import console_store
from tests.console.filled import LISTED, SEED, SERIALS

if TYPE_CHECKING:
    from tests.console.conftest import Visits
    from tests.console.visit import Visit
    from tests.screening.console.conftest import Running

pytestmark = pytest.mark.asyncio(loop_scope="session")
VIEW = "lists"
STATES = {
    "active": "Active",
    "earlier": "Earlier",
    "waiting": "Waiting for approval",
    "refused": "Refused",
}


async def test_snapshots_are_listed(visit: Visits, full: Running) -> None:
    """Each with its serial, its state in words, and why it was refused."""
    with full.client() as client:
        told = client.get("/v1/lists").json()
    page = await visit(full, "#/lists")
    await page.find("h2", has_text="Snapshots").wait_for()
    await page.settled()
    text = await page.find("main").inner_text()
    for snapshot in told["snapshots"]:
        assert str(snapshot["serial"]) in text
        assert STATES[snapshot["state"]] in text
        assert snapshot["cause"] is None or snapshot["cause"] in text


async def test_no_list_yet(visit: Visits, bare: Running) -> None:
    """It says what would be here; look-up is offered all the same."""
    page = await visit(bare, "#/lists")
    await page.sees("No list is known yet.")
    assert await page.page.get_by_label("Value", exact=True).count() == 1


def listed() -> list[dict[str, Any]]:
    """The entries of the list in use."""
    return console_store.indicators(random.Random(SEED), LISTED)


async def asked(page: Visit, value: str) -> None:
    """Look a value up."""
    await page.page.get_by_label("Value", exact=True).fill(value)
    await page.page.get_by_role("button", name="Look up").click()


async def test_a_look_up_of_no_value_that_is_listed(visit: Visits, full: Running) -> None:
    """Answered in a word or refused in a sentence; the value is not in the address."""
    page = await visit(full, "#/lists")
    await asked(page, "nobody@mail.example.com")
    await page.find(".lookup-result > *").first.wait_for()
    text = await page.find(".lookup-result").inner_text()
    assert "On the list" not in text
    assert "nobody" not in text
    assert "nobody" not in await page.fragment()
    assert not [url for url in page.asked if "nobody" in url]


async def test_a_look_up_of_a_listed_value(visit: Visits, full: Running) -> None:
    """On the list, with indicator, sources and validity; masked until a reason is given."""
    entry = next(each for each in listed() if each["type"] == "email")
    page = await visit(full, "#/lists")
    await asked(page, entry["value"])
    await page.find(".lookup-result .verdict", has_text="On the list").wait_for()
    text = await page.find(".lookup-result").inner_text()
    assert entry["id"] in text
    assert entry["source"] in text
    assert entry["value"] not in text
    await page.page.get_by_role("button", name="Reveal values").click()
    await page.page.get_by_label("Reason").fill("case 20418")
    await page.page.get_by_role("button", name="Reveal", exact=True).click()
    await page.find("dialog").wait_for(state="detached")
    await page.sees(entry["value"])


async def test_two_lists_are_compared(visit: Visits, full: Running) -> None:
    """What the newer adds, takes away and changes, as the API counts it."""
    newer, older = reversed(SERIALS)
    with full.client() as client:
        told = client.get("/v1/lists/diff", params={"from": older, "to": newer}).json()
    page = await visit(full, "#/lists")
    section = page.find(".section", has_text="What changes between two")
    await section.locator(".figures").wait_for()
    values = await section.locator(".figures .value").all_inner_texts()
    assert values == [f"{told[side]['total']:,}" for side in ("added", "removed", "changed")]
    assert all(told[side]["total"] for side in ("added", "removed", "changed"))


async def test_what_was_held_back_and_why(visit: Visits, full: Running) -> None:
    """Reasons with their counts, entries by feed and line."""
    with full.client() as client:
        told = client.get("/v1/lists").json()["quarantine"]
    page = await visit(full, "#/lists")
    section = page.find(".section", has_text="Quarantine")
    await section.locator("table").first.wait_for()
    text = await section.inner_text()
    assert told["total"] > 0
    for reason, number in told["reasons"].items():
        assert reason in text
        assert f"{number:,}" in text


async def test_a_look_up_that_fails_says_why(visit: Visits, bare: Running) -> None:
    """The sentence of the problem document, beside the form."""
    with bare.client() as client:
        answer = client.post("/v1/lookup", json={"value": "x", "type": "email"})
    assert answer.is_client_error or answer.is_server_error
    page = await visit(bare, "#/lists")
    await page.page.get_by_label("Type").select_option("email")
    await asked(page, "x")
    await page.sees(answer.json()["detail"])
