"""Serves pages under the product's policy, where no more than the front end is tested."""

from __future__ import annotations

import mimetypes
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import maillage

WEB = Path(maillage.__file__).parent / "web"
STATIC = WEB / "static"
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "worker-src 'self'; object-src 'none'; base-uri 'self'"
)

Answer = tuple[int, str, bytes]
Page = Callable[[str, bytes], Answer]


def render(name: str, context: dict[str, object]) -> str:
    """Render a template of the product without the rest of the product."""
    from django.template import Context, Engine
    from django.test import override_settings

    engine = Engine(
        dirs=[WEB / "templates"],
        libraries={
            "i18n": "django.templatetags.i18n",
            "l10n": "django.templatetags.l10n",
            "static": "django.templatetags.static",
            "cells": "maillage.web.tags",
        },
    )
    with override_settings(STATIC_URL="/static/"):
        return engine.get_template(name).render(Context(context))


@contextmanager
def served(pages: dict[str, Page]) -> Iterator[str]:
    """Serve these pages and the static files; give the address."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            path = urlsplit(self.path).path
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send(*(pages[path](self.path, body) if path in pages else static(path)))

        do_GET = do_POST = answer  # noqa: N815 (the names the library looks for)

        def send(self, status: int, kind: str, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def static(path: str) -> Answer:
    """Answer with a file of the package's static folder."""
    file = STATIC / path.removeprefix("/static/")
    if not path.startswith("/static/") or not file.is_file():
        return 404, "text/plain", b"not here"
    kind = "font/woff2" if file.suffix == ".woff2" else mimetypes.guess_type(file.name)[0]
    return 200, kind or "application/octet-stream", file.read_bytes()


def html(text: str) -> Page:
    """Give a page that is always the same."""
    return lambda _path, _body: (200, "text/html; charset=utf-8", text.encode())
