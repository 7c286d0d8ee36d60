"""Logs: one JSON object a line, and nowhere a value of a customer or an indicator."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx

from screening.http.tokens import Scope, append, create
from tests.kafka.waiting import until
from tests.screening.command import COMMAND, environment
from tests.screening.support import snapshot_of

if TYPE_CHECKING:
    from pathlib import Path

LISTED = "canary.indicator@example.com"
CUSTOMER = "canary-customer-7f3a"
CANARIES = (LISTED, CUSTOMER, "canary")
PROGRAM = """
import logging, structlog
from screening import logs
logs.configure("info")
def fails(): raise ValueError("canary\\nin two lines")
logging.getLogger("aiokafka").debug("canary")
logging.getLogger("other").warning("with\\n%s", "arguments")
for log in (structlog.get_logger("ours"), logging.getLogger("theirs")):
    try: fails()
    except ValueError: log.exception("failed")
structlog.get_logger("ours").debug("not shown")
structlog.get_logger("ours").info("shown", number=7)
"""


def test_every_line_is_one_object() -> None:
    """Ours and those of libraries; an exception is its kind and places, without its text."""
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=30
    )
    lines = [json.loads(line) for line in ran.stderr.splitlines()]
    assert [line["event"] for line in lines] == ["with\narguments", "failed", "failed", "shown"]
    assert all({"level", "timestamp"} <= line.keys() for line in lines)
    assert [line["exception"] for line in lines[1:3]] == [
        "ValueError < <string>:5 < <string>:9"
    ] * 2
    assert "canary" not in ran.stderr
    assert ran.stdout == ""


def test_no_value_leaves_by_another_door(tmp_path: Path) -> None:
    """A whole service is given canaries in every way there is; only alerts may hold them."""
    folder = snapshot_of(tmp_path, [{"type": "email", "value": LISTED}])
    secret, entry = create("canary-token", [Scope.SCREEN, Scope.RELOAD])
    append(tmp_path / "tokens.yaml", entry)
    log = tmp_path / "log"
    settings = {
        "SNAPSHOT": folder,
        "HTTP__PORT": 0,
        "HTTP__TOKENS_FILE": tmp_path / "tokens.yaml",
        "KAFKA__BOOTSTRAP_SERVERS": "127.0.0.1:1",
        "LOG_LEVEL": "debug",
        "MAX_RECORD_BYTES": 5000,
    }
    with log.open("wb") as stream:
        process = subprocess.Popen([COMMAND, "serve"], env=environment(**settings), stderr=stream)
    try:
        port = asyncio.run(until(lambda: _port(log)))
        told = _ask(f"http://127.0.0.1:{port}", secret, folder)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
    finally:
        process.kill()
    for text in (told, log.read_text()):
        assert not [canary for canary in (*CANARIES, secret) if canary in text]
    assert [json.loads(line)["event"] for line in log.read_text().splitlines()][-1] == "stopped"


def _port(log: Path) -> int | None:
    for line in log.read_text().splitlines():
        if json.loads(line)["event"] == "screening":
            return int(json.loads(line)["port"])
    return None


def _ask(url: str, secret: str, folder: Path) -> str:
    """Everything that the service answers, but for the alert itself."""
    payment = {"id": CUSTOMER, "customer_id": CUSTOMER, "description": LISTED}
    told = []
    with httpx.Client(
        base_url=url, headers={"Authorization": f"Bearer {secret}"}, trust_env=False
    ) as client:
        alert = client.post("/v1/screen", json=payment)
        assert alert.json()["transaction"]["customer"] == CUSTOMER
        for body in (
            json.dumps(payment | {"id": [CUSTOMER]}),
            json.dumps([payment]),
            json.dumps(payment)[:-1],
            json.dumps(payment) * 100,
            f'{{"id":"{CUSTOMER}","id":"{LISTED}"}}',
        ):
            answer = client.post("/v1/screen", content=body)
            assert answer.status_code in {413, 422}
            told.append(answer.text)
        told.append(client.get(f"/v1/{CUSTOMER}?value={LISTED}").text)
        told.append(client.post("/v1/reload", headers={"Authorization": "Bearer canary"}).text)
        (folder / "manifest.json").write_text(json.dumps({"schema": LISTED, LISTED: CUSTOMER}))
        assert client.post("/v1/reload").status_code == 202
        asyncio.run(until(lambda: client.get("/v1/reload").json()["status"] == "idle"))
        told += [client.get(path).text for path in ("/v1/snapshot", "/metrics", "/readyz")]
        last = client.get("/v1/reload").json()["last"]
        assert last["result"] == "refused"
        told.append(json.dumps(last))
    return "\n".join(told)
