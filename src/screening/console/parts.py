"""What the console's routes speak for; `window.py` makes it, each package of routes takes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from screening.console.live import Live
    from screening.console.state import IngestState
    from screening.console.store import Store
    from screening.http.guard import Caller
    from screening.http.tokens import Scope, Tokens
    from screening.lookup.audit_log import AuditLog
    from screening.settings import Settings

    Guard = Callable[[Scope], Callable[..., Caller]]


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts behind the routes.

    `tokens` is None without a tokens file. `guard(scope)` is a FastAPI dependency that admits
    callers with that scope and gives the `Caller`: `Depends(parts.guard(Scope.CONSOLE))`; of a
    request that changes anything it also checks that it comes from our own page.
    `session.secret_of(request)` is the token that was presented. `zone` is the bank's.
    """

    settings: Settings
    store: Store
    tokens: Tokens | None
    ingest: IngestState
    guard: Guard
    audit: AuditLog
    live: Live
    zone: tzinfo
