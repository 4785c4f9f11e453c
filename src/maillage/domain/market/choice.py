"""Which market is meant: industries, places, sizes; typed by a person or asked by a profile."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from maillage.core.accounts.icp.criteria import Icp, IcpCriterion, Span
from maillage.core.accounts.icp.expression import SPELT
from maillage.core.geography.states import US_STATES
from maillage.core.market.naics import ALL, ancestors, chosen, is_within
from maillage.core.market.sizes import read_size
from maillage.domain.accounts.icp.matching import metros_by_county
from maillage.domain.market.queries import state_numbers
from maillage.errors import ParameterError
from maillage.texts import _, quoted

SEEN = frozenset(
    {
        IcpCriterion.INDUSTRY,
        IcpCriterion.EXCLUSION,
        IcpCriterion.EMPLOYEES,
        IcpCriterion.GEOGRAPHY,
    }
)
"""The criteria of a profile that official figures of establishments can be held against."""
CODE_OF_NUMBER = {number: code for code, (number, _name, _french) in US_STATES.items()}


@dataclass(frozen=True, slots=True)
class Choice:
    """A market.

    Attributes
    ----------
    industries, excluded
        NAICS codes without overlaps; the excluded ones are parts of the others.
    employees
        The sizes of establishments; None for all.
    states, metros
        FIPS numbers and CBSA codes; a zone of either counts, and all do where neither is given.
    unseen
        The criteria of the profile that official figures cannot see.
    """

    industries: tuple[str, ...]
    excluded: tuple[str, ...] = ()
    employees: Span | None = None
    states: tuple[str, ...] = ()
    metros: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()

    @property
    def whole(self) -> Choice:
        """All industries and sizes in the same places."""
        return Choice((ALL,), states=self.states, metros=self.metros)

    @property
    def counties(self) -> frozenset[str] | None:
        """The counties inside the metropolitan areas; None where none is asked for."""
        if not self.metros:
            return None
        wanted = set(self.metros)
        return frozenset(code for code, metro in metros_by_county().items() if metro in wanted)


def choice_of(
    *, industries: Collection[str], states: Collection[str] | None = None, size: str = ""
) -> Choice:
    """Read a market as a person asks for it.

    Raises
    ------
    ParameterError
        If an industry, a state or the range of employees cannot be.
    """
    return Choice(
        chosen(industries),
        employees=read_size(size) if size else None,
        states=tuple(state_numbers(states) or ()),
    )


def choice_of_icp(icp: Icp) -> Choice:
    """Give the market that a profile asks for, as far as official figures can see it.

    Raises
    ------
    ParameterError
        If it is about another country.
    """
    if icp.country != "US":
        raise ParameterError(
            _("There are no official figures by zone and size of %(country)s.")
            % {"country": quoted(icp.country)},
            remedy=_("Choose a profile of the United States, or industries."),
        )
    hidden = set(icp.excluded)
    industries = tuple(
        code for code in icp.industries if hidden.isdisjoint({code, *ancestors(code)})
    )
    parts = (code for code in icp.excluded if any(is_within(code, each) for each in industries))
    return Choice(
        industries,
        tuple(parts),
        employees=icp.employees,
        states=tuple(state_numbers(icp.states) or ()),
        metros=icp.metros,
        unseen=tuple(name for name in icp.asked if name not in SEEN),
    )


def accounts_of(choice: Choice) -> Q:
    """Select the accounts that are part of a market, by what official figures see of it."""
    wanted = Q(country="US") & of_industries(choice.industries)
    if choice.excluded:
        wanted &= ~of_industries(choice.excluded)
    if choice.employees is not None:
        wanted &= Q(employees__gte=choice.employees.low)
        if choice.employees != Span(choice.employees.low):
            wanted &= Q(employees__lte=choice.employees.high)
    return wanted & in_places(choice)


def of_industries(codes: Collection[str]) -> Q:
    """Select the accounts of industries and of their parts."""
    if ALL in codes:
        return Q()
    wanted = Q()
    for start in sorted({start for code in codes for start in SPELT.get(code, [code])}):
        wanted |= Q(naics__startswith=start)
    return wanted


def in_places(choice: Choice) -> Q:
    """Select the accounts in the states or metropolitan areas of a market."""
    wanted = Q()
    if choice.states:
        wanted |= Q(state__in=[CODE_OF_NUMBER[number] for number in choice.states])
    if choice.counties is not None:
        wanted |= Q(county__in=sorted(choice.counties))
    return wanted
