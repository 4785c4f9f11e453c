"""What is typed is read where it stands, so that what cannot be is said at its field."""

from __future__ import annotations

from collections.abc import Callable

from django import forms

from maillage.errors import InputError


def checked(read: Callable[[str], object]) -> Callable[[str], None]:
    """Make a validator of what reads a text: what it refuses is said at the field."""

    def check(text: str) -> None:
        try:
            read(text)
        except InputError as error:
            raise forms.ValidationError(str(error)) from error

    return check
