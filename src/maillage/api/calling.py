"""What every operation begins with: whether this caller may do this, with this token."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from ninja.decorators import decorate_view

from maillage.errors import PermissionDeniedError
from maillage.interfaces.problems import answer_error
from maillage.permissions import Action, require
from maillage.texts import _

Operation = Callable[..., Any]


def allowed(action: Action, scope: str = "") -> Callable[[Operation], Operation]:
    """Let an operation begin for roles that may ``action``, by tokens that hold ``scope``.

    Without a scope, reading needs ``read`` and everything else ``write``. What was sent is looked
    at only afterwards; strangers are told so by the authentication of the API.
    """

    def guard(run: Operation) -> Operation:
        @wraps(run)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.member is None:
                return run(request, *args, **kwargs)
            try:
                require(request.member, action)
                check_scope(request, scope or ("read" if request.method == "GET" else "write"))
            except PermissionDeniedError as error:
                return answer_error(request, error)
            return run(request, *args, **kwargs)

        return guarded

    return decorate_view(guard)


def check_scope(request: HttpRequest, scope: str) -> None:
    """Refuse a token without a scope.

    Raises
    ------
    PermissionDeniedError
        Naming the scope.
    """
    if request.token is not None and scope not in request.token.scopes:
        raise PermissionDeniedError(
            _("This token does not hold the scope %(scope)s.") % {"scope": scope},
            remedy=_("Make a token with that scope on your own page."),
        )
