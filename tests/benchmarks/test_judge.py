"""Plans of other tools are judged on what was asked, whatever they call their territories."""

import json
from pathlib import Path

import numpy as np
import pytest
from benchmarks.process import run

pytestmark = pytest.mark.integration

JUDGE = Path(__file__).resolve().parents[2] / "benchmarks" / "judge.py"


def judged(folder, labels, *options):
    np.save(folder / "labels.npy", labels)
    made = run(JUDGE, "C", folder / "labels.npy", *options)
    assert made.code == 0, made.errors
    return json.loads(made.output)


def nearest_home(data):
    north = np.subtract.outer(data["lat"], data["rep_lat"])
    east = np.subtract.outer(data["lon"], data["rep_lon"])
    return (north**2 + east**2).argmin(axis=1)


def test_numbers_that_mean_nobody_are_matched_to_owners(shared_data, tmp_path):
    data = np.load(shared_data / "territory_cases" / "C.npz")
    labels, owned = nearest_home(data), data["owner"] >= 0
    names = np.random.default_rng(0).permutation(int(data["k"]))
    plain = judged(tmp_path, labels)
    renamed = judged(tmp_path, names[labels], "--relabel")
    share = data["w"][owned] @ (labels != data["owner"])[owned] / data["w"][owned].sum()
    loads = np.bincount(labels, weights=data["w"])
    deviations = np.abs(loads / loads.mean() - 1)
    assert plain["change"] == pytest.approx(100 * share)
    assert renamed["change"] <= plain["change"]
    assert renamed["wssd"] == pytest.approx(plain["wssd"])
    assert plain["imbalance"] == pytest.approx(100 * deviations.max())
    assert plain["out"] == (deviations > 0.1).sum()
    assert plain["verdict"].startswith(f"{plain['out']} out of balance")


def test_too_few_territories_are_said(shared_data, tmp_path):
    data = np.load(shared_data / "territory_cases" / "C.npz")
    found = judged(tmp_path, np.minimum(nearest_home(data), 22), "--relabel")
    assert found["verdict"].startswith("2 empty, ")
    assert found["imbalance"] >= 100
    assert found["km"] > 0


def test_too_many_territories_are_said(shared_data, tmp_path):
    data = np.load(shared_data / "territory_cases" / "C.npz")
    labels = nearest_home(data)
    labels[:3] = [25, 26, 27]
    assert judged(tmp_path, labels, "--relabel") == {"verdict": "28 territories for 25"}
