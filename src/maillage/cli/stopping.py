"""Ctrl-C: the work ends with one sentence and the code 130, however often it is pressed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import typer
from typer.core import TyperGroup

from maillage.errors import CancelledError
from maillage.texts import _

STOPPED = 130


def stop_at_once(_signal: int, _frame: FrameType | None) -> None:
    """End without tidying up: the first Ctrl-C was not enough."""
    os._exit(STOPPED)


def stop(_signal: int, _frame: FrameType | None) -> None:
    """Unwind what is being done.

    Raises
    ------
    KeyboardInterrupt
        Always.
    """
    signal.signal(signal.SIGINT, stop_at_once)
    raise KeyboardInterrupt


def listen() -> None:
    """Follow Ctrl-C from now on, unless a shell that runs this in the background ignores it."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, stop)


class Stoppable(TyperGroup):
    """The commands; one that is stopped ends as every other error does."""

    def invoke(self, ctx: typer.Context) -> Any:
        """Run the command.

        Raises
        ------
        CancelledError
            If the person pressed Ctrl-C.
        """
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise CancelledError(_("Stopped.")) from None


@contextmanager
def nothing_written_when_stopped() -> Iterator[None]:
    """Say, when stopped, that nothing was written, if no scenario was kept meanwhile.

    Raises
    ------
    CancelledError
        If the person pressed Ctrl-C.
    """
    from maillage.models import Scenario  # noqa: PLC0415 - needs Django set up

    def newest() -> int | None:
        return Scenario.objects.order_by("-pk").values_list("pk", flat=True).first()

    before = newest()
    try:
        yield
    except KeyboardInterrupt:
        kept = newest() != before
        said = _("Stopped.") if kept else _("Stopped. Nothing was written.")
        raise CancelledError(said) from None
