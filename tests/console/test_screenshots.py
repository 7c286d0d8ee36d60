"""The pictures of the documentation: `make screenshots` writes them, and only then."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.console.conftest import Visits
    from tests.console.visit import Visit
    from tests.screening.console.conftest import Running

FOLDER = os.environ.get("SCREENSHOTS")
pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(FOLDER is None, reason="make screenshots takes them"),
]
VIEWS = {
    "overview": ("#/overview", "light"),
    "alert": ("#/alerts", "light"),
    "alert-dark": ("#/alerts", "dark"),
    "lists": ("#/lists", "light"),
}


@pytest.mark.parametrize("name", VIEWS)
async def test_take(visit: Visits, shown: Running, name: str) -> None:
    """1440 by 900, of made-up data."""
    fragment, scheme = VIEWS[name]
    page = await visit(shown, fragment, scheme=scheme)
    await page.settled()
    if name.startswith("alert-") or name == "alert":
        await telling(page)
    await page.page.evaluate("document.fonts.ready")
    await page.page.evaluate("document.activeElement.blur()")
    await page.settled()
    await page.page.screenshot(path=f"{FOLDER}/console-{name}.png")


async def telling(page: Visit) -> None:
    """Open the first alert of several matches."""
    row = page.find("table.rows tr", has=page.find(".and-more")).first
    await row.click()
    await page.find(".headline").wait_for()
