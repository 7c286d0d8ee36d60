"""From a verified snapshot to a compiled index, in memory or on this host's disk.

Law: a compiled index is made here, from a verified snapshot, and used only as it was made: its
files have the sizes and checksums that `compiled.json` states, or it is made again.
"""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from typing import TYPE_CHECKING, Any

import orjson
import xxhash

from feeds import folder as folders
from feeds import ids, snapshot
from feeds.ids import Ids, Repeated
from feeds.lines import LineRecords, line_ends, verified_keys
from feeds.snapshot import SnapshotError
from matcher import automaton, sieve
from matcher.index import Index
from matcher.normalize import NORMALIZER_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from feeds.snapshot import Manifest
    from matcher.automaton import Engine

FORMAT = "fresnel.compiled/5"
COMPILED = "compiled.json"
LINES, ENDS, PARTS = "indicators.jsonl", "ends.bin", "index.bin"
SHARD = 16_384
COPIES = 3  # daachorse's automaton, what it is read from, and the copy while that is done
PATTERN_NUMBER_BYTES, BYTES_A_PATTERN = 4, 600  # pyahocorasick, for some 18 characters each
REPEATED = "repeated_ids"
_ALIGNMENT = 64
_BLOCK = 1 << 22


@dataclass(frozen=True, slots=True)
class ActiveList:
    """A compiled index and the manifest of the snapshot it was made from.

    `repeated_ids` stand for several of its indicators.
    """

    index: Index
    manifest: Manifest
    repeated_ids: Repeated = ids.NONE


class StaleError(Exception):
    """A compiled index that is not there, damaged, or made by other software."""


def load(folder: Path, engine: Engine = "auto") -> ActiveList:
    """Verify the snapshot in `folder` and compile it in this process.

    Raises:
        SnapshotError: the snapshot is refused; nothing of it was used.
        LookupError: the engine is not installed.
    """
    try:
        manifest, content = snapshot.read(folder)
        records = LineRecords.of(content)
        return _compiled(records, manifest, engine)
    except SnapshotError as error:
        raise SnapshotError(f"snapshot {folder}: {error}") from error


def place(root: Path, digest: str, engine: Engine) -> Path:
    """Where below `root` the compiled index of this content by this software is kept."""
    made_by = hashlib.sha256("\n".join(_software(engine)).encode()).hexdigest()
    return root / f"{digest[:24]}-{made_by[:8]}"


def write(
    folder: Path, out: Path, engine: Engine = "auto", told: Callable[[str], None] = lambda _: None
) -> None:
    """Verify the snapshot in `folder` and leave its compiled index in `out`, whole or not at all.

    `told` hears of each stage: verifying, compiling, writing.

    Raises:
        SnapshotError: the snapshot is refused.
        LookupError: the engine is not installed.
        OSError: the disk refuses.
    """
    told("verifying")
    manifest, content = snapshot.read(folder)
    records = LineRecords.of(content)
    told("compiling")
    made = _compiled(records, manifest, engine)
    told("writing")
    with folders.written(out) as scratch:
        folders.write_durably(scratch / LINES, content)
        folders.write_durably(scratch / ENDS, line_ends(content).tobytes())
        parts = {**made.index.parts(), REPEATED: made.repeated_ids.hashes}
        table = _write_parts(scratch / PARTS, parts)
        described = _describe(scratch, manifest, table, engine)
        folders.write_durably(scratch / COMPILED, described)


def restore(out: Path, manifest: Manifest, engine: Engine = "auto") -> ActiveList:
    """The index that `write` left in `out`, of a snapshot with this manifest.

    Its files are mapped, not read: processes of a host share them.

    Raises:
        StaleError: it is not there, is damaged, or is not of this content by this software.
        LookupError: the engine is not installed.
    """
    try:
        described = orjson.loads((out / COMPILED).read_bytes())
        if described["digest"] != manifest.digest or described["software"] != _software(engine):
            raise StaleError(f"{out.name}: of another list or software")
        for name in (LINES, ENDS, PARTS):
            if _state(out / name) != described["files"][name]:
                raise StaleError(f"{out.name}: {name} is damaged")
        records = LineRecords(_mapped(out / LINES), memoryview(_mapped(out / ENDS)).cast("Q"))
        parts = _parts(_mapped(out / PARTS), described["parts"])
        repeated = Repeated(parts.pop(REPEATED).cast("Q"))
        return ActiveList(Index.restore(parts, records, engine, shard=SHARD), manifest, repeated)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StaleError(f"{out.name}: {type(error).__name__}") from error


def prune(root: Path, keep: Iterable[Path]) -> None:
    """Remove what is compiled below `root` and not among `keep`.

    Never what a service may still map: the system would free all of such a file at once when
    the service lets go of it, and its event loop would stand still meanwhile.
    """
    kept = {path.name for path in keep}
    for other in root.iterdir():
        if other.name not in kept and other.is_dir():
            shutil.rmtree(other, ignore_errors=True)


def footprint(out: Path) -> int:
    """Bytes that the index in `out` takes besides the files it maps, which are the system's.

    Raises:
        StaleError: it is not there.
    """
    try:
        parts = orjson.loads((out / COMPILED).read_bytes())["parts"]
        automata = [parts[name][1] for name in ("automaton", "loose.automaton") if name in parts]
        if automata:
            return int(sum(automata)) * COPIES
        return 2 * int(parts["phrases"][1]) // PATTERN_NUMBER_BYTES * BYTES_A_PATTERN
    except (OSError, ValueError, KeyError) as error:
        raise StaleError(f"{out.name}: {type(error).__name__}") from error


def _compiled(records: LineRecords, manifest: Manifest, engine: Engine) -> ActiveList:
    noted = Ids()
    keys = verified_keys(records, manifest, noted)
    try:
        return ActiveList(Index.compile(keys, records, engine), manifest, noted.repeated())
    except ValueError as error:
        raise SnapshotError(f"{snapshot.INDICATORS}: a value is not of its type") from error


def _software(engine: Engine) -> list[str]:
    return [FORMAT, NORMALIZER_VERSION, automaton.version(engine), f"sieve {sieve.version()}"]


def _describe(
    scratch: Path, manifest: Manifest, table: dict[str, tuple[int, int]], engine: Engine
) -> bytes:
    return orjson.dumps(
        {
            "software": _software(engine),
            "digest": manifest.digest,
            "files": {name: _state(scratch / name) for name in (LINES, ENDS, PARTS)},
            "parts": table,
        },
        option=orjson.OPT_INDENT_2,
    )


def _write_parts(path: Path, parts: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """Write the buffers one after the other, aligned; the place and length of each."""
    table, at = {}, 0
    with folders.durable(path) as stream:
        for name, part in parts.items():
            data = memoryview(part).cast("B")
            table[name] = (at, len(data))
            gap = -len(data) % _ALIGNMENT
            stream.write(data)
            stream.write(bytes(gap))
            at += len(data) + gap
    return table


def _parts(content: mmap, table: Mapping[str, tuple[int, int]]) -> dict[str, memoryview]:
    whole = memoryview(content)
    return {name: whole[at : at + length] for name, (at, length) in table.items()}


def _state(path: Path) -> list[object]:
    """Size and checksum: against damage; whoever may write here may do anything."""
    checksum, size = xxhash.xxh3_128(), 0
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            checksum.update(block)
            size += len(block)
    return [size, checksum.hexdigest()]


def _mapped(path: Path) -> mmap:
    with path.open("rb") as stream:
        return mmap(stream.fileno(), 0, access=ACCESS_READ)
