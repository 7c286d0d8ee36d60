"""`fresnel console`: the console as a process of its own."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  Typer reads it at run time
from typing import Annotated

import structlog
import typer
import uvloop

from screening import cli_config, logs, settings
from screening.console import ingest, keeping, window
from screening.service import stop_when_told

_log = structlog.get_logger(__name__)


def console(
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port; else FRESNEL_CONSOLE__PORT or 8081.")
    ] = None,
    config: Annotated[Path | None, typer.Option(help="YAML file of settings.")] = None,
) -> None:
    """Show what is screened in a browser: alerts, lists, and whether all was screened.

    Reads the review, audit and dead-letter topics into a store in FRESNEL_STATE_DIR; the topics
    stay the record. The settings are those of `serve`.
    """
    given = settings.load(config)
    cli_config.warn_of_unknown(config)
    if port is not None:
        own = given.console.model_copy(update={"port": port})
        given = given.model_copy(update={"console": own})
    logs.configure(given.log_level)
    uvloop.run(_run(window.build(given)))


async def _run(opened: window.Window) -> None:
    stop = stop_when_told()
    _log.info("console", url=opened.url, port=opened.server.bound_port)
    await opened.run(stop, [ingest.run, keeping.run])
    _log.info("stopped")
