"""App: requests -> calls of a session -> JSON."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from threading import Lock
from typing import Any

from forumclean.errors import ForumCleanError
from forumclean.extras import extra
from forumclean.workbench.session import Session
from forumclean.workbench.web.guard import COOKIE, Guard

with extra("workbench"):
    from jinja2 import Environment, FileSystemLoader
    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.datastructures import Headers
    from starlette.requests import Request
    from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
    from starlette.routing import Mount, Route
    from starlette.staticfiles import StaticFiles
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["make_app"]

_ROOM = Path(__file__).parent
_MOST_BYTES = 256_000
_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
}


class _Guarded:
    """Asks the guard before anything else, and puts the headers on every answer."""

    def __init__(self, app: ASGIApp, guard: Guard) -> None:
        self.app, self.guard = app, guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] += [(key.encode(), value.encode()) for key, value in _HEADERS.items()]
            await send(message)

        query = scope["query_string"].decode("latin-1")
        refusal = self.guard.refusal(scope["method"], query, Headers(scope=scope))
        app: ASGIApp = PlainTextResponse(refusal, status_code=403) if refusal else self.app
        return await app(scope, receive, with_headers)


def make_app(session: Session, guard: Guard) -> ASGIApp:
    """Make the application of a session."""
    page = Environment(loader=FileSystemLoader(_ROOM), autoescape=True).get_template("page.html")
    calls: dict[str, Callable[..., Any]] = {
        "posts": session.posts, "post": session.post, "candidates": session.candidates, "try": session.tried,
        "rules": session.rules, "accept": session.accept, "remove": session.remove, "undo": session.undo,
        "decide": session.decide,
    }  # fmt: skip

    async def show(request: Request) -> Response:
        response = HTMLResponse(page.render(file=str(session.file.path), count=len(session.corpus.entries)))
        if guard.token and "token" in request.query_params:
            response.set_cookie(COOKIE, guard.token, httponly=True, samesite="strict")
        return response

    routes = [
        Route("/", show),
        Route("/api/{call}", _answers(calls), methods=["POST"]),
        Mount("/static", StaticFiles(directory=_ROOM / "static")),
    ]
    return _Guarded(Starlette(routes=routes), guard)


def _answers(calls: dict[str, Callable[..., Any]]) -> Callable[[Request], Awaitable[Response]]:
    lock = Lock()  # a session is for one person; two windows take turns

    def locked(call: Callable[..., Any], arguments: dict[str, Any]) -> Any:
        with lock:
            return call(**arguments)

    async def answer(request: Request) -> Response:
        body = b""
        async for piece in request.stream():
            body += piece
            if len(body) > _MOST_BYTES:
                return JSONResponse({"error": "the request is too long"}, 413)
        call = calls.get(request.path_params["call"])
        try:
            arguments = json.loads(body)
            if call is None or not isinstance(arguments, dict):
                return JSONResponse({"error": "there is no such call"}, 404)
            return JSONResponse(await run_in_threadpool(locked, call, arguments))
        except (ForumCleanError, ValueError, TypeError, AttributeError, OSError) as error:
            return JSONResponse({"error": str(error)}, 400)

    return answer
