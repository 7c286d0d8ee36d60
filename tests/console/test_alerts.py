"""The list of alerts: what it shows, filters, pages, and new ones as they come."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.console.alerts import arrive, one_more

if TYPE_CHECKING:
    from tests.console.conftest import Visits
    from tests.screening.console.conftest import Running

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_newest_alerts_are_shown(visit: Visits, full: Running) -> None:
    """In the API's order, with its total; each row says severity, what matched, and how much."""
    with full.client() as client:
        told = client.get("/v1/alerts").json()
    page = await visit(full, "#/alerts")
    rows = page.find("table.rows tbody tr")
    await rows.first.wait_for()
    shown = [await row.get_attribute("data-id") for row in await rows.all()]
    assert shown == [row["alert_id"] for row in told["items"]]
    assert f"{told['total']} alerts" in await page.find(".total").inner_text()
    first = await rows.first.inner_text()
    newest = told["items"][0]
    assert newest["severity"].capitalize() in first
    assert newest["amount"] in first
    assert newest["matches"][0]["value"] in first


async def test_more_are_shown_on_request(visit: Visits, full: Running) -> None:
    """Page after page, none twice."""
    page = await visit(full, "#/alerts")
    await page.find("text=Show more").click()
    await page.find("table.rows tbody tr:nth-child(51)").wait_for()
    rows = await page.find("table.rows tbody tr").all()
    ids = [await row.get_attribute("data-id") for row in rows]
    assert len(ids) == len(set(ids)) == 100


async def test_a_filter_is_in_the_address(visit: Visits, full: Running) -> None:
    """A tick narrows the list and the address; the address alone does the same."""
    page = await visit(full, "#/alerts")
    await page.page.get_by_label("Critical", exact=True).check()
    with full.client() as client:
        total = client.get("/v1/alerts?severity=critical").json()["total"]
    await expect(page.find(".total strong")).to_have_text(f"{total} alerts")
    assert await page.fragment() == "#/alerts?severity=critical"
    again = await visit(full, "#/alerts?severity=critical")
    await expect(again.find(".total strong")).to_have_text(f"{total} alerts")
    await expect(again.page.get_by_label("Critical", exact=True)).to_be_checked()
    words = {await each.inner_text() for each in await again.find("td .severity").all()}
    assert words == {"Critical"}


async def test_filters_of_several_kinds_and_dates(visit: Visits, full: Running) -> None:
    """Any of one kind, all kinds together; a day is one of the bank's zone, its end included."""
    page = await visit(full, "#/alerts")
    await page.page.get_by_label("High", exact=True).check()
    await page.page.get_by_label("Domain", exact=True).check()
    await page.find("#until").fill("2026-11-01")
    await page.until("location.hash.includes('until')")
    fragment = await page.fragment()
    assert "severity=high" in fragment
    assert "type=domain" in fragment
    assert "until=2026-11-02T00%3A00%3A00.000Z" in fragment
    await expect(page.find("#until")).to_have_value("2026-11-01")


async def test_a_search_waits_for_the_typist(visit: Visits, full: Running) -> None:
    """What is typed is searched, kept in the address, and cleared with the filters."""
    with full.client() as client:
        wanted = client.get("/v1/alerts").json()["items"][3]["transaction_id"]
    page = await visit(full, "#/alerts")
    await page.press("/")
    assert await page.focused() == "search"
    await page.page.keyboard.type(wanted)
    await expect(page.find(".total strong")).to_have_text("1 alert")
    assert wanted in await page.fragment()
    await page.find("text=Clear filters").click()
    await page.until("location.hash === '#/alerts'")
    await expect(page.find("#search")).to_have_value("")


async def test_no_alert_fits(visit: Visits, full: Running) -> None:
    """It says that the filters are why."""
    page = await visit(full, "#/alerts?platform=none-such")
    await page.sees("No alert fits these filters.")
    await expect(page.page.get_by_label("none-such")).to_be_checked()


async def test_nothing_was_flagged_yet(visit: Visits, bare: Running) -> None:
    """It says what would be here."""
    page = await visit(bare, "#/alerts")
    await page.sees("No alerts yet.")


async def test_a_new_alert_appears_by_itself(visit: Visits, full: Running) -> None:
    """At the top, while nobody reads further down; the total counts it."""
    page = await visit(full, "#/alerts")
    await page.find(".live.on").wait_for()
    alert = one_more(full)
    arrive(full, alert)
    await page.find(f"tr[data-id='{alert['alert_id']}']").wait_for()
    first = page.find("table.rows tbody tr").first
    await expect(first).to_have_attribute("data-id", alert["alert_id"])


async def test_new_alerts_wait_while_one_reads(visit: Visits, full: Running) -> None:
    """Scrolled down they announce themselves in a bar, and nothing moves until it is pressed."""
    page = await visit(full, "#/alerts")
    await page.find(".live.on").wait_for()
    await page.find("table.rows tbody tr:nth-child(50)").scroll_into_view_if_needed()
    before = await page.find("table.rows tbody tr").first.get_attribute("data-id")
    alerts = [one_more(full) for _ in range(3)]
    for alert in alerts:
        arrive(full, alert)
    bar = page.page.get_by_role("button", name=re.compile("3 new alerts"))
    await bar.wait_for()
    assert await page.find("table.rows tbody tr").first.get_attribute("data-id") == before
    await bar.click()
    await page.find(f"tr[data-id='{alerts[0]['alert_id']}']").wait_for()
    await page.until("scrollY === 0")


async def test_filters_hold_for_new_alerts(visit: Visits, full: Running) -> None:
    """One that fits comes in, one that does not stays out."""
    page = await visit(full, "#/alerts?severity=critical")
    await page.find(".live.on").wait_for()
    out, into = one_more(full, severity="low"), one_more(full, severity="critical")
    arrive(full, out)
    arrive(full, into)
    await page.find(f"tr[data-id='{into['alert_id']}']").wait_for()
    assert await page.find(f"tr[data-id='{out['alert_id']}']").count() == 0
