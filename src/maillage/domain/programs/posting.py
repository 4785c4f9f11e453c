"""Posts JSON to servers outside: to the one that was checked, and for a few seconds in all."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from threading import Event, Timer
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from maillage.errors import InputError
from maillage.texts import _, quoted

SECONDS: Final = 10.0
"""How long all of it may last: who sends one byte after the other holds nobody up."""

PORTS: Final = {"http": 80, "https": 443}


def check_address(url: str) -> list[str]:
    """Give the network addresses of a web address.

    Raises
    ------
    InputError
        If it is none, or leads inside this network, where a webhook could reach what its author
        may not (MAILLAGE_WEBHOOKS_INSIDE=1 allows it).
    """
    parts = urlsplit(url)
    try:
        port = port_of(parts)
    except ValueError:
        port = 0
    if not parts.hostname or parts.username or not port:
        raise InputError(
            _("%(url)s is not an address events can be sent to.") % {"url": quoted(url)},
            remedy=_("Write it like https://company.com/events."),
        )
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise InputError(
            _("There is no server %(host)s.") % {"host": quoted(parts.hostname)},
            remedy=_("Check the address."),
        ) from error
    addresses = [str(each[4][0]) for each in found]
    outside = all(ipaddress.ip_address(each.partition("%")[0]).is_global for each in addresses)
    if not outside and not settings.WEBHOOKS_INSIDE:
        raise InputError(
            _("%(host)s is inside this network.") % {"host": quoted(parts.hostname)},
            remedy=_("Name a server outside, or let whoever runs Maillage allow it."),
        )
    return addresses


def port_of(parts: SplitResult) -> int:
    """Give the port of a web address, 0 where it is of another kind; ValueError where none."""
    told = parts.port
    return PORTS.get(parts.scheme, 0) if told is None or parts.scheme not in PORTS else told


def post(url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int | None, str]:
    """Post JSON to an address outside; give the HTTP status, and what went wrong.

    A redirection is not followed: it could lead inside the network.
    """
    sent = {"Content-Type": "application/json", "User-Agent": "Maillage", **headers}
    try:
        addresses = check_address(url)
        way = through_proxy if proxied(url) else directly
        status, reason = way(url, addresses, body, sent)
    except (InputError, OSError, ValueError, http.client.HTTPException) as error:
        return None, str(error)[:200]
    return status, "" if status < http.client.MULTIPLE_CHOICES else reason[:200]


def directly(
    url: str, addresses: Sequence[str], body: bytes, headers: Mapping[str, str]
) -> tuple[int, str]:
    """Post to one of the network addresses that were checked, whatever the name means by now."""
    parts = urlsplit(url)
    assert parts.hostname is not None
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    ends = time.monotonic() + SECONDS
    line = reached(addresses, port_of(parts), ends)
    with cut_at(ends, line):
        if parts.scheme == "https":
            line = secured(line, parts.hostname)
            made: http.client.HTTPConnection = http.client.HTTPSConnection(
                parts.hostname, parts.port
            )
        else:
            made = http.client.HTTPConnection(parts.hostname, parts.port)
        made.sock = line
        with line:
            made.request("POST", target, body, dict(headers))
            answer = made.getresponse()
            return answer.status, answer.reason


def reached(addresses: Sequence[str], port: int, ends: float) -> socket.socket:
    """Connect to the first of some addresses that accepts.

    Raises
    ------
    OSError
        If none does in time.
    """
    problem: OSError = TimeoutError(too_slow())
    for each in addresses:
        left = ends - time.monotonic()
        if left <= 0:
            break
        try:
            found = socket.create_connection((each, port), timeout=left)
        except OSError as error:
            problem = error
        else:
            found.settimeout(None)
            return found
    raise problem


@contextmanager
def cut_at(ends: float, line: socket.socket) -> Iterator[None]:
    """Cut a connection at an instant, whoever reads from it or writes to it then.

    Raises
    ------
    TimeoutError
        If it was.
    """
    same, was_cut = line.dup(), Event()

    def cut() -> None:
        was_cut.set()
        with suppress(OSError):
            same.shutdown(socket.SHUT_RDWR)

    timer = Timer(max(ends - time.monotonic(), 0.0), cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, ValueError, http.client.HTTPException) as error:
        if was_cut.is_set():
            raise TimeoutError(too_slow()) from error
        raise
    else:
        if was_cut.is_set():
            raise TimeoutError(too_slow())
    finally:
        timer.cancel()
        timer.join()
        same.close()


def secured(line: socket.socket, host: str) -> ssl.SSLSocket:
    """Begin to speak securely with a host, which proves by its certificate that it is the one."""
    try:
        return trusted().wrap_socket(line, server_hostname=host)
    except BaseException:
        line.close()
        raise


@cache
def trusted() -> ssl.SSLContext:
    """Give whom this machine trusts."""
    return ssl.create_default_context()


def too_slow() -> str:
    """Say that there was no answer in time."""
    return _("No answer within %(seconds)d seconds.") % {"seconds": SECONDS}


def proxied(url: str) -> bool:
    """Whether this machine reaches an address through a proxy, which then looks for the server."""
    parts = urlsplit(url)
    known = parts.scheme in urllib.request.getproxies()
    return known and not urllib.request.proxy_bypass(parts.netloc)


def through_proxy(
    url: str, _addresses: Sequence[str], body: bytes, headers: Mapping[str, str]
) -> tuple[int, str]:
    """Post through the proxy of this machine."""
    asked = urllib.request.Request(url, body, dict(headers), method="POST")  # noqa: S310 - checked
    try:
        with OPENER.open(asked, timeout=SECONDS) as answer:
            return int(answer.status), str(answer.reason)
    except urllib.error.HTTPError as error:
        return error.code, str(error.reason)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirection is not followed."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Refuse."""


OPENER: Final = urllib.request.build_opener(NoRedirect)
