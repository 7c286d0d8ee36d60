"""`POST /v1/reload/approve`: four eyes over HTTP, by tokens."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from screening.four_eyes import LOG
from screening.http.guard import ANYBODY
from screening.http.tokens import Scope, Tokens
from screening.metrics import Metrics
from screening.origin import Origin
from screening.reload import Reloader
from tests.kafka.waiting import until
from tests.screening.http.conftest import Running, parts_of, run
from tests.screening.support import LISTED, snapshot_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import httpx

MORE = {"id": "x1", "type": "phrase", "value": "paper compass garden"}
CANARY = "zqx-canary"


def waits_first(folder: Path, tokens: Tokens | None, **more: Any) -> Iterator[Running]:
    """A server whose first list waits for approval."""
    parts = parts_of(folder, tokens)
    reloader = Reloader(Origin(folder, None, folder.with_name("state")), Metrics(), four_eyes=True)
    yield from run(replace(parts, reloader=reloader, **more), folder)


@pytest.fixture
def server(own_snapshot: Path, tmp_path: Path, new_token: Callable[..., str]) -> Iterator[Running]:
    """One that asks for tokens."""
    new_token(Scope.SCREEN, name="first")
    yield from waits_first(own_snapshot, Tokens(tmp_path / "tokens.yaml"))


@pytest.fixture
def alice(server: Running, new_token: Callable[..., str]) -> Iterator[httpx.Client]:
    """May ask and approve."""
    with server.client(new_token(Scope.RELOAD, Scope.APPROVE, name="alice")) as client:
        yield client


@pytest.fixture
def bob(server: Running, new_token: Callable[..., str]) -> Iterator[httpx.Client]:
    """May approve."""
    with server.client(new_token(Scope.APPROVE, Scope.SCREEN, name="bob")) as client:
        yield client


def settled(client: httpx.Client) -> dict[str, Any]:
    """What `GET /v1/reload` says once nothing runs."""

    def told() -> dict[str, Any] | None:
        said: dict[str, Any] = client.get("/v1/reload").json()
        return said if said["status"] != "running" else None

    return asyncio.run(until(told))


def approve(client: httpx.Client, digest: str, **more: Any) -> httpx.Response:
    """Approve the list of this digest."""
    return client.post("/v1/reload/approve", json={"digest": digest, **more})


def problem(response: httpx.Response, status: int) -> dict[str, Any]:
    """The problem document that it is."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    return dict(response.json())


def test_from_the_first_list_to_the_next(
    server: Running, alice: httpx.Client, bob: httpx.Client, tmp_path: Path
) -> None:
    """Nothing is screened before the first approval; then lists follow one another by two."""
    for answer in (
        bob.get("/v1/snapshot"),
        bob.post("/v1/screen", json={"id": "1"}),
    ):
        told = problem(answer, 503)
        assert told["waiting"]["serial"] == 1
    waiting = alice.get("/v1/reload").json()["waiting"]
    assert waiting["asked_by"] == "start"
    answer = approve(alice, waiting["digest"])
    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "activated", "serial": 1, "digest": waiting["digest"]},
    )
    assert bob.post("/v1/screen", json={"id": "1"}).json() is None

    snapshot_of(tmp_path, [*LISTED, MORE], serial=2)
    assert alice.post("/v1/reload").status_code == 202
    told = settled(alice)
    assert (told["status"], told["last"]["result"]) == ("waiting", "waiting")
    digest = told["waiting"]["digest"]
    assert told["waiting"] == bob.get("/v1/snapshot").json()["waiting"]
    assert told["waiting"] == {"serial": 2, "digest": digest, "asked_by": "alice",
                               "since": told["waiting"]["since"]}  # fmt: skip
    assert "another person" in problem(approve(alice, digest), 403)["detail"]
    assert approve(bob, digest, reason="seen").status_code == 200
    assert bob.get("/v1/snapshot").json()["serial"] == 2
    assert settled(bob)["status"] == "idle"
    lines = (server.folder.with_name("state") / LOG).read_text().splitlines()
    assert [json.loads(line)["event"] for line in lines] == [
        "asked", "approved", "asked", "refused", "approved"
    ]  # fmt: skip


def test_what_cannot_be_approved(bob: httpx.Client) -> None:
    """Nothing waits, or another list does; a clear sentence that repeats nothing."""
    digest = bob.get("/v1/reload").json()["waiting"]["digest"]
    other = digest[:-1] + ("0" if digest[-1] != "0" else "1")
    assert "another list" in problem(approve(bob, other), 409)["detail"]
    assert approve(bob, digest).status_code == 200
    for each in (digest, other):
        assert problem(approve(bob, each), 404)["detail"] == "no list waits for approval"


def test_the_scope_approve_is_needed(server: Running, new_token: Callable[..., str]) -> None:
    """No token 401, another scope 403; and nothing went live."""
    body = {"digest": server.parts.reloader.waiting["digest"]}
    with server.client() as nobody:
        assert nobody.post("/v1/reload/approve", json=body).status_code == 401
    others = set(Scope) - {Scope.APPROVE}
    with server.client(new_token(*others, name="other")) as client:
        detail = problem(client.post("/v1/reload/approve", json=body), 403)["detail"]
        assert detail == "this token lacks the scope approve"
    assert not server.parts.reloader.has_list


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"", "application/json", 422),
        (b"[]", "application/json", 422),
        (b"{}", "application/json", 422),
        (b"[" * 10_000, "application/json", 422),
        (b'{"digest": "%s"}' % CANARY.encode(), "application/json", 422),
        (b'{"digest": 1}', "application/json", 422),
        (b'{"digest": "%s", "%s": 1}' % (b"0" * 64, CANARY.encode()), "application/json", 422),
        (b'{"digest": "%s", "reason": "%s"}' % (b"0" * 64, b"x" * 501), "application/json", 422),
        (b" " * 20_000, "application/json", 413),
        (b'{"digest": "%s"}' % (b"0" * 64), "text/plain", 415),
        (b'{"digest": "%s"}' % (b"0" * 64), "", 415),
        (b'{"digest": "%s"}' % (b"0" * 64), "application/json; charset=utf-8", 409),
    ],
)
def test_bodies(bob: httpx.Client, content: bytes, kind: str, status: int) -> None:
    """Only what is asked for, and nothing of it comes back."""
    response = bob.post("/v1/reload/approve", content=content, headers={"Content-Type": kind})
    problem(response, status)
    assert CANARY not in response.text


def test_without_tokens_nobody_is_two(own_snapshot: Path, tmp_path: Path) -> None:
    """From this machine what the service asked for can be approved, one's own asking cannot."""
    for server in waits_first(own_snapshot, None):
        with server.client() as client:
            waiting = client.get("/v1/reload").json()["waiting"]
            assert approve(client, waiting["digest"]).status_code == 200
            snapshot_of(tmp_path, [*LISTED, MORE], serial=2)
            client.post("/v1/reload")
            digest = settled(client)["waiting"]["digest"]
            problem(approve(client, digest), 403)
            assert client.get("/v1/snapshot").json()["serial"] == 1


def test_on_an_open_port_nobody_approves(own_snapshot: Path) -> None:
    """Whoever asks from anywhere is nobody."""
    for server in waits_first(own_snapshot, None, without_tokens=ANYBODY):
        with server.client() as client:
            digest = client.get("/v1/reload").json()["waiting"]["digest"]
            problem(approve(client, digest), 403)
            assert not server.parts.reloader.has_list
