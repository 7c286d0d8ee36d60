"""The lists of this host, without a value of theirs; and look-up from the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pytest

from feeds.build import build
from screening.http.tokens import Scope
from screening.settings import ConsoleSettings, HttpSettings, load
from tests.screening.console.conftest import run
from tests.screening.support import NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from screening.alert import Alert
    from tests.screening.console.conftest import Running

FEED = "type,value,platform\nemail,quiet.heron@example.com,ig\nphrase,violet kettle harbour,\n"
BAD = "email,not an address,\n"


@pytest.fixture
def listing(tmp_path: Path, new_token: Callable[..., str]) -> Iterator[Running]:
    """A console beside a snapshot and the releases that were taken before it."""
    new_token(Scope.CONSOLE, Scope.LOOKUP, name="robin")
    state = tmp_path / "state"
    for serial, text in ((4, FEED + BAD), (3, FEED), (2, FEED + "phrase,teal anchor song,\n")):
        feed = tmp_path / f"{serial}.csv"
        feed.write_text(text, "utf-8")
        folder = state / "release" / "snapshots" / str(serial) if serial < 4 else tmp_path / "list"
        folder.parent.mkdir(parents=True, exist_ok=True)
        build([feed], folder, serial=serial, created=NOW)
    alerts: list[Alert] = []
    yield from run(
        load(
            state_dir=state,
            snapshot=str(tmp_path / "list"),
            console=ConsoleSettings(port=0),
            http=HttpSettings(tokens_file=tmp_path / "tokens.yaml"),
        ),
        alerts,
    )


def test_lists_and_what_was_left_out(listing: Running, new_token: Callable[..., str]) -> None:
    """Newest first, with counts, and the reasons of entries that are no part of the list."""
    with listing.client(new_token(Scope.CONSOLE)) as client:
        told = client.get("/v1/lists")
    given = told.json()
    assert given["active"]["serial"] == 4
    assert given["snapshots"][0]["serial"] == 4
    assert given["snapshots"][0]["types"] == {"email": 1, "phrase": 1}
    assert given["quarantine"]["total"] == 1
    assert given["quarantine"]["items"][0]["place"] == "4"
    assert b"heron" not in told.content


def test_what_differs(listing: Running, new_token: Callable[..., str]) -> None:
    """By serial; one that is not there is said so."""
    with listing.client(new_token(Scope.CONSOLE)) as client:
        told = client.get("/v1/lists/diff", params={"from": 2, "to": 4}).json()
        gone = client.get("/v1/lists/diff", params={"from": 2, "to": 9})
    assert told["removed"] == {"total": 1, "types": {"phrase": 1}}
    assert told["added"]["total"] == 0
    assert gone.status_code == 404
    assert gone.json()["detail"] == "to: no snapshot of this serial is on this host"


def test_a_look_up(listing: Running, new_token: Callable[..., str]) -> None:
    """Its own scope, its own line in the audit log, and the session's token will do."""
    secret = new_token(Scope.CONSOLE, Scope.LOOKUP, name="kim")
    with listing.client() as client:
        signed = client.post("/v1/session", json={"token": secret})
        assert signed.status_code == 204
        answer = client.post(
            "/v1/lookup",
            json={"value": "quiet.heron@example.com"},
            headers={"Sec-Fetch-Site": "same-origin"},
        )
        elsewhere = client.post(
            "/v1/lookup",
            json={"value": "quiet.heron@example.com"},
            headers={"Sec-Fetch-Site": "cross-site"},
        )
    assert answer.json()["outcome"] == "listed"
    assert elsewhere.status_code == 403
    lines = (listing.state / "lookups.jsonl").read_bytes().splitlines()
    assert [orjson.loads(line)["who"] for line in lines] == ["kim"]
    with listing.client(new_token(Scope.CONSOLE)) as client:
        assert client.post("/v1/lookup", json={"value": "a@b.example"}).status_code == 403


def test_without_a_list_nothing_is_looked_up(console: Running) -> None:
    """It says so; the view of lists is empty and works."""
    with console.client() as client:
        told = client.get("/v1/lists").json()
        answer = client.post("/v1/lookup", json={"value": "quiet.heron@example.com"})
    assert told["active"] is None
    assert told["snapshots"] == []
    assert answer.status_code == 404
    assert "no list" in answer.json()["detail"]
