"""``maillage serve`` and ``maillage worker``: the application and its background work."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from maillage.errors import ParameterError
from maillage.texts import _

HOST, PORT = "127.0.0.1", 8000


def register(app: typer.Typer) -> None:
    """Add the commands to those of the program."""
    app.command("serve", help=_("Run the web application, and its background work."))(serve)
    app.command("worker", help=_("Run background work alone, beside a server."))(worker)


def serve(
    *,
    host: Annotated[str, typer.Option(help=_("Address to listen at."))] = HOST,
    port: Annotated[int, typer.Option(help=_("Port to listen at."), min=1, max=65535)] = PORT,
    with_worker: Annotated[
        bool,
        typer.Option(
            "--worker/--no-worker", help=_("Do background work too, in a process of its own.")
        ),
    ] = True,
) -> None:
    """Run the web application, and its background work."""
    import uvicorn  # noqa: PLC0415 - only to serve

    check_free(host, port)
    typer.echo(_("Maillage is at http://%(host)s:%(port)d/") % {"host": host, "port": port})
    with background(wanted=with_worker):
        uvicorn.run(
            "maillage.asgi:application",
            host=host,
            port=port,
            log_level="warning",
            lifespan="off",
            proxy_headers=os.environ.get("MAILLAGE_HTTPS") == "1",
            timeout_graceful_shutdown=5,
        )


def check_free(host: str, port: int) -> None:
    """Refuse an address that cannot be listened at.

    Raises
    ------
    ParameterError
        If another program listens there, or the address is not of this machine.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise ParameterError(
            _("%(host)s:%(port)d cannot be listened at: %(reason)s.")
            % {"host": host, "port": port, "reason": error.strerror or error},
            remedy=_("Choose another port with --port, or stop the program that uses this one."),
        ) from error


@contextmanager
def background(*, wanted: bool) -> Iterator[None]:
    """Keep a worker process beside the server: long work never keeps the pages waiting."""
    if not wanted:
        yield
        return
    command = [sys.executable, "-m", "maillage.cli.main", "worker"]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 - our own program
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


def worker(
    *,
    once: Annotated[
        bool, typer.Option("--once", help=_("End when there is nothing left to do."))
    ] = False,
) -> None:
    """Run background work alone, beside a server."""
    from maillage.domain.work import run_worker  # noqa: PLC0415 - needs Django set up

    run_worker(once=once)
