"""What is remembered of a registry: in memory for a while or for good, and on disk."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

import pytest

from screening.bad_record import Reason
from screening.decode import registry
from screening.decode.registry_client import RegistryUnavailableError
from tests.screening.decode.wire import (
    FIRST,
    PARTY,
    REFERRING,
    TO_PARTY,
    decoded,
    framed,
    reason,
    registry_at,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.screening.decode.registry_server import RegistryServer


def test_that_there_is_none_is_believed_for_a_while(
    server: RegistryServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A flood of records with one wrong id is one question; later it is asked again."""
    using = registry_at(server)
    raw = framed(7, FIRST, {"id": "a"})
    assert [reason(using, raw) for _ in range(50)] == [Reason.UNKNOWN_SCHEMA] * 50
    assert server.asked == ["/schemas/ids/7"]
    server.add(7, FIRST)
    now = registry.time.monotonic() + registry.UNKNOWN_SECONDS
    monkeypatch.setattr(registry.time, "monotonic", lambda: now)
    assert decoded(using, raw) == {"id": "a"}


def test_after_a_failure_others_do_not_wait_for_it_too(
    server: RegistryServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that come within a moment hear the same at once."""
    server.add(1, FIRST)
    server.failure = (503, b"")
    using = registry_at(server)
    raw = framed(1, FIRST, {"id": "a"})
    for _ in range(5):
        with pytest.raises(RegistryUnavailableError, match="answered 503"):
            decoded(using, raw)
    assert len(server.asked) == 1
    server.failure = None
    now = registry.time.monotonic() + registry.REST_SECONDS
    monkeypatch.setattr(registry.time, "monotonic", lambda: now)
    assert decoded(using, raw) == {"id": "a"}


def test_threads_that_ask_at_once_ask_once(server: RegistryServer) -> None:
    """Eight threads, one question."""
    server.add(1, FIRST)
    using = registry_at(server)
    raw, found = framed(1, FIRST, {"id": "a"}), []
    threads = [threading.Thread(target=lambda: found.append(decoded(using, raw))) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert found == [{"id": "a"}] * 8
    assert server.asked == ["/schemas/ids/1"]


def test_what_was_fetched_outlives_a_restart_without_the_registry(
    server: RegistryServer, tmp_path: Path
) -> None:
    """References too; another registry's schemas are not taken for its."""
    server.add_subject("org.example/Party", 3, PARTY)
    server.add(1, REFERRING, references=[TO_PARTY])
    raw = b"\0\0\0\0\x01\x02x"
    assert decoded(registry_at(server, tmp_path), raw) == {"payer": {"name": "x"}}
    server.stop()
    assert decoded(registry_at(server, tmp_path), raw) == {"payer": {"name": "x"}}
    other = f"{server.url}/other"
    with pytest.raises(RegistryUnavailableError):
        decoded(registry_at(server, tmp_path, url=other), raw)
    with pytest.raises(RegistryUnavailableError):
        decoded(registry_at(server, tmp_path / "empty"), raw)


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw[: len(raw) // 2],
        lambda raw: raw.replace(b"string", b"double"),
        lambda _: b"",
        lambda _: b"[]",
        lambda _: b'{"schemas": 5}',
        lambda raw: json.dumps({"schemas": json.loads(raw)["schemas"]}).encode(),
    ],
)
def test_what_was_damaged_on_disk_is_fetched_again(
    server: RegistryServer, tmp_path: Path, damage: Any
) -> None:
    """Never half read, never read wrongly; then it is whole again."""
    server.add(1, FIRST)
    raw = framed(1, FIRST, {"id": "abcdefgh"})
    decoded(registry_at(server, tmp_path), raw)
    (file,) = (each for each in tmp_path.rglob("*") if each.is_file())
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert decoded(registry_at(server, tmp_path), raw) == {"id": "abcdefgh"}
    assert file.read_bytes() == whole
    assert file.parent.stat().st_mode & 0o77 == 0


def test_a_disk_that_refuses_does_not_stop_the_reading(
    server: RegistryServer, tmp_path: Path
) -> None:
    """The next start has to ask again, that is all."""
    (tmp_path / "registry").write_text("in the way")
    server.add(1, FIRST)
    assert decoded(registry_at(server, tmp_path), framed(1, FIRST, {"id": "a"})) == {"id": "a"}


def test_memory_is_bounded(server: RegistryServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest schemas go; they are fetched again when they come up."""
    monkeypatch.setattr(registry, "MOST_SCHEMAS", 3)
    using = registry_at(server)
    for number in [*range(1, 7), 1]:
        server.add(number, FIRST)
        assert decoded(using, framed(number, FIRST, {"id": "a"})) == {"id": "a"}
    assert server.asked.count("/schemas/ids/1") == 2
    assert server.asked.count("/schemas/ids/6") == 1
