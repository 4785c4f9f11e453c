"""The API object: who is asking, and how errors are answered (RFC 9457)."""

from __future__ import annotations

from typing import Any

from django.core.cache import caches
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.security import HttpBearer, SessionAuth
from ninja.throttling import SimpleRateThrottle

from maillage import __version__
from maillage.errors import MaillageError
from maillage.interfaces.problems import answer_error, problem
from maillage.models import Membership
from maillage.texts import _

RATE = "1200/m"
WRONG_TOKENS = "5/m"


class Guesses(SimpleRateThrottle):
    """How often an address may send a token that is none; valid ones pass meanwhile."""

    cache = caches["process"]

    def get_cache_key(self, request: HttpRequest) -> str:
        """Tell addresses apart."""
        return f"api-guesses-{self.get_ident(request)}"


class Token(HttpBearer):
    """``Authorization: Bearer mlg_…``: the token of a member's program."""

    guesses = Guesses(WRONG_TOKENS)

    def authenticate(self, request: HttpRequest, token: str) -> Membership | None:  # noqa: ARG002
        """Accept the token the middleware found valid; slow down who guesses."""
        if request.token is not None:
            return request.member
        if not self.guesses.allow_request(request):
            raise Throttled(wait=self.guesses.wait())
        return None


class Session(SessionAuth):
    """The session of a person who signed in; changes need the CSRF token."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Membership | None:  # noqa: ARG002
        """Accept members of the workspace in the address."""
        return request.member if request.token is None else None


class Callers(SimpleRateThrottle):
    """How often a caller may ask: counted in this process, by token, person or address."""

    cache = caches["process"]

    def get_cache_key(self, request: HttpRequest) -> str:
        """Tell callers apart."""
        token = getattr(request, "token", None)
        if token is not None:
            return f"api-token-{token.pk}"
        user = request.user
        who = user.pk if user.is_authenticated else self.get_ident(request)
        return f"api-caller-{who}"


api = NinjaAPI(
    title="Maillage",
    version=__version__,
    description="Design, staff, run and review B2B sales territories.",
    auth=[Token(), Session()],
    throttle=[Callers(RATE)],
    docs_url=None,
    urls_namespace="api",
)


@api.exception_handler(MaillageError)
def known_error(request: HttpRequest, error: MaillageError) -> HttpResponse:
    """Answer an error raised on purpose."""
    return answer_error(request, error)


@api.exception_handler(ValidationError)
def wrong_values(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer values that are not what the operation takes."""
    errors = [
        {"where": ".".join(str(part) for part in each["loc"]), "message": each["msg"]}
        for each in error.errors
    ]
    return problem(request, 422, _("Some values cannot be used."), errors=errors)


@api.exception_handler(DataError)
def unstorable(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ARG001
    """Answer a value the database cannot hold or look for, such as a NUL character."""
    return problem(request, 422, _("Some values cannot be used."))


@api.exception_handler(AuthenticationError)
def nobody(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ARG001
    """Answer a caller who is not signed in."""
    answer = problem(request, 401, _("Sign in, or send the token of a member."))
    answer["WWW-Authenticate"] = 'Bearer realm="Maillage"'
    return answer


@api.exception_handler(Http404)
def not_there(request: HttpRequest, error: Http404) -> HttpResponse:  # noqa: ARG001
    """Answer that something does not exist, at least for the caller."""
    return problem(request, 404, _("There is no such thing here."))


@api.exception_handler(HttpError)
def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer an error with a status of its own."""
    return problem(request, error.status_code, str(error))


def open_to_all(urls: tuple[list[Any], str, str]) -> tuple[list[Any], str, str]:
    """Let the API itself ask who is calling, instead of leading programs to the sign-in page."""
    for each in urls[0]:
        each.callback.login_required = False
    return urls
