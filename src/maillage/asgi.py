"""The application as a server runs it."""

import os
from concurrent.futures import ThreadPoolExecutor

import django
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponseBase

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.settings")

THREADS = 16
"""Requests answered at once; more of them wait for their turn instead of slowing all others."""


class Application(ASGIHandler):
    """Answers a request in one thread from the first middleware to the last.

    Views and middleware wait for the database, so none of them is asynchronous: going back to the
    loop of events between them costs each request several waits for whoever computes. The threads
    stay, and with them the connections to a database server.
    """

    def __init__(self) -> None:
        super().__init__()
        self.threads = ThreadPoolExecutor(THREADS, "answers")

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: ARG002 - as Django calls it
        """Chain the middleware for one thread."""
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in one of the threads."""
        answer = sync_to_async(self.answered, thread_sensitive=False, executor=self.threads)
        return await answer(request)

    def answered(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and let go of a connection that is too old or broken."""
        close_old_connections()
        try:
            return self.get_response(request)
        finally:
            close_old_connections()


django.setup(set_prefix=False)
application = Application()
