"""Serves files, and puts the workspace of an address in scope: to others it is not there."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from uuid import uuid4

from allauth.usersessions.middleware import UserSessionsMiddleware
from asgiref.sync import async_to_sync
from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation
from django_scopes import scope
from servestatic.middleware import ServeStaticMiddleware

from maillage.domain.people.tokens import token_of
from maillage.domain.programs.idempotency import begin, digest_of, finish
from maillage.errors import MaillageError
from maillage.interfaces.problems import answer_error
from maillage.models import Membership
from maillage.web.views.errors import known_error

Handler = Callable[[HttpRequest], HttpResponseBase]
API = "/api/"
EVENTS = re.compile(r"/api/v1/[^/]+/lead-(events|events/batch|webhooks/[^/]+)$")
SECONDS_BETWEEN_SIGHTS = 60


class StaticFiles:
    """Serves static files, and lets all else pass without leaving its thread."""

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.found = ServeStaticMiddleware(absent)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with a file, where the address is one."""
        if request.path_info in self.found.files:
            return async_to_sync(self.found)(request)
        return self.get_response(request)


async def absent(_request: HttpRequest) -> HttpResponseBase:
    """Answer for a file that is not there.

    Raises
    ------
    Http404
        Always.
    """
    raise Http404


class EventsIn:
    """Lets programs that tell events go straight to the API, which finds who they are.

    Neither sessions nor forms concern them: they send the token of a source, or sign.
    """

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a program that tells events, in the language it asks for."""
        if EVENTS.match(request.path_info) is None:
            return self.get_response(request)
        translation.activate(translation.get_language_from_request(request))
        found = operation_at(request.path_info)
        return found.func(request, *found.args, **found.kwargs)  # type: ignore[no-any-return]


@lru_cache(maxsize=64)
def operation_at(path: str) -> ResolverMatch:
    """Find the operation of an address, which few programs ask for again and again."""
    return resolve(path)


class SessionsSeen(UserSessionsMiddleware):
    """Notes once a minute when a session was last used: a page that is read writes nothing.

    Readers would else wait for whoever writes.
    """

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Note a session that was not seen lately, or not from there."""
        client = (request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_USER_AGENT", ""))
        key = f"seen-{request.session.session_key}-{hash(client)}"
        if caches["process"].add(key, 1, SECONDS_BETWEEN_SIGHTS):
            return super().__call__(request)
        return self.get_response(request)


class WorkspaceInScope:
    """Finds who is asking and in which workspace; all queries then see that workspace alone."""

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request within its workspace."""
        request.member, request.token = None, None
        speak(request)
        slug = workspace_named(request.path_info)
        with scope(request=uuid4()):
            if slug is not None:
                identify(request, slug)
            if request.member is None:
                return self.get_response(request)
            with scope(workspace=request.member.workspace):
                return answered_once(request, self.get_response)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Show an error raised on purpose; others are faults of ours."""
        return known_error(request, error) if isinstance(error, MaillageError) else None


def answered_once(request: HttpRequest, handler: Handler) -> HttpResponseBase:
    """Do a request of a program once, however often it is sent with the same key."""
    key = request.headers.get("Idempotency-Key", "")
    if not key or request.method != "POST" or not request.path_info.startswith(API):
        return handler(request)
    digest = digest_of(request.method, request.get_full_path(), request.body)
    try:
        kept = begin(member=request.member, key=key, digest=digest)
    except MaillageError as error:
        return answer_error(request, error)
    if kept.status is not None:
        answer = HttpResponse(kept.body, kept.content_type, kept.status)
        answer["Idempotent-Replayed"] = "true"
        return answer
    answer = handler(request)
    finish(
        kept=kept,
        status=answer.status_code,
        content_type=answer.get("Content-Type", ""),
        body=answer.content.decode(),
    )
    return answer


def speak(request: HttpRequest) -> None:
    """Speak a person's own language, unless this browser was told another."""
    user = request.user
    if (
        user.is_authenticated
        and user.language
        and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES
    ):
        translation.activate(user.language)
        request.LANGUAGE_CODE = user.language


def workspace_named(path: str) -> str | None:
    """Give the short name of the workspace in an address, None where it has none."""
    try:
        return resolve(path).kwargs.get("workspace")
    except Resolver404:
        return None


def identify(request: HttpRequest, slug: str) -> None:
    """Set who is asking: by the token of a program, else by the session of a person.

    Raises
    ------
    Http404
        If the person is signed in but not a member of that workspace.
    """
    mark, _sep, secret = request.headers.get("Authorization", "").partition(" ")
    if mark.lower() == "bearer" and request.path_info.startswith(API):
        token = token_of(secret.strip())
        if token is None:
            return
        if token.workspace.slug != slug:
            raise Http404
        request.token, request.member, request.user = token, token.member, token.member.user
        return
    if not request.user.is_authenticated:
        return
    request.member = (
        Membership.objects.select_related("workspace", "user", "rep")
        .filter(workspace__slug=slug, user=request.user, active=True)
        .first()
    )
    if request.member is None:
        raise Http404
