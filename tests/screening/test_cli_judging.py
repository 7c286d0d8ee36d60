"""The bank's files on the command line: `scan --shadow`, `config check`, one digest for all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from screening import service
from screening.judge import Judgement
from screening.settings import load
from screening.stream import delivery
from tests.screening import analyst

if TYPE_CHECKING:
    from pathlib import Path

    from tests.screening.command import Main


@pytest.fixture(autouse=True)
def _files(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, file in (("POLICY", "policy"), ("SHADOW", "shadow"), ("ALLOW_LIST", "allow-list")):
        monkeypatch.setenv(f"FRESNEL_{name}", str(analyst.FILES / f"{file}.yaml"))
    monkeypatch.setenv("FRESNEL_MAPPING", str(analyst.FILES / "mapping.yaml"))


PAYMENT = {
    "id": "t1", "timestamp": "2026-02-20T08:00:00Z", "customer_id": "C00042",
    "description": "quiet.lantern@example.com", "payee": {"name": "Robin Placeholder"},
}  # fmt: skip


def test_scan_writes_what_is_in_shadow(main: Main, snapshot: Path, tmp_path: Path) -> None:
    """To a file of its own, with the same id for the same matches; it names expired entries."""
    payments, watched = tmp_path / "payments.jsonl", tmp_path / "shadow.jsonl"
    payments.write_text(json.dumps(PAYMENT) + "\n")
    status, out, err = main("scan", "--snapshot", snapshot, "--shadow", watched, payments)
    assert (status, err) == (
        0,
        "fresnel: warning: allow-list entry AL-0007 has expired\nscreened 1: flagged 1\n",
    )
    live, shadow = json.loads(out), json.loads(watched.read_text())
    assert (live["mode"], shadow["mode"]) == ("lookback", "shadow")
    assert [match["indicator_id"] for match in shadow["matches"]] == ["n1"]
    assert live["group_id"] != shadow["group_id"]
    status, again, _ = main("scan", "--snapshot", snapshot, payments)
    assert (status, json.loads(again)["alert_id"]) == (0, live["alert_id"])


def test_check_scan_and_serve_agree(
    main: Main, snapshot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`config check` says what is in force, and the digest that alerts will have."""
    status, out, _ = main("config", "check")
    assert status == 0
    assert out.splitlines()[1:] == [
        "policy analyst-guide, 4 context rules: sound",
        "shadow: 1 entries: sound",
        "allow-list version 3, 1 entries: sound",
        "allow-list: entry AL-0007 has expired",
        "shadow: entry 1 has ended",
        out.splitlines()[-1],
    ]
    payments = tmp_path / "payments.jsonl"
    payments.write_text(json.dumps(PAYMENT) + "\n")
    _, alert, _ = main("scan", "--snapshot", snapshot, payments)
    monkeypatch.setenv("FRESNEL_HTTP__PORT", "0")
    made = service.build(load(snapshot=str(snapshot)))
    for server in made.servers:
        server._socket.close()
    digests = {json.loads(alert)["config_digest"], made.pipeline.policy.config_digest}
    assert out.splitlines()[-1] == f"config_digest {digests.pop()}"
    assert not digests


def test_facts_that_the_mapping_lacks_are_told(main: Main, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such a rule would never give a point."""
    monkeypatch.setenv("FRESNEL_MAPPING", "generic")
    _, out, _ = main("config", "check")
    assert "policy analyst-guide: fact first_time_payee: not in the mapping's context" in out


@pytest.mark.parametrize(
    ("refused", "left"), [({0}, "b c"), ({1, 2}, "a"), ({2}, "a b"), ({0, 1, 2, 3}, "")]
)
def test_alerts_that_no_topic_takes_are_left_out(refused: set[int], left: str) -> None:
    """They are numbered as they were sent: live ones, those in shadow, the dead letter."""
    judgement = Judgement([{"is": "a"}], shadow_alerts=[{"is": "b"}, {"is": "c"}])
    rest = delivery._without(judgement, refused)
    assert " ".join(each["is"] for each in (*rest.alerts, *rest.shadow_alerts)) == left
    assert rest.reason == "alert_too_large"
