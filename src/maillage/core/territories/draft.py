"""A plan that a person changes by hand: moves, exchanges, undo, and what each would bring."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from maillage.core.arrays import IntArray
from maillage.core.territories import values
from maillage.core.territories.alignment import Alignment
from maillage.core.territories.figures import Statistics
from maillage.core.territories.ledger import Ledger, Standing
from maillage.core.territories.problem import Problem
from maillage.errors import ParameterError
from maillage.texts import _, quoted

type Units = str | int | Iterable[str] | Iterable[int] | IntArray
"""Basic units by id or by index, one or any set of them."""


@dataclass(frozen=True, slots=True)
class Move:
    """Units, by id, that go to one territory (0 to k-1)."""

    units: tuple[str, ...]
    territory: int


@dataclass(frozen=True, eq=False)
class Change:
    """What a step does, or would do, to a plan.

    Attributes
    ----------
    units
        (m,) indices of the units that change territory, ascending; empty when none does.
    origins, destinations
        (m,) territory of each before and after.
    before, after
        How the plan stands before and after.
    violations
        What is not as asked after it, in words.
    """

    units: IntArray
    origins: IntArray
    destinations: IntArray
    before: Standing
    after: Standing
    violations: tuple[str, ...]

    @property
    def touched(self) -> IntArray:
        """Territories that lose or gain a unit, ascending."""
        return np.union1d(self.origins, self.destinations).astype(np.int32)

    @property
    def objective(self) -> float:
        """Change of the objective; less is better."""
        return self.after.objective - self.before.objective

    @property
    def moved(self) -> float:
        """Change of the stake that has left its present owner."""
        return self.after.statistics.moved - self.before.statistics.moved


class Draft:
    """An editable plan.

    Every step recomputes the territories it touches, from their units: no figure drifts, however
    many steps are made. Rules are not enforced: a person may break one, and ``violations`` says so.

    Parameters
    ----------
    problem
        What is asked.
    labels
        (n,) territory of each unit, 0 to k-1.

    Raises
    ------
    ParameterError
        If ``labels`` are not one territory for every unit.
    """

    def __init__(self, problem: Problem, labels: ArrayLike) -> None:
        self.ledger = Ledger(problem)
        self._labels = values.labels(labels, problem.size, problem.territories)
        self._standing = self.ledger.standing(self._labels)
        self._begin()

    def _begin(self) -> None:
        self._words: tuple[str, ...] | None = None
        self._done: list[Change] = []
        self._undone: list[Change] = []
        self._began = time.perf_counter()

    @classmethod
    def on(cls, ledger: Ledger, labels: IntArray, standing: Standing) -> Draft:
        """A draft of a plan that is measured already."""
        draft = cls.__new__(cls)
        draft.ledger, draft._labels, draft._standing = ledger, labels.copy(), standing
        draft._begin()
        return draft

    @property
    def problem(self) -> Problem:
        """What is asked."""
        return self.ledger.problem

    @property
    def labels(self) -> IntArray:
        """(n,) territory of each unit; a view that cannot be written to."""
        view = self._labels.view()
        view.flags.writeable = False
        return view

    @property
    def standing(self) -> Standing:
        """Figures, objective and violation of the plan as it is."""
        return self._standing

    @property
    def statistics(self) -> Statistics:
        """Figures of the plan as it is, those of :func:`measure_up`."""
        return self._standing.statistics

    @property
    def violations(self) -> tuple[str, ...]:
        """What is not as asked, in words; empty when everything is."""
        if self._words is None:
            self._words = self.ledger.words(self._labels, self._standing)
        return self._words

    @property
    def feasible(self) -> bool:
        """Whether everything is as asked."""
        return self._standing.violation <= 0.0

    @property
    def undoable(self) -> int:
        """Number of steps that can be undone."""
        return len(self._done)

    @property
    def redoable(self) -> int:
        """Number of steps that can be done again."""
        return len(self._undone)

    def what_if(self, units: Units, territory: int) -> Change:
        """What :meth:`move` would do; the plan stays as it is."""
        return self.preview([(units, territory)])

    def move(self, units: Units, territory: int) -> Change:
        """Give units to a territory, as one step.

        Parameters
        ----------
        units
            Ids or indices. Repeated units count once; those that are there already stay.
        territory
            Where to, 0 to k-1.

        Returns
        -------
        Change
            What it did. Where no unit changes territory, it is empty and nothing can be undone.

        Raises
        ------
        ParameterError
            If a unit or the territory is unknown, or no unit is given.
        """
        return self.apply([(units, territory)])

    def swap(self, units: Units, others: Units) -> Change:
        """Exchange two sets of units between the two territories that hold them, as one step.

        Raises
        ------
        ParameterError
            If a set is empty or lies in several territories, or both lie in the same one.
        """
        first, second = self._home_of(units), self._home_of(others)
        if first == second:
            raise ParameterError(
                _("Both sets of units lie in territory %(number)d.") % {"number": first + 1},
                remedy=_("Exchange units of two territories."),
            )
        return self.apply([(units, second), (others, first)])

    def preview(self, moves: Sequence[Move | tuple[Units, int]]) -> Change:
        """What :meth:`apply` would do; the plan stays as it is."""
        labels, change = self._changed(moves)
        return self._told(labels, change)

    def apply(self, moves: Sequence[Move | tuple[Units, int]]) -> Change:
        """Make several moves as one step; where a unit is named twice, the last move counts."""
        labels, outlook = self._changed(moves)
        change = self._told(labels, outlook)
        if len(change.units):
            self._done.append(change)
            self._undone.clear()
            self._labels = labels
            self._arrive(change.after, change.violations)
        return change

    def undo(self) -> Change | None:
        """Take the last step back and return it; None where there is none."""
        if not self._done:
            return None
        change = self._done.pop()
        self._undone.append(change)
        self._labels[change.units] = change.origins
        self._arrive(change.before, None)
        return change

    def redo(self) -> Change | None:
        """Make the last undone step again and return it; None where there is none."""
        if not self._undone:
            return None
        change = self._undone.pop()
        self._done.append(change)
        self._labels[change.units] = change.destinations
        self._arrive(change.after, change.violations)
        return change

    def pieces(self, territory: int) -> tuple[tuple[str, ...], ...]:
        """Unit ids of each connected piece of a territory, the heaviest piece first."""
        number = self._territory(territory)
        ids = self.problem.ids
        return tuple(
            tuple(ids[unit] for unit in piece) for piece in self.ledger.pieces(self._labels, number)
        )

    def alignment(self) -> Alignment:
        """The plan as it is, as the engine hands plans over; ``proposals`` are the steps made."""
        return Alignment(
            problem=self.problem,
            labels=self._labels.copy(),
            statistics=self.statistics,
            violations=self.violations,
            objective=self._standing.objective,
            seconds=time.perf_counter() - self._began,
            proposals=len(self._done),
            seed=0,
        )

    def indices(self, units: Units) -> IntArray:
        """(m,) distinct indices of units given by id or index, ascending.

        Raises
        ------
        ParameterError
            If one is unknown, or none is given.
        """
        found = np.unique(np.array(self._numbers(units), dtype=np.int64)).astype(np.int32)
        if not len(found):
            raise ParameterError(_("No unit was given."), remedy=_("Choose at least one."))
        return found

    def outlook(self, labels: IntArray, touched: IntArray) -> Standing:
        """How a plan that differs from this one in the ``touched`` territories would stand."""
        return self.ledger.update(self._standing, labels, touched)

    def _arrive(self, standing: Standing, words: tuple[str, ...] | None) -> None:
        self._standing, self._words = standing, words

    def _changed(self, moves: Sequence[Move | tuple[Units, int]]) -> tuple[IntArray, IntArray]:
        """The labels after some moves, and the indices of the units that change."""
        labels = self._labels.copy()
        for move in moves:
            units, territory = (move.units, move.territory) if isinstance(move, Move) else move
            labels[self.indices(units)] = self._territory(territory)
        return labels, np.flatnonzero(labels != self._labels).astype(np.int32)

    def _told(self, labels: IntArray, units: IntArray) -> Change:
        origins, destinations = self._labels[units], labels[units]
        if len(units):
            after = self.outlook(labels, np.union1d(origins, destinations).astype(np.int32))
            words = self.ledger.words(labels, after)
        else:
            after, words = self._standing, self.violations
        return Change(units, origins, destinations, self._standing, after, words)

    def _home_of(self, units: Units) -> int:
        homes = np.unique(self._labels[self.indices(units)])
        if len(homes) > 1:
            numbers = ", ".join(str(home + 1) for home in homes)
            raise ParameterError(
                _("The units to exchange lie in several territories: %(numbers)s.")
                % {"numbers": numbers},
                remedy=_("Choose units of one territory."),
            )
        return int(homes[0])

    def _territory(self, territory: int) -> int:
        number = values.whole(territory, _("The territory"))
        if not 0 <= number < self.problem.territories:
            raise ParameterError(
                _("There is no territory number %(number)s.") % {"number": number},
                remedy=_("Territories are numbered from 0 to %(last)s.")
                % {"last": self.problem.territories - 1},
            )
        return number

    def _numbers(self, units: Units) -> list[int] | IntArray:
        if isinstance(units, np.ndarray) and units.dtype.kind in "iu" and units.ndim == 1:
            wrong = units[(units < 0) | (units >= self.problem.size)]
            if wrong.size:
                raise _unknown(int(wrong[0]))
            return units
        if isinstance(units, str | int | np.integer):
            return [self._number(units)]
        try:
            listed = list(units)
        except TypeError as error:
            raise _unknown(units) from error
        return [self._number(unit) for unit in listed]

    def _number(self, unit: object) -> int:
        if isinstance(unit, str) and unit in self.ledger.place:
            return self.ledger.place[unit]
        whole = isinstance(unit, int | np.integer) and not isinstance(unit, bool)
        if whole and 0 <= unit < self.problem.size:  # type: ignore[operator]
            return int(unit)  # type: ignore[call-overload,no-any-return]
        raise _unknown(unit)


def _unknown(unit: object) -> ParameterError:
    return ParameterError(
        _("There is no basic unit %(unit)s.") % {"unit": quoted(unit)},
        remedy=_("Check its spelling, leading zeros included, or number the units from 0."),
    )
