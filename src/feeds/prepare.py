"""Preparing a list, in a process of its own that may die without hurting the service.

Pull, verify, compile, gate. A request comes as one JSON object on stdin, what happens goes out
as JSON lines on stdout: `{"stage": …}`, and at the end `{"ready": …}` or `{"refused": …}`.
One at a time a state folder: two services of a host share what one has prepared.
"""

from __future__ import annotations

import fcntl
import os
import resource
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
from pydantic import AwareDatetime, BaseModel, ConfigDict

from feeds import compile as compiler
from feeds import gate
from feeds.canaries import Canaries
from feeds.compile import StaleError
from feeds.gate import Standing
from feeds.release import channel, held, own
from feeds.release.errors import ExpiredError, UnreachableError
from feeds.snapshot import SnapshotError, read_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feeds.compile import ActiveList
    from feeds.release.channel import Release
    from feeds.snapshot import Manifest
    from matcher.automaton import Engine

NICENESS = 10
COMPILED, RELEASE, OWN = "compiled", "release", "own"


class ReleaseRequest(BaseModel):
    """Where a release channel is, and its first root."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    location: str
    root: Path
    timeout_seconds: float
    max_bytes: int


class Request(BaseModel):
    """What to prepare: a folder that is trusted as it is, or the current release of a channel.

    `standing` are serial, digest and counts of the list in use. `memory_limit_bytes` bounds what
    this process may take of memory. With `asked_by`, who asked for it, another person must approve
    what is prepared: it is held (`feeds.release.held`), unless its content was approved last.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    state: Path
    engine: str = "auto"
    folder: Path | None = None
    release: ReleaseRequest | None = None
    standing: dict[str, Any] | None = None
    canaries: Path | None = None
    memory_limit_bytes: int | None = None
    asked_by: str | None = None

    @property
    def records(self) -> Path:
        """Where it is recorded what was accepted and what waits, of this kind of list."""
        return self.state / (OWN if self.release is None else RELEASE)


class Ready(BaseModel):
    """What is prepared: a verified snapshot, its compiled index, and until when it is current.

    `is_held`: it waits for approval; `is_new`: and did not before.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    folder: Path
    compiled: Path
    expires: AwareDatetime | None
    is_held: bool = False
    is_new: bool = False


def main() -> None:
    """Answer one request; exit 0 when it was answered, whatever the answer is."""
    os.nice(NICENESS)
    request = Request.model_validate_json(sys.stdin.buffer.read())
    if request.memory_limit_bytes is not None:
        limit = request.memory_limit_bytes
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    try:
        with _alone(request.state):
            ready = prepare(request)
    except UnreachableError as error:
        _say(refused=str(error), kind="unreachable")
    except ExpiredError as error:
        _say(refused=str(error), kind="expired")
    except (SnapshotError, StaleError, OSError) as error:
        _say(refused=str(error), kind="refused")
    except MemoryError:
        _say(refused="not enough memory to prepare the list", kind="refused")
    else:
        _say(ready=ready.model_dump(mode="json"))


def prepare(request: Request) -> Ready:
    """Do what `request` asks.

    Raises:
        SnapshotError: the list is refused; says why.
        OSError: the disk refuses.
    """
    standing = None if request.standing is None else Standing(**request.standing)
    taken, folder = _taken(request)
    candidate, place = _compiled(folder, request, standing)
    _say(stage="trying")
    release = None if request.release is None else taken
    _judge(candidate, place, request, release, standing)
    expires = None if taken is None else taken.expires
    ready = Ready(folder=folder, compiled=place, expires=expires)
    return ready if taken is None else _recorded(ready, request, taken, candidate.manifest)


def _taken(request: Request) -> tuple[Release | None, Path]:
    """The release, or the folder that is trusted; a copy of it where it may have to wait."""
    if request.release is not None:
        _say(stage="pulling")
        release = _pull(request.release, request.state)
        return release, release.folder
    if request.folder is None:
        raise SnapshotError("nothing to prepare: neither a folder nor a release channel")
    if request.asked_by is None:
        return None, request.folder
    release = own.take(request.folder, request.records)
    return release, release.folder


def _recorded(ready: Ready, request: Request, release: Release, manifest: Manifest) -> Ready:
    """Accept what is ready, or hold it where another person must approve it first."""
    records = request.records
    if request.asked_by is not None:
        before = channel.recorded(records)
        if before is None or before.digest != manifest.digest:
            is_new = held.hold(records, release, manifest, request.asked_by)
            return ready.model_copy(update={"is_held": True, "is_new": is_new})
    channel.accept(records, release, manifest)
    held.drop(records)
    return ready


def _pull(request: ReleaseRequest, state: Path) -> Release:
    try:
        root = request.root.read_bytes()
    except OSError as error:
        raise SnapshotError(
            f"root file {request.root.name} (FRESNEL_RELEASE__ROOT): {error.strerror}"
        ) from error
    return channel.pull(
        request.location,
        root,
        state / RELEASE,
        timeout_seconds=request.timeout_seconds,
        max_bytes=request.max_bytes,
    )


def _compiled(folder: Path, request: Request, standing: Standing | None) -> tuple[ActiveList, Path]:
    """The compiled index of a snapshot, made now unless it is there already."""
    engine: Engine = request.engine  # type: ignore[assignment]
    manifest = read_manifest(folder)
    root = request.state / COMPILED
    place = compiler.place(root, manifest.digest, engine)
    if standing is not None and root.exists():
        waiting = held.waiting(request.records)
        digests = [standing.digest, *([waiting.release.digest] if waiting else [])]
        compiler.prune(root, [place, *(compiler.place(root, each, engine) for each in digests)])
    try:
        return compiler.restore(place, manifest, engine), place
    except StaleError:
        compiler.write(folder, place, engine, lambda stage: _say(stage=stage))
        return compiler.restore(place, manifest, engine), place


def _judge(
    candidate: ActiveList,
    place: Path,
    request: Request,
    release: Release | None,
    standing: Standing | None,
) -> None:
    """The gate; a folder is the operator's own, and its serial and size their affair."""
    if release is not None and standing is not None:
        if not release.new_keys:  # the root took the power to sign away: serials begin anew
            gate.follow(candidate, standing)
        gate.compare(candidate, standing, release.steps)
    gate.try_out(candidate, Canaries.load(request.canaries, ordinary=release is not None))
    gate.weigh(compiler.footprint(place))


@contextmanager
def _alone(state: Path) -> Iterator[None]:
    """Wait until no other process prepares a list in `state`."""
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (state / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _say(**told: object) -> None:
    sys.stdout.buffer.write(orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
