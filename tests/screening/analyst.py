"""The alert that the analyst's guide explains, made anew from the guide's own files.

`python -m tests.screening.analyst` writes it into the page.
"""

from __future__ import annotations

import json
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from feeds.build import build
from feeds.compile import load as load_list
from screening import judge, mapping, settings
from screening.screen import Origin

PAGE = Path(__file__).parents[2] / "docs" / "analyst.md"
FILES = PAGE.with_suffix("")
_BLOCK = re.compile(r"```json\n(.*?)```", re.DOTALL)
NOW = datetime(2026, 3, 1, 12, 40, 2, tzinfo=UTC)


def alerts() -> tuple[dict[str, Any], dict[str, Any]]:
    """The live alert of the guide's payment, and the one in shadow, as they are published."""
    given = settings.load(
        policy=str(FILES / "policy.yaml"),
        shadow=FILES / "shadow.yaml",
        allow_list=FILES / "allow-list.yaml",
    )
    reader = mapping.load(str(FILES / "mapping.yaml"))
    judging = judge.from_settings(given, reader, shadow_alerts=True)
    origin = Origin(int(NOW.timestamp() * 1000), ("transactions", 2, 811), 2, 811)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "list"
        build([FILES / "list.csv"], out, serial=7, created=NOW.replace(hour=2, minute=0, second=0))
        judgement = judging.judge(
            (FILES / "payment.json").read_bytes(), origin, load_list(out), mode="live", now=NOW
        )
    (live,), (watched,) = judgement.alerts, judgement.shadow_alerts
    return live, watched


def told() -> dict[str, Any]:
    """The alert that the page shows."""
    found = _BLOCK.search(PAGE.read_text("utf-8"))
    assert found is not None
    return dict(json.loads(found[1]))


def write() -> None:
    """Put the alert into the page."""
    text = json.dumps(alerts()[0], indent=2, ensure_ascii=False)
    page = PAGE.read_text("utf-8")
    PAGE.write_text(_BLOCK.sub(lambda _: f"```json\n{text}\n```", page, count=1), "utf-8")


if __name__ == "__main__":
    write()
