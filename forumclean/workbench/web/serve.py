"""Serve: the application on a port of this machine, until Ctrl-C."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import quote

from forumclean.errors import InputError
from forumclean.extras import extra
from forumclean.workbench.session import Session
from forumclean.workbench.web.app import make_app
from forumclean.workbench.web.guard import Guard

__all__ = ["serve"]


def serve(session: Session, guard: Guard, *, port: int, say: Callable[[str], object]) -> None:
    """Serve a session until Ctrl-C.

    Args:
        session: the session.
        guard: who may ask, and at which address.
        port: 0 takes a free one.
        say: is told the address.

    Raises:
        InputError: the port is taken, or there is no such address.
        MissingExtraError: uvicorn is not installed.
    """
    with extra("workbench"):
        import uvicorn
    family = socket.AF_INET6 if ":" in guard.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((guard.host, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise InputError(f"{guard.host}:{port}: {error.strerror}; give another --port") from None
    shown = f"[{guard.host}]" if ":" in guard.host else guard.host
    say(f"http://{shown}:{listener.getsockname()[1]}/" + (f"?token={quote(guard.token)}" if guard.token else ""))
    config = uvicorn.Config(
        make_app(session, guard), log_level="warning", access_log=False, timeout_graceful_shutdown=2, lifespan="off"
    )
    with listener, suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])
