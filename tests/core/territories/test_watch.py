"""When a search ends: by the clock, a good enough plan or a file."""

import numpy as np
import pytest

from maillage.core.territories.search import Found
from maillage.core.territories.watch import Watch

pytestmark = pytest.mark.unit


class Clock:
    """Seconds that only pass when told."""

    def __init__(self, now=0.0):
        self.now = now

    def __call__(self):
        return self.now


def found(violation, objective):
    return Found(np.zeros(1, dtype=np.int32), violation, objective)


def test_a_watch_without_limits_is_never_over():
    watch = Watch(0.0)
    assert not watch.over()
    assert not watch.over(found(0.0, 1.0))
    assert watch.pace(0.2, 0.5)() == 0.0
    assert watch.slice(1, 3) is watch


def test_it_is_over_when_the_time_is_up():
    clock = Clock(10.0)
    watch = Watch(10.0, 14.0, clock=clock)
    answers = []
    for now in (10.0, 13.9, 14.0, 99.0):
        clock.now = now
        answers.append(watch.over())
    assert answers == [False, False, True, True]


@pytest.mark.parametrize(
    ("violation", "objective", "over"),
    [(0.0, 100.0, True), (0.0, 100.1, False), (0.1, 50.0, False), (1e-12, 99.0, True)],
)
def test_it_is_over_when_a_feasible_plan_is_good_enough(violation, objective, over):
    assert Watch(0.0, aim=100.0).over(found(violation, objective)) == over


def test_it_is_over_when_the_file_is_there(tmp_path):
    watch = Watch(0.0, flag=str(tmp_path / "stop"))
    before = watch.over()
    (tmp_path / "stop").touch()
    assert (before, watch.over()) == (False, True)


def test_the_pace_is_the_share_of_a_part_of_the_time():
    clock = Clock()
    pace = Watch(100.0, 110.0, clock=clock).pace(0.2, 0.7)
    shares = []
    for clock.now in (90.0, 102.0, 104.5, 107.0, 112.0):
        shares.append(pace())
    assert shares == pytest.approx([0.0, 0.0, 0.5, 1.0, 2.0])


@pytest.mark.parametrize(("first", "last"), [(0.4, 0.4), (0.0, 1.0)])
def test_no_time_at_all_is_over_at_once(first, last):
    assert Watch(5.0, 5.0, clock=Clock(5.0)).pace(first, last)() == 1.0


def test_searches_in_turn_have_equal_parts_of_the_time():
    clock = Clock(2.0)
    watch = Watch(0.0, 12.0, aim=7.0, flag="x", clock=clock)
    parts = [watch.slice(number, 3) for number in range(3)]
    assert [part.until for part in parts] == [4.0, 8.0, 12.0]
    assert {(part.began, part.aim, part.flag, part.clock) for part in parts} == {
        (2.0, 7.0, "x", clock)
    }
    clock.now = 9.0
    assert watch.slice(1, 3).began == watch.slice(1, 3).until == 8.0
