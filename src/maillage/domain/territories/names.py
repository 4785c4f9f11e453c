"""Units and reps as a person names them, and what was probably meant by an unknown name."""

from __future__ import annotations

import re
from difflib import get_close_matches

import pandas as pd

from maillage import reference
from maillage.domain.territories.request import DesignRequest, Level
from maillage.errors import InputError
from maillage.texts import _, quoted

SHOWN = 5
WORDS = re.compile(r"\w+")


def check_units(*, request: DesignRequest, units: pd.DataFrame) -> None:
    """Refuse a unit that is to be kept or to stay together, and is not among the units.

    Raises
    ------
    InputError
        With the units that were probably meant.
    """
    known = set(units["unit"])
    named = [("--keep", unit) for unit, _rep in request.keep]
    named += [("--together", unit) for group in request.together for unit in group]
    for option, unit in named:
        if unit not in known:
            raise InputError(
                _("%(option)s names the unit %(unit)s, which is not among the units.")
                % {"option": option, "unit": quoted(unit)},
                remedy=meant(
                    unit=unit,
                    units=units,
                    level=request.level,
                    otherwise=_("Check its code, leading zeros included."),
                ),
            )


def meant(*, unit: str, units: pd.DataFrame, level: Level, otherwise: str) -> str:
    """The remedy for an unknown unit: what replaced it, those of a like name, or ``otherwise``."""
    if level is Level.COUNTY and unit in former_counties_of_connecticut():
        return _(
            "Connecticut's planning regions, 09110 to 09190, replaced its counties in 2022: name"
            " one of those."
        )
    found = units[units["unit"] == unit.zfill(5)] if unit.isascii() and unit.isdigit() else units
    if found is units:
        found = units[of_like_name(text=unit, units=units)]
    if found.empty:
        return otherwise
    shown = [
        f"{row.unit} {row.name}, {row.state}" for row in found.head(SHOWN).itertuples(index=False)
    ]
    more = ["…"] if len(found) > SHOWN else []
    return _("Give its code. Did you mean %(units)s?") % {"units": "; ".join([*shown, *more])}


def former_counties_of_connecticut() -> set[str]:
    """The codes of the counties that planning regions replaced."""
    counties = reference.table("us_counties")
    counties = counties[counties["state"] == "CT"]
    current = counties["vintage"] == reference.CURRENT_COUNTY_VINTAGE
    return set(counties["code"]) - set(counties.loc[current, "code"])


def of_like_name(*, text: str, units: pd.DataFrame) -> pd.Series:
    """Which units have every word of a text in their name or state; else, a name much like it."""
    words = [word for word in WORDS.findall(text.casefold()) if not word.isdigit()]
    if not words:
        return pd.Series(data=False, index=units.index)
    full = (units["name"] + " " + units["state"]).str.casefold()
    found = pd.Series(data=True, index=units.index)
    for word in words:
        found &= full.str.contains(rf"\b{re.escape(word)}\b", regex=True)
    if found.any():
        return found
    names = units["name"].str.casefold()
    short = names.str.replace(r" (county|parish|borough|city)$", "", regex=True)
    close = get_close_matches(" ".join(words), short.unique()[:10_000].tolist(), n=SHOWN)
    return short.isin(close)


def rep_meant(*, unit: str, typed: str, reps: pd.DataFrame) -> str:
    """The id of the active rep of this id, e-mail or name, by whom a unit is to be kept.

    Raises
    ------
    InputError
        If there is none, with those of a like name; or if several have the name.
    """
    wanted = typed.casefold()
    for column in ("rep_id", "email", "name"):
        same = typed if column == "rep_id" else wanted
        texts = reps[column] if column == "rep_id" else reps[column].str.casefold()
        found = reps.loc[texts == same, "rep_id"].tolist() if typed else []
        if len(found) == 1:
            return str(found[0])
        if found:
            raise InputError(
                _("Several active reps are called %(rep)s: %(ids)s.")
                % {"rep": quoted(typed), "ids": ", ".join(found[:SHOWN])},
                remedy=_("Give the id of one of them."),
            )
    raise InputError(
        _("The unit %(unit)s is to be kept by %(rep)s, who is no active rep.")
        % {"unit": unit, "rep": quoted(typed)},
        remedy=like_reps(typed=typed, reps=reps),
    )


def like_reps(*, typed: str, reps: pd.DataFrame) -> str:
    """The remedy for an unknown rep: those whose id, e-mail or name is much like what was typed."""
    keys = {
        str(row[column]).casefold(): f"{row['rep_id']} ({row['name']})"
        for row in reps[["rep_id", "email", "name"]].to_dict("records")
        for column in row
        if row[column]
    }
    close = get_close_matches(typed.casefold(), keys, n=SHOWN)
    shown = dict.fromkeys(keys[each] for each in close)
    if shown:
        return _("Did you mean %(reps)s?") % {"reps": ", ".join(shown)}
    return _("Give the id, e-mail or name of an active rep; `maillage reps` lists them.")
