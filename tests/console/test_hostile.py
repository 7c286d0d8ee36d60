"""Texts of payments and lists are text: none is alive, hidden, or turns its surroundings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.console.alerts import arrive, one_more

if TYPE_CHECKING:
    from screening.alert import Alert
    from tests.console.conftest import Visits
    from tests.screening.console.conftest import Running

pytestmark = pytest.mark.asyncio(loop_scope="session")
ALIVE = "window.alive = (window.alive || 0) + 1"
MARKUP = (
    f"<img src=x onerror='{ALIVE}'><script>{ALIVE}</script>",
    f"\"'><svg/onload={ALIVE}><style>*{{display:none}}</style>",
    f"javascript:{ALIVE}//<a href='javascript:{ALIVE}'>x</a>{{{{7*7}}}}${{7*7}}",
    "</td></tr></table><h1>Signed out</h1><form action='//example.org'>",
)
TURNED = "\u202egnp.exe\u2066x\u2069 \u200f\u061c\u2067y\u202a\u202b\u202d\u2068\u200e"
HIDDEN = "\u0000\u0007\u001b[31m\u0085\u200b\u200d\ufeff\u00ad\u2028\u2029\U000e0041\u3164\u115f"
HOSTILE = " ".join((*MARKUP, TURNED, HIDDEN, "a" + "\u0301" * 300, "😀" * 3))
# Control, format and separator characters; but those that are part of an emoji are left alone.
NOT_SEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u180e\u200b\u200c\u200e\u200f"
    r"\u2028-\u202e\u2060-\u206f\u3164\ufeff\U000e0000-\U000e0fff]"
)


def hostile(running: Running) -> Alert:
    """An alert all of whose texts are hostile, matched in the middle of one of them."""
    alert = one_more(running)
    excerpt = "blue otter"
    field = f"field{HOSTILE}"
    texts = {field: f"{HOSTILE}{excerpt}", "description": f"{HOSTILE}{excerpt}{HOSTILE}"}
    start = len(HOSTILE)
    match: dict[str, Any] = {
        **alert["matches"][0],
        "field": "description",
        "start": start,
        "end": start + len(excerpt),
        "excerpt": excerpt,
        "value": excerpt,
    }
    for name in ("indicator_id", "platform", "region", "method"):
        match[name] = f"{HOSTILE}{name}"
    match["labels"] = [HOSTILE]
    match["sources"] = [{**match["sources"][0], "name": HOSTILE, "id": HOSTILE}]
    facts = {"fields": texts, "id": HOSTILE, "customer": HOSTILE, "context": {HOSTILE: HOSTILE}}
    transaction = {**alert["transaction"], **facts, "amount": HOSTILE, "currency": HOSTILE}
    reasons = [HOSTILE]
    return {
        **alert,
        "transaction": transaction,
        "matches": [match, {**match, "field": field}],
        "matches_total": 2,
        "severity_reasons": reasons,
        "software": HOSTILE,
    }


@pytest.mark.parametrize("is_revealed", [False, True], ids=["masked", "revealed"])
async def test_nothing_is_alive(visit: Visits, small: Running, is_revealed: bool) -> None:
    """No script, element or address comes of it; what is hidden is written out."""
    alert = hostile(small)
    arrive(small, alert)
    page = await visit(small, f"#/alerts/{alert['alert_id']}")
    await page.find(".headline").wait_for()
    await page.find(f"tr[data-id='{alert['alert_id']}']").wait_for()
    if is_revealed:
        await page.press("r")
        await page.page.get_by_label("Reason").fill("a test")
        await page.page.get_by_role("button", name="Reveal", exact=True).click()
        await page.sees("Values revealed")
        assert await page.find(".payment mark").all_text_contents() == ["blue otter"] * 2
    await page.find("summary", has_text="Raw JSON").click()
    assert await page.page.evaluate("window.alive") is None
    for alive in ("main script", "main style", "main img", "main svg", "main form form", "h1 + h1"):
        assert await page.find(alive).count() == 0
    assert await page.find("a[href^='javascript'], [onerror], [onload], [style*=url]").count() == 0
    whole = await page.page.evaluate("document.body.textContent")
    titles = await page.page.evaluate(
        "[...document.querySelectorAll('*')].flatMap((e) => [...e.attributes].map((a) => a.value))"
    )
    assert not NOT_SEEN.findall(whole)
    assert not [value for value in titles if NOT_SEEN.search(value)]
    assert "<script>" in whole
    assert "U+202E" in whole


async def test_a_text_turns_nothing_around_it(visit: Visits, small: Running) -> None:
    """Each is isolated: the words of the page stand where they stand without it."""
    alert = one_more(small)
    alert["transaction"]["customer"] = "\u05d0\u05d1\u05d2 123 \u05d3"
    alert["matches"][0]["platform"] = "\u202e\u0627\u0628 99"
    arrive(small, alert)
    page = await visit(small, f"#/alerts/{alert['alert_id']}")
    await page.find(".headline").wait_for()
    quoted = await page.find(".quoted").all()
    assert quoted
    for each in quoted:
        assert await each.evaluate("(e) => getComputedStyle(e).unicodeBidi") == "isolate"


async def test_a_facet_is_text_too(visit: Visits, small: Running) -> None:
    """Also as a filter: ticked, in the address, and in a chip."""
    platform = f"<b>{ALIVE}</b>\u202eotter"
    alert = one_more(small)
    alert["matches"][0]["platform"] = platform
    arrive(small, alert)
    page = await visit(small, "#/alerts")
    box = page.page.get_by_label(re.compile("<b>window"))
    await box.check()
    await page.find(f"tr[data-id='{alert['alert_id']}']").wait_for()
    assert await page.find("main b").count() == 0
