"""The form of a whole plan: what was typed stays, whatever is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from maillage.core.plans.amounts import check_whole
from maillage.core.plans.examining import Examination, examine
from maillage.errors import ParameterError
from maillage.interfaces.forms.plans.head import Head
from maillage.interfaces.forms.plans.lines import Rows, source_written
from maillage.interfaces.forms.plans.nested import field_at
from maillage.interfaces.forms.plans.rows import ROWS, OfSegment, Row, SourceRow
from maillage.interfaces.importers.plans.schema import WrittenPlan
from maillage.texts import _, number

WHOLE = (
    ("quarters", "quarters", ""), ("products", "products", "share"),
    ("sources", "sources", "share"), ("sales", "segments", "sales"), ("time", "segments", "time"),
)  # fmt: skip
"""Shares that make a whole: their name, the list they stand in, their field."""
NUMBERED = {"quarters": "quarter", "seasonality": "season"}


class PlanForm:
    """The fields of a plan.

    Parameters
    ----------
    data
        What was typed; None shows the plan.
    plan
        The plan as it is stored: what the form does not show stays as it is there.
    """

    def __init__(self, data: Any = None, *, plan: Mapping[str, Any]) -> None:
        self.plan = dict(plan)
        self.sent = data is not None
        self.head = Head(data, plan=self.plan, use_required_attribute=False)
        self.lists = {
            name: Rows(kind, name, self.plan.get(name) or [], data) for name, kind in ROWS.items()
        }
        self.problems: list[str] = []
        """What is wrong with the plan as a whole."""
        self.faults: dict[str, str] = {}
        """What is wrong with shares that make no whole, by their name."""
        self.totals: dict[str, Decimal] = {}
        """What shares sum to, by their name."""
        self.written: WrittenPlan | None = None
        self.found: Examination | None = None
        self.offer_segments()

    def offer_segments(self) -> None:
        """Let rows about a segment choose among those of the form."""
        names = [str(row["name"].value() or "").strip() for row in self.lists["segments"].rows]
        for name in ("opportunities", "blocks"):
            for row in self.lists[name].rows:
                if isinstance(row, OfSegment):
                    row.offer([each for each in names if each])

    def add_row(self, name: str) -> None:
        """Add an empty row to a list: of the plan, or the stages of a source."""
        rows = self.rows_called(name)
        if rows is not None:
            used = [int(row.prefix.rpartition("-")[2]) for row in rows.rows]
            kept, rows.data = rows.data, None
            rows.rows.append(rows.row(max(used, default=-1) + 1, None))
            rows.data = kept
            self.offer_segments()

    def remove_row(self, prefix: str) -> None:
        """Take a row out of its list."""
        rows = self.rows_called(prefix.rpartition("-")[0])
        if rows is not None:
            rows.rows = [row for row in rows.rows if row.prefix != prefix]

    def rows_called(self, name: str) -> Rows | None:
        """Find a list by what the names of its fields begin with."""
        stages = [row.stages for row in self.lists["sources"].rows if isinstance(row, SourceRow)]
        known = [*self.lists.values(), *stages]
        return next((each for each in known if each.prefix == name), None)

    def is_valid(self) -> bool:
        """Whether the form is a plan that can be kept; else its fields say why not."""
        forms = [self.head.is_valid(), *(rows.valid() for rows in self.lists.values())]
        self.check_sums()
        if not all(forms):
            return False
        self.read()
        return self.found is not None and not self.faults

    def read(self) -> None:
        """Read and examine the plan that the fields stand for."""
        try:
            self.written = WrittenPlan.model_validate(self.content())
        except ValidationError as error:
            for each in error.errors():
                self.refuse(each["loc"], dict(each))
            return
        if self.faults:
            return
        try:
            self.found = examine(self.written.read())
        except ParameterError as error:
            self.problems.append(str(error))

    def content(self) -> dict[str, Any]:
        """The plan that the fields stand for."""
        written = self.head.written()
        for name, rows in self.lists.items():
            written[name] = [
                source_written(row) if isinstance(row, SourceRow) else row.written()
                for row in rows.kept()
            ]
        return written

    def shares(self, name: str, field: str) -> dict[int, Decimal]:
        """The shares that can be read, by their place; none where none is given."""
        if name == "quarters":
            values = [
                getattr(self.head, "cleaned_data", {}).get(f"quarter_{at}") for at in range(4)
            ]
        else:
            rows = self.lists[name].kept()
            values = [getattr(row, "cleaned_data", {}).get(field) for row in rows]
        if name == "quarters" and all(value is None for value in values):
            return {}
        return {place: value or Decimal() for place, value in enumerate(values)}

    def check_sums(self) -> None:
        """Note which shares make no whole, and by how much."""
        for key, name, field in WHOLE:
            shares = self.shares(name, field)
            if shares:
                self.totals[key] = sum(shares.values(), Decimal())
                try:
                    check_whole(shares)
                except ParameterError as error:
                    self.faults[key] = str(error)

    def refuse(self, place: tuple[int | str, ...], found: dict[str, Any]) -> None:
        """Say at a field what is wrong with its value."""
        form, field = self.field_of(place)
        said = reason(found)
        if form is not None and field in form.fields:
            form.add_error(field, said)
        else:
            self.problems.append(f"{' › '.join(map(str, place))}: {said}")

    def field_of(self, place: tuple[int | str, ...]) -> tuple[Head | Row | None, str]:
        """Find the form and the field of a value in the written plan."""
        first, rest = place[0], place[1:]
        if first in NUMBERED and rest:
            return self.head, f"{NUMBERED[str(first)]}_{rest[0]}"
        if first in self.lists and rest and isinstance(rest[0], int):
            row = self.lists[str(first)].kept()[rest[0]]
            return stage_field(row, rest[1:]) if isinstance(row, SourceRow) else (
                row, field_at(rest[1:2]))  # fmt: skip
        return self.head, field_at(place)


def stage_field(row: SourceRow, place: tuple[int | str, ...]) -> tuple[Row, str]:
    """The field of a value in a source, or in one of its stages."""
    if len(place) > 1 and place[0] in {"stages", "conversions", "hours"}:
        stage = row.stages.kept()[int(place[1])]
        names = {"stages": "name", "hours": "hours"}
        return stage, names.get(str(place[0]), str(place[-1]))
    return row, field_at(place)


def reason(found: dict[str, Any]) -> str:
    """Say what is wrong with a value."""
    limits = found.get("ctx") or {}
    words = {
        "missing": _("This is needed."),
        "greater_than": _("Give a number above %(limit)s.")
        % {"limit": number(float(limits.get("gt", 0)))},
        "multiple_of": _("Give whole half hours: 1.5 or 2."),
    }
    return words.get(found["type"], str(found["msg"]))
