"""`fresnel release`: make and keep a signed release channel; take releases from one."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Table

from feeds import moment
from feeds.prepare import RELEASE, ReleaseRequest, Request
from feeds.release import channel, first, status
from feeds.release.errors import ReleaseError
from feeds.release.repository import Repository
from feeds.release.ring import LEAST_PASSPHRASE, Ring
from feeds.release.roles import DEFAULT_RETAIN, LEAST_RETAIN, Lifetimes, Role
from screening import preparation, settings
from screening.cli_lookup import user_name
from screening.four_eyes import FourEyes

if TYPE_CHECKING:
    from collections.abc import Callable

app = typer.Typer(help="The signed release channel.", no_args_is_help=True)
_errors = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)

_DEFAULT = Lifetimes()
_SHOWN = 8
Channel = Annotated[Path, typer.Argument(metavar="REPOSITORY", help="Folder of the channel.")]
Keys = Annotated[Path, typer.Option("--keys", help="Folder of the online keys.")]
RootKeys = Annotated[
    list[Path] | None,
    typer.Option("--root-keys-dir", help="Folder of root keys; may be repeated. Default: --keys."),
]
Passphrase = Annotated[
    Path | None,
    typer.Option("--passphrase-file", help="File with the keys' passphrase; else it is asked."),
]
RootPassphrase = Annotated[
    Path | None,
    typer.Option("--root-passphrase-file", help="The same for root keys, where it is another."),
]
Location = Annotated[str, typer.Argument(help="URL or folder of the channel.")]
Timeout = Annotated[float, typer.Option(min=0.1, help="Time for one file of the channel.")]
Days = Annotated[float, typer.Option(min=0.01, help="Days until what the role signs expires.")]


@app.command()
def init(
    repository: Channel,
    *,
    keys: Keys,
    root_keys_dir: RootKeys = None,
    root_keys: Annotated[int, typer.Option(min=1, help="How many root keys to make.")] = 1,
    threshold: Annotated[int, typer.Option(min=1, help="How many of them must sign.")] = 1,
    passphrase_file: Passphrase = None,
    root_passphrase_file: RootPassphrase = None,
    root_days: Days = _DEFAULT.root,
    targets_days: Days = _DEFAULT.targets,
    snapshot_days: Days = _DEFAULT.snapshot,
    timestamp_days: Days = _DEFAULT.timestamp,
    retain: Annotated[
        int, typer.Option(min=LEAST_RETAIN, help="How many releases stay available.")
    ] = DEFAULT_RETAIN,
) -> None:
    """Make a channel and its keys; prints the root file that banks need."""
    ring = _ring(keys, root_keys_dir, passphrase_file, root_passphrase_file)
    root = first.init(
        repository,
        ring,
        _now(),
        root_keys=root_keys,
        threshold=threshold,
        lifetimes=Lifetimes(root_days, targets_days, snapshot_days, timestamp_days),
        retain=retain,
    )
    if not root_keys_dir:
        _errors.print(f"the root key is beside the online keys: take it offline, away from {keys}")
    _errors.print("give every bank this root file by another way than the channel:")
    typer.echo(root)


@app.command()
def publish(
    repository: Channel,
    *,
    keys: Keys,
    snapshot: Annotated[Path | None, typer.Option(help="Folder of the snapshot.")] = None,
    restore: Annotated[
        int | None, typer.Option(min=0, help="Instead: serial of a release to make current again.")
    ] = None,
    serial: Annotated[
        int | None, typer.Option(min=0, help="With --restore: the new serial. Default: the time.")
    ] = None,
    large_change: Annotated[
        bool, typer.Option("--large-change", help="Sign that a great change of size is meant.")
    ] = False,
    passphrase_file: Passphrase = None,
) -> None:
    """Sign a snapshot, or an older release's content, and make it the current release."""
    if (snapshot is None) == (restore is None):
        raise typer.BadParameter("one of the two", param_hint="--snapshot / --restore")
    if serial is not None and restore is None:
        raise typer.BadParameter("only with --restore", param_hint="--serial")
    channel_ = Repository(repository, _ring(keys, None, passphrase_file), _now())
    # A passphrase that is asked for needs the terminal to itself.
    with _errors.status("verifying and signing") if passphrase_file else nullcontext():
        if snapshot is not None:
            manifest = channel_.publish(snapshot, large_change=large_change)
        else:
            assert restore is not None
            manifest = channel_.restore(restore, new_serial=serial, large_change=large_change)
    _tell_soon(repository)
    for feed in manifest.feeds:
        if feed.stale or not feed.kept:
            _errors.print(f"warning: feed {feed.name} is stale or gave nothing")
    typer.echo(f"published serial {manifest.serial}, {manifest.total} indicators")


@app.command()
def renew(
    repository: Channel,
    *,
    keys: Keys,
    targets: Annotated[
        bool, typer.Option("--targets", help="Targets metadata too, when half its time is over.")
    ] = False,
    root: Annotated[bool, typer.Option("--root", help="Root metadata too, by its keys.")] = False,
    root_keys_dir: RootKeys = None,
    passphrase_file: Passphrase = None,
    root_passphrase_file: RootPassphrase = None,
) -> None:
    """Sign new expiry times when the list has not changed; for a timer."""
    ring = _ring(keys, root_keys_dir, passphrase_file, root_passphrase_file)
    renewed = Repository(repository, ring, _now()).renew(targets=targets, root=root)
    _tell_soon(repository)
    typer.echo(f"renewed {', '.join(renewed)}")


@app.command()
def rotate(
    repository: Channel,
    role: Annotated[Role, typer.Argument(help="Whose key: root, targets, snapshot or timestamp.")],
    *,
    keys: Keys,
    root_keys_dir: RootKeys = None,
    replace: Annotated[
        str | None, typer.Option(help="How the id of the key to replace begins, if several.")
    ] = None,
    passphrase_file: Passphrase = None,
    root_passphrase_file: RootPassphrase = None,
) -> None:
    """Give a role a new key in place of a lost, stolen or old one; needs the root keys."""
    ring = _ring(keys, root_keys_dir, passphrase_file, root_passphrase_file)
    done = Repository(repository, ring, _now()).rotate(role, replace=replace)
    typer.echo(f"{role} key {done.replaced_id[:16]} is replaced by {done.made}")
    if done.replaced is not None:
        _errors.print(f"the old key is no longer used: destroy {done.replaced}")


@app.command("status")
def show(
    location: Annotated[
        str, typer.Argument(help="URL or folder of the channel, or a service's state folder.")
    ],
    *,
    root: Annotated[Path | None, typer.Option(help="Root file; needed for a URL.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="All of it as JSON.")] = False,
    timeout_seconds: Timeout = 60.0,
) -> None:
    """Show roles, releases, and what is or will soon be expired."""
    now = _now()
    if "://" not in location and status.is_state(Path(location)):
        found = status.of_state(Path(location), now)
    else:
        given = None if root is None else root.read_bytes()
        found = status.of_channel(location, given, now, timeout_seconds=timeout_seconds)
    if as_json:
        options = orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z
        typer.echo(orjson.dumps(found, option=options).decode())
    else:
        _show(found)
    _tell(found)


@app.command()
def pull(
    location: Location,
    *,
    root: Annotated[Path, typer.Option(help="The channel's root file.")],
    state: Annotated[Path, typer.Option(help="State folder, as FRESNEL_STATE_DIR of `serve`.")],
    timeout_seconds: Timeout = 60.0,
    max_bytes: Annotated[int, typer.Option(min=1, help="Largest file.")] = 4 << 30,
    prepare_seconds: Annotated[float, typer.Option(min=1, help="Time for all of it.")] = 900.0,
) -> None:
    """Take, verify and accept the current release, as the service does; prints its folder.

    With FRESNEL_RELEASE__FOUR_EYES it is not accepted, but waits for approval at the service.
    """
    wanted = ReleaseRequest(
        location=location, root=root, timeout_seconds=timeout_seconds, max_bytes=max_bytes
    )
    before = channel.recorded(state / RELEASE)
    standing = None if before is None else before.model_dump(include={"serial", "digest", "counts"})
    asked_by = user_name() if settings.load().release.four_eyes else None
    request = Request(state=state, release=wanted, standing=standing, asked_by=asked_by)
    with _errors.status("pulling, verifying and compiling"):
        ready = preparation.prepare_now(request, prepare_seconds)
    if ready.is_new:
        FourEyes(state, request.records).asked("cli")
    if ready.is_held:
        _errors.print("fresnel: waits for approval: POST /v1/reload/approve", markup=False)
    typer.echo(ready.folder)


def _ring(
    keys: Path,
    root_keys: list[Path] | None,
    passphrase_file: Path | None,
    root_passphrase_file: Path | None = None,
) -> Ring:
    online, root = _from(passphrase_file), _from(root_passphrase_file or passphrase_file)
    places = tuple(root_keys or ())

    def ask(folder: Path, new: bool) -> str:
        return (root if folder in places else online)(folder, new)

    return Ring(keys, ask, places)


def _from(file: Path | None) -> Callable[[Path, bool], str]:
    """Passphrases out of a file, or asked at the terminal."""
    if file is None:
        return _asked
    text = file.read_text("utf-8").rstrip("\r\n")
    if not text:
        raise ReleaseError(f"{file}: holds no passphrase")
    return lambda _folder, _new: text


def _asked(folder: Path, new: bool) -> str:
    what = f"New passphrase ({LEAST_PASSPHRASE} characters or more)" if new else "Passphrase"
    answer: str = typer.prompt(
        f"{what} of the keys in {folder}", hide_input=True, confirmation_prompt=new, err=True
    )
    return answer


def _tell_soon(repository: Path) -> None:
    _tell(status.of_channel(str(repository), None, _now()))


def _tell(found: status.Status) -> None:
    for line in found.warnings():
        _errors.print(f"warning: {line}")


def _show(found: status.Status) -> None:
    console = Console(soft_wrap=True, markup=False)
    table = Table("role", "version", "state", "expires", "keys", box=None)
    for each in found.roles:
        keys = ", ".join(keyid[:_SHOWN] for keyid in each.keys)
        needed = f"{each.threshold} of {keys}" if len(each.keys) > 1 else keys
        expires = moment.render(each.expires)
        table.add_row(each.role, str(each.version), each.state, expires, needed)
    console.print(table)
    console.print(_releases(found) if found.releases else "no release yet")
    accepted = found.accepted
    if accepted is not None and accepted.serial is not None:
        console.print(f"accepted: serial {accepted.serial}, digest {accepted.digest}")


def _releases(found: status.Status) -> Table:
    table = Table("release", "created", "indicators", "digest", "note", box=None)
    for each in found.releases:
        created = "" if each.created is None else moment.render(each.created)
        counts = ", ".join(f"{kind} {count}" for kind, count in (each.counts or {}).items())
        total = "" if each.total is None else f"{each.total} ({counts})"
        notes = ["large change"] if each.large_change else []
        notes += ["current"] if each is found.releases[-1] else []
        table.add_row(
            str(each.serial), created, total, (each.digest or "")[:_SHOWN], ", ".join(notes)
        )
    return table


def _now() -> datetime:
    return datetime.now(UTC)
