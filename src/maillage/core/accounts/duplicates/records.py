"""Accounts as they are compared: one row each, every text made comparable once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from maillage.core.accounts.duplicates.contacts import read_domain, read_phone
from maillage.core.accounts.duplicates.names import Name, read_name
from maillage.core.accounts.duplicates.places import read_postal, read_street
from maillage.core.geography.states import city_key
from maillage.errors import ParameterError
from maillage.texts import _

COLUMNS: Final = (
    "name",
    "country",
    "state",
    "city",
    "postal_code",
    "street",
    "domain",
    "phone",
)
Objects = NDArray[np.object_]


def comparable(accounts: pd.DataFrame) -> pd.DataFrame:
    """Make accounts comparable.

    Parameters
    ----------
    accounts
        One row each, with the texts ``name``, ``country``, ``state``, ``city``, ``postal_code``,
        ``street``, ``domain`` and ``phone``; what is not known is empty or missing.

    Returns
    -------
    pandas.DataFrame
        In the same order, columns: words · compact · initials · telling · trade (of the name) ·
        street · number · postal · city · state · domain · phone, all text, ``""`` = not known.

    Raises
    ------
    ParameterError
        If a column is missing.
    """
    missing = [name for name in COLUMNS if name not in accounts.columns]
    if missing:
        raise ParameterError(
            _("The accounts have no column %(name)s.") % {"name": missing[0]},
            remedy=_("Give all of: %(names)s.") % {"names": ", ".join(COLUMNS)},
        )
    text = {name: _texts(accounts[name]) for name in COLUMNS}
    names: list[Name] = _each(read_name, text["name"])
    streets = _each(read_street, text["street"])
    return pd.DataFrame(
        {
            "words": _objects([each.words for each in names]),
            "compact": _objects([each.compact for each in names]),
            "initials": _objects([each.initials for each in names]),
            "telling": _objects([each.telling for each in names]),
            "trade": _objects([each.trade for each in names]),
            "street": _objects([words for words, _number in streets]),
            "number": _objects([number for _words, number in streets]),
            "postal": _objects(_by_country(read_postal, text["postal_code"], text["country"])),
            "city": _objects(_each(city_key, text["city"])),
            "state": _objects(_each(str.upper, text["state"])),
            "domain": _objects(_each(read_domain, text["domain"])),
            "phone": _objects(_by_country(read_phone, text["phone"], text["country"])),
        },
        dtype=object,
    )


def _texts(cells: pd.Series[Any]) -> Objects:
    return np.where(cells.isna(), "", cells.astype(object)).astype(str).astype(object)


def _objects(values: list[Any]) -> Objects:
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


def _each(read: Callable[[str], Any], texts: Objects) -> list[Any]:
    known: dict[str, Any] = {}
    for text in texts:
        if text not in known:
            known[text] = read(text)
    return [known[text] for text in texts]


def _by_country(read: Callable[[str, str], str], texts: Objects, countries: Objects) -> list[str]:
    known: dict[tuple[str, str], str] = {}
    pairs = list(zip(texts, countries, strict=True))
    for text, country in pairs:
        if (text, country) not in known:
            known[text, country] = read(text, country or "US")
    return [known[pair] for pair in pairs]
