"""Everything without a mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.console.conftest import Visits
    from tests.console.visit import Visit
    from tests.screening.console.conftest import Running

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def row_in_focus(page: Visit) -> int:
    """The number of the row that has the focus, from 0."""
    return await page.page.evaluate(
        "[...document.querySelectorAll('.rows tbody tr')]"
        ".indexOf(document.activeElement.closest('tr'))"
    )


async def test_through_the_alerts(visit: Visits, full: Running) -> None:
    """Keys j and k move, Enter opens, j opens the next, Esc closes and the row has the focus."""
    page = await visit(full, "#/alerts")
    await page.find("table.rows tbody tr").first.wait_for()
    await page.press("j", "ArrowDown", "j", "k")
    assert await row_in_focus(page) == 1
    await page.press("Enter")
    await page.find(".headline").wait_for()
    first = await page.fragment()
    await page.press("j")
    await page.until("before => location.hash !== before", first)
    assert await row_in_focus(page) == 2
    await page.press("Escape")
    await page.until("location.hash === '#/alerts'")
    assert await page.find("article.alert").is_hidden()
    assert await row_in_focus(page) == 2


async def test_letters_in_a_field_are_letters(visit: Visits, full: Running) -> None:
    """No key is taken from a field; Esc leaves it."""
    page = await visit(full, "#/alerts")
    await page.find("table.rows tbody tr").first.wait_for()
    await page.press("/", "j", "?", "r")
    assert await page.find("#search").input_value() == "j?r"
    assert await page.find("dialog").count() == 0
    await page.press("Escape")
    assert await page.focused() != "search"


async def test_the_keys_are_shown(visit: Visits, full: Running) -> None:
    """By ?, in a dialog that holds the focus and gives it back."""
    page = await visit(full, "#/overview")
    await page.find("nav a").first.focus()
    await page.press("?")
    await page.sees("next alert")
    await page.press("Escape")
    await page.find("dialog").wait_for(state="detached")
    await page.until("document.activeElement.innerText === 'Overview'")


async def test_tab_reaches_everything_and_shows_where_it_is(visit: Visits, full: Running) -> None:
    """From the skip link on, each stop has a visible outline."""
    page = await visit(full, "#/alerts")
    await page.find("table.rows tbody tr").first.wait_for()
    await page.press("Tab")
    assert await page.focused() == "Skip to the content"
    for _ in range(25):
        await page.press("Tab")
        style = "(({outlineStyle, outlineWidth}) => `${outlineStyle} ${outlineWidth}`)"
        seen = await page.page.evaluate(f"{style}(getComputedStyle(document.activeElement))")
        assert seen.startswith(("solid 2px", "auto")), await page.focused()


async def test_the_skip_link_leads_to_the_content(visit: Visits, full: Running) -> None:
    """And not to another view."""
    page = await visit(full, "#/alerts")
    await page.find("table.rows tbody tr").first.wait_for()
    await page.press("Tab", "Enter")
    await page.until("document.activeElement.id === 'main'")
    assert await page.fragment() == "#/alerts"
