"""The demo: everything on this machine, with an embedded broker."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
import subprocess
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from screening.demo import evidence
from tests.kafka.waiting import until
from tests.screening.command import COMMAND, environment, fresnel

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LAST = re.compile(r"produced (\d+) = clear (\d+) \+ flagged (\d+) \+ dead-lettered (\d+)")


def counts(out: str) -> list[int]:
    """The numbers of the last line."""
    found = LAST.fullmatch(out.splitlines()[-1])
    assert found, out
    return [int(number) for number in found.groups()]


@pytest.mark.parametrize(
    ("text", "start", "shown"),
    [
        ("to teal_anchor7", 3, "to teal_anchor7"),
        ("a long way before it to teal_anchor7 now", 24, "…ore it to teal_anchor7 now"),
    ],
)
def test_the_evidence_is_in_sight(text: str, start: int, shown: str) -> None:
    """However long the field, the match is shown from near the left, highlighted."""
    found = evidence(text, {"start": start, "end": start + 12})
    (span,) = found.spans
    assert found.plain == shown
    assert found.plain[span.start : span.end] == "teal_anchor7"


def test_it_reconciles() -> None:
    """It stops by itself with status 0; what was produced is what became of it, with alerts."""
    ran = fresnel("demo", "--seconds", 8, "--port", 0, "--rate", 400)
    assert ran.status == 0, ran.err
    produced, clear, flagged, dead = counts(ran.out)
    assert produced == clear + flagged + dead
    assert flagged > 0
    assert dead > 0
    assert "demo-000" in ran.out
    assert re.search(r"http://127\.0\.0\.1:\d+/readyz", ran.out)


@pytest.fixture
def port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def running(tmp_path: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A demo that has only just begun, and writes to `out`."""
    with (tmp_path / "out").open("wb") as stream:
        process = subprocess.Popen(
            [COMMAND, "demo", "--seconds", "60", "--port", str(port)],
            stdout=stream, stderr=subprocess.STDOUT, env=environment(),
        )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def flows(port: int) -> bool:
    """Whether the service has flagged something."""
    try:
        text = httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False).text
    except httpx.TransportError:
        return False
    found = re.search(r'fresnel_transactions_total{outcome="flagged"} (\S+)', text)
    return found is not None and float(found[1]) > 0


def told(out: str, path: str) -> dict[str, Any]:
    """What the demo's console answers its own token; nothing before it does."""
    found = re.search(r"console: (http://\S+?)/#token=(\S+)", out)
    if found is None:
        return {}
    try:
        headers = {"Authorization": f"Bearer {found[2]}"}
        answer = httpx.get(found[1] + path, headers=headers, trust_env=False)
    except httpx.TransportError:
        return {}
    return dict(answer.json())


def test_its_console(running: subprocess.Popen[bytes], tmp_path: Path) -> None:
    """Its address is printed, and there one sees alerts, and that all was screened."""
    out = tmp_path / "out"
    asyncio.run(until(lambda: told(out.read_text(), "/v1/alerts").get("total", 0) > 0))
    asyncio.run(until(lambda: told(out.read_text(), "/v1/overview")["state"] == "complete"))
    assert told(out.read_text(), "/v1/lists")["active"]["serial"] == 1
    running.send_signal(signal.SIGINT)
    assert running.wait(timeout=40) == 0


def test_ctrl_c(running: subprocess.Popen[bytes], port: int, tmp_path: Path) -> None:
    """In the middle of it: what was produced is still screened and counted."""
    asyncio.run(until(lambda: flows(port)))
    running.send_signal(signal.SIGINT)
    assert running.wait(timeout=40) == 0
    produced, *parts = counts((tmp_path / "out").read_text())
    assert produced == sum(parts) > 0


def test_ctrl_c_at_once(running: subprocess.Popen[bytes], tmp_path: Path) -> None:
    """Even before anything flows it ends cleanly."""
    out = tmp_path / "out"
    asyncio.run(until(lambda: "starting the broker" in out.read_text()))
    running.send_signal(signal.SIGINT)
    assert running.wait(timeout=40) == 0, out.read_text()
    assert "Traceback" not in out.read_text()


def test_a_wrong_port_is_wrong_usage() -> None:
    """Before anything is started."""
    ran = fresnel("demo", "--seconds", 1, "--port", 70000)
    assert (ran.status, ran.out) == (2, "")
    assert "--port" in ran.err


def test_a_wrong_setting_is_one_line() -> None:
    """The machine's settings are read as everywhere."""
    ran = fresnel("demo", "--seconds", 1, HTTP__PORT="x")
    assert ran.status == 1
    assert ran.err.startswith("fresnel: error: FRESNEL_HTTP__PORT: ")
