"""A throw-away PostgreSQL for the tests: made before Django's settings load, gone at exit."""

from __future__ import annotations

import atexit
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")
ABSENT = "PostgreSQL is not installed here (no initdb on the path or in /usr/lib/postgresql)"
PATIENCE = 60.0
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "50",
}


def binaries() -> Path | None:
    """Folder of ``initdb`` and ``postgres``, where they are installed."""
    found = [Path(path).resolve().parent for path in [shutil.which("initdb")] if path]
    found += sorted(DEBIAN.glob("*/bin"), key=lambda each: each.parent.name, reverse=True)
    usable = (each for each in found if (each / "initdb").exists() and (each / "postgres").exists())
    return next(usable, None)


def start_cluster(programs: Path) -> str:
    """Start a server on a free loopback port; return its address as a database URL."""
    folder = Path(tempfile.mkdtemp(prefix="maillage-postgres-"))
    password = secrets.token_hex(16)
    (folder / "password").write_text(password, encoding="utf-8")
    identity = unprivileged(folder)
    make = [programs / "initdb", "-D", folder / "data", "-U", "maillage", "-E", "UTF8", "-A"]
    make += ["scram-sha-256", "--locale=C", "--no-sync", f"--pwfile={folder / 'password'}"]
    subprocess.run(make, check=True, cwd=folder, stdout=subprocess.DEVNULL, **identity)
    port = free_port()
    run = [programs / "postgres", "-D", folder / "data", "-p", str(port)]
    run += [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(run, cwd=folder, stdout=log, stderr=log, **identity)
    atexit.register(stop_cluster, server, folder)
    wait_for(programs, server, port, folder / "log")
    return f"postgresql://maillage:{password}@127.0.0.1:{port}/maillage"


def stop_cluster(server: subprocess.Popen[bytes], folder: Path) -> None:
    """Stop the server and remove its files."""
    server.send_signal(signal.SIGINT)
    try:
        server.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        server.kill()
    shutil.rmtree(folder, ignore_errors=True)


def unprivileged(folder: Path) -> dict[str, object]:
    """PostgreSQL refuses to run as root: hand the folder and the processes to another user."""
    if os.getuid() != 0:
        return {}
    names = {each.pw_name: each for each in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    for path in (folder, *folder.iterdir()):
        os.chown(path, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def free_port() -> int:
    """Return a loopback port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(programs: Path, server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait until the server takes connections; listening, it may still be starting up."""
    ask = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        if subprocess.run(ask, check=False).returncode == 0:
            return
        time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}")
