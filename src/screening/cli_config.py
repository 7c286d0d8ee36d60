"""`fresnel config`: whether the settings and all files that they name can be used."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path  # noqa: TC003  Typer reads it at run time
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from feeds import snapshot as snapshots
from feeds.compile import load as load_snapshot
from screening import judge, mapping, origin, settings
from screening.decode import registry
from screening.http import tokens
from screening.judging import unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from screening.screen import Policy

app = typer.Typer(help="Check settings.", no_args_is_help=True)
_errors = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)


@app.callback()
def _group() -> None:
    """Check settings."""


@app.command("check")
def config_check(
    config: Annotated[Path | None, typer.Option(help="YAML file of settings.")] = None,
) -> None:
    """Check settings, mapping, tokens and snapshot, without any connection."""
    given = settings.load(config)
    origin.check_four_eyes(given)
    reader = mapping.load(given.mapping, registry=registry.of(given))
    typer.echo(f"mapping {reader.name}: sound")
    lines: Iterator[bytes] | None = None
    if given.http.tokens_file:
        typer.echo(f"tokens: {len(tokens.read(given.http.tokens_file))}: sound")
    if given.snapshot is not None and origin.awaits_first(given):
        typer.echo("release channel: nothing accepted yet; `serve` takes its first release")
    elif given.snapshot is not None:
        folder = origin.folder(given)
        manifest = load_snapshot(folder, given.engine).manifest
        typer.echo(f"snapshot serial {manifest.serial}, {manifest.total} indicators: sound")
        lines = iter(snapshots.read(folder)[1].splitlines())
    policy = judge.from_settings(given, reader).policy
    _tell_of(policy, set(reader.model.context))
    read = None if given.screen_unread_text else reader.model
    for said in unknown.told(policy.allow_list, policy.shadow, lines, read, datetime.now(UTC)):
        typer.echo(said)
    typer.echo(f"config_digest {policy.config_digest}")
    for name in settings.unknown(config):
        typer.echo(f"{name}: not a setting of this version")


def warn_of_unknown(config: Path | None) -> None:
    """Say on stderr which names in the environment and in `config` mean nothing."""
    for name in settings.unknown(config):
        _errors.print(f"fresnel: warning: {name} is not a setting of this version")


def _tell_of(policy: Policy, facts: set[str]) -> None:
    """Say what decides; `facts` are those that the mapping names."""
    severity, shadow, allow_list = policy.severity, policy.shadow, policy.allow_list
    typer.echo(f"policy {severity.name}, {len(severity.rules)} context rules: sound")
    for name in sorted(severity.facts - facts):
        typer.echo(f"policy {severity.name}: fact {name}: not in the mapping's context")
    if shadow.digest:
        typer.echo(f"shadow: {len(shadow.entries)} entries: sound")
    if allow_list.digest:
        count = len(allow_list.entries)
        typer.echo(f"allow-list version {allow_list.version}, {count} entries: sound")
