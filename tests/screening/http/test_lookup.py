"""`POST /v1/lookup` over a real server: scopes, reasons, limits, and no echo."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from screening.http.guard import ANYBODY
from screening.http.lookup_route import MAX_BODY_BYTES, lookups_of
from screening.http.tokens import Scope
from screening.lookup.audit_log import LOG
from screening.settings import HttpSettings
from tests.screening.http.conftest import parts_of, run
from tests.screening.http.test_routes import problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import httpx

    from tests.screening.http.conftest import Running

EMAIL, CANARY = "Quiet.Lantern@example.com", "canary.otter@example.com"


def logged(running: Running) -> list[dict[str, Any]]:
    """The lines of the audit log; none where it was not made."""
    log = running.folder.with_name("state") / LOG
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def test_masked_from_this_machine(server: Running, client: httpx.Client) -> None:
    """Without tokens everybody is `loopback`; to reveal takes a reason all the same."""
    response = client.post("/v1/lookup", json={"value": EMAIL, "type": "email"})
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    assert (response.json()["outcome"], response.json()["type"]["given"]) == ("listed", "email")
    assert "lantern" not in response.text.lower()
    refused = client.post("/v1/lookup", json={"value": EMAIL, "reveal": True, "reason": " "})
    assert "reason" in problem(refused, 422)["detail"]
    shown = client.post("/v1/lookup", json={"value": EMAIL, "reveal": True, "reason": "case 1"})
    assert shown.json()["value"] == EMAIL
    assert client.post("/v1/lookup", json={"value": CANARY}).json()["listed"] is False
    problem(client.post("/v1/lookup", json={"value": "?!"}), 422)
    lines = logged(server)
    outcomes = ["listed", "refused", "listed", "not_listed", "unknown_type"]
    assert [each["outcome"] for each in lines] == outcomes
    assert {(each["who"], each["via"]) for each in lines} == {("loopback", "http")}
    assert "lantern" not in json.dumps(lines).lower()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"canary",
        b'["canary"]',
        b'{"canary": 1}',
        b'{"value": "x", "canary": 1}',
        b'{"value": {"canary": 1}}',
        b'{"value": 17171717}',
        b'{"value": ""}',
        b'{"value": "canary", "type": "canary"}',
        b'{"value": "canary otter", "type": "phone"}',
        b'{"value": "canary", "reveal": "canary"}',
        b'{"value": "canary", "reason": "%s"}' % (b"canary" * 100),
        b'{"value": "%s"}' % (b"canary" * 2000),
        b'{"value": "\xff"}',
        b'{"value": "\\ud800canary"}',
    ],
)
def test_an_error_never_repeats_what_was_sent(shared: httpx.Client, body: bytes) -> None:
    """422 names the place and the rule."""
    response = shared.post("/v1/lookup", content=body)
    assert problem(response, 422)["detail"]
    assert "canary" not in response.text
    assert "1717" not in response.text


def test_a_large_body_is_refused(shared: httpx.Client) -> None:
    """Before it is read to its end."""
    problem(shared.post("/v1/lookup", content=b" " * (MAX_BODY_BYTES + 1)), 413)


def test_scopes(guarded: Running, new_token: Callable[..., str]) -> None:
    """`lookup` to ask, `reveal` besides to see; the log names the token, and each refusal."""
    with guarded.client(new_token(Scope.SCREEN, Scope.REVEAL, name="other")) as client:
        assert "lookup" in problem(client.post("/v1/lookup", json={"value": EMAIL}), 403)["detail"]
    reveal = {"value": EMAIL, "reveal": True, "reason": "case 2"}
    with guarded.client(new_token(Scope.LOOKUP, name="desk")) as client:
        assert client.post("/v1/lookup", json={"value": EMAIL}).json()["listed"] is True
        assert "reveal" in problem(client.post("/v1/lookup", json=reveal), 403)["detail"]
    with guarded.client(new_token(Scope.LOOKUP, Scope.REVEAL, name="officer")) as client:
        assert client.post("/v1/lookup", json=reveal).json()["value"] == EMAIL
    assert [(each["who"], each["outcome"], each["revealed"]) for each in logged(guarded)] == [
        ("desk", "listed", False),
        ("desk", "refused", False),
        ("officer", "listed", True),
    ]


def test_an_open_port_reveals_nothing(own_snapshot: Path) -> None:
    """Anybody may ask there, and nobody has the scope to see."""
    parts = parts_of(own_snapshot, None)
    assert parts.lookups is not None
    opened = replace(parts, lookups=replace(parts.lookups, without_tokens=ANYBODY))
    for running in run(opened, own_snapshot):
        with running.client() as client:
            assert client.post("/v1/lookup", json={"value": EMAIL}).json()["listed"] is True
            reveal = {"value": EMAIL, "reveal": True, "reason": "case 3"}
            problem(client.post("/v1/lookup", json=reveal), 403)
    open_port = HttpSettings(host="0.0.0.0", open=True)
    assert lookups_of(open_port, own_snapshot).without_tokens is ANYBODY


def test_the_limit_is_an_identitys_own(
    own_snapshot: Path, tmp_path: Path, guarded: Running, new_token: Callable[..., str]
) -> None:
    """429 with the seconds to wait; one line of it in the log; another identity goes on."""
    limited = lookups_of(HttpSettings(lookups_per_minute=3), tmp_path / "limited")
    parts = replace(guarded.parts, lookups=limited)
    first, second = (new_token(Scope.LOOKUP, name=name) for name in ("one", "two"))
    for running in run(parts, own_snapshot):
        with running.client(first) as client:
            answers = [client.post("/v1/lookup", json={"value": EMAIL}) for _ in range(6)]
            assert [each.status_code for each in answers] == [200] * 3 + [429] * 3
            problem(answers[3], 429)
            assert 1 <= int(answers[3].headers["retry-after"]) <= 60
        with running.client(second) as client:
            assert client.post("/v1/lookup", json={"value": EMAIL}).status_code == 200
    lines = [json.loads(line) for line in (tmp_path / "limited" / LOG).read_text().splitlines()]
    assert [each["outcome"] for each in lines] == ["listed"] * 3 + ["refused", "listed"]


def test_without_the_log_nothing_is_answered(server: Running, client: httpx.Client) -> None:
    """503, and the rest of the service goes on."""
    (server.folder.with_name("state") / LOG).mkdir(parents=True)
    response = client.post("/v1/lookup", json={"value": EMAIL})
    assert "audit log" in problem(response, 503)["detail"]
    assert "listed" not in response.text
    assert client.get("/livez").status_code == 200
