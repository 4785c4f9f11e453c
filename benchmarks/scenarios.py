"""Times of editing a scenario of 41,000 postal codes, 200 territories and 100,000 accounts.

    python benchmarks/scenarios.py [--accounts 100000] [--territories 200] [--repeats 7]

Processor milliseconds, in a database file of its own; the demand is 150 for a move of 500 units.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time


def timed(act):
    """What a call gives, and its processor time in ms."""
    began = time.process_time()
    return act(), 1000 * (time.process_time() - began)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--territories", type=int, default=200)
    parser.add_argument("--repeats", type=int, default=7)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"MAILLAGE_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "maillage.settings"}
        import django

        django.setup()
        measure(asked)


def measure(asked) -> None:
    """Make the scenario, and measure what a person does with it."""
    import numpy as np
    from django_scopes import scope

    from maillage.domain.people.members import add_member
    from maillage.domain.territories.editing import bench as benches
    from maillage.domain.territories.editing.changes import redo, undo
    from maillage.domain.territories.editing.moves import move_several, move_units, state_of
    from maillage.domain.territories.owners import settle_accounts
    from maillage.domain.territories.request import CONTIGUOUS_STATES, DesignRequest, Level
    from maillage.domain.territories.starting import Origin, start_scenario
    from maillage.domain.workspace import prepare_database
    from maillage.models import Scenario, Workspace

    prepare_database(create=True)
    workspace = Workspace.objects.first() or Workspace.objects.create(slug="main", name="Main")
    with scope(workspace=workspace):
        fill(asked.accounts)
        by = add_member(email="a@example.com", role="operations", password="a long password 7")
        request = DesignRequest(
            level=Level.POSTAL, states=(*CONTIGUOUS_STATES, "AK", "HI"),
            territories=asked.territories,
        )  # fmt: skip
        scenario, first = timed(
            lambda: start_scenario(request=request, origin=Origin.NOTHING, by=by)
        )
        names, points, moves = neighbours(benches.bench_of(scenario), asked.territories)
        edit, whole = timed(lambda: move_several(scenario=scenario, moves=moves, revision=0, by=by))
        shown("start from nothing", [first])
        shown("all units at once", [whole])
        rng, times, back, forth = np.random.default_rng(1), [], [], []
        revision = edit.revision
        for _repeat in range(asked.repeats + 1):
            middle = rng.integers(len(names))
            near = np.argsort(((points - points[middle]) ** 2).sum(axis=1))[:500]
            goal = int(rng.integers(asked.territories)) + 1
            chosen = names[near].tolist()
            for found, act in (
                (times, lambda c=chosen, g=goal, r=revision: move_units(
                    scenario=scenario, units=c, territory=g, revision=r, by=by)),
                (back, lambda r=revision + 1: undo(scenario=scenario, revision=r, by=by)),
                (forth, lambda r=revision + 2: redo(scenario=scenario, revision=r, by=by)),
            ):  # fmt: skip
                edit, spent = timed(act)
                found.append(spent)
            revision = edit.revision
        shown("move of 500 units", times[1:])
        shown("undo", back[1:])
        shown("redo", forth[1:])
        current = Scenario.objects.get(pk=scenario.pk)
        shown("accounts derived, all", [timed(lambda: settle_accounts(scenario=current))[1]])
        edit = move_units(scenario=current, units=chosen, territory=1, revision=revision, by=by)
        current = Scenario.objects.get(pk=scenario.pk)
        shown("accounts derived, 500 units", [timed(lambda: settle_accounts(scenario=current))[1]])
        shown("state, warm", [timed(lambda: state_of(scenario=current))[1] for _ in range(3)])
        benches._benches.clear()
        shown("state, cold", [timed(lambda: state_of(scenario=current))[1]])


def neighbours(bench, territories: int):
    """Codes and places of units, and the units of each territory: those nearest to its centre."""
    import numpy as np
    from scipy.spatial import cKDTree

    units = bench.ground.units
    points = units[["latitude", "longitude"]].to_numpy()
    centres = points[np.random.default_rng(0).permutation(len(points))[:territories]]
    label = cKDTree(centres).query(points)[1]
    names = units["unit"].to_numpy(object)
    moves = {
        number + 1: names[label == number].tolist()
        for number in range(territories)
        if (label == number).any()
    }
    return names, points, moves


def fill(count: int) -> None:
    """Write generated accounts, reps, owners and touches."""
    from maillage.domain.demo import load_demonstration

    load_demonstration(accounts=count)


def shown(name: str, times: list[float]) -> None:
    """Print one line."""
    print(
        f"{name:30} median {statistics.median(times):9.1f} ms  largest {max(times):9.1f} ms",
        flush=True,
    )


if __name__ == "__main__":
    main()
