"""One alert: what matched and why, masked until it is revealed with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pytest

from tests.console.alerts import arrive, one_more

if TYPE_CHECKING:
    from pathlib import Path

    from tests.console.conftest import Visits
    from tests.console.visit import Visit
    from tests.screening.console.conftest import Running

pytestmark = pytest.mark.asyncio(loop_scope="session")
ALERT = "article.alert"


async def opened(visit: Visits, running: Running) -> tuple[Visit, dict]:
    """A page with a new alert open, and that alert as it was written."""
    alert = one_more(running)
    arrive(running, alert)
    page = await visit(running, f"#/alerts/{alert['alert_id']}")
    await page.find(".headline").wait_for()
    return page, alert


async def test_the_first_screen_says_what_matched_and_why(visit: Visits, full: Running) -> None:
    """Payment, matched span, indicator, sources and reasons are above the fold, values masked."""
    page, alert = await opened(visit, full)
    text = await page.find(ALERT).inner_text()
    match = alert["matches"][0]
    for shown in (match["indicator_id"], match["field"], alert["transaction"]["amount"]):
        assert shown in text
    for reason in alert["severity_reasons"]:
        assert reason in text
    assert match["value"] not in text
    assert match["excerpt"] not in text
    for place in (".payment mark", ".match .sources", ".reasons li"):
        box = await page.find(place).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < 900


async def test_the_marked_span_is_that_of_the_match(visit: Visits, full: Running) -> None:
    """What is marked in each field is exactly what matched, once it is revealed."""
    page, alert = await opened(visit, full)
    await revealed(page)
    marks = await page.find(".payment mark").all_inner_texts()
    assert sorted(marks) == sorted(match["excerpt"] for match in alert["matches"])
    fields = alert["transaction"]["fields"]
    shown = await page.find(".payment .fields .matched dd .quoted").first.text_content()
    assert shown in fields.values()


async def revealed(page: Visit) -> None:
    """Reveal the open alert."""
    await page.page.get_by_role("button", name="Reveal values").click()
    await page.page.get_by_label("Reason").fill("case 20418")
    await page.page.get_by_role("button", name="Reveal", exact=True).click()
    await page.sees("Values revealed")


async def test_nothing_is_revealed_without_a_reason(visit: Visits, full: Running) -> None:
    """The form asks for one; given up, all stays masked and nothing was asked of the console."""
    page, alert = await opened(visit, full)
    await page.press("r")
    reason = page.page.get_by_label("Reason")
    await reason.fill("   ")
    await page.page.get_by_role("button", name="Reveal", exact=True).click()
    await page.sees("Write why you need to see it.")
    await page.press("Escape")
    await page.find("dialog").wait_for(state="detached")
    assert alert["matches"][0]["value"] not in await page.find(ALERT).inner_text()
    assert not [url for url in page.asked if url.endswith("/reveal")]


async def test_a_reveal_is_in_the_audit_log(visit: Visits, full: Running) -> None:
    """With its reason, before anything is shown."""
    page, _ = await opened(visit, full)
    await revealed(page)
    lines = [line for path in full.state.rglob("*.jsonl") for line in read(path)]
    assert any(line.get("revealed") and line.get("reason") == "case 20418" for line in lines)


def read(path: Path) -> list[dict]:
    """The lines of a log."""
    return [orjson.loads(line) for line in path.read_bytes().splitlines()]


async def test_the_raw_json_is_the_alert(visit: Visits, full: Running) -> None:
    """Folded out it is the API's own, to the letter."""
    page, alert = await opened(visit, full)
    await page.find("text=Raw JSON").click()
    with full.client() as client:
        told = client.get(f"/v1/alerts/{alert['alert_id']}").json()["alert"]
    raw = page.find(".raw pre")
    await raw.wait_for()
    assert orjson.loads(await raw.inner_text()) == told


async def test_the_history_leads_to_other_alerts(visit: Visits, full: Running) -> None:
    """Those of the same indicator, each with a link that opens it."""
    page, alert = await opened(visit, full)
    link = page.find(".history table a").first
    target = await link.get_attribute("href")
    await link.click()
    await page.until("target => location.hash === target", target)
    await page.find(".headline").wait_for()
    assert alert["alert_id"] not in await page.fragment()


async def test_an_alert_that_is_not_there(visit: Visits, full: Running) -> None:
    """A sentence beside the list, which works on."""
    page = await visit(full, f"#/alerts/{'0' * 32}")
    with full.client() as client:
        said = client.get(f"/v1/alerts/{'0' * 32}").json()["detail"]
    await page.sees(said)
    await page.find("table.rows tbody tr").first.wait_for()


async def test_a_selection_is_exported(visit: Visits, full: Running) -> None:
    """Masked by a link, whole with a reason; both with the filters that are in use."""
    page = await visit(full, "#/alerts?severity=critical")
    await page.find("table.rows tbody tr").first.wait_for()
    with full.client() as client:
        total = client.get("/v1/alerts?severity=critical").json()["total"]
    await page.find("summary", has_text="Export").click()
    async with page.page.expect_download() as masked:
        await page.page.get_by_role("link", name="JSONL, masked").click()
    lines = read(await (await masked.value).path())
    assert len(lines) == total
    assert {line["severity"] for line in lines} == {"critical"}
    await page.page.get_by_role("button", name="JSONL, revealed").click()
    await page.page.get_by_label("Reason").fill("case 20418")
    async with page.page.expect_download() as whole:
        await page.page.get_by_role("button", name="Export", exact=True).click()
    assert len(read(await (await whole.value).path())) == total
