"""``maillage serve`` and ``maillage worker``: the application and its background work."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from maillage.errors import ParameterError, WorkspaceError
from maillage.texts import _

HOST, PORT = "127.0.0.1", 8000
PROCESS = "server.pid"
PATIENCE = 60
"""Seconds a server may take to answer first, and one of several processes not to answer at all."""


def register(app: typer.Typer) -> None:
    """Add the commands to those of the program."""
    app.command("serve", help=_("Run the web application, and its background work."))(serve)
    app.command("stop", help=_("Stop the application that runs in the background."))(stop)
    app.command("worker", help=_("Run background work alone, beside a server."))(worker)


def serve(
    context: typer.Context,
    *,
    host: Annotated[str, typer.Option(help=_("Address to listen at."))] = HOST,
    port: Annotated[int, typer.Option(help=_("Port to listen at."), min=1, max=65535)] = PORT,
    processes: Annotated[
        int,
        typer.Option(
            "--processes", help=_("Processes that answer; several need PostgreSQL."), min=1, max=64
        ),
    ] = 1,
    in_background: Annotated[
        bool, typer.Option("--background", help=_("Return at once; `maillage stop` ends it."))
    ] = False,
    with_worker: Annotated[
        bool,
        typer.Option(
            "--worker/--no-worker", help=_("Do background work too, in a process of its own.")
        ),
    ] = True,
) -> None:
    """Run the web application, and its background work."""
    check_processes(processes)
    if in_background:
        address = detach(context.obj, host, port, processes)
        typer.echo(_("Maillage is at %(address)s") % {"address": address})
        return
    import uvicorn  # noqa: PLC0415 - only to serve

    check_free(host, port)
    typer.echo(_("Maillage is at http://%(host)s:%(port)d/") % {"host": host, "port": port})
    os.environ.setdefault("MAILLAGE_URL", f"http://{host}:{port}")
    with background(wanted=with_worker):
        uvicorn.run(
            "maillage.asgi:application",
            host=host,
            port=port,
            log_level="warning",
            lifespan="off",
            proxy_headers=os.environ.get("MAILLAGE_HTTPS") == "1",
            timeout_graceful_shutdown=5,
            workers=processes,
            timeout_worker_healthcheck=PATIENCE,
        )


def check_processes(processes: int) -> None:
    """Refuse several processes where there is no database server between them.

    Raises
    ------
    ParameterError
        If the workspace is a SQLite file.
    """
    from django.db import connection  # noqa: PLC0415 - needs Django set up

    if processes > 1 and connection.vendor == "sqlite":
        raise ParameterError(
            _("Several processes need PostgreSQL; this workspace is a SQLite file."),
            remedy=_("Leave --processes out, or move the workspace to PostgreSQL."),
        )


def detach(data_dir: Path, host: str = HOST, port: int = PORT, processes: int = 1) -> str:
    """Start the application in a process that outlives this one; give its address.

    One that runs already for this folder is stopped first. Where the port is taken, the next free
    one is used.

    Raises
    ------
    WorkspaceError
        If it does not answer within a minute.
    """
    end_running(data_dir)
    port = next(number for number in range(port, min(port + 100, 65_536)) if is_free(host, number))
    command = [sys.executable, "-m", "maillage.cli.main", "serve", "--host", host]
    log = data_dir / "server.log"
    with log.open("ab") as stream:
        process = subprocess.Popen(  # noqa: S603 - our own program
            [*command, "--port", str(port), "--processes", str(processes)],
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            start_new_session=True,
            env=os.environ | {"MAILLAGE_DATA_DIR": str(data_dir.resolve())},
        )
    (data_dir / PROCESS).write_text(str(process.pid))
    address = f"http://{host}:{port}/"
    for _second in range(4 * PATIENCE):
        if process.poll() is None and answers(f"{address}health/"):
            return address
        if process.poll() is not None:
            break
        time.sleep(0.25)
    end_running(data_dir)
    raise WorkspaceError(
        _("The application did not start."),
        remedy=_("Its last words are in %(file)s.") % {"file": log},
    )


def answers(url: str) -> bool:
    """Whether a server answers well at an address of this machine."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except OSError:
        return False


def stop(context: typer.Context) -> None:
    """Stop the application that runs in the background."""
    if end_running(context.obj):
        typer.echo(_("Stopped."))
    else:
        typer.echo(_("Nothing runs in the background here."))


def end_running(data_dir: Path) -> bool:
    """End the application started in the background for a folder; say whether there was one."""
    file = data_dir / PROCESS
    try:
        number = int(file.read_text())
    except (OSError, ValueError):
        return False
    file.unlink(missing_ok=True)
    if not is_ours(number):
        return False
    os.kill(number, signal.SIGTERM)
    for _tenth in range(150):
        if not is_ours(number):
            break
        time.sleep(0.1)
    return True


def is_ours(number: int) -> bool:
    """Whether a process is a server of ours that still runs, and not a later one of its number."""
    try:
        os.kill(number, 0)
    except OSError:
        return False
    try:
        words = Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return not Path("/proc/self").exists()
    return b"maillage" in words and b"serve" in words


def is_free(host: str, port: int) -> bool:
    """Whether an address can be listened at."""
    try:
        check_free(host, port)
    except ParameterError:
        return False
    return True


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
    signal.signal(signal.SIGTERM, end)
    command = [sys.executable, "-m", "maillage.cli.main", "worker", "--beside", str(os.getpid())]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 - our own program
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


def end(_signal: int, _frame: FrameType | None) -> None:
    """Unwind, so that the worker ends too.

    Raises
    ------
    SystemExit
        Always.
    """
    raise SystemExit(0)


def worker(
    *,
    once: Annotated[
        bool, typer.Option("--once", help=_("End when there is nothing left to do."))
    ] = False,
    beside: Annotated[int, typer.Option(hidden=True)] = 0,
) -> None:
    """Run background work alone, beside a server."""
    from maillage.domain.work import run_worker  # noqa: PLC0415 - needs Django set up

    run_worker(once=once, beside=beside or None)
