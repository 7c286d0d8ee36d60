"""Every route and status of DESIGN section 4, over a real server."""

from __future__ import annotations

import asyncio
import json
import threading
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from feeds.snapshot import MANIFEST
from screening import alert
from screening.http import app
from tests.kafka.waiting import until
from tests.screening.http.conftest import MAX_BODY
from tests.screening.support import LISTED, snapshot_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.screening.http.conftest import Running

CANARY = "canary-7f3a@example.net"
PAYMENT = {"id": "tx-1", "amount": "1.50", "description": "to quiet.lantern@example.com"}
MORE = {"id": "x1", "type": "phrase", "value": "paper compass garden"}


def problem(response: httpx.Response, status: int) -> dict[str, Any]:
    """The problem document of a response, its form checked (RFC 9457)."""
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = response.json()
    assert told["status"] == status
    assert isinstance(told["title"], str)
    assert isinstance(told["detail"], str)
    assert told["type"] == "about:blank"
    return told


def wait_until_idle(client: httpx.Client) -> None:
    """Return when no reload is running."""
    asyncio.run(until(lambda: client.get("/v1/reload").json()["status"] == "idle"))


def test_alive(shared: httpx.Client) -> None:
    """The process answers."""
    assert shared.get("/livez").status_code == 200


def test_ready_and_not(server: Running, client: httpx.Client) -> None:
    """503 with the reason of each part, 200 when there is none."""
    assert client.get("/readyz").status_code == 200
    server.parts.health.report("kafka", "not connected yet")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"ready": False, "reasons": {"kafka": "not connected yet"}}
    assert "fresnel_ready 0.0" in client.get("/metrics").text
    server.parts.health.report("kafka", None)
    assert client.get("/readyz").json() == {"ready": True, "reasons": {}}
    assert "fresnel_ready 1.0" in client.get("/metrics").text


def test_metrics_are_text(shared: httpx.Client) -> None:
    """Prometheus' text format."""
    response = shared.get("/metrics")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert f'fresnel_snapshot_indicators{{type="email"}} {3.0}' in response.text


def test_the_snapshot_is_described(server: Running, client: httpx.Client) -> None:
    """Serial, digest, creation and counts of the list in use."""
    told = client.get("/v1/snapshot").json()
    manifest = server.parts.reloader.active().manifest
    assert told["digest"] == manifest.digest
    assert (told["serial"], told["total"], told["counts"]) == (1, len(LISTED) - 1, manifest.counts)


def test_a_flagged_transaction_gets_its_alert(client: httpx.Client) -> None:
    """Live, with null coordinates, as the schema says, and counted apart."""
    response = client.post("/v1/screen", json=PAYMENT)
    assert response.status_code == 200
    found = response.json()
    jsonschema.validate(found, alert.json_schema())
    assert found["mode"] == "live"
    assert found["transaction"]["partition"] is None
    assert found["transaction"]["offset"] is None
    assert found["matches"][0]["excerpt"] == "quiet.lantern@example.com"
    text = client.get("/metrics").text
    assert 'fresnel_screen_requests_total{outcome="flagged"} 1.0' in text
    assert 'fresnel_transactions_total{outcome="flagged"} 0.0' in text
    assert "fresnel_alerts_total{" not in text


def test_a_clear_transaction_gets_null(shared: httpx.Client) -> None:
    """Nothing listed is in it."""
    response = shared.post("/v1/screen", json=PAYMENT | {"description": "rent march"})
    assert (response.status_code, response.json()) == (200, None)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not_json"),
        (b"{" + CANARY.encode(), "not_json"),
        (b'{"id":"\xff"}', "not_utf8"),
        (b'["%s"]' % CANARY.encode(), "not_an_object"),
        (b'{"description":"%s"}' % CANARY.encode(), "id_missing"),
        (b'{"id":1.5,"description":"%s"}' % CANARY.encode(), "id_type"),
        (b'{"id":"%s","id":"b"}' % CANARY.encode(), "duplicate_key"),
        (b"[" * 3000, "too_deep"),
    ],
)
def test_what_cannot_be_screened_is_a_problem(
    shared: httpx.Client, body: bytes, reason: str
) -> None:
    """422 names the place and the rule, and never repeats what was sent."""
    response = shared.post("/v1/screen", content=body)
    told = problem(response, 422)
    assert told["reason"] == reason
    assert told["detail"] == f"body: {reason}"
    assert CANARY not in response.text


@pytest.mark.parametrize("chunked", [False, True])
def test_a_large_body_is_refused(shared: httpx.Client, chunked: bool) -> None:
    """413, whether its length was announced or not."""

    def chunks() -> Iterator[bytes]:
        for _ in range(100):
            yield b" " * 1000

    body: Any = chunks() if chunked else b" " * (MAX_BODY + 1)
    response = shared.post("/v1/screen", content=body)
    told = problem(response, 413)
    assert str(MAX_BODY) in told["detail"]
    assert shared.post("/v1/screen", json=PAYMENT).status_code == 200


def test_a_body_at_the_limit_is_taken(shared: httpx.Client) -> None:
    """The limit itself is allowed, in one piece or many."""
    body = json.dumps(PAYMENT).encode().ljust(MAX_BODY)
    assert shared.post("/v1/screen", content=body).json() is not None
    pieces = (body[n : n + 100] for n in range(0, MAX_BODY, 100))
    assert shared.post("/v1/screen", content=pieces).json() is not None


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", f"/v1/{CANARY}", 404),
        ("GET", f"/{CANARY}?q={CANARY}", 404),
        ("GET", "/v1/screen", 405),
        ("DELETE", "/v1/reload", 405),
        ("POST", "/livez", 405),
        ("GET", "/docs", 404),
        ("GET", "/v1/lookup", 405),
        ("GET", "/v1/trends", 404),
    ],
)
def test_other_paths_and_methods_are_problems(
    shared: httpx.Client, method: str, path: str, status: int
) -> None:
    """404 and 405 too, without an echo; names kept for later are not there."""
    response = shared.request(method, path)
    problem(response, status)
    assert CANARY not in response.text
    assert ("allow" in response.headers) is (status == 405)


def test_a_reload_is_started_and_told(server: Running, client: httpx.Client) -> None:
    """202, then the status says how it went and the new list is in use."""
    assert client.get("/v1/reload").json() == {"status": "idle", "last": None}
    snapshot_of(server.folder.parent, [*LISTED, MORE], serial=2)
    response = client.post("/v1/reload")
    assert (response.status_code, response.json()) == (202, {"status": "started"})
    wait_until_idle(client)
    assert client.get("/v1/reload").json()["last"]["result"] == "activated"
    assert client.get("/v1/snapshot").json()["serial"] == 2
    payment = PAYMENT | {"description": "Paper compass garden"}
    assert client.post("/v1/screen", json=payment).json()["snapshot"]["serial"] == 2
    assert 'fresnel_reloads_total{result="activated"} 1.0' in client.get("/metrics").text


def test_a_refused_reload_says_why(server: Running, client: httpx.Client) -> None:
    """The old list stays in use."""
    (server.folder / MANIFEST).write_text(f"{CANARY}")
    assert client.post("/v1/reload").status_code == 202
    wait_until_idle(client)
    last = client.get("/v1/reload").json()["last"]
    assert (last["result"], last["reason"]) == ("refused", "manifest.json: not JSON")
    assert client.get("/v1/snapshot").json()["serial"] == 1
    assert 'fresnel_reloads_total{result="refused"} 1.0' in client.get("/metrics").text


def test_two_reloads_do_not_run_at_once(server: Running, client: httpx.Client) -> None:
    """409 while one is running; the default executor is kept busy so that it is."""
    release = threading.Event()

    async def occupy() -> None:
        for _ in range(64):
            asyncio.get_running_loop().run_in_executor(None, release.wait)

    asyncio.run_coroutine_threadsafe(occupy(), server.loop).result(timeout=10)
    try:
        assert client.post("/v1/reload").status_code == 202
        assert client.get("/v1/reload").json()["status"] == "running"
        problem(client.post("/v1/reload"), 409)
    finally:
        release.set()
    wait_until_idle(client)
    assert client.post("/v1/reload").status_code == 202
    wait_until_idle(client)


def test_the_second_listener_has_probes_alone(metrics_server: Running) -> None:
    """Metrics and probes on any address, and nothing that needs a token."""
    with metrics_server.client() as client:
        assert [client.get(path).status_code for path in ("/livez", "/readyz", "/metrics")] == [
            200
        ] * 3
        for method, path in (
            ("GET", "/v1/snapshot"),
            ("POST", "/v1/reload"),
            ("POST", "/v1/screen"),
            ("POST", "/v1/lookup"),
        ):
            problem(client.request(method, path), 404)


def test_a_taken_port_ends_the_start(server: Running) -> None:
    """One line says which."""
    port = int(server.url.rpartition(":")[2])
    with pytest.raises(OSError, match=f"cannot bind 127.0.0.1:{port}"):
        app.bound("127.0.0.1", port)
