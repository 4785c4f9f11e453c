"""Guards of views: what a role may not do is refused before the view begins."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from maillage.permissions import Action, require

View = Callable[..., HttpResponseBase]


def needs(action: Action) -> Callable[[View], View]:
    """Let a view begin only for members whose role allows ``action``; it gets no ``workspace``."""

    def guarded(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, workspace: str, *args: Any, **kwargs: Any) -> Any:  # noqa: ARG001 - in scope
            require(request.member, action)
            return view(request, *args, **kwargs)

        wrapper.action = action
        return wrapper

    return guarded
