"""`fresnel release` as people type it: exit status, one line for a failure, results on stdout."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import pytest
from typer.testing import CliRunner

from feeds.release import channel, held
from feeds.snapshot import SnapshotError
from screening import cli_release
from tests.feeds.release.provider import PASSPHRASE, Provider, content

if TYPE_CHECKING:
    from click.testing import Result


class Desk:
    """Somebody at a terminal, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.passphrase = folder / "passphrase"
        self.passphrase.write_text(PASSPHRASE + "\n")

    def run(self, *arguments: object, given: str | None = None) -> Result:
        """Run `fresnel release` to its end."""
        return CliRunner().invoke(cli_release.app, [str(each) for each in arguments], input=given)

    def does(self, *arguments: object, given: str | None = None) -> str:
        """What it answers, when it does what it is told."""
        done = self.run(*arguments, given=given)
        assert done.exit_code == 0, (done.output, done.exception)
        return str(done.stdout)

    @property
    def keys(self) -> list[object]:
        """The options that name the online keys."""
        return ["--keys", self.folder / "online", "--passphrase-file", self.passphrase]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_whole_cycle(desk: Desk) -> None:
    """Init, publish, pull, renew, restore, rotate, status."""
    lists = Provider(desk.folder)
    place = desk.folder / "channel"
    offline = ["--root-keys-dir", desk.folder / "offline"]
    root = Path(desk.does("init", place, *desk.keys, *offline).strip())
    assert root == place / "metadata" / "1.root.json"
    assert not list((desk.folder / "online").glob("root-*"))
    made = lists.make(5)
    assert desk.does("publish", place, *desk.keys, "--snapshot", made) == (
        "published serial 5, 3 indicators\n"
    )
    state = desk.folder / "state"
    folder = Path(desk.does("pull", place.as_uri(), "--root", root, "--state", state).strip())
    assert content(folder) == content(made)
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    assert desk.does("renew", place, *desk.keys) == "renewed snapshot, timestamp\n"
    desk.does("publish", place, *desk.keys, "--snapshot", lists.make(6))
    desk.does("publish", place, *desk.keys, "--restore", 5, "--serial", 7)
    for role in ("timestamp", "snapshot", "targets", "root"):
        assert desk.does("rotate", place, role, *desk.keys, *offline).startswith(f"{role} key ")
    desk.does("renew", place, "--root", *desk.keys, *offline)
    again = Path(desk.does("pull", place, "--root", root, "--state", state).strip())
    assert again.name.startswith("7-")
    found = orjson.loads(desk.does("status", place, "--json"))
    assert [each["serial"] for each in found["releases"]] == [5, 6, 7]
    assert found["releases"][0]["digest"] == found["releases"][2]["digest"]
    assert "current" in desk.does("status", place)
    assert "accepted: serial 7" in desk.does("status", state)


def test_with_four_eyes_a_pull_by_hand_waits(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """For approval at the service, who asked is the system's user; without it, it is accepted."""
    place, state = desk.folder / "channel", desk.folder / "state"
    root = desk.does("init", place, *desk.keys).strip()
    desk.does("publish", place, *desk.keys, "--snapshot", Provider(desk.folder).make(5))
    monkeypatch.setenv("FRESNEL_RELEASE__FOUR_EYES", "true")
    done = desk.run("pull", place, "--root", root, "--state", state)
    assert done.exit_code == 0
    assert "waits for approval" in done.stderr
    assert channel.last_good(state / "release") is None
    waiting = held.waiting(state / "release")
    assert waiting is not None
    (line,) = (state / "approvals.jsonl").read_text().splitlines()
    logged = orjson.loads(line)
    assert (logged["event"], logged["via"], logged["who"]) == ("asked", "cli", waiting.asked_by)
    monkeypatch.delenv("FRESNEL_RELEASE__FOUR_EYES")
    desk.does("pull", place, "--root", root, "--state", state)
    assert channel.last_good(state / "release") is not None
    assert held.waiting(state / "release") is None


def test_a_passphrase_is_asked_for_when_no_file_has_it(desk: Desk) -> None:
    """Twice for new keys, once a folder, never shown."""
    place, keys = desk.folder / "channel", ["--keys", desk.folder / "online"]
    done = desk.run("init", place, *keys, given=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    assert done.exit_code == 0
    assert PASSPHRASE not in done.output
    assert "take it offline" in done.stderr
    assert done.stdout.strip() == str(place / "metadata" / "1.root.json")
    made = Provider(desk.folder).make(5)
    done = desk.run("publish", place, *keys, "--snapshot", made, given=f"{PASSPHRASE}\n")
    assert done.stdout.endswith("published serial 5, 3 indicators\n")


def test_root_keys_may_have_a_passphrase_of_their_own(desk: Desk) -> None:
    """The file of the online keys does not open them."""
    place = desk.folder / "channel"
    own = desk.folder / "own"
    own.write_text("another passphrase for root keys\n")
    root = ["--root-keys-dir", desk.folder / "offline"]
    both = [*desk.keys, *root, "--root-passphrase-file", own]
    desk.does("init", place, *both)
    done = desk.run("rotate", place, "timestamp", *desk.keys, *root)
    assert isinstance(done.exception, SnapshotError)
    desk.does("rotate", place, "timestamp", *both)


@pytest.mark.parametrize(
    "options",
    [[], ["--snapshot", "x", "--restore", "1"], ["--snapshot", "x", "--serial", "1"]],
    ids=len,
)
def test_publish_takes_one_of_two(desk: Desk, options: list[str]) -> None:
    """Anything else is wrong usage."""
    done = desk.run("publish", desk.folder / "channel", *desk.keys, *options)
    assert done.exit_code == 2


def test_failures_are_known_ones(desk: Desk) -> None:
    """The command line makes one line and status 1 of these."""
    empty = desk.folder / "empty"
    empty.write_text("\n")
    place, keys = desk.folder / "channel", desk.folder / "online"
    missing = desk.folder / "missing"
    for arguments in (
        ["publish", place, *desk.keys, "--snapshot", missing],
        ["renew", place, *desk.keys],
        ["rotate", place, "root", *desk.keys],
        ["status", place],
        ["status", "https://127.0.0.1:1/", "--root", missing],
        ["pull", place, "--root", missing, "--state", desk.folder / "state"],
        ["init", place, "--keys", keys, "--passphrase-file", empty],
        ["init", place, "--keys", keys, "--passphrase-file", missing],
        ["init", place, *desk.keys, "--threshold", 2],
    ):
        done = desk.run(*arguments)
        assert isinstance(done.exception, SnapshotError | OSError), arguments
        assert str(done.exception).isprintable()


def test_warnings_are_on_stderr(desk: Desk) -> None:
    """A timer's mail shows them; a script's result does not."""
    place = desk.folder / "channel"
    desk.does("init", place, *desk.keys, "--root-days", 0.02, "--targets-days", 0.02)
    done = desk.run("status", place, "--json")
    assert done.exit_code == 0
    orjson.loads(done.stdout)
    provider = Provider(desk.folder)
    desk.does("publish", place, *desk.keys, "--snapshot", provider.make(1))
