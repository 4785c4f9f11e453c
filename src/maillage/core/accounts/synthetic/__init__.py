"""The demonstration: a French software company entering the USA, generated from a seed.

No company, person or figure in it is real, except the postal codes. Every identifier begins with
``DEMO-``, every internet domain ends with ``.example`` and ``source`` says what the data is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from maillage.core.accounts.synthetic.companies import generate_companies
from maillage.core.accounts.synthetic.history import generate_ownership, generate_touches
from maillage.core.accounts.synthetic.places import usable_places
from maillage.core.accounts.synthetic.sales_force import generate_reps
from maillage.errors import ParameterError
from maillage.texts import _

SOURCE = "Generated demonstration data: companies, people and figures are not real."
SEED = 20260101
FEWEST_ACCOUNTS = 1000


@dataclass(frozen=True, eq=False)
class Demonstration:
    """Generated tables, with the fields of the models of the same names.

    Accounts, reps and parents are named by their external ids; ``accounts["parent"]`` is ``""``
    where there is none.
    """

    accounts: pd.DataFrame
    reps: pd.DataFrame
    ownership: pd.DataFrame
    touches: pd.DataFrame
    source: str = SOURCE


def generate_demonstration(
    postal: pd.DataFrame, *, on: date, accounts: int = 5000, seed: int = SEED
) -> Demonstration:
    """Generate accounts, 25 reps, who owns what and who contacted whom.

    The books are as messy as those of requirements A-20 and A-26: three reps hold most of New York
    and San Francisco, three accounts in ten have no owner, some are contacted by two reps and many
    never.

    Parameters
    ----------
    postal
        US postal codes: postal_code, place, state, county, latitude, longitude, metro (CBSA code),
        time_zone, kind, population.
    on
        The day of the demonstration: touches lie in the 18 months before it.
    accounts
        How many, at least 1,000.
    seed
        The same seed and day give the same tables.

    Raises
    ------
    ParameterError
        When fewer than 1,000 accounts are asked for, or a home city of a rep is not in ``postal``.
    """
    if accounts < FEWEST_ACCOUNTS:
        raise ParameterError(
            _("A demonstration of %(count)s accounts is too small.") % {"count": accounts},
            remedy=_("Ask for %(count)s or more.") % {"count": FEWEST_ACCOUNTS},
        )
    random = np.random.default_rng(seed)
    places = usable_places(postal)
    reps = generate_reps(places)
    companies = generate_companies(random, places, accounts)
    ownership = generate_ownership(random, companies, reps, on)
    touches = generate_touches(random, companies, reps, ownership, on)
    return Demonstration(companies, reps, ownership, touches)
