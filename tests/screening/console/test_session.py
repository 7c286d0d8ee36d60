"""Who may ask what: bearer, cookie, other pages, other hosts."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from fastapi import Depends

from screening.console.session import guard
from screening.http.app import application
from screening.http.guard import LOOPBACK
from screening.http.tokens import Scope, Tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.screening.console.conftest import Running

OPEN = ("/livez", "/readyz", "/metrics", "/openapi.json")
GUARDED = ("/v1/me", "/v1/alerts", "/v1/facets", "/v1/alerts/export", "/v1/alerts/stream",
           "/v1/dead-letters", f"/v1/alerts/{'f' * 32}")  # fmt: skip
JSON = {"Content-Type": "application/json"}


@contextmanager
def signed_in(running: Running, token: str) -> Iterator[httpx.Client]:
    """A browser with a session."""
    with running.client() as client:
        answer = client.post("/v1/session", json={"token": token})
        assert answer.status_code == 204
        assert answer.content == b""
        yield client


def test_what_is_open_and_what_is_not(guarded: Running, new_token: Callable[..., str]) -> None:
    """Probes and description are; the rest takes the scope `console`."""
    with guarded.client() as anybody, guarded.client(new_token(Scope.LOOKUP)) as other:
        for path in OPEN:
            assert anybody.get(path).status_code == 200
        for path in GUARDED:
            answer = anybody.get(path)
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"] == "Bearer"
            assert other.get(path).status_code == 403


async def test_a_route_takes_its_scope_beside_the_console_s(
    tmp_path: Path, new_token: Callable[..., str]
) -> None:
    """Neither opens it alone."""
    app = application("test")
    both = new_token(Scope.APPROVE, Scope.CONSOLE)
    admit = guard(Tokens(tmp_path / "tokens.yaml"), LOOPBACK)(Scope.APPROVE)

    @app.get("/x")
    def route(caller: Any = Depends(admit)) -> str:  # noqa: B008
        return str(caller.name)

    tokens = {new_token(Scope.APPROVE): 403, new_token(Scope.CONSOLE): 403, both: 200}
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        for token, status in tokens.items():
            answer = await client.get("/x", headers={"Authorization": f"Bearer {token}"})
            assert answer.status_code == status


def test_a_bearer_token_says_who_asks(guarded: Running, new_token: Callable[..., str]) -> None:
    """Name, scopes and what this console is."""
    with guarded.client(new_token(Scope.CONSOLE, Scope.REVEAL, name="kim")) as client:
        assert client.get("/v1/me").json() == {
            "name": "kim",
            "scopes": ["console", "reveal"],
            "tokens": True,
            "four_eyes": False,
            "version": client.get("/openapi.json").json()["info"]["version"],
            "retention_days": 90,
            "timezone": "UTC",
        }


def test_a_session_is_a_cookie(guarded: Running, new_token: Callable[..., str]) -> None:
    """HttpOnly, strict, for the whole site; closing it takes it away."""
    token = new_token(Scope.CONSOLE)
    with guarded.client() as client:
        answer = client.post("/v1/session", json={"token": token})
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith(f"fresnel_console={token}; ")
        for rule in ("HttpOnly", "SameSite=strict", "Path=/"):
            assert rule in cookie
        assert client.get("/v1/me").status_code == 200
        gone = client.delete("/v1/session", headers={**JSON, "Sec-Fetch-Site": "same-origin"})
        assert gone.status_code == 204
        assert client.get("/v1/me").status_code == 401


@pytest.mark.parametrize("scopes", [None, (Scope.LOOKUP,), (Scope.REVEAL, Scope.APPROVE)])
def test_a_token_that_does_not_open_it(
    guarded: Running, new_token: Callable[..., str], scopes: tuple[Scope, ...] | None
) -> None:
    """Unknown, or without the scope: the same answer, and no cookie."""
    token = "blue otter" if scopes is None else new_token(*scopes)
    with guarded.client() as client:
        answer = client.post("/v1/session", json={"token": token})
        assert answer.status_code == 401
        assert "set-cookie" not in answer.headers
        assert token not in answer.text


def test_a_token_that_is_deleted_ends_its_session(
    guarded: Running, new_token: Callable[..., str]
) -> None:
    """At once."""
    token = new_token(Scope.CONSOLE)
    with signed_in(guarded, token) as client:
        assert client.get("/v1/me").status_code == 200
        guarded.window.parts.settings.http.tokens_file.write_text("tokens: []\n")  # type: ignore[union-attr]
        assert client.get("/v1/me").status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 404),
        ({"Sec-Fetch-Site": "none"}, 404),
        ({"Origin": "OWN"}, 404),
        ({}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "OWN"}, 403),
        ({"Origin": "https://example.com"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Content-Type": "text/plain", "Sec-Fetch-Site": "same-origin"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
    ],
)
def test_a_cookie_is_believed_from_our_own_page_alone(
    guarded: Running, new_token: Callable[..., str], headers: dict[str, str], status: int
) -> None:
    """Whatever changes or reveals anything; a bearer token needs no page."""
    own = guarded.window.url
    sent = JSON | {name: own if value == "OWN" else value for name, value in headers.items()}
    path, token = f"/v1/alerts/{'f' * 32}/reveal", new_token(Scope.CONSOLE, Scope.REVEAL)
    with signed_in(guarded, token) as client:
        answer = client.post(path, content=b'{"reason": "case 1"}', headers=sent)
        assert answer.status_code == status, answer.text
    with guarded.client(token) as client:
        answer = client.post(path, content=b'{"reason": "case 1"}', headers=sent)
        assert answer.status_code == (415 if status == 415 else 404)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_page_cannot_open_a_session(
    guarded: Running, new_token: Callable[..., str], site: str
) -> None:
    """Nor close one."""
    with signed_in(guarded, new_token(Scope.CONSOLE)) as client:
        headers = {"Sec-Fetch-Site": site}
        answer = client.post("/v1/session", json={"token": "x"}, headers=headers)
        assert answer.status_code == 403
        assert client.delete("/v1/session", headers=JSON | headers).status_code == 403


def test_without_tokens_this_machine_may_all(console: Running) -> None:
    """It is called loopback, and there is nothing to sign in with."""
    with console.client() as client:
        me = client.get("/v1/me").json()
        assert (me["name"], me["tokens"]) == ("loopback", False)
        assert set(me["scopes"]) == {str(scope) for scope in Scope}
        answer = client.post("/v1/session", json={"token": "blue otter"})
        assert answer.status_code == 204
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("localhost:1234", 200),
        ("127.0.0.1", 200),
        ("127.8.9.10:80", 200),
        ("[::1]:80", 200),
        ("example.com", 421),
        ("127.0.0.1.example.com", 421),
        ("localhost.example.com:8081", 421),
        ("", 421),
        ("[::1", 421),
        ("192.0.2.1", 421),
    ],
)
@pytest.mark.parametrize("path", ["/v1/me", "/livez"])
def test_without_tokens_the_host_is_this_machine(
    console: Running, host: str, status: int, path: str
) -> None:
    """A name of somebody else's that leads here is refused (DNS rebinding)."""
    with console.client(Host=host) as client:
        assert client.get(path).status_code == status


def test_with_tokens_any_host_is_answered(guarded: Running, new_token: Callable[..., str]) -> None:
    """Behind a proxy it has the name that the bank gave it."""
    with guarded.client(new_token(Scope.CONSOLE), Host="console.example.com") as client:
        assert client.get("/v1/me").status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_without_tokens_other_pages_change_nothing(console: Running, site: str) -> None:
    """They may not make this machine's browser reveal anything."""
    with console.client() as client:
        answer = client.post(
            f"/v1/alerts/{'f' * 32}/reveal", json={"reason": "x"}, headers={"Sec-Fetch-Site": site}
        )
        assert answer.status_code == 403


def every_answer(client: httpx.Client) -> list[httpx.Response]:
    """Answers of all kinds."""
    large: Any = {"reason": "x" * 200_000}
    return [
        client.get("/"),
        client.get("/static/none-such.js"),
        client.get("/livez"),
        client.get("/none-such"),
        client.get("/v1/me"),
        client.get("/v1/alerts?limit=x"),
        client.get(f"/v1/alerts/{'f' * 32}"),
        client.post("/v1/alerts"),
        client.post("/v1/session", content=b"{", headers=JSON),
        client.post(f"/v1/alerts/{'f' * 32}/reveal", json=large),
        client.get("/v1/me", headers={"Host": "example.com"}),
    ]


def test_every_answer_has_the_headers(console: Running) -> None:
    """Of the page, of files, of errors."""
    with console.client() as client:
        found = every_answer(client)
    for answer in found:
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self';")
        assert "unsafe" not in policy
        assert "http" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        is_api = answer.url.path.startswith("/v1/")
        assert (answer.headers.get("cache-control") == "no-store") == is_api
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
            assert "detail" in answer.json()
    assert [answer.status_code for answer in found[-3:]] == [422, 413, 421]


def test_an_unexpected_error_has_them_too(
    console: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And says nothing of itself."""
    monkeypatch.setattr("screening.console.alerts_query.facets", lambda _: 1 / 0)
    with console.client() as client:
        answer = client.get("/v1/facets")
    assert answer.status_code == 500
    assert answer.json()["detail"] == "internal error"
    assert "content-security-policy" in answer.headers
