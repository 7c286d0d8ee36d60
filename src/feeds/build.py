"""From feeds to a snapshot: every entry ends on the list or in the rejects file.

Law: a feed that fails costs no other feed. What it gave before is read again, the snapshot says
that it is stale, and what was fetched is kept only once the snapshot is written.
"""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from feeds import feeds_file, snapshot
from feeds.admit import Admission
from feeds.fetch import Fetched, exclusive, fetch_all, hosts_of
from feeds.formats import FeedError
from feeds.ids import Ids
from feeds.intake import EVERY, Intake, RejectedShareError
from feeds.snapshot import FeedState, SnapshotError
from feeds.sort import Sorter

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from feeds.feeds_file import Feed, FeedsFile
    from feeds.intake import Told
    from feeds.snapshot import Manifest

REJECTS = snapshot.REJECTS


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made: the manifest, entries read, and how many were rejected for what.

    `repeated_ids` counts ids that stand for more than one indicator.
    """

    manifest: Manifest
    entries: int
    rejected: Counter[tuple[str, str]]
    repeated_ids: int


def build(
    feeds: Sequence[Path],
    out: Path,
    *,
    serial: int,
    created: datetime,
    product: FeedsFile | None = None,
    state: Path | None = None,
    told: Told = lambda _stage, _count: None,
) -> Built:
    """Build the snapshot `out` from feeds, in their order; `out/rejects.jsonl` has the rest.

    `feeds` are plain feeds and at most one feeds file; `product`, if given, stands for them.
    `state` keeps what was fetched between builds (default: `OUT.feeds`). `told` hears of each
    stage and how many entries or indicators it has done.

    Raises:
        FeedError: the feeds file is wrong, a plain feed cannot be used at all, or more of a
            feed was rejected than its limit allows.
        SnapshotError: nothing is left, or `out` holds something else.
        OSError: a file cannot be read or written.
    """
    product = product or feeds_file.gather(feeds)
    chosen = feeds_file.chosen(product)
    out = out if out.is_symlink() else out.resolve()  # a link is refused when it is to be replaced
    state = (state or out.with_name(f"{out.name}.feeds")).resolve()
    parent = out.parent
    parent.mkdir(parents=True, exist_ok=True)
    with (
        _fetched(chosen, product, state, created) as fetched,
        tempfile.TemporaryDirectory(prefix=".fresnel-build-", dir=parent) as scratch,
    ):
        rejects = Path(scratch) / REJECTS
        with rejects.open("wb") as stream:
            run = Intake(Admission(product, created), Sorter(Path(scratch)), stream, told)
            plain = {str(path) for path in feeds}
            states = [_state(run, feed, fetched, fatal=feed.location in plain) for feed in chosen]
        _refuse_empty(run, states)
        ids = Ids()
        manifest = snapshot.write(
            out,
            ids.noting(_counted(run.sorter.lines(), told)),
            serial=serial,
            created=created,
            feeds=states,
            beside={REJECTS: rejects},
        )
    entries = run.kept.total() + run.rejected.total()
    return Built(manifest, entries, run.rejected, len(ids.repeated()))


@contextmanager
def _fetched(
    chosen: Sequence[Feed], product: FeedsFile, state: Path, now: datetime
) -> Iterator[dict[str, Fetched]]:
    """Fetch the remote feeds; what is still in the result when the block ends well is kept."""
    remote = [feed for feed in chosen if feed.is_remote]
    if not remote:
        yield {}
        return
    if product.ca_file is not None and not product.ca_file.is_file():
        raise FeedError(f"ca_file: {product.ca_file.name}: no such file")
    with exclusive(state):
        hosts, ca_file = hosts_of(product.feeds), product.ca_file
        results = asyncio.run(
            fetch_all(remote, hosts, state, now, proxy=product.proxy, ca_file=ca_file)
        )
        usable = {each.feed.name: each for each in results}
        yield usable
        for each in usable.values():
            each.keep()


def _state(run: Intake, feed: Feed, fetched: dict[str, Fetched], *, fatal: bool) -> FeedState:
    """Read a feed, and say how that went; a plain feed's failure is the build's.

    What was fetched and turns out to be no feed is not kept; the last good copy is read instead.
    """
    here = fetched.get(feed.name)
    path = Path(feed.location) if here is None else here.path
    problem = None if here is None else here.problem
    if path is not None:
        unusable = _unusable(run, feed, path, fatal=fatal)
        problem = unusable or problem
        if unusable and here is not None:
            del fetched[feed.name]
            if here.before not in (None, path):
                _unusable(run, feed, here.before, fatal=False)
    return FeedState(
        name=feed.name,
        kind=feed.kind,
        licence=feed.licence,
        fetched=None if here is None else here.fetched,
        problem=problem,
        kept=run.kept[feed.name],
        rejected=run.rejected_of(feed),
    )


def _unusable(run: Intake, feed: Feed, path: Path, *, fatal: bool) -> str | None:
    """Read a feed from `path`; why that was not possible, or None."""
    try:
        run.take(feed, path)
    except RejectedShareError:
        raise
    except (FeedError, OSError) as error:
        if fatal:
            raise
        return f"{path.name}: {error.strerror}" if isinstance(error, OSError) else str(error)
    return None


def _refuse_empty(run: Intake, states: Sequence[FeedState]) -> None:
    if run.kept:
        return
    problems = [f"feed {each.name}: {each.problem}" for each in states if each.problem]
    if run.first is not None:
        problems.append(f"all {run.rejected.total()} entries rejected, first {run.first}")
    if problems:
        raise SnapshotError(f"no indicators: {'; '.join(problems)}")


def _counted(lines: Iterator[tuple[str, bytes]], told: Told) -> Iterator[tuple[str, bytes]]:
    for number, line in enumerate(lines, 1):
        if number % EVERY == 0:
            told("writing", number)
        yield line
