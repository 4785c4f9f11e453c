"""A market as somebody asks for it: by industries or by a profile, with what it may be worth."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Avg, Count

from maillage.core.accounts.icp.criteria import read_icp
from maillage.core.market.naics import ALL
from maillage.core.market.revenue import ESTABLISHMENT, Average, read_average
from maillage.domain.accounts.icp.versions import version_called
from maillage.domain.market.choice import Choice, accounts_of, choice_of, choice_of_icp
from maillage.errors import NotFoundError, ParameterError
from maillage.models import Account
from maillage.models.accounts import Status
from maillage.texts import _

CUSTOMERS = "customers"
"""What to type for the mean sales with one's own customers."""


def market_asked(
    *,
    industries: Collection[str] = (),
    states: Collection[str] | None = None,
    size: str = "",
    icp: int | None = None,
) -> Choice:
    """Read a market: that of a version of the profile, or of industries, all by default.

    Raises
    ------
    NotFoundError
        If there is no such version.
    ParameterError
        If something cannot be, or a version is asked for together with industries.
    """
    if icp is None:
        return choice_of(industries=industries or [ALL], states=states, size=size)
    if industries or states or size:
        raise ParameterError(
            _("A market is that of a profile, or of industries, places and sizes."),
            remedy=_("Name the version of the profile alone, or leave it out."),
        )
    return choice_of_icp(read_icp(version_called(icp).criteria))


def average_asked(*, typed: str, choice: Choice, per: str = ESTABLISHMENT) -> Average | None:
    """Read the average sales per year that a market is multiplied by; none where nothing is typed.

    ``customers`` stands for the mean sales with the customers of the workspace in this market.

    Raises
    ------
    NotFoundError
        If there is no such customer.
    ParameterError
        If it cannot be, or is per employee where one range of sizes is counted.
    """
    if not typed:
        return None
    if typed == CUSTOMERS:
        return mean_of_customers(choice)
    average = read_average(typed, per)
    if average.per != ESTABLISHMENT and choice.employees is not None:
        raise ParameterError(
            _("Employees are not published by size, so that an average per employee has no base."),
            remedy=_("Give an average per establishment, or count all sizes."),
        )
    return average


def mean_of_customers(choice: Choice) -> Average:
    """Give the mean sales per year with the customers in a market."""
    customers = Account.objects.filter(accounts_of(choice), status=Status.CUSTOMER, revenue__gt=0)
    found = customers.aggregate(mean=Avg("revenue"), number=Count("pk"))
    if not found["number"]:
        raise NotFoundError(
            _("There is no customer with sales in this market."),
            remedy=_("Give an average, such as 12000."),
        )
    return Average(float(found["mean"]), customers=found["number"])
