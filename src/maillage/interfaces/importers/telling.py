"""What a plan of an import says to people, as rows of plain text: for screens and pages alike."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice

from maillage.domain.imports.plan import ImportPlan
from maillage.errors import CellProblem
from maillage.interfaces.importers.mapping import Mapping
from maillage.interfaces.importers.tables import Table
from maillage.texts import _

SHOWN_PROBLEMS = 20
SHOWN_CHANGES = 10
EXAMPLES = 3


def notes(plan: ImportPlan, table: Table, mapping: Mapping) -> list[str]:
    """Say what was passed over in the file."""
    said = []
    if table.sheet:
        said.append(_("Sheet read: %(sheet)s.") % {"sheet": table.sheet})
    if table.encoding:
        said.append(_("Read as %(encoding)s.") % {"encoding": table.encoding})
    if table.header_row > 1:
        said.append(
            _("The header was found in row %(row)d; the lines above were passed over.")
            % {"row": table.header_row}
        )
    if mapping.ignored:
        said.append(_("Columns not read: %(columns)s.") % {"columns": ", ".join(mapping.ignored)})
    if plan.located:
        known = sum(count for source, count in plan.located.items() if source != "unknown")
        total = known + plan.located.get("unknown", 0)
        said.append(
            _("Located on the map: %(known)d of %(total)d.") % {"known": known, "total": total}
        )
    return said


def changes(plan: ImportPlan) -> list[tuple[str, ...]]:
    """Give the first changes: row, identifier, field, before and after."""
    first = plan.changes.head(SHOWN_CHANGES).itertuples(index=False)
    return [tuple("" if value is None else str(value) for value in change) for change in first]


def problems(found: list[CellProblem]) -> list[tuple[str, str, str, str, str]]:
    """Give the first problems, those that are alike as one: rows, column, values, why, remedy."""
    alike: defaultdict[tuple[str, str, str], list[CellProblem]] = defaultdict(list)
    for each in found:
        alike[each.column, each.message, each.remedy].append(each)
    return [
        (rows_of(same), column, values_of(same), message, remedy)
        for (column, message, remedy), same in islice(alike.items(), SHOWN_PROBLEMS)
    ]


def rows_of(same: list[CellProblem]) -> str:
    """Name the row of a problem, or some of those that have the same one."""
    rows = [str(problem.row) for problem in same]
    if len(rows) == 1:
        return rows[0]
    examples = ", ".join(rows[:EXAMPLES])
    if len(rows) <= EXAMPLES:
        return examples
    return _("%(count)d rows, e.g. %(rows)s") % {"count": len(rows), "rows": examples}


def values_of(same: list[CellProblem]) -> str:
    """Name some of the values that have the same problem."""
    values = list(dict.fromkeys(problem.value[:60] for problem in same))
    return ", ".join(values[:EXAMPLES]) + ("…" if len(values) > EXAMPLES else "")
