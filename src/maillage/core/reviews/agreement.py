"""How far two ranked lists agree (N-01): overlap, and rank-biased overlap.

Rank-biased overlap weighs the agreement at each depth d by p^(d - 1), so that the first places
count most; it is extrapolated beyond the end of lists as far as they agree there (W. Webber, A.
Moffat and J. Zobel, "A similarity measure for indefinite rankings", *ACM Transactions on
Information Systems* 28, 2010, formula 32).
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final

from maillage.errors import ParameterError
from maillage.texts import _, quoted

DEPTH: Final = 10
PERSISTENCE: Final = 0.9


@dataclass(frozen=True, slots=True)
class Agreement:
    """``common`` is in both lists, of ``depth`` places; ``overlap`` is their share.

    ``rank_biased`` is 1 for equal lists and 0 for lists without anything in common.
    """

    common: int
    depth: int
    overlap: float
    rank_biased: float


def agreement(
    first: Sequence[Hashable],
    second: Sequence[Hashable],
    *,
    depth: int = DEPTH,
    persistence: float = PERSISTENCE,
) -> Agreement | None:
    """Compare two lists, the best first, down to a depth.

    Parameters
    ----------
    first, second
        Without anything twice.
    depth
        How many places count; of shorter lists, as many as the longer one has.
    persistence
        The weight of a place is that of the one before times this: above 0 and below 1.

    Returns
    -------
    Agreement
        None where a list is empty: nothing can be compared.

    Raises
    ------
    ParameterError
        If something is in a list twice, or the depth or persistence cannot be.
    """
    check(first, second, depth=depth, persistence=persistence)
    one, two = first[:depth], second[:depth]
    if not one or not two:
        return None
    places = max(len(one), len(two))
    common = len(set(one) & set(two))
    return Agreement(common, places, common / places, rank_biased(one, two, persistence))


def check(
    first: Sequence[Hashable], second: Sequence[Hashable], *, depth: int, persistence: float
) -> None:
    """Refuse what is no ranking, no depth or no weight."""
    for ranking in (first, second):
        twice = [each for place, each in enumerate(ranking) if each in ranking[:place]]
        if twice:
            raise ParameterError(
                _("%(what)s is in the list twice.") % {"what": quoted(twice[0])},
                remedy=_("Name each account once."),
            )
    if depth < 1 or not 0 < persistence < 1:
        raise ParameterError(
            _("A depth of %(depth)s with weights of %(weight)s cannot be compared.")
            % {"depth": depth, "weight": persistence},
            remedy=_("The depth is 1 or more, the weight between 0 and 1."),
        )


def rank_biased(first: Sequence[Hashable], second: Sequence[Hashable], persistence: float) -> float:
    """Extrapolated rank-biased overlap of two lists, of different length or not."""
    short, long = sorted((first, second), key=len)
    few, many = len(short), len(long)
    shared = [len(set(short[:depth]) & set(long[:depth])) for depth in range(1, many + 1)]
    agreed = sum(persistence**depth * count / depth for depth, count in enumerate(shared, start=1))
    beyond = sum(
        persistence**depth * shared[few - 1] * (depth - few) / (few * depth)
        for depth in range(few + 1, many + 1)
    )
    tail = (shared[-1] - shared[few - 1]) / many + shared[few - 1] / few
    return (1 - persistence) / persistence * (agreed + beyond) + tail * persistence**many
