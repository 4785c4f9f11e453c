"""Tables of accounts that are not imported: files in parquet, and tables of a warehouse or cluster.

They are read where they lie, by DuckDB or by the engine that keeps them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import ibis
import ibis.expr.types as ir
from ibis.common.exceptions import IbisError, TableNotFound

from maillage.errors import FileError, NotFoundError, ParameterError
from maillage.texts import _, quoted

MEMORY: Final = "1GB"
SPARK: Final = "sc://"
OF_ENGINES: Final = frozenset({"duckdb", "_duckdb", "psycopg", "pyspark", "grpc", "ibis"})
LONGEST_REASON: Final = 300


def open_parquet(path: Path) -> ir.Table:
    """Open a file in parquet, or a folder of such files and of folders.

    Raises
    ------
    FileError
        If there is none, or it is not in parquet.
    """
    if not path.exists():
        raise FileError(
            _("%(file)s does not exist.") % {"file": quoted(str(path))},
            remedy=_("Check the name; a table of a database needs --at as well."),
        )
    files = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
    if not files:
        raise FileError(
            _("%(file)s holds no file in parquet.") % {"file": quoted(str(path))},
            remedy=_("Name a folder with files that end in .parquet."),
        )
    with failing(str(path)):
        return ibis.duckdb.connect(memory_limit=MEMORY).read_parquet([*map(str, files)])


def open_table(name: str, at: str) -> ir.Table:
    """Open a table of a database, or a file in parquet that a Spark cluster reads.

    Parameters
    ----------
    name
        The table, ``schema.table`` where the schema is not the usual one; on Spark, a name that
        ends in ``.parquet`` or ``/`` is a file or folder of the cluster.
    at
        ``sc://host:port`` for Spark Connect, or any address Ibis knows, such as
        ``postgresql://user:password@host:port/database``.

    Raises
    ------
    ParameterError
        If there is no engine for the address here.
    FileError
        If the engine cannot be reached.
    NotFoundError
        If there is no such table.
    """
    engine = connected(at)
    with failing(name):
        found = table_of(engine, name, of_files=at.startswith(SPARK))
    if found is None or not found.columns:
        raise NotFoundError(
            _("There is no table %(table)s there.") % {"table": quoted(name)},
            remedy=_("Check the name; write schema.table where it is in another schema."),
        )
    return found


def table_of(engine: ibis.BaseBackend, name: str, *, of_files: bool) -> ir.Table | None:
    """Open a table, or files in parquet where the engine reads them; None where there is none."""
    if of_files and name.endswith((".parquet", "/")):
        return engine.read_parquet(name)
    schema, _dot, table = name.rpartition(".")
    with suppress(TableNotFound):
        return engine.table(table, database=schema or None)
    return None


def connected(at: str) -> ibis.BaseBackend:
    """Connect to an engine."""
    known = _("Use an address such as postgresql://user:password@host/database or sc://host:15002.")
    try:
        if at.startswith(SPARK):
            from pyspark.sql import SparkSession  # noqa: PLC0415 - an optional package

            return ibis.pyspark.connect(SparkSession.builder.remote(at).getOrCreate())
        return ibis.connect(at)
    except ImportError as error:
        raise ParameterError(
            _("The package that speaks to this engine is not installed: %(reason)s.")
            % {"reason": error},
            remedy=_("Install maillage[postgres], maillage[spark] or the one Ibis names."),
        ) from error
    except (IbisError, ValueError) as error:
        raise ParameterError(_("No engine is known for this address."), remedy=known) from error
    except Exception as error:
        raise unreachable(error) from error


def unreachable(error: Exception) -> FileError:
    """Build the answer where an engine does not answer; addresses may hold passwords."""
    return FileError(
        _("The engine cannot be reached (%(kind)s).") % {"kind": type(error).__name__},
        remedy=_("Check the address, the password, and whether it answers from here."),
    )


@contextmanager
def failing(source: str) -> Iterator[None]:
    """Say which source an engine cannot read, and why.

    Raises
    ------
    FileError
        In place of what the engine raises.
    """
    try:
        yield
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in OF_ENGINES:
            raise
        reason = " ".join(str(error).split())[:LONGEST_REASON]
        raise FileError(
            _("%(file)s cannot be read: %(reason)s") % {"file": source, "reason": reason},
            remedy=_("Check that it is whole and in parquet, or write it again."),
        ) from error
