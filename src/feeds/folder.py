"""Folders and files that appear whole or not at all, and stay after a power cut."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def written(folder: Path) -> Iterator[Path]:
    """A scratch folder beside `folder` that takes its place when the block ends well.

    What `folder` held before is replaced, and put back if that fails.

    Raises:
        OSError: the disk refuses.
    """
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        yield scratch
        sync(scratch)
        _put_in_place(scratch, folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


@contextlib.contextmanager
def durable(path: Path) -> Iterator[IO[bytes]]:
    """A new file to write, which is on the disk when the block ends."""
    with path.open("wb") as stream:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())


def write_durably(path: Path, data: bytes) -> None:
    """Write a new file and have it on the disk."""
    with durable(path) as stream:
        stream.write(data)


def copy_durably(path: Path, content: bytes | Path) -> None:
    """Write a new file with this content, or with that of another file."""
    if isinstance(content, bytes):
        write_durably(path, content)
        return
    with durable(path) as stream, content.open("rb") as source:
        shutil.copyfileobj(source, stream)


def replace_durably(path: Path, data: bytes) -> None:
    """Give `path` new content in one step: a reader sees the old or the new."""
    aside = path.with_name(f".{path.name}.new")
    write_durably(aside, data)
    aside.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Have a file's content, or the names in a folder, on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _put_in_place(scratch: Path, folder: Path) -> None:
    if folder.exists():
        old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.old.", dir=folder.parent))
        kept = old / folder.name
        try:
            folder.rename(kept)
            scratch.rename(folder)
        except OSError:
            if kept.exists():
                kept.rename(folder)
            old.rmdir()
            raise
        shutil.rmtree(old, ignore_errors=True)
    else:
        scratch.rename(folder)
    sync(folder.parent)
