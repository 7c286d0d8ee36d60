"""The page needs nothing but the console, and its policy lets it have nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.console.conftest import VIEWS
from tests.kafka.waiting import until

if TYPE_CHECKING:
    from tests.console.conftest import Visits
    from tests.screening.console.conftest import Running

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_every_view_without_a_complaint(visit: Visits, full: Running) -> None:
    """One after the other: no request leaves, the policy refuses nothing, nothing throws."""
    page = await visit(full)
    for view in (*VIEWS, *VIEWS):
        await page.find(f"nav a[href='#/{view}']").click()
        await page.find(f"main.view-{view}").wait_for()
        await page.settled()
        assert await page.page.title() == f"{view.capitalize()} · Fresnel"
        text = await page.find("main").inner_text()
        for wrong in ("undefined", "NaN", "[object", "Invalid Date"):
            assert wrong not in text
    assert page.asked


ADD = "((name, given) => document.body.append(Object.assign(document.createElement(name), given)))"
MARKUP = "document.body.insertAdjacentHTML('beforeend', {!r})"
ATTACKS = {
    "script": f"{ADD}('script', {{textContent: 'window.alive = 1'}})",
    "frame": f"{ADD}('iframe', {{src: 'https://example.org'}})",
    "image": f"{ADD}('img', {{src: 'https://example.org/x.png'}})",
    "request": "fetch('https://example.org').catch(() => null)",
    "handler": MARKUP.format("<img src=x onerror='window.alive = 1'>"),
    "style": MARKUP.format("<p style='background: url(https://example.org)'>x</p>"),
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
async def test_the_policy_would_refuse(visit: Visits, bare: Running, attack: str) -> None:
    """Had markup come alive after all: it neither runs nor calls home, and it is told of."""
    page = await visit(bare)
    await page.page.evaluate(f"() => {{ {attack}; }}")
    await until(lambda: any("policy" in each.lower() for each in page.complaints))
    assert await page.page.evaluate("window.alive") is None
    page.complaints.clear()
