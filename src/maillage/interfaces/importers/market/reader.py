"""Reads an official market file: recognised by its content, checked cell by cell, kept compact."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pandas as pd
from django.utils.translation import gettext as _

from maillage.core.market.files import COLUMNS, MarketFile, geography_of, no_sizes
from maillage.errors import CellProblem, FileError, RowError
from maillage.interfaces.importers.market.catalogue import LAYOUTS
from maillage.interfaces.importers.market.cells import MAX_PROBLEMS, Converter
from maillage.interfaces.importers.market.layouts import Recognised
from maillage.interfaces.importers.market.recognise import recognise
from maillage.interfaces.importers.market.rows import text_batches
from maillage.interfaces.importers.market.sources import Source, opened, sources_in
from maillage.interfaces.importers.market.years import year_of

KEYS = ["level", "zone", "naics", "population"]
SIZE_KEYS = ["level", "zone", "naics", "size"]


def read_market_file(
    path: Path, *, year: int | None = None, progress: Callable[[float], None] | None = None
) -> MarketFile:
    """Read one file of figures by zone, whatever official layout it has.

    Parameters
    ----------
    path
        A plain, gzip or zip file.
    year
        The year of the figures, where the file does not say it or holds several.
    progress
        Told the share of the file that was read, from 0 to 1.

    Raises
    ------
    FileError
        If the file cannot be read, is not one of the layouts, or holds no figure.
    RowError
        If cells are wrong; it names each of the first hundred.
    ParameterError
        If the year is not known, or is not one the file holds.
    """
    sources, recognised = find_tables(path, year)
    source = sources[0] if len(sources) == 1 else Source(path, "zip")
    converter = Converter(recognised, year)
    cells, digest = all_converted(sources, converter, progress or no_progress)
    check_some(cells, source)
    vintage = year_of(source, converter)
    check_once(cells.assign(population=cells["population"].isna()), KEYS, source, recognised)
    cells = one_row_each(cells)
    sizes = pd.concat([no_sizes(), *converter.sizes]).astype(no_sizes().dtypes)
    check_once(sizes, SIZE_KEYS, source, recognised)
    geography = geography_of(cells, vintage=vintage)
    if geography is None:
        raise mixed_geographies(source)
    return MarketFile(
        kind=kind_of(source, converter),
        layout=_(recognised.layout.title),
        source=recognised.layout.source,
        licence=recognised.layout.licence,
        vintage=vintage,
        geography_vintage=geography,
        file_name=source.name,
        sha256=digest,
        cells=cells.reset_index(drop=True),
        assumptions=assumptions(converter),
        sizes=sizes.reset_index(drop=True),
    )


def no_progress(share: float) -> None:
    """Tell nobody how far the reading is."""


def all_converted(
    sources: list[Source], converter: Converter, progress: Callable[[float], None]
) -> tuple[pd.DataFrame, str]:
    """Read the parts of a table one after the other; each may repeat rows of another."""
    read = [converted(each, converter, progress) for each in sources]
    cells, digests = [cells for cells, _digest in read], [digest for _cells, digest in read]
    if len(read) == 1:
        return cells[0], digests[0]
    return pd.concat(cells).drop_duplicates(), sha256("".join(digests).encode()).hexdigest()


def one_row_each(cells: pd.DataFrame) -> pd.DataFrame:
    """Put output and population of the same zone, from lines of their own, into one row."""
    keys = ["level", "zone", "naics"]
    if not cells.duplicated(keys).any():
        return cells
    return cells.groupby(keys, sort=False, as_index=False).first()[list(COLUMNS)]


def kind_of(source: Source, converter: Converter) -> str:
    """Tell what the figures are about, where the rows say it.

    Raises
    ------
    FileError
        If they are about several things.
    """
    if len(converter.kinds) > 1:
        raise FileError(
            _("%(file)s holds several tables: %(names)s.")
            % {"file": source.name, "names": ", ".join(sorted(converter.kinds))},
            remedy=_("Unpack it and give one of them."),
        )
    return next(iter(converter.kinds), converter.recognised.layout.kind)


def converted(
    source: Source, converter: Converter, progress: Callable[[float], None]
) -> tuple[pd.DataFrame, str]:
    """Read all cells, indexed by their rows in the file, and the digest of its text."""
    batches = [pd.DataFrame(columns=list(COLUMNS))]
    with opened(source) as stream:
        for text, first_row in text_batches(stream, source, converter.recognised):
            batches.append(converter.convert(text, first_row))
            progress(stream.share)
            if len(converter.problems) >= MAX_PROBLEMS:
                break
        digest = stream.digest.hexdigest()
    if converter.problems:
        raise RowError(source.name, converter.in_order())
    return pd.concat(batches[1:] or batches), digest


def find_tables(path: Path, year: int | None) -> tuple[list[Source], Recognised]:
    """Find the one table of a file that has a known layout, or the parts it is published in."""
    found = [
        (source, recognised)
        for source in sources_in(path)
        if (recognised := recognise(source, year)) is not None
    ]
    whole = [each for each in found if "ALL_AREAS" in each[0].member] or found
    if len(whole) == 1:
        return [whole[0][0]], whole[0][1]
    if whole and all(each.layout.in_parts and each == whole[0][1] for _source, each in whole):
        return [each for each, _recognised in whole], whole[0][1]
    if found:
        names = ", ".join(source.member for source, _recognised in found)
        raise FileError(
            _("%(file)s holds several tables: %(names)s.") % {"file": path.name, "names": names},
            remedy=_("Unpack it and give one of them."),
        )
    titles = "; ".join(_(layout.title) for layout in LAYOUTS)
    raise FileError(
        _("%(file)s is not a market file that Maillage knows.") % {"file": path.name},
        remedy=_("Give one of: %(titles)s.") % {"titles": titles},
    )


def check_some(cells: pd.DataFrame, source: Source) -> None:
    """Refuse a file without figures."""
    if cells.empty:
        raise FileError(
            _("%(file)s holds no figure.") % {"file": source.name},
            remedy=_("Download it again, with all industries and all sizes."),
        )


def check_once(
    cells: pd.DataFrame, keys: list[str], source: Source, recognised: Recognised
) -> None:
    """Refuse a file with a second figure for the same zone and industry."""
    again = cells[cells.duplicated(keys)]
    if again.empty:
        return
    column = next(
        recognised.columns[part]
        for part in ("naics", "county", "zone", "geo_id", "zip")
        if part in recognised.columns
    )
    problems = [
        CellProblem(
            int(str(row)),
            column,
            f"{zone} {naics}".strip(),
            _("this zone and industry were already given."),
            _("Keep one row for each zone and industry."),
        )
        for row, zone, naics in again[["zone", "naics"]].head(MAX_PROBLEMS).itertuples()
    ]
    raise RowError(source.name, problems)


def mixed_geographies(source: Source) -> FileError:
    """Build the error for a file with both county systems of Connecticut."""
    return FileError(
        _("%(file)s mixes the counties and the planning regions of Connecticut.")
        % {"file": source.name},
        remedy=_("Keep those of one year: counties before 2022, planning regions since."),
    )


def assumptions(converter: Converter) -> tuple[str, ...]:
    """Put into words what was left out and what was put back."""
    reasons = {
        "one legal form": _("rows of a single legal form left out: %(rows)s"),
        "one size class": _("rows of a single size class left out: %(rows)s"),
        "another level": _("rows of other geographic levels left out: %(rows)s"),
        "another year": _("rows of other years left out: %(rows)s"),
        "a group of industries": _("rows of several industries together left out: %(rows)s"),
    }
    said = [reasons[each] % {"rows": rows} for each, rows in converter.left_out.items() if rows]
    if converter.padded:
        said.append(
            _("zone codes whose leading zeros were put back: %(rows)s") % {"rows": converter.padded}
        )
    if converter.combined:
        said.append(
            _("rows of counties of Virginia that the BEA joins with cities: %(rows)s")
            % {"rows": converter.combined}
        )
    return tuple(said)
