"""One plan by one tool in this process, its territories written to a file.

    python benchmarks/one.py CASE TOOL SEED LABELS [--seconds S] [--gigabytes G]

Used by ``territories.py``, which measures the process. A refusal leaves with code 3, a failure with
4, their words on standard error; a tool over its CPU seconds is ended by the system.
"""

from __future__ import annotations

import argparse
import resource
import sys
import warnings
from pathlib import Path

REFUSED, FAILED = 3, 4


def main() -> None:
    """Plan and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("case")
    parser.add_argument("tool")
    parser.add_argument("seed", type=int)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--seconds", type=int, default=180)
    parser.add_argument("--gigabytes", type=float, default=8)
    asked = parser.parse_args()
    limit(asked.seconds, int(asked.gigabytes * 2**30))
    warnings.simplefilter("ignore")
    import numpy as np
    from cases import read_case
    from peers import TOOLS

    try:
        plan = TOOLS[asked.tool].load()
        labels = plan(read_case(asked.case), seed=asked.seed, seconds=asked.seconds)
    except Exception as error:  # noqa: BLE001 - whatever a tool raises is its answer
        refused = type(error).__name__ == "InfeasibleError"
        words = str(error) if refused else f"{type(error).__name__}: {error}"
        sys.stderr.write(f"\n{' '.join(words.split())}\n")
        sys.exit(REFUSED if refused else FAILED)
    np.save(asked.labels, np.asarray(labels, dtype=np.int32))


def limit(seconds: int, size: int) -> None:
    """No more CPU seconds than these, no more memory than that, no image of the process."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_DATA, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
