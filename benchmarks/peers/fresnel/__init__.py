"""Fresnel among its peers: the real service, and its list as a snapshot."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import build as snapshots
from benchmarks import corpus

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMAND = [str(Path(sys.executable).with_name("fresnel")), "serve"]


def snapshot(folder: Path, listed: Sequence[tuple[str, str]]) -> Path:
    """The lists as a snapshot below `folder`, built as a steward would."""
    feed, out = folder / "feed.csv", folder / "snapshot"
    corpus.write_feed(feed, 0, 0, *listed)
    snapshots.run(feed, out, 1)
    feed.unlink()
    return out


def environment(
    bootstrap: str, topic: str, group: str, review: str, folder: Path
) -> dict[str, str]:
    """Its settings; `folder` holds the snapshot, and the compiled list from one run to the next."""
    ours = {
        "KAFKA__BOOTSTRAP_SERVERS": bootstrap,
        "KAFKA__TRANSACTIONS_TOPIC": topic,
        "KAFKA__GROUP_ID": group,
        "KAFKA__REVIEW_TOPIC": review,
        "KAFKA__DEAD_LETTER_TOPIC": f"{review}.dead-letter",
        "KAFKA__AUDIT_TOPIC": f"{review}.audit",
        "MAPPING": str(Path(__file__).with_name("mapping.yaml")),
        "SNAPSHOT": str(folder / "snapshot"),
        "STATE_DIR": str(folder / "state"),
        "HTTP__PORT": "0",
    }
    outer = {name: value for name, value in os.environ.items() if not name.startswith("FRESNEL_")}
    return outer | {f"FRESNEL_{name}": value for name, value in ours.items()}
