"""The page and its files, from the package's own data.

Law: what is answered is a file of `static/` whose name is a plain one, with its own type; a browser
asks each time whether it is still the same (entity tag).
"""

from __future__ import annotations

import hashlib
import re
from importlib import resources
from typing import TYPE_CHECKING

from fastapi import APIRouter, HTTPException, Request, Response

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "mjs": "text/javascript; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml",
    "png": "image/png",
    "ico": "image/x-icon",
    "woff2": "font/woff2",
    "txt": "text/plain; charset=utf-8",
    "md": "text/plain; charset=utf-8",
}
_STEP = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")


def router() -> APIRouter:
    """`/` and `/static/…`."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route("/", methods=["GET", "HEAD"])
    def page(request: Request) -> Response:
        return _answer(request, "index.html")

    @routes.api_route("/static/{path:path}", methods=["GET", "HEAD"])
    def file(request: Request, path: str) -> Response:
        return _answer(request, path)

    @routes.api_route("/favicon.ico", methods=["GET", "HEAD"])
    def icon(request: Request) -> Response:
        return _answer(request, "icon.svg")

    return routes


def _answer(request: Request, path: str) -> Response:
    found, kind = _file(path), _TYPES.get(path.rpartition(".")[2])
    if found is None or kind is None:
        raise HTTPException(404, "there is no such file")
    content = found.read_bytes()
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=kind, headers=headers)


def _file(path: str) -> Traversable | None:
    """The file, or None where there is none."""
    place = resources.files("screening.console").joinpath("static")
    for step in path.split("/"):
        if not _STEP.fullmatch(step):
            return None
        place = place.joinpath(step)
    return place if place.is_file() else None
