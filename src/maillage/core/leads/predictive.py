"""A predictive score, where one is wanted: naive Bayes by counts, as Odoo's leads are scored.

Counts begin at 0.1, values that are not given are passed over, and totals are kept by field
(odoo/odoo, addons/crm, ``crm.lead.scoring.frequency``). A field that is only known after the moment
at which a score is asked for would tell the outcome: it is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from maillage.core.arrays import BoolArray, FloatArray
from maillage.core.leads.metrics.rates import Rate
from maillage.errors import ParameterError
from maillage.texts import _, number, quoted

START: Final = 0.1
"""What each count begins at."""
BINS: Final = 10

type Columns = Mapping[str, Sequence[str | None]]


class KnownAt(StrEnum):
    """From when a field is known."""

    CREATION = "creation"
    CONTACT = "contact"
    OUTCOME = "outcome"


MOMENTS: Final = tuple(KnownAt)


@dataclass(frozen=True, slots=True)
class Counted:
    """How often a field had each value among leads that were won and lost."""

    counts: dict[str, tuple[float, float]]
    won: float
    lost: float

    def weight(self, value: str | None) -> float:
        """Give what a value adds to the log-odds; nothing where it was not given or never seen."""
        if value is None or value not in self.counts:
            return 0.0
        won, lost = self.counts[value]
        return float(np.log(won / self.won) - np.log(lost / self.lost))


@dataclass(frozen=True, slots=True)
class Predictor:
    """What was learnt: the log-odds of winning, and what each value of a field adds."""

    prior: float
    fields: dict[str, Counted]
    leads: int

    def predict(self, columns: Columns) -> FloatArray:
        """Give the probability that each lead is won, shape (n,).

        Raises
        ------
        ParameterError
            If a field is missing, or the columns are not equally long.
        """
        odds = np.full(height(columns, list(self.fields)), self.prior)
        for name, counted in self.fields.items():
            values, places = distinct(columns[name])
            odds += np.array([counted.weight(each) for each in values])[places]
        found: FloatArray = 1 / (1 + np.exp(-odds))
        return found

    def reasons(self, lead: Mapping[str, str | None]) -> list[tuple[str, float]]:
        """Give what each field of a lead adds to its log-odds, the strongest first."""
        weights = [(name, counted.weight(lead.get(name))) for name, counted in self.fields.items()]
        return sorted(weights, key=lambda each: (-abs(each[1]), each[0]))


def learn(
    columns: Columns,
    won: BoolArray,
    known_at: Mapping[str, KnownAt],
    *,
    asked_at: KnownAt = KnownAt.CREATION,
) -> Predictor:
    """Learn from leads whose outcome is known.

    Parameters
    ----------
    columns
        Fields, one value a lead, None where it is not given.
    won : shape (n,)
        The outcome of each.
    known_at
        From when each field is known; one that says nothing is refused.
    asked_at
        The moment at which a score is asked for.

    Raises
    ------
    ParameterError
        If a field is known too late, or nothing can be learnt.
    """
    for name in columns:
        refuse_late(name, known_at.get(name), asked_at)
    count = height(columns, list(columns))
    wins = refuse_one_sided(count, won)
    fields = {name: counted(values, won) for name, values in columns.items()}
    return Predictor(float(np.log(wins / (count - wins))), fields, count)


def refuse_one_sided(count: int, won: BoolArray) -> int:
    """Refuse outcomes that are all the same, or not one a lead; give how many were won."""
    wins = int(won.sum())
    if count != len(won) or not 0 < wins < count:
        raise ParameterError(
            _("Nothing can be learnt from %(won)s won of %(leads)s leads.")
            % {"won": number(wins), "leads": number(len(won))},
            remedy=_("Give leads that were won and leads that were lost."),
        )
    return wins


def refuse_late(name: str, known: KnownAt | None, asked_at: KnownAt) -> None:
    """Refuse a field that is not known yet when a score is asked for."""
    if known is None:
        raise ParameterError(
            _("It is not said from when %(field)s is known.") % {"field": quoted(name)},
            remedy=_("Say one of: %(moments)s.") % {"moments": ", ".join(MOMENTS)},
        )
    if MOMENTS.index(known) > MOMENTS.index(asked_at):
        raise ParameterError(
            _(
                "%(field)s is known only at %(known)s, but the score is asked for at %(asked)s: it"
                " would tell the outcome."
            )
            % {"field": quoted(name), "known": known.value, "asked": asked_at.value},
            remedy=_("Leave it out."),
        )


def height(columns: Columns, wanted: Sequence[str]) -> int:
    """Give how many leads there are."""
    missing = [name for name in wanted if name not in columns]
    lengths = {len(columns[name]) for name in wanted if name in columns}
    if missing or len(lengths) != 1:
        raise ParameterError(
            _("The fields of the leads do not fit together: %(fields)s.")
            % {"fields": ", ".join(missing or wanted) or "–"},
            remedy=_("Give each field one value for each lead."),
        )
    return lengths.pop()


def distinct(values: Sequence[str | None]) -> tuple[list[str | None], NDArray[np.int64]]:
    """Give the different values, and which of them each lead has."""
    known: dict[str | None, int] = {}
    places = np.array([known.setdefault(each, len(known)) for each in values], dtype=np.int64)
    return list(known), places


def counted(column: Sequence[str | None], won: BoolArray) -> Counted:
    """Count the values of a field."""
    values, places = distinct(column)
    wins = np.bincount(places, weights=won, minlength=len(values)) + START
    losses = np.bincount(places, weights=~won, minlength=len(values)) + START
    counts = {
        value: (float(win), float(loss))
        for value, win, loss in zip(values, wins, losses, strict=True)
        if value is not None
    }
    return Counted(
        counts,
        sum((win for win, _loss in counts.values()), START),
        sum((loss for _win, loss in counts.values()), START),
    )


@dataclass(frozen=True, slots=True)
class Bin:
    """Leads with about the same prediction: its mean, and what became of them."""

    predicted: float
    won: Rate


@dataclass(frozen=True, slots=True)
class Calibration:
    """How good predictions are.

    Parameters
    ----------
    auc
        The probability that a lead that was won stands above one that was lost; 0.5 is chance.
    brier
        The mean squared difference between prediction and outcome; ``guess`` is that of always
        predicting the share that was won.
    bins
        The reliability table, from the lowest to the highest predictions.
    """

    auc: float
    brier: float
    guess: float
    bins: tuple[Bin, ...]


def calibration(predicted: FloatArray, won: BoolArray) -> Calibration:
    """Judge predictions by leads that were not learnt from.

    Raises
    ------
    ParameterError
        If all of them were won, or all lost.
    """
    wins, losses = int(won.sum()), int((~won).sum())
    if not wins or not losses:
        raise ParameterError(
            _("Predictions are judged by leads of which some were won and some lost."),
            remedy=_("Give both."),
        )
    ranks = rankdata(predicted)
    auc = (ranks[won].sum() - wins * (wins + 1) / 2) / (wins * losses)
    order = np.argsort(predicted, kind="stable")
    parts = [part for part in np.array_split(order, BINS) if len(part)]
    bins = tuple(
        Bin(float(predicted[part].mean()), Rate(int(won[part].sum()), len(part))) for part in parts
    )
    share = wins / (wins + losses)
    brier = float(np.mean((predicted - won) ** 2))
    return Calibration(float(auc), brier, share * (1 - share), bins)
