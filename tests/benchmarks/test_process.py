"""Commands are measured to their end, however they end."""

import pytest
from benchmarks.process import run

pytestmark = pytest.mark.integration


def test_output_seconds_and_memory_of_a_command():
    made = run("-c", "print(len(bytearray(300_000_000)), sum(range(10_000_000)))")
    assert (made.code, made.output) == (0, "300000000 49999995000000\n")
    assert made.megabytes > 286
    assert 0.05 < made.seconds < 10
    assert not made.out_of_time


def test_children_that_are_waited_for_count():
    busy = (
        "import subprocess, sys; subprocess.run([sys.executable, '-c', 'sum(range(30_000_000))'])"
    )
    assert run("-c", busy).seconds > 0.3


def test_last_words_of_a_failure():
    made = run("-c", "import sys; sys.stderr.write('first\\nlast\\n'); sys.exit(4)")
    assert (made.code, made.last_words) == (4, "last")


def test_a_limit_of_cpu_seconds():
    busy = "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 20))\nwhile True: pass"
    made = run("-c", busy)
    assert made.out_of_time
    assert 0.9 < made.seconds < 20


def test_a_signal_without_words():
    made = run("-c", "import os; os.kill(os.getpid(), 9)")
    assert (made.code, made.out_of_time, made.last_words) == (-9, False, "ended by signal 9")
