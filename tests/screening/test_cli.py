"""The command line, run as people run it: exit status, stdout, stderr."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING

import pytest
import yaml
from typer.main import get_command

from screening import cli
from screening.http.tokens import Tokens
from tests.screening.command import fresnel

if TYPE_CHECKING:
    from pathlib import Path

    from tests.screening.command import Main

EMAIL = "quiet.lantern@example.com"
# DESIGN section 4, "Command line": what is here, and what a later issue brings.
HERE = {
    "demo", "serve", "scan", "snapshot build", "snapshot inspect", "snapshot check",
    "snapshot diff", "snapshot forecast", "release init", "release publish", "release renew",
    "release rotate", "release status", "release pull", "config check", "token new",
    "mapping try", "audit verify", "dead-letter list", "dead-letter show", "dead-letter replay",
    "lookup", "explain", "console", "trends",
}  # fmt: skip
LATER = [
    "lookback",
]  # fmt: skip


def commands(prefix: str = "", command: object = None) -> set[str]:
    """Every command there is."""
    command = command or get_command(cli.app)
    inner = getattr(command, "commands", None)
    if inner is None:
        return {prefix.strip()}
    return set().union(*(commands(f"{prefix} {name}", each) for name, each in inner.items()))


def test_exactly_the_commands_of_this_version() -> None:
    """What the contract has and this issue builds, nothing more."""
    assert commands() == HERE


@pytest.mark.parametrize("name", sorted(HERE | {"", "snapshot", "config", "token"}))
def test_every_command_has_help(main: Main, name: str) -> None:
    """`--help` explains each, on stdout, with status 0."""
    status, out, err = main(*name.split(), "--help")
    assert (status, err) == (0, "")
    assert f"Usage: fresnel {name}".strip() in out


@pytest.mark.parametrize("name", LATER)
def test_names_kept_for_later_are_not_there(main: Main, name: str) -> None:
    """No stubs: an unknown command is wrong usage."""
    status, out, err = main(*name.split())
    assert (status, out) == (2, "")
    assert "No such command" in err


@pytest.mark.parametrize(
    "arguments",
    [["scan"], ["scan", "--colour"], ["token", "new"], ["snapshot", "build"], ["snapshot", "check"],
     ["token", "new", "--name", "x", "--scope", "everything"], ["demo", "--seconds", "x"],
     ["scan", "--snapshot", "x", "--at", "soon"]],
)  # fmt: skip
def test_wrong_usage_is_status_2(main: Main, snapshot: Path, arguments: list[str]) -> None:
    """The command says how it is used, on stderr."""
    arguments = [str(snapshot) if each == "x" else each for each in arguments]
    status, out, err = main(*arguments)
    assert (status, out) == (2, "")
    assert "Usage: fresnel" in err


def test_version(main: Main) -> None:
    """The software's name and version."""
    assert main("--version")[:2] == (0, "fresnel/0.1.0\n")


def test_a_damaged_snapshot_is_one_line(tmp_path: Path, snapshot: Path) -> None:
    """As its own process, so that nothing else is written either."""
    manifest = json.loads((snapshot / "manifest.json").read_text())
    (tmp_path / "manifest.json").write_text(json.dumps(manifest | {"serial": 2}))
    for command in (["snapshot", "check", tmp_path], ["scan", "--snapshot", tmp_path, "-"]):
        ran = fresnel(*command)
        assert (ran.status, ran.out) == (1, "")
        assert ran.err.startswith("fresnel: error: ")
        assert "manifest.json: checksum does not match" in ran.err
        assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, "FRESNEL_SNAPSHOT: not set"),
        ({"HTTP__PORT": "x"}, "FRESNEL_HTTP__PORT: "),
        ({"HTTP__HOST": "0.0.0.0"}, "FRESNEL_HTTP: host is not a loopback address"),
        ({"MAPPING": "none.yaml"}, "mapping none.yaml: "),
    ],
)
def test_serve_refuses_to_start(tmp_path: Path, settings: dict[str, str], told: str) -> None:
    """Before any connection is made, with one line and status 1."""
    if "MAPPING" in settings:
        settings = settings | {"SNAPSHOT": str(tmp_path)}
    ran = fresnel("serve", **settings)
    assert (ran.status, ran.out) == (1, "")
    assert told in ran.err
    assert ran.err.count("\n") == 1


def test_config_check(main: Main, snapshot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what is sound, the digest that alerts carry, and names that mean nothing."""
    monkeypatch.setenv("FRESNEL_SNAPSHOT", str(snapshot))
    monkeypatch.setenv("FRESNEL_COLOUR", "red")
    status, out, err = main("config", "check")
    assert (status, err) == (0, "")
    assert "mapping generic: sound" in out
    assert "snapshot serial 1, 10 indicators: sound" in out
    assert "FRESNEL_COLOUR: not a setting of this version" in out
    digest = out.partition("config_digest ")[2].split()[0]
    assert len(digest) == 64


@pytest.mark.parametrize("name", ["SNAPSHOT", "MAPPING", "HTTP__TOKENS_FILE", "LOG_LEVEL"])
def test_config_check_refuses(
    main: Main, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    """Each of them is checked, not only the settings' form."""
    monkeypatch.setenv(f"FRESNEL_{name}", str(tmp_path / "none.yaml"))
    status, out, err = main("config", "check")
    assert status == 1
    assert err.startswith("fresnel: error: ")
    assert "sound" not in out or name in {"SNAPSHOT", "HTTP__TOKENS_FILE"}


def test_token_new(main: Main, tmp_path: Path) -> None:
    """The token alone is on stdout; the file, the owner's alone, has its hash and scopes."""
    path = tmp_path / "tokens.yaml"
    arguments = ["--name", "ops", "--scope", "reload", "--scope", "screen", "--file", path]
    status, out, _ = main("token", "new", *arguments)
    assert status == 0
    (entry,) = yaml.safe_load(path.read_text())["tokens"]
    assert (entry["name"], entry["scopes"]) == ("ops", ["reload", "screen"])
    assert out.strip() not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(out.split()) == 1


def test_token_new_without_a_file(main: Main, tmp_path: Path) -> None:
    """What it prints on stderr is the entry, ready for the file."""
    status, out, err = main("token", "new", "--name", "ops", "--scope", "screen")
    assert status == 0
    path = tmp_path / "tokens.yaml"
    path.write_text(f"tokens:\n{err.partition(': ')[2]}")
    found = Tokens(path).find(out.strip())
    assert found is not None
    assert found.name == "ops"


def test_snapshot_commands(tmp_path: Path) -> None:
    """Built, shown and checked: results on stdout, what was rejected on stderr and in a file."""
    feed, out = tmp_path / "feed.csv", tmp_path / "list"
    feed.write_text(f"id,type,value\n1,email,{EMAIL}\n2,email,nothing\n3,username,teal_anchor7\n")
    built = fresnel("snapshot", "build", "--feed", feed, "--out", out, "--serial", 7)
    assert built.status == 0
    assert "7" in built.out.split()
    assert "3 entries: 2 indicators, 0 merged, 1 in rejects.jsonl" in built.err
    inspected = fresnel("snapshot", "inspect", out, "--json")
    manifest = json.loads(inspected.out)
    assert (manifest["serial"], manifest["total"]) == (7, 2)
    checked = fresnel("snapshot", "check", out)
    assert (checked.status, checked.out) == (0, "sound: serial 7, 2 indicators\n")
    rejects = [json.loads(line) for line in (out / "rejects.jsonl").read_text().splitlines()]
    assert [(each["feed"], each["line"]) for each in rejects] == [("feed", 3)]


@pytest.mark.parametrize("name", ["none.csv", "feed.txt"])
def test_a_feed_that_cannot_be_used(main: Main, tmp_path: Path, name: str) -> None:
    """One line, status 1, and nothing is written."""
    (tmp_path / "feed.txt").write_text("x")
    status, out, err = main(
        "snapshot", "build", "--feed", tmp_path / name, "--out", tmp_path / "list"
    )
    assert (status, out) == (1, "")
    assert err.startswith("fresnel: error: ")
    assert not (tmp_path / "list").exists()


def test_a_file_that_is_missing_is_named_without_jargon(main: Main, tmp_path: Path) -> None:
    """The system's own error reads as ours do: the file, then why."""
    feed, out, missing = tmp_path / "feed.csv", tmp_path / "list", tmp_path / "none.jsonl"
    feed.write_text("type,value\nphrase,purple lantern\n")
    assert main("snapshot", "build", "--feed", feed, "--out", out)[0] == 0
    status, _, err = main("scan", "--snapshot", out, "--mapping", "generic", missing)
    assert status == 1
    assert err == f"fresnel: error: {missing}: No such file or directory\n"
