"""Whether kernels are compiled already: the first use after an installation takes a while."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def compiled(*kernels: Any) -> bool:
    """Whether every kernel is in memory, or on disk since its source last changed."""
    return all(kernel.signatures or _on_disk(kernel) for kernel in kernels)


def _on_disk(kernel: Any) -> bool:
    folder = kernel.stats.cache_path
    if folder is None:
        return False
    function = kernel.py_func
    source = Path(function.__code__.co_filename)
    changed = source.stat().st_mtime
    kept = Path(folder).glob(f"{source.stem}.{function.__qualname__}-*.nbi")
    return any(index.stat().st_mtime >= changed for index in kept)
