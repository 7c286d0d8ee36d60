"""What a bank refuses: each with one clear line, and nothing of it in the state folder."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from feeds.release import channel
from feeds.release.channel import UnreachableError
from tests.feeds.release import server as faults
from tests.feeds.release.provider import Bank, Provider, refused
from tests.feeds.release.server import Server, serving

if TYPE_CHECKING:
    from pathlib import Path

    from tests.feeds.release.server import Fault

FILES = ["timestamp.json", ".snapshot.json", ".targets.json", "manifest.json", "jsonl.gz"]


@pytest.mark.parametrize("name", FILES)
def test_a_web_page_is_refused(bank: Bank, server: Server, name: str) -> None:
    """A portal's or log-in page with status 200."""
    server.faults[name] = faults.html
    assert name.strip(".") in refused(bank)


def test_a_web_page_for_every_missing_file_is_refused(bank: Bank, server: Server) -> None:
    """A server that answers 200 with a page instead of 404 would hide new root keys."""
    server.faults["2.root.json"] = faults.html
    assert "2.root.json: not metadata" in refused(bank)


@pytest.mark.parametrize("name", FILES)
def test_a_redirect_is_not_followed(bank: Bank, server: Server, name: str) -> None:
    """Neither to another host nor to the same one."""
    for place in ("/other", f"{server.url}/other", "http://192.0.2.1/other"):
        server.faults[name] = faults.redirect(place)
        assert "redirected" in refused(bank)
    assert "/other" not in server.asked


@pytest.mark.parametrize("announced", [None, 10 << 30])
@pytest.mark.parametrize("name", FILES)
def test_an_endless_file_is_cut_off(
    bank: Bank, server: Server, name: str, announced: int | None
) -> None:
    """10 GB, announced or not: no more is read than the file may have."""
    server.faults[name] = faults.endless(announced)
    assert "longer than the" in refused(bank)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("code", [401, 429, 500, 503])
def test_a_server_that_fails_is_unreachable(
    bank: Bank, server: Server, name: str, code: int
) -> None:
    """Its status is named."""
    server.faults[name] = faults.status(code)
    assert f"answered {code}" in refused(bank, UnreachableError)


@pytest.mark.parametrize("name", FILES)
def test_a_broken_answer_is_unreachable(bank: Bank, server: Server, name: str) -> None:
    """Half an answer, or none."""
    for fault in (faults.cut, faults.close):
        server.faults[name] = fault
        assert "broke off" in refused(bank, UnreachableError)


@pytest.mark.parametrize("fault", [faults.hang, faults.drip, faults.drip_headers])
@pytest.mark.parametrize("name", ["timestamp.json", "jsonl.gz"])
def test_a_slow_server_ends_at_the_deadline(
    bank: Bank, server: Server, name: str, fault: Fault
) -> None:
    """Whether it says nothing or a byte now and then, in the body or in the headers."""
    server.faults[name] = fault
    bank.timeout_seconds = 0.3
    began = time.monotonic()
    assert "took longer than 0.3 s" in refused(bank, UnreachableError)
    assert time.monotonic() - began < 5


def test_a_dead_server_is_unreachable(bank: Bank, server: Server) -> None:
    """Nobody listens."""
    with serving(bank.state.parent) as other:
        port = other.server_port
    bank.location = f"http://127.0.0.1:{port}"
    assert "cannot connect" in refused(bank, UnreachableError)
    with pytest.raises(UnreachableError):
        channel.timestamp(bank.location, 5)


def test_a_place_without_a_channel_is_refused(bank: Bank, tmp_path: Path) -> None:
    """An empty server, an empty folder."""
    (tmp_path / "empty").mkdir()
    with serving(tmp_path / "empty") as other:
        bank.location = other.url
        assert "no release channel at this place" in refused(bank)
    bank.location = str(tmp_path / "empty")
    assert "no release channel at this place" in refused(bank)


def test_a_channel_without_a_release_is_refused(tmp_path: Path) -> None:
    """There is nothing to screen by."""
    provider = Provider(tmp_path / "new").init()
    bank = Bank(tmp_path / "bank", provider.url, provider.first_root)
    assert refused(bank) == "the channel has no release yet"


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("ftp://example.com/channel", "http"),
        ("https://someone:secret@example.com/channel", "password"),
        ("https://example.com/channel?sig=secret", "query"),
        ("https://example.com/channel#x", "fragment"),
        ("https://[::1/channel", "cannot be read"),
        ("file://server/share", "file URL"),
    ],
)
def test_a_location_that_is_no_channels_is_refused(bank: Bank, location: str, why: str) -> None:
    """And what is secret in it is not repeated."""
    bank.location = location
    message = refused(bank)
    assert why in message
    assert "secret" not in message


@pytest.mark.parametrize("root", [b"", b"{}", b"\xff", b"[]", b'{"signed": {}}'])
def test_a_root_file_that_is_none_names_the_setting(bank: Bank, root: bytes) -> None:
    """Empty, damaged, or something else."""
    bank.root = root
    assert "FRESNEL_RELEASE__ROOT" in refused(bank)


def test_other_metadata_is_no_root_file(bank: Bank, provider: Provider) -> None:
    """A file of the channel that is not its root."""
    bank.root = (provider.store.metadata / "timestamp.json").read_bytes()
    assert "FRESNEL_RELEASE__ROOT" in refused(bank)


def test_an_altered_root_file_is_refused(bank: Bank) -> None:
    """It must be signed by its own keys."""
    bank.root = bank.root.replace(b'"version": 1', b'"version": 9')
    assert "FRESNEL_RELEASE__ROOT" in refused(bank)


def test_a_stranger_is_refused(bank: Bank, tmp_path: Path) -> None:
    """A whole, sound channel by keys that the root file does not know."""
    stranger = Provider(tmp_path / "stranger").init()
    stranger.publish(99)
    bank.location = stranger.url
    assert refused(bank) == "timestamp.json: not signed by enough of the channel's keys"


def test_a_file_larger_than_allowed_is_not_asked_for(bank: Bank, server: Server) -> None:
    """By what is signed of it, before a byte is read."""
    bank.max_bytes = 400
    server.faults["timestamp.json"] = lambda handler: handler.answer(200, b" " * 401)
    assert "longer than the 400 bytes" in refused(bank)


def test_a_timestamp_is_the_poll(bank: Bank, provider: Provider, server: Server) -> None:
    """Its bytes as they are; whatever is wrong, it is unreachable."""
    expected = (provider.store.metadata / "timestamp.json").read_bytes()
    for place in (bank.location, bank.location + "/", provider.url, str(provider.repository)):
        assert channel.timestamp(place, 5) == expected
    for fault in (
        faults.status(404),
        faults.status(500),
        faults.redirect("/x"),
        faults.cut,
        faults.endless(None),
    ):
        server.faults["timestamp.json"] = fault
        with pytest.raises(UnreachableError, match=r"timestamp\.json"):
            channel.timestamp(bank.location, 5)
