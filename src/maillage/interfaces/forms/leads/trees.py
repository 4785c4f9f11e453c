"""Rows within rows: lists of forms whose rows hold lists of their own, as they were typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from pydantic import BaseModel, ValidationError

from maillage.errors import InputError
from maillage.interfaces.forms.plans.lines import typed_numbers
from maillage.interfaces.forms.plans.panels import Block, Line
from maillage.interfaces.importers.plans.files import in_words, problem
from maillage.texts import _

MOST_ROWS = 200
MOST_PROBLEMS = 20

type Place = tuple[int | str, ...]


class Leaf(forms.Form):
    """The fields of one row, and what they stand for.

    A row in which nothing is typed but what is ``chosen`` is none.
    """

    chosen: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def shown(cls, item: dict[str, Any]) -> dict[str, Any]:
        """Give what the fields show of an item."""
        return item

    @property
    def blank(self) -> bool:
        """Whether nothing is typed."""
        names = set(self.fields) - set(self.chosen)
        return not any(str(self[name].value() or "").strip() for name in names)

    def written(self) -> dict[str, Any]:
        """Give the item that the fields stand for; what is left empty is left out."""
        return {
            name: value for name, value in self.cleaned_data.items() if value not in (None, "", [])
        }

    def refuse(self, field: str, read: Callable[[], object]) -> None:
        """Say at a field why what is typed cannot be read, where it cannot."""
        try:
            read()
        except InputError as error:
            self.add_error(field, str(error))

    def field_of(self, key: str) -> str | None:
        """Name the field that shows a value of the item."""
        return key if key in self.fields else None


@dataclass(frozen=True, slots=True)
class Branch:
    """A list of rows: what it is called, the form of a row, and the lists within each row."""

    key: str
    title: Promise
    add: Promise
    leaf: type[Leaf]
    within: tuple[Branch, ...] = ()
    hint: Promise | str = ""


class Rows:
    """The rows of a list as they were typed, or as they are stored where nothing was."""

    def __init__(
        self, branch: Branch, prefix: str, items: Sequence[dict[str, Any]], data: Any = None
    ) -> None:
        self.branch, self.prefix = branch, prefix
        if data is None:
            self.rows = [Row(branch, f"{prefix}-{place}", item) for place, item in enumerate(items)]
        else:
            numbers = typed_numbers(data, prefix)[:MOST_ROWS]
            self.rows = [Row(branch, f"{prefix}-{number}", {}, data) for number in numbers]

    def add(self) -> None:
        """Add an empty row, with an empty one in each of its lists that cannot be empty."""
        used = [int(each.prefix.rpartition("-")[2]) for each in self.rows]
        self.rows.append(Row(self.branch, f"{self.prefix}-{max(used, default=-1) + 1}", {}))

    def kept(self) -> list[Row]:
        """Give the rows in which something is typed, or in the rows within them."""
        return [each for each in self.rows if not each.blank]

    def all(self) -> Iterator[Rows]:
        """Give this list and all those within it."""
        yield self
        for row in self.rows:
            for each in row.lists:
                yield from each.all()

    def written(self) -> list[dict[str, Any]]:
        """Give what the rows stand for."""
        return [each.written() for each in self.kept()]

    def block(self) -> Block:
        """Lay the list out for plans/block.html."""
        lines = [line for row in self.rows for line in row.lines()]
        branch = self.branch
        return Block(str(branch.title), lines, self.prefix, str(branch.add), hint=str(branch.hint))


class Row:
    """A row: its form, and the lists within it."""

    def __init__(self, branch: Branch, prefix: str, item: dict[str, Any], data: Any = None) -> None:
        self.prefix = prefix
        self.form = branch.leaf(
            data, initial=branch.leaf.shown(item), prefix=prefix, use_required_attribute=False
        )
        self.lists = [
            Rows(each, f"{prefix}-{each.key}", item.get(each.key) or [], data)
            for each in branch.within
        ]

    @property
    def blank(self) -> bool:
        """Whether nothing is typed in it, nor in the rows within it."""
        return self.form.blank and not any(each.kept() for each in self.lists)

    def valid(self) -> bool:
        """Whether all that is typed can be read."""
        found = [self.form.is_valid()]
        found += [row.valid() for each in self.lists for row in each.kept()]
        return all(found)

    def written(self) -> dict[str, Any]:
        """Give the item it stands for."""
        return self.form.written() | {each.branch.key: each.written() for each in self.lists}

    def lines(self) -> Iterator[Line]:
        """Lay it out: its fields with the first list within it, then the other lists."""
        named = str(self.form["name"].value() or "") if "name" in self.form.fields else ""
        blocks = [each.block() for each in self.lists]
        yield Line(
            named,
            list(self.form),
            self.prefix,
            within=blocks[0] if blocks else None,
            errors=list(self.form.non_field_errors()) if self.form.is_bound else [],
        )
        for each in blocks[1:]:
            yield Line("", [], within=each)


class Tree:
    """The lists of a form by their keys, with what was typed.

    Parameters
    ----------
    branches
        The lists at the top.
    item
        What is stored.
    data
        What was typed; None shows what is stored.
    """

    def __init__(self, branches: Sequence[Branch], item: dict[str, Any], data: Any = None) -> None:
        self.lists = {
            each.key: Rows(each, each.key, item.get(each.key) or [], data) for each in branches
        }
        if data is not None:
            self.change(data.get("remove", ""), data.get("add", ""))

    def change(self, remove: str, add: str) -> None:
        """Take a row out of its list, or add one."""
        for rows in [each for top in self.lists.values() for each in top.all()]:
            rows.rows = [each for each in rows.rows if each.prefix != remove]
            if rows.prefix == add and len(rows.rows) < MOST_ROWS:
                rows.add()

    def valid(self) -> bool:
        """Whether all that is typed can be read."""
        found = [row.valid() for each in self.lists.values() for row in each.kept()]
        return all(found)

    def written(self) -> dict[str, Any]:
        """Give what the rows stand for."""
        return {key: each.written() for key, each in self.lists.items()}

    def blame(self, place: Place, message: str) -> bool:
        """Say what is wrong at the field of a place; False where there is none for it."""
        rows, row = None, None
        for step in place:
            if isinstance(step, str):
                lists = self.lists if row is None else {e.branch.key: e for e in row.lists}
                if step not in lists:
                    break
                rows = lists[step]
            elif rows is not None and step < len(rows.kept()):
                row = rows.kept()[step]
        if row is None:
            return False
        row.form.add_error(row.form.field_of(str(place[-1])), message)
        return True


class WrittenForm:
    """Something written, as it is typed: fields that are there once, and lists of rows.

    Parameters
    ----------
    head, tree
        Its parts.
    """

    kind: ClassVar[type[BaseModel]]
    suggests: ClassVar[bool] = False
    """Whether fields and events of leads are typed in it."""

    def __init__(self, head: Leaf, tree: Tree) -> None:
        self.head, self.tree = head, tree
        self.written: Any = None
        self.problems: list[str] = []

    def said(self) -> dict[str, Any]:
        """Give what is typed."""
        return self.head.written() | self.tree.written()

    def check(self) -> None:
        """Refuse what contradicts itself."""
        self.written.read()

    def valid(self) -> bool:
        """Whether what is typed can be; what is wrong stands where it is, and above."""
        if not all([self.head.is_valid(), self.tree.valid()]):
            self.problems.append(_("Some fields cannot be read: see below."))
            return False
        try:
            self.written = self.kind.model_validate(self.said())
            self.check()
        except ValidationError as error:
            for each in error.errors()[:MOST_PROBLEMS]:
                text = problem(in_words(each["loc"]), dict(each))
                self.blame(each["loc"], text)
                self.problems.append(text)
        except InputError as error:
            self.problems.append(str(error))
        return not self.problems

    def blame(self, place: Place, message: str) -> None:
        """Say what is wrong at the field of a place, where there is one for it."""
        if len(place) == 1 and self.head.field_of(str(place[0])):
            self.head.add_error(str(place[0]), message)
        else:
            self.tree.blame(place, message)

    def blocks(self) -> list[Block]:
        """Lay the lists out for plans/block.html."""
        return [each.block() for each in self.tree.lists.values()]
