"""Amounts of money in whole cents, split without losing one."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from maillage.errors import ParameterError
from maillage.texts import _, decimal, number, percent

type Number = Fraction | Decimal | int | float


def apportion(total: int, weights: Sequence[Number]) -> list[int]:
    """Split cents in proportion to weights, by the largest-remainder (Hamilton) method.

    Parameters
    ----------
    total
        Cents, not negative.
    weights
        Not negative, not all zero. Equal remainders are served in order.

    Returns
    -------
    list of int
        Cents in the order of the weights; their sum is ``total``.

    Raises
    ------
    ParameterError
        If the total or a weight is negative or not a number, or all weights are zero.
    """
    exact = [exactly(each) for each in weights]
    whole = sum(exact, Fraction())
    if total < 0 or not whole:
        raise ParameterError(
            _("%(total)s cannot be split by weights whose sum is %(whole)s.")
            % {"total": money(total), "whole": decimal(float(whole), 2)},
            remedy=_("Give an amount of 0 or more, and one weight above 0 at least."),
        )
    quotas = [total * each / whole for each in exact]
    parts = [quota.numerator // quota.denominator for quota in quotas]
    order = sorted(range(len(parts)), key=lambda place: parts[place] - quotas[place])
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts


def split_by_shares[Key: Hashable](total: int, shares: Mapping[Key, Number]) -> dict[Key, int]:
    """Split cents by shares that make a whole (K-01, K-02).

    Parameters
    ----------
    total
        Cents, not negative.
    shares
        The share of each part, 0 to 1.

    Raises
    ------
    ParameterError
        If the shares do not sum to 1; the message says by how much they miss.
    """
    check_whole(shares)
    return dict(zip(shares, apportion(total, list(shares.values())), strict=True))


def check_whole[Key: Hashable](shares: Mapping[Key, Number]) -> None:
    """Refuse shares that do not make a whole, with the difference.

    Raises
    ------
    ParameterError
        If their sum is not exactly 1, or one is negative or not a number.
    """
    missing = 1 - sum(map(exactly, shares.values()), Fraction())
    if missing:
        words = _("%(missing)s is missing.") if missing > 0 else _("That is %(missing)s too much.")
        raise ParameterError(
            _("The shares sum to %(sum)s.") % {"sum": percent(float(1 - missing), 2)},
            remedy=words % {"missing": percent(float(abs(missing)), 2)},
        )


def exactly(number: Number) -> Fraction:
    """Read a number as the decimal it is written as: 0.1 is one tenth.

    Raises
    ------
    ParameterError
        If it is negative, infinite or not a number.
    """
    try:
        exact = Fraction(str(number))
    except ValueError:
        exact = Fraction(-1)
    if exact < 0:
        raise ParameterError(
            _("A share or weight is %(number)s.") % {"number": number},
            remedy=_("Give a number of 0 or more."),
        )
    return exact


def money(cents: int) -> str:
    """Write cents as an amount, in the reader's marks."""
    return number(cents / 100, 2)
