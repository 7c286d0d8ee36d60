"""Values are shown to whoever may and says why, after the line is in the audit log."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from screening.console.masking import masked_alert
from screening.http.tokens import Scope
from screening.lookup.audit_log import LOG, AuditLog
from screening.spreadsheet import FORMULA
from tests.screening.console import made
from tests.screening.console.made import alert_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from feeds.compile import ActiveList
    from screening.alert import Alert
    from tests.screening.console.conftest import Running


def audited(running: Running) -> list[dict[str, Any]]:
    """The lines of the audit log."""
    log = running.state / LOG
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def reveal(client: httpx.Client, alert: Alert, body: Any) -> httpx.Response:
    """Ask for the values of an alert."""
    return client.post(f"/v1/alerts/{alert['alert_id']}/reveal", json=body)


def test_a_reveal_shows_the_alert_as_it_is(
    guarded: Running, new_token: Callable[..., str], alerts: list[Alert]
) -> None:
    """With a line for each value: who, why, which alert, which list; and no value."""
    alert = alerts[1]
    with guarded.client(new_token(Scope.CONSOLE, Scope.REVEAL, name="kim")) as client:
        answer = reveal(client, alert, {"reason": "case 17, copper.sparrow42 again"})
    assert answer.status_code == 200
    assert answer.json()["alert"] == alert
    assert answer.json()["revealed"]
    lines = audited(guarded)
    log = AuditLog(guarded.state)
    values = [match["value"] for match in alert["matches"]]
    assert [line["value_hash"] for line in lines] == [log.hash_of(value) for value in values]
    for line in lines:
        assert (line["who"], line["via"], line["outcome"]) == ("kim", "console", "listed")
        assert line["subject"] == f"alert {alert['alert_id']}"
        assert line["reason"] == "case 17, [value] again"
        assert (line["revealed"], line["serial"], line["why"]) == (True, 1, None)


@pytest.mark.parametrize(
    ("scopes", "body", "status", "why"),
    [
        ((Scope.CONSOLE,), {"reason": "case"}, 403, "lacks the scope reveal"),
        ((Scope.CONSOLE, Scope.REVEAL), {"reason": "  "}, 422, "no reason"),
        ((Scope.CONSOLE, Scope.REVEAL), {}, 422, "no reason"),
    ],
)
def test_a_reveal_that_is_refused_is_written_too(
    guarded: Running,
    new_token: Callable[..., str],
    alerts: list[Alert],
    scopes: tuple[Scope, ...],
    body: Any,
    status: int,
    why: str,
) -> None:
    """Want of the scope, or of a reason; of an alert and of a selection."""
    with guarded.client(new_token(*scopes)) as client:
        assert reveal(client, alerts[1], body).status_code == status
        assert client.post("/v1/alerts/export", json=body).status_code == status
    first, second = audited(guarded)
    assert [first["why"], second["why"]] == [why, why]
    assert first["outcome"] == second["outcome"] == "refused"
    assert not first["revealed"]
    assert second["subject"] == f"export of {len(alerts)} alerts: all"


@pytest.mark.parametrize(
    "body",
    [{"reason": 5}, {"reason": "x" * 501}, {"reason": "x", "purple": 1}, [], "purple"],
)
def test_a_body_that_does_not_parse(console: Running, alerts: list[Alert], body: Any) -> None:
    """A problem that repeats nothing; nothing is written, for nobody was refused."""
    with console.client() as client:
        answer = reveal(client, alerts[0], body)
    assert answer.status_code == 422
    assert "purple" not in answer.text
    assert audited(console) == []


def test_without_the_log_nothing_is_shown(console: Running, alerts: list[Alert]) -> None:
    """A log that cannot be written ends it, and says so."""
    (console.state / LOG).mkdir()
    with console.client() as client:
        answers = [
            reveal(client, alerts[1], {"reason": "case"}),
            client.post("/v1/alerts/export", json={"reason": "case"}),
        ]
    for answer in answers:
        assert answer.status_code == 503
        assert "copper" not in answer.text


def test_an_unknown_alert_is_not_revealed(console: Running) -> None:
    """And not written."""
    with console.client() as client:
        answer = client.post(f"/v1/alerts/{'f' * 32}/reveal", json={"reason": "case"})
    assert answer.status_code == 404
    assert audited(console) == []


def test_a_masked_export_is_the_selection(shared: httpx.Client, alerts: list[Alert]) -> None:
    """A line an alert, newest first; a row a match."""
    wanted = [a for a in reversed(alerts) if any(m["type"] == "email" for m in a["matches"])]
    lines = shared.get("/v1/alerts/export?format=jsonl&type=email")
    assert lines.headers["content-type"] == "application/x-ndjson"
    assert lines.headers["content-disposition"] == "attachment; filename=alerts.jsonl"
    found = [json.loads(line) for line in lines.text.splitlines()]
    assert found == [masked_alert(alert) for alert in wanted]
    table = shared.get("/v1/alerts/export?format=csv&type=email")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert [row["alert_id"] for row in rows] == [
        alert["alert_id"] for alert in wanted for _ in alert["matches"]
    ]
    assert "lantern" not in table.text


def test_a_whole_export_is_audited(console: Running, alerts: list[Alert]) -> None:
    """With what was selected, without the words, and how many; then all of it is there."""
    body = {"reason": "case 9", "format": "jsonl", "severity": ["low", "medium", "high"],
            "q": "cafe", "mode": ["live"]}  # fmt: skip
    with console.client() as client:
        answer = client.post("/v1/alerts/export", json=body)
        count = client.get("/v1/alerts?q=cafe&mode=live&severity=low&severity=medium&severity=high")
    found = {line["alert_id"]: line for line in map(json.loads, answer.text.splitlines())}
    assert len(found) == count.json()["total"]
    assert all(alert == found[alert["alert_id"]] for alert in alerts if alert["alert_id"] in found)
    (line,) = audited(console)
    assert line["subject"] == (
        f"export of {len(found)} alerts: severity=low,medium,high mode=live q=given"
    )
    assert (line["reason"], line["revealed"]) == ("case 9", True)


def test_no_cell_is_a_formula(console: Running, active: ActiveList) -> None:
    """Whatever the payment's own texts are."""
    texts = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "\n=1", '"=1", "=2')
    odd = [
        alert_of(active, f"see quiet.lantern@example.com {nth}", id=f"x{nth}", customer_id=text)
        for nth, text in enumerate(texts)
    ]
    for nth, alert in enumerate(odd):
        alert["matches"][0] |= {"platform": texts[nth], "region": texts[-nth - 1]}
    console.window.parts.store.write([made.chunk([made.row_of(each) for each in odd], 1_000)], 0.0)
    with console.client() as client:
        answers = [
            client.get("/v1/alerts/export?format=csv"),
            client.post("/v1/alerts/export", json={"reason": "case", "format": "csv"}),
        ]
    for answer in answers:
        rows = list(csv.reader(io.StringIO(answer.text, newline="")))
        assert len({len(row) for row in rows}) == 1
        for cell in (cell for row in rows for cell in row):
            assert not cell.lstrip().startswith(FORMULA)
            assert "\n" not in cell
