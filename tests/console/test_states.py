"""When something fails: a sentence in the view that is concerned, a way to try again, a banner."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from screening.http.tokens import Scope
from tests.console.conftest import VIEWS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.console.conftest import Visits
    from tests.screening.console.conftest import Running

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("view", VIEWS)
async def test_a_console_that_does_not_answer(visit: Visits, full: Running, view: str) -> None:
    """Each view says so, the banner says since when; both go as soon as it answers again."""
    page = await visit(full, "#/none")
    await page.find("main").wait_for()
    await page.context.set_offline(True)
    await page.page.evaluate("view => { location.hash = `#/${view}`; }", view)
    if view == "overview":
        await page.find(".banner").wait_for()
    else:
        await page.sees("The console does not answer.")
    await page.sees("Connection lost.")
    await page.context.set_offline(False)
    await page.find(".banner").wait_for(state="hidden")
    await page.find(".failing").first.wait_for(state="detached")


async def test_it_is_tried_again_when_one_asks(visit: Visits, small: Running) -> None:
    """A press of the button asks at once."""
    page = await visit(small, "#/alerts")
    await page.find("table.rows tbody tr").first.wait_for()
    await page.context.set_offline(True)
    await page.find("table.rows tbody tr").first.click()
    failing = page.find("article.alert .failing")
    await failing.wait_for()
    await page.context.set_offline(False)
    await failing.get_by_role("button", name="Try again").click()
    await page.find(".headline").wait_for()


@pytest.mark.parametrize("view", VIEWS)
async def test_a_view_whose_data_cannot_be_read(visit: Visits, broken: Running, view: str) -> None:
    """It shows the sentence of the problem document; the frame and the other views work on."""
    page = await visit(broken, f"#/{view}")
    await page.find(".failing").first.wait_for()
    await page.sees("This could not be shown:")
    assert await page.find("nav a").count() == len(VIEWS)


async def test_signed_out(visit: Visits, guarded: Running, new_token: Callable[..., str]) -> None:
    """Without a session a form asks for a token; a wrong one is refused in a sentence."""
    secret = new_token(Scope.CONSOLE)
    page = await visit(guarded, "#/alerts")
    await page.page.get_by_label("Token").fill("wrong")
    await page.press("Enter")
    with guarded.client() as client:
        said = client.post("/v1/session", json={"token": "wrong"}).json()["detail"]
    await page.sees(said)
    await page.page.get_by_label("Token").fill(secret)
    await page.press("Enter")
    await page.find("table.rows tbody tr").first.wait_for()
    assert await page.page.get_by_role("button", name="Sign out").count() == 1
    await page.page.get_by_role("button", name="Sign out").click()
    await page.page.get_by_label("Token").wait_for()
    await page.page.reload()
    await page.page.get_by_label("Token").wait_for()


async def test_a_token_in_the_address(
    visit: Visits, guarded: Running, new_token: Callable[..., str]
) -> None:
    """It opens a session and is gone from the address and the history; a script cannot read it."""
    page = await visit(guarded, f"#token={new_token(Scope.CONSOLE)}")
    await page.find("nav").wait_for()
    assert "token" not in await page.page.evaluate("location.href")
    assert await page.page.evaluate("document.cookie") == ""
    assert not [url for url in page.asked if "token" in url]


async def test_a_session_that_ends(
    visit: Visits, guarded: Running, new_token: Callable[..., str]
) -> None:
    """While one looks: the next question leads to the form."""
    page = await visit(guarded, f"#token={new_token(Scope.CONSOLE)}")
    await page.find("nav").wait_for()
    await page.context.clear_cookies()
    await page.find("nav a", has_text="Alerts").click()
    await page.page.get_by_label("Token").wait_for()


async def test_what_a_token_may_not_do_is_not_offered(
    visit: Visits, guarded: Running, new_token: Callable[..., str]
) -> None:
    """No reveal without its scope, and look-up says which scope it asks for."""
    page = await visit(guarded, f"#token={new_token(Scope.CONSOLE)}")
    await page.find("nav a", has_text="Alerts").click()
    await page.find("table.rows tbody tr").first.click()
    await page.find(".headline").wait_for()
    assert await page.page.get_by_role("button", name="Reveal").count() == 0
    await page.find("nav a", has_text="Lists").click()
    await page.sees("lacks the scope “lookup”")
