"""Carrying out what a form asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from maillage.errors import InputError


def taken(form: forms.Form, act: Callable[..., object], **arguments: Any) -> bool:
    """Whether ``act`` took what a form says; where it refused, the form says why."""
    if not form.is_valid():
        return False
    try:
        act(**form.cleaned_data, **arguments)
    except InputError as error:
        form.add_error(None, str(error))
        return False
    return True
