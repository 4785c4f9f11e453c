"""Commands run in processes of their own, and what each used."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Threads that wait in a loop would count as work."""


@dataclass(frozen=True)
class Run:
    """A command that ended.

    Attributes
    ----------
    code : int
        Exit code; minus the signal where one ended it.
    seconds : float
        CPU seconds, user plus system, of the process and of the children it waited for.
    megabytes : float
        Peak of memory.
    output, errors : str
        What it wrote.
    """

    code: int
    seconds: float
    megabytes: float
    output: str
    errors: str

    @property
    def out_of_time(self) -> bool:
        """Whether the limit of CPU seconds ended it."""
        return self.code == -signal.SIGXCPU

    @property
    def last_words(self) -> str:
        """The last line on standard error."""
        lines = self.errors.strip().splitlines()
        return lines[-1] if lines else f"ended by signal {-self.code}"


def run(*arguments: object) -> Run:
    """A Python script with its arguments, to its end.

    The memory that the system reports is never less than this process's own: keep it small.
    """
    command = [sys.executable, *map(str, arguments)]
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        started = subprocess.Popen(
            command, stdout=output, stderr=errors, env={**os.environ, **ONE_THREAD}
        )
        _, status, used = os.wait4(started.pid, 0)
        started.returncode = os.waitstatus_to_exitcode(status)
        for stream in (output, errors):
            stream.seek(0)
        return Run(
            code=started.returncode,
            seconds=used.ru_utime + used.ru_stime,
            megabytes=used.ru_maxrss / 1024,
            output=output.read(),
            errors=errors.read(),
        )
