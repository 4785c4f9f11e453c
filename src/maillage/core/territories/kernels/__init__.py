"""Compiled inner loops. Numba compiles each once and keeps the result on disk."""

from __future__ import annotations

import logging
import os
from tempfile import TemporaryDirectory

from numba import config, njit

from maillage.texts import _


def _probe() -> None:
    """Stands for every kernel: what is kept of it lies where theirs does."""


def _keep_somewhere() -> TemporaryDirectory[str] | None:
    """Keep what is compiled for this process and those it starts where no lasting folder can be written.

    Numba tries ``NUMBA_CACHE_DIR``, the folder of the sources and the user's cache, in this order,
    and refuses to define a kernel where it can write to none of them.
    """
    try:
        njit(cache=True)(_probe)
    except RuntimeError:
        folder = TemporaryDirectory(prefix="maillage-")
        os.environ["NUMBA_CACHE_DIR"] = folder.name
        config.reload_config()  # type: ignore[no-untyped-call]
        logging.getLogger(__name__).warning(
            _(
                "The compiled engine cannot be kept: no folder for it can be written. It is compiled"
                " again at every start; set NUMBA_CACHE_DIR to a folder that can be written."
            )
        )
        return folder
    return None


_folder = _keep_somewhere()
