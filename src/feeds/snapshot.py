"""The snapshot folder: `manifest.json` and `indicators.jsonl.gz`, written once, verified always.

Law: nothing of a snapshot is used before all of it is verified. The manifest states the size
and SHA-256 of the indicators both compressed and not, the counts, and its own checksum, so a
byte that changed anywhere is either refused or makes no difference.
The digest covers the content alone: the same indicators have the same digest under any serial.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import orjson
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from feeds import folder as folders
from matcher.normalize import NORMALIZER_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

SCHEMA = "fresnel.snapshot/1"
MANIFEST = "manifest.json"
INDICATORS = "indicators.jsonl.gz"
REJECTS = "rejects.jsonl"
MAX_MANIFEST_BYTES = 1 << 20
MAX_LINE_BYTES = 1 << 18
"""Bytes of an indicator on average, at most: a file that claims more is a bomb."""

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(strict=True, ge=0, lt=1 << 53)]


class SnapshotError(Exception):
    """A snapshot that is refused; the message says why in one line."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Content(_Strict):
    """What the indicators file must be, byte for byte, as stored and when decompressed."""

    stored_bytes: Count
    stored_sha256: Sha256
    bytes: Count
    sha256: Sha256


class FeedState(_Strict):
    """What a feed gave to a snapshot. `problem` says why it is stale, as far as it is.

    `fetched` is when what was read was last known to be current; None for a local file, and
    for a feed that gave nothing. `kept` are the entries that are on the list.
    """

    name: str
    kind: str
    licence: str | None
    fetched: AwareDatetime | None
    problem: str | None
    kept: Count
    rejected: Count

    @property
    def stale(self) -> bool:
        """Whether the list holds older entries of this feed than it should, or none."""
        return self.problem is not None


class Manifest(_Strict):
    """What a snapshot says of itself; `checksum` is over all the rest in canonical JSON."""

    schema_: Annotated[str, Field(alias="schema", pattern=f"^{SCHEMA}$")]
    serial: Count
    created: AwareDatetime
    digest: Sha256
    normalizer: str
    total: Count
    counts: dict[str, Count]
    files: dict[str, Content]
    feeds: tuple[FeedState, ...] = ()
    checksum: Sha256


def write(
    folder: Path,
    lines: Iterable[tuple[str, bytes]],
    *,
    serial: int,
    created: datetime,
    feeds: Sequence[FeedState] = (),
    beside: Mapping[str, bytes | Path],
) -> Manifest:
    """Write a snapshot to `folder`, which appears whole or not at all.

    `lines` are each indicator's type and line, merged and sorted; the same ones give the same
    bytes but for serial, time and what is said of `feeds`. `beside` are files kept with it that
    are not part of it, by name: their content, or a file to copy. An older snapshot in `folder`
    is replaced, and put back if that fails; any other content is not.

    Raises:
        SnapshotError: there are no indicators, or `folder` holds something else.
        OSError: the disk refuses.
    """
    _refuse_foreign(folder, {MANIFEST, INDICATORS, REJECTS, *beside})
    folder = folder.resolve()
    with folders.written(folder) as scratch:
        content, counts = _write_indicators(scratch / INDICATORS, lines)
        if not counts:
            raise SnapshotError("no indicators: an empty snapshot is never written")
        manifest = _manifest(content, counts, serial, created, feeds)
        for name, data in {**beside, MANIFEST: manifest}.items():
            folders.copy_durably(scratch / name, data)
        scratch.chmod(0o755)
    return read_manifest(folder)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the snapshot in `folder`, its form and checksum verified.

    Raises:
        SnapshotError: it is missing, unreadable, damaged or of another version.
    """
    try:
        with (folder / MANIFEST).open("rb") as stream:
            raw = stream.read(MAX_MANIFEST_BYTES + 1)
    except OSError as error:
        raise SnapshotError(f"{MANIFEST}: {error.strerror}") from error
    if len(raw) > MAX_MANIFEST_BYTES:
        raise SnapshotError(f"{MANIFEST}: larger than {MAX_MANIFEST_BYTES} bytes")
    try:
        values = orjson.loads(raw)
        manifest = Manifest.model_validate(values)
    except orjson.JSONDecodeError as error:
        raise SnapshotError(f"{MANIFEST}: not JSON") from error
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "top"
        raise SnapshotError(f"{MANIFEST}: {where}: {first['msg']}") from error
    _verify_manifest(manifest, values)
    return manifest


def read(folder: Path) -> tuple[Manifest, bytes]:
    """The verified manifest and indicators (JSON lines) of the snapshot in `folder`.

    Raises:
        SnapshotError: any part is missing or is not what the manifest says.
    """
    manifest = read_manifest(folder)
    expected = manifest.files[INDICATORS]
    try:
        with (folder / INDICATORS).open("rb") as stream:
            stored = stream.read(expected.stored_bytes + 1)
    except OSError as error:
        raise SnapshotError(f"{INDICATORS}: {error.strerror}") from error
    _expect(stored, expected.stored_bytes, expected.stored_sha256, INDICATORS)
    content = _decompress(stored, expected.bytes)
    _expect(content, expected.bytes, expected.sha256, f"{INDICATORS}, decompressed")
    if content.count(b"\n") != manifest.total:
        raise SnapshotError(f"{INDICATORS}: not as many indicators as the manifest counts")
    return manifest, content


def _verify_manifest(manifest: Manifest, values: dict[str, Any]) -> None:
    if _checksum(values) != manifest.checksum:
        raise SnapshotError(f"{MANIFEST}: checksum does not match: altered or damaged")
    if manifest.normalizer != NORMALIZER_VERSION:
        raise SnapshotError(
            f"{MANIFEST}: normalised by version {manifest.normalizer}, this software has "
            f"{NORMALIZER_VERSION}: build the snapshot again"
        )
    if set(manifest.files) != {INDICATORS}:
        raise SnapshotError(f"{MANIFEST}: files: exactly {INDICATORS} is expected")
    if not manifest.total or sum(manifest.counts.values()) != manifest.total:
        raise SnapshotError(f"{MANIFEST}: counts: empty or not adding up to the total")
    if manifest.files[INDICATORS].bytes > manifest.total * MAX_LINE_BYTES:
        raise SnapshotError(f"{MANIFEST}: more bytes than its indicators can have")
    if manifest.files[INDICATORS].sha256 != manifest.digest:
        raise SnapshotError(f"{MANIFEST}: digest: not that of the indicators")


def _checksum(values: dict[str, Any]) -> str:
    rest = {name: value for name, value in values.items() if name != "checksum"}
    return hashlib.sha256(orjson.dumps(rest, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _manifest(
    content: Content,
    counts: Counter[str],
    serial: int,
    created: datetime,
    feeds: Sequence[FeedState],
) -> bytes:
    values: dict[str, Any] = {
        "schema": SCHEMA,
        "serial": serial,
        "created": created.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "digest": content.sha256,
        "normalizer": NORMALIZER_VERSION,
        "total": counts.total(),
        "counts": {str(kind): count for kind, count in sorted(counts.items())},
        "files": {INDICATORS: content.model_dump()},
        "feeds": [feed.model_dump(mode="json") for feed in feeds],
    }
    values["checksum"] = _checksum(values)
    return orjson.dumps(values, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _write_indicators(
    path: Path, lines: Iterable[tuple[str, bytes]]
) -> tuple[Content, Counter[str]]:
    counts: Counter[str] = Counter()
    size, digest = 0, hashlib.sha256()
    # No name and no time in the header: equal content gives equal bytes.
    with (
        folders.durable(path) as stream,
        gzip.GzipFile("", "wb", compresslevel=6, fileobj=stream, mtime=0) as packed,
    ):
        for kind, line in lines:
            counts[kind] += 1
            size += len(line)
            digest.update(line)
            packed.write(line)
    with path.open("rb") as stream:
        stored = hashlib.file_digest(stream, "sha256").hexdigest()
    content = Content(
        stored_bytes=path.stat().st_size,
        stored_sha256=stored,
        bytes=size,
        sha256=digest.hexdigest(),
    )
    return content, counts


def _refuse_foreign(folder: Path, ours: set[str]) -> None:
    """Only a snapshot is ever replaced: others too call a file `manifest.json`."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise SnapshotError(f"{folder.name}: exists and is not a folder")
    held = {each.name for each in folder.iterdir()} if folder.exists() else set()
    if held and not {MANIFEST, INDICATORS} <= held <= ours:
        raise SnapshotError(f"{folder.name}: holds files that are not a snapshot")


def _expect(data: bytes, size: int, sha256: str, name: str) -> None:
    if len(data) != size:
        raise SnapshotError(f"{name}: not the {size} bytes that the manifest says")
    if hashlib.sha256(data).hexdigest() != sha256:
        raise SnapshotError(f"{name}: SHA-256 does not match: altered or damaged")


def _decompress(stored: bytes, size: int) -> bytes:
    """Decompress at most `size` bytes: a bomb ends where the manifest says the content does."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        content = unpacker.decompress(stored, size + 1)
    except zlib.error as error:
        raise SnapshotError(f"{INDICATORS}: not readable as gzip") from error
    if unpacker.unconsumed_tail or unpacker.unused_data or not unpacker.eof:
        raise SnapshotError(f"{INDICATORS}: longer or shorter than the manifest says")
    return content
