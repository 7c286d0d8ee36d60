"""axe finds nothing to object to, in both colour schemes, wide and narrow; nothing is cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.console.conftest import VIEWS
from tests.console.visit import NARROW, WIDE

if TYPE_CHECKING:
    from tests.console.conftest import Visits
    from tests.screening.console.conftest import Running

pytestmark = pytest.mark.asyncio(loop_scope="session")
SCHEMES = ("light", "dark")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("view", VIEWS)
async def test_no_violations(visit: Visits, full: Running, view: str, scheme: str) -> None:
    """In each view with data, everything unfolded."""
    page = await visit(full, f"#/{view}", scheme=scheme)
    await page.settled()
    await page.page.evaluate("document.querySelectorAll('details').forEach((d) => d.open = true)")
    await page.settled()
    assert await page.violations() == []


@pytest.mark.parametrize("view", VIEWS)
async def test_no_violations_where_nothing_is(visit: Visits, bare: Running, view: str) -> None:
    """In each view without data."""
    page = await visit(bare, f"#/{view}")
    await page.settled()
    assert await page.violations() == []


@pytest.mark.parametrize("scheme", SCHEMES)
async def test_no_violations_in_an_alert(visit: Visits, full: Running, scheme: str) -> None:
    """Nor in the dialog that asks for a reason."""
    page = await visit(full, "#/alerts", scheme=scheme)
    await page.find("table.rows tbody tr").first.click()
    await page.find(".headline").wait_for()
    await page.page.evaluate("document.querySelectorAll('details').forEach((d) => d.open = true)")
    assert await page.violations() == []
    await page.press("r")
    await page.find("dialog").wait_for()
    assert await page.violations() == []


@pytest.mark.parametrize("scheme", SCHEMES)
async def test_no_violations_signed_out(visit: Visits, guarded: Running, scheme: str) -> None:
    """In the form that asks for a token."""
    page = await visit(guarded, scheme=scheme)
    await page.page.get_by_label("Token").wait_for()
    assert await page.violations() == []


@pytest.mark.parametrize("view", VIEWS)
async def test_nothing_is_wider_than_a_phone(visit: Visits, full: Running, view: str) -> None:
    """At 375 pixels the page scrolls down alone, and axe has nothing against it."""
    page = await visit(full, f"#/{view}", size=NARROW)
    await page.settled()
    assert await page.page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]
    assert await page.violations() == []


async def test_an_alert_on_a_phone(visit: Visits, full: Running) -> None:
    """It takes the list's place, and gives it back."""
    page = await visit(full, "#/alerts", size=NARROW)
    await page.find("table.rows tbody tr").first.click()
    await page.find(".headline").wait_for()
    assert await page.find("table.rows").is_hidden()
    assert await page.page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]
    await page.page.get_by_role("button", name="Close").click()
    await page.find("table.rows tbody tr").first.wait_for()


async def test_the_colours_can_be_chosen(visit: Visits, full: Running) -> None:
    """Against the system's, and they are kept; the charts follow."""
    page = await visit(full, "#/overview", scheme="light", size=WIDE)
    button = page.page.get_by_role("button", name="Colours")
    ground = "getComputedStyle(document.body).backgroundColor"
    before = await page.page.evaluate(ground)
    await button.click()
    await button.click()
    assert "Dark" in await button.inner_text()
    assert await page.page.evaluate(ground) != before
    await page.page.reload()
    await button.wait_for()
    assert await page.page.evaluate(ground) != before


async def test_nothing_moves_for_those_who_ask_for_that(visit: Visits, full: Running) -> None:
    """No animation runs under reduced motion."""
    page = await visit(full, "#/alerts")
    await page.find("table.rows tbody tr").first.wait_for()
    assert await page.page.evaluate("document.getAnimations().length") == 0
