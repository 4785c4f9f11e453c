"""The application as a server runs it."""

import asyncio
import os
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import local
from typing import IO, Any

import django
from asgiref.sync import sync_to_async
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.signals import request_started
from django.db import close_old_connections, connections
from django.http import FileResponse, HttpResponseBase
from django.urls import set_script_prefix

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.settings")

THREADS = 16
"""Requests answered at once; more of them wait for their turn instead of slowing all others."""

TRUSTED_SECONDS = 1.0
"""A connection that served so lately is not asked whether it still does."""


class Application(ASGIHandler):
    """Answers a request in one thread from its first signal to its last.

    Views and middleware wait for the database, so none of them is asynchronous: going back to the
    loop of events between them costs each request several waits for whoever computes, and what
    Django does around them would begin a thread for each request. The threads stay, and with them
    the connections to a database server.
    """

    def __init__(self) -> None:
        super().__init__()
        self.threads = ThreadPoolExecutor(THREADS, "answers")
        self.last = local()

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: ARG002 - as Django calls it
        """Chain the middleware for one thread."""
        super().load_middleware(is_async=False)

    async def handle(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer a request in one of the threads; send what it gives."""
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        with closing(body):
            answered = sync_to_async(self.answered, thread_sensitive=False, executor=self.threads)
            answer = await answered(scope, body)
            if answer.streaming:
                await self.stream(answer, receive, send)
            else:
                await self.send_response(answer, send)

    def answered(self, scope: dict[str, Any], body: IO[bytes]) -> HttpResponseBase:
        """Answer; what is not a stream is over then, and its connection free."""
        set_script_prefix(get_script_prefix(scope))
        request_started.send(sender=self.__class__, scope=scope)
        self.trust()
        request, refused = self.create_request(scope, body)
        answer: HttpResponseBase = refused if request is None else self.get_response(request)
        answer._handler_class = self.__class__
        if isinstance(answer, FileResponse):
            answer.block_size = self.chunk_size
        if answer.streaming:
            close_old_connections()
        else:
            answer.close()
        return answer

    def trust(self) -> None:
        """Take the connections of this thread for good where they served a moment ago."""
        before, self.last.at = getattr(self.last, "at", 0.0), time.monotonic()
        if self.last.at - before < TRUSTED_SECONDS:
            for each in connections.all(initialized_only=True):
                each.health_check_done = True

    async def stream(self, answer: HttpResponseBase, receive: Any, send: Any) -> None:
        """Send a stream until it ends, or until its reader leaves."""
        try:
            async with asyncio.TaskGroup() as tasks:
                listening = tasks.create_task(self.listen_for_disconnect(receive))
                await self.send_response(answer, send)
                listening.cancel()
        except* RequestAborted:
            pass
        finally:
            close = sync_to_async(answer.close, thread_sensitive=False, executor=self.threads)
            await close()


django.setup(set_prefix=False)
application = Application()
