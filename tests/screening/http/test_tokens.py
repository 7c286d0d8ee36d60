"""Bearer tokens: scopes, revocation, the file."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest
import yaml

from screening.http.tokens import Scope, Tokens, TokensError, append, create, fingerprint, read
from tests.screening.http.test_routes import PAYMENT, problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.screening.http.conftest import Running

GUARDED = [
    ("GET", "/v1/snapshot"),
    ("GET", "/v1/accounting"),
    ("GET", "/v1/reload"),
    ("POST", "/v1/reload"),
    ("POST", "/v1/reload/approve"),
    ("POST", "/v1/screen"),
    ("POST", "/v1/lookup"),
]


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_without_a_token_nothing_is_told(guarded: Running, method: str, path: str) -> None:
    """401 with the scheme to use, whatever was presented instead."""
    with guarded.client() as client:
        for header in (None, "Bearer wrong", "Bearer", "Basic Zm9vOmJhcg==", "x", "Bearer \xe9"):
            headers = {} if header is None else {"Authorization": header.encode("latin-1")}
            response = client.request(method, path, headers=headers)
            problem(response, 401)
            assert response.headers["www-authenticate"] == "Bearer"


def test_probes_and_metrics_are_always_open(guarded: Running) -> None:
    """They hold no data of anyone."""
    with guarded.client() as client:
        for path in ("/livez", "/readyz", "/metrics", "/openapi.json"):
            assert client.get(path).status_code == 200


def test_a_token_permits_its_scopes_alone(guarded: Running, new_token: Callable[..., str]) -> None:
    """403 names the scope that is missing; reading the status needs any token."""
    screen, reload = new_token(Scope.SCREEN), new_token(Scope.RELOAD)
    with guarded.client(screen) as client:
        assert client.post("/v1/screen", json=PAYMENT).status_code == 200
        assert "reload" in problem(client.post("/v1/reload"), 403)["detail"]
        assert client.get("/v1/snapshot").status_code == 200
        assert client.get("/v1/reload").status_code == 200
    with guarded.client(reload) as client:
        assert "screen" in problem(client.post("/v1/screen", json=PAYMENT), 403)["detail"]
        assert client.post("/v1/reload").status_code == 202


def test_a_token_may_have_both_scopes(guarded: Running, new_token: Callable[..., str]) -> None:
    """One for a job that does everything."""
    with guarded.client(new_token(Scope.SCREEN, Scope.RELOAD)) as client:
        assert client.post("/v1/screen", json=PAYMENT).status_code == 200
        assert client.post("/v1/reload").status_code == 202


def test_revocation_is_at_once(
    guarded: Running, new_token: Callable[..., str], tmp_path: Path
) -> None:
    """Deleting an entry is enough; so is a file that is gone or broken, until it is back."""
    secret = new_token(Scope.SCREEN, name="second")
    path = tmp_path / "tokens.yaml"
    sound = path.read_bytes()
    kept = [each for each in yaml.safe_load(sound)["tokens"] if each["name"] != "second"]
    with guarded.client(secret) as client:
        for text, status in (
            (sound, 200),
            (yaml.safe_dump({"tokens": kept}).encode(), 401),
            (sound, 200),
            (b"tokens: {", 401),
            (sound, 200),
            (None, 401),
            (sound, 200),
        ):
            path.unlink(missing_ok=True)
            if text is not None:
                path.write_bytes(text)
            assert client.get("/v1/snapshot").status_code == status


def test_a_file_that_comes_back_with_its_old_time_is_read(tmp_path: Path) -> None:
    """After trouble nothing that was seen before is trusted."""
    path = tmp_path / "tokens.yaml"
    secret, entry = create("x", [Scope.SCREEN])
    append(path, entry)
    tokens, aside = Tokens(path), tmp_path / "aside"
    path.rename(aside)
    assert tokens.find(secret) is None
    aside.rename(path)
    assert tokens.find(secret) is not None


def test_a_file_of_the_same_time_is_another(tmp_path: Path) -> None:
    """A replacement within one tick of the clock is noticed."""
    path = tmp_path / "tokens.yaml"
    secret, entry = create("x", [Scope.SCREEN])
    append(path, entry)
    tokens, before = Tokens(path), path.stat()
    other = tmp_path / "other"
    other.write_text(yaml.safe_dump({"tokens": []}))
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(path)
    assert tokens.find(secret) is None


def test_the_file_is_its_owners_alone_and_holds_no_token(tmp_path: Path) -> None:
    """Mode 0600, also after the second entry; only hashes are kept."""
    path = tmp_path / "tokens.yaml"
    secrets = []
    for name in ("one", "two"):
        secret, entry = create(name, [Scope.RELOAD, Scope.SCREEN])
        append(path, entry)
        secrets.append(secret)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [token.name for token in read(path)] == ["one", "two"]
    assert [token.sha256 for token in read(path)] == [fingerprint(secret) for secret in secrets]
    assert not any(secret in path.read_text() for secret in secrets)
    assert len(secrets[0]) >= 40
    assert [each.name for each in tmp_path.iterdir()] == ["tokens.yaml"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ""),
        ("tokens: {", "not readable as YAML"),
        ("tokens: 7", "tokens: "),
        ("tokens: []\nmore: 1", "more: "),
        ("tokens: [{name: canary, sha256: canary, scopes: []}]", "tokens.0.sha256: "),
        (f"tokens: [{{name: x, sha256: {'a' * 64}, scopes: [all]}}]", "tokens.0.scopes"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, text: str, told: str) -> None:
    """The message names the file and the place, and repeats nothing of it."""
    path = tmp_path / "tokens.yaml"
    path.write_text(text)
    with pytest.raises(TokensError) as caught:
        Tokens(path)
    assert str(caught.value).startswith(f"tokens file {path}: ")
    assert told in str(caught.value)
    assert "canary" not in str(caught.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """A guard without a list of guests does not open the door."""
    with pytest.raises(TokensError, match="No such file"):
        Tokens(tmp_path / "none.yaml")
