"""A visit to the console: a page of its own, and everything that the browser complains of."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.kafka.waiting import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request

SECONDS = 20.0
WIDE, NARROW = (1440, 900), (375, 812)
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
# A browser writes this of every answer that is an error; the page's own words are what counts.
_EXPECTED = ("Failed to load resource", "the server responded with a status")
_LISTEN = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
"""


@dataclass
class Visit:
    """An open page; `complaints` are errors, refusals of the policy and calls to other hosts."""

    page: Page
    context: BrowserContext
    url: str
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def go(self, fragment: str) -> None:
        """Open a view."""
        await self.page.goto(f"{self.url}/{fragment}")
        await self.find("main").wait_for()

    def find(self, selector: str, **more: Any) -> Locator:
        """An element."""
        return self.page.locator(selector, **more)

    async def sees(self, text: str) -> None:
        """Wait until this text is in view somewhere."""
        await self.page.get_by_text(text).first.wait_for(state="visible")

    async def until(self, expression: str, given: Any = None) -> None:
        """Wait until a JavaScript expression, or function of `given`, is true.

        Playwright's own way evaluates within the page, which the policy refuses.
        """
        await until(lambda: self.page.evaluate(expression, given), SECONDS)

    async def settled(self) -> None:
        """Wait until nothing loads any more."""
        await self.until(
            "document.querySelectorAll('[aria-busy]').length === 0"
            " && document.querySelector('main').childElementCount > 0"
        )

    async def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            await self.page.keyboard.press(key)

    async def focused(self) -> str:
        """The text, or else the id, of what has the focus."""
        return await self.page.evaluate(
            "document.activeElement.innerText || document.activeElement.id"
        )

    async def fragment(self) -> str:
        """The address from `#` on."""
        return await self.page.evaluate("location.hash")

    async def violations(self) -> list[str]:
        """What axe finds against WCAG 2.2 A and AA and its best practices."""
        await self.page.evaluate(AXE.read_text("utf-8"))
        found = await self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{each['id']}: {node['target']} {node.get('failureSummary', '')}"
            for each in found["violations"]
            for node in each["nodes"]
        ]


@asynccontextmanager
async def visiting(
    browser: Browser,
    url: str,
    *,
    scheme: str = "light",
    size: tuple[int, int] = WIDE,
    init: str = "",
) -> AsyncIterator[Visit]:
    """A visit, with a context of its own; nothing is opened yet. It ends without complaints."""
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
        accept_downloads=True,
    )
    await context.add_init_script(_LISTEN + init)
    page = await context.new_page()
    page.set_default_timeout(SECONDS * 1000)
    visit = Visit(page, context, url)
    page.on("console", lambda message: _heard(visit, message))
    page.on("pageerror", lambda error: visit.complaints.append(f"error: {error}"))
    page.on("request", lambda request: _asked(visit, request))
    try:
        yield visit
        assert not visit.complaints
    finally:
        await context.close()


def _heard(visit: Visit, message: ConsoleMessage) -> None:
    if message.type in {"error", "warning"} and not message.text.startswith(_EXPECTED):
        visit.complaints.append(f"{message.type}: {message.text}")


def _asked(visit: Visit, request: Request) -> None:
    visit.asked.append(request.url)
    if not request.url.startswith((f"{visit.url}/", "data:image/", "blob:")):
        visit.complaints.append(f"asked: {request.url}")
