"""The HTTP port of a service of several workers: one set of probes, metrics and routes.

What concerns all of them is asked of all and put together; what one can answer goes to one, with
the caller's token: workers decide themselves who may ask what.
"""

from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING, Any

import httpx
import structlog
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import JSONResponse

from screening.http import problems
from screening.http.body import read_body
from screening.workers import merge
from screening.workers.supervision import Supervision
from screening.workers.supervisor import RUNNING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from screening.workers.supervisor import Supervisor, Worker

NOBODY = "no worker answers"
_log = structlog.get_logger(__name__)
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
_PASSED_ON = ("authorization", "content-type", "accept")
_PASSED_BACK = ("content-type", "cache-control", "www-authenticate", "retry-after", "allow")
_HEARD_SECONDS = 5.0
_LOOK_SECONDS = 0.2
_APPROVE = "/v1/reload/approve"
_ANSWER_SECONDS, _WORK_SECONDS = 5.0, 60.0


class Front:
    """Answers for the workers of a supervisor."""

    def __init__(self, supervisor: Supervisor, tallies: merge.Tallies, most_bytes: int) -> None:
        """Speak for these; a request's body has at most `most_bytes`."""
        self._supervisor = supervisor
        self._tallies = tallies
        self._most = most_bytes
        self._turn = itertools.count()
        self._supervision = Supervision()
        self._reloading: asyncio.Task[None] | None = None

    def probes(self) -> FastAPI:
        """Probes and metrics alone."""
        app = FastAPI(title="Fresnel", openapi_url=None, docs_url=None, redoc_url=None)
        problems.install(app)
        app.add_route("/livez", self._livez)
        app.add_route("/readyz", self._readyz)
        app.add_route("/metrics", self._metrics)
        return app

    def whole(self) -> FastAPI:
        """Everything that the port of one service has."""
        app = self.probes()
        app.add_route("/v1/snapshot", self._of_all(merge.snapshot))
        app.add_route("/v1/accounting", self._of_all(merge.accounting))
        app.add_route("/v1/reload", self._of_all(self._reload_status))
        app.add_route("/v1/reload", self._reload, methods=["POST"])
        app.add_route("/v1/reload/approve", self._approve, methods=["POST"])
        app.add_route("/{path:path}", self._pass_on, methods=_METHODS)
        return app

    async def listen(self) -> None:
        """Hear all metrics again and again: what a worker counts after that ends with it."""
        while True:
            await self._hear()
            await asyncio.sleep(_HEARD_SECONDS)

    async def _livez(self, _: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def _readyz(self, _: Request) -> Response:
        reasons = await self._reasons()
        return JSONResponse({"ready": not reasons, "reasons": reasons}, 503 if reasons else 200)

    async def _metrics(self, _: Request) -> Response:
        reasons, _heard = await asyncio.gather(self._reasons(), self._hear())
        workers = self._supervisor.workers
        own = self._supervision.render(
            wanted=len(workers),
            running=sum(worker.state == RUNNING for worker in workers),
            restarts=sum(worker.restarts for worker in workers),
            ready=not reasons,
        )
        kind = "text/plain; version=0.0.4; charset=utf-8"
        return Response(self._tallies.render() + own, media_type=kind)

    async def _reasons(self) -> dict[str, str]:
        if self._supervisor.draining:
            return {"service": "draining"}
        answers = await self._ask_all("/readyz")
        said: dict[int, Mapping[str, str]] = {}
        for worker in self._supervisor.workers:
            answer = answers.get(worker.seat.number)
            silent = worker.state if worker.state != RUNNING else "does not answer"
            said[worker.seat.number] = answer.json()["reasons"] if answer else {"process": silent}
        return merge.reasons(said)

    async def _hear(self) -> None:
        workers = [worker for worker in self._supervisor.workers if worker.state == RUNNING]
        await asyncio.gather(*map(self._hear_one, workers))

    async def _hear_one(self, worker: Worker) -> None:
        """Take each answer as it comes: one of a process that has ended since would count twice."""
        answer = await _asked(worker, "GET", "/metrics")
        if answer is not None:
            self._tallies.heard(worker.seat.number, answer.text)

    def _of_all(
        self, merged: Callable[[dict[int, dict[str, Any]]], dict[str, Any]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """A route that asks every worker the same and puts the answers together."""

        async def route(request: Request) -> Response:
            answers = await self._ask_all(request.url.path, _headers(request))
            for answer in answers.values():
                if not answer.is_success:
                    return _passed_back(answer)
            if not answers:
                raise HTTPException(503, NOBODY)
            return JSONResponse(merged({n: answer.json() for n, answer in answers.items()}))

        return route

    def _reload_status(self, workers: dict[int, dict[str, Any]]) -> dict[str, Any]:
        said = merge.reload(workers)
        if self._reloading is not None and not self._reloading.done():
            return {"stage": "starting", **said, "status": "running"}
        return said

    async def _reload(self, request: Request) -> Response:
        """Have one worker prepare the list; when it has, the others find it prepared."""
        if self._reloading is not None and not self._reloading.done():
            return problems.problem(409, "a reload is running")
        headers = _headers(request)
        first = self._next()
        answer = await _asked(first, "POST", "/v1/reload", headers)
        if answer is None:
            raise HTTPException(503, NOBODY)
        if answer.status_code == 202:
            self._reloading = asyncio.create_task(self._reload_others(first, headers))
        return _passed_back(answer)

    async def _reload_others(self, first: Worker, headers: dict[str, str]) -> None:
        await self._reloaded(first, headers)
        others = [worker for worker in self._supervisor.workers if worker is not first]
        await asyncio.gather(*(_asked(each, "POST", "/v1/reload", headers) for each in others))
        await asyncio.gather(*(self._reloaded(each, headers) for each in others))

    async def _approve(self, request: Request) -> Response:
        """Have one worker judge and record an approval; then the others take the list too."""
        if self._reloading is not None and not self._reloading.done():
            return problems.problem(409, "a reload is running")
        headers, body = _headers(request), await read_body(request, self._most)
        first = self._next()
        answer = await _asked(first, "POST", _APPROVE, headers, body, _WORK_SECONDS)
        if answer is None:
            raise HTTPException(503, NOBODY)
        if answer.is_success:
            self._reloading = asyncio.create_task(self._approve_others(first, headers, body))
        return _passed_back(answer)

    async def _approve_others(self, first: Worker, headers: dict[str, str], body: bytes) -> None:
        others = [worker for worker in self._supervisor.workers if worker is not first]
        asked = (_asked(each, "POST", _APPROVE, headers, body, _WORK_SECONDS) for each in others)
        for worker, answer in zip(others, await asyncio.gather(*asked), strict=True):
            if answer is not None and not answer.is_success:
                _log.warning(
                    "worker did not take the approved list",
                    worker=worker.seat.number,
                    status=answer.status_code,
                )

    async def _reloaded(self, worker: Worker, headers: dict[str, str]) -> None:
        while worker.running:
            answer = await _asked(worker, "GET", "/v1/reload", headers)
            if answer is not None and answer.json().get("status") != "running":
                return
            await asyncio.sleep(_LOOK_SECONDS)

    async def _pass_on(self, request: Request) -> Response:
        body = await read_body(request, self._most)
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        for _ in self._supervisor.workers:
            worker, headers = self._next(), _headers(request)
            answer = await _asked(worker, request.method, path, headers, body, _WORK_SECONDS)
            if answer is not None:
                return _passed_back(answer)
        raise HTTPException(503, NOBODY)

    def _next(self) -> Worker:
        """Workers in turn, those that run before others."""
        workers = self._supervisor.workers
        running = [worker for worker in workers if worker.state == RUNNING] or workers
        return running[next(self._turn) % len(running)]

    async def _ask_all(
        self, path: str, headers: Mapping[str, str] | None = None
    ) -> dict[int, httpx.Response]:
        """What each worker answers that does."""
        workers = [worker for worker in self._supervisor.workers if worker.state == RUNNING]
        answers = await asyncio.gather(*(_asked(each, "GET", path, headers) for each in workers))
        paired = zip(workers, answers, strict=True)
        return {worker.seat.number: answer for worker, answer in paired if answer is not None}


async def _asked(
    worker: Worker,
    method: str,
    path: str,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    seconds: float = _ANSWER_SECONDS,
) -> httpx.Response | None:
    """A worker's answer, or None if it gives none."""
    try:
        return await worker.client.request(
            method, path, headers=headers, content=body, timeout=seconds
        )
    except httpx.HTTPError as error:
        _log.warning(
            "worker does not answer", worker=worker.seat.number, error=type(error).__name__
        )
        return None


def _headers(request: Request) -> dict[str, str]:
    return {name: request.headers[name] for name in _PASSED_ON if name in request.headers}


def _passed_back(answer: httpx.Response) -> Response:
    headers = {name: answer.headers[name] for name in _PASSED_BACK if name in answer.headers}
    return Response(answer.content, answer.status_code, headers)
