"""The pages of `docs/` that are made from the code: settings, metrics, commands, schemas.

`python -m screening.reference docs` writes them; a test compares the committed ones.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prometheus_client import Counter, Gauge, Histogram
from typer.main import get_command

from screening import alert, settings
from screening.audit import receipt
from screening.cli import app
from screening.console.gauges import ConsoleMetrics
from screening.console.state import IngestState
from screening.metrics import Metrics
from screening.workers.supervision import Supervision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


_KINDS = {Counter: "counter", Gauge: "gauge", Histogram: "histogram"}


def pages() -> dict[str, str]:
    """Every generated page by its file name."""
    return {
        "configuration.md": configuration(),
        "metrics.md": metrics(),
        "cli.md": commands(),
        "alert.schema.json": json.dumps(alert.json_schema(), indent=2) + "\n",
        "receipt.schema.json": json.dumps(receipt.json_schema(), indent=2) + "\n",
    }


def configuration() -> str:
    """Every setting with its default."""
    rows = (
        (f"`{name}`", _shown(default), description)
        for name, (default, description) in settings.names().items()
    )
    return _page(
        "Configuration",
        "Every setting is an environment variable. A YAML file (`--config FILE`) may give the "
        "same: `FRESNEL_KAFKA__GROUP_ID` is `group_id` under `kafka` there; the environment wins. "
        "`fresnel config check` names what is wrong.",
        _table(("setting", "default", "is"), rows),
    )


def metrics() -> str:
    """Every metric with its labels."""
    rows = []
    declared = map(vars, (Metrics(), Supervision(), ConsoleMetrics(IngestState())))
    for metric in (each for kind in declared for each in kind.values()):
        if isinstance(metric, Counter | Gauge | Histogram):
            described = next(iter(metric.describe()))
            name = described.name + ("_total" if isinstance(metric, Counter) else "")
            labels = ", ".join(f"`{label}`" for label in metric._labelnames)
            rows.append((f"`{name}`", _KINDS[type(metric)], labels, described.documentation))
    return _page(
        "Metrics",
        "`GET /metrics`, in Prometheus' text format. No label holds a value of a customer or an "
        "indicator. Those of `workers` are there with `--workers` alone, those of `console` at the "
        "console's port.",
        _table(("metric", "kind", "labels", "tells"), dict.fromkeys(rows)),
    )


def commands() -> str:
    """Every command with its arguments and options."""
    sections = [_command(path, command) for path, command in _walk("fresnel", get_command(app))]
    return _page(
        "Commands",
        "Results go to stdout; progress, counts and errors to stderr. Exit status: 0 done, 1 "
        "failed (one line says why), 2 wrong usage.",
        "\n\n".join(sections),
    )


def write(folder: Path) -> None:
    """Write every generated page into `folder`."""
    for name, text in pages().items():
        (folder / name).write_text(text, "utf-8")


def _walk(path: str, command: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  its class is private
    inner = getattr(command, "commands", None)
    if inner is None:
        yield path, command
        return
    for name in inner:
        yield from _walk(f"{path} {name}", inner[name])


def _command(path: str, command: Any) -> str:  # noqa: ANN401
    rows = []
    for option in (each for each in command.params if not getattr(each, "hidden", False)):
        is_option = option.param_type_name == "option"
        shown = option.opts[-1] if is_option else option.name.upper()
        needed = "needed" if option.required else _shown(option.default or None)
        rows.append((f"`{shown}`", needed, getattr(option, "help", "") or ""))
    table = f"\n\n{_table(('argument', 'default', 'is'), rows)}" if rows else ""
    return f"## {path}\n\n{command.help}{table}"


def _page(title: str, opening: str, body: str) -> str:
    return (
        f"# {title}\n\n<!-- Made from the code by `make reference`; do not edit. -->\n\n"
        f"{opening}\n\n{body}\n"
    )


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [tuple(head), *map(tuple, rows)]
    lines.insert(1, tuple("---" for _ in lines[0]))
    return "\n".join(
        f"| {' | '.join(each.replace('|', chr(92) + '|') for each in line)} |" for line in lines
    )


def _shown(default: object) -> str:
    if default is None or default == ():
        return ""
    return f"`{json.dumps(default) if isinstance(default, bool) else default}`"


if __name__ == "__main__":
    write(Path(sys.argv[1]))
