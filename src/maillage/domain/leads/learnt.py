"""A predictive score as it is stored: what was learnt, and how fields are read for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from maillage.core.arrays import BoolArray, FloatArray
from maillage.core.leads.conditions import Value
from maillage.core.leads.logistic import Cuts, Logistic, cuts_of, fit, frequent
from maillage.core.leads.predictive import Counted, KnownAt, Predictor, learn
from maillage.domain.leads.checking import LONGEST_NAME
from maillage.domain.leads.predictable import Known, figure, word
from maillage.errors import InputError
from maillage.texts import _, quoted

MOST_WORDS: Final = 10
"""Numbers with more different values are cut into bins."""


class Method(StrEnum):
    """How a predictive score is learnt."""

    BAYES = "bayes"
    LOGISTIC = "logistic"


@dataclass(frozen=True, slots=True)
class Reader:
    """How the values of fields are read: numbers by their bin, texts where enough leads had them.

    What few leads had in common tells nothing and may name a person: it is not kept.
    """

    words: dict[str, list[str]] = field(default_factory=dict)
    cuts: dict[str, Cuts] = field(default_factory=dict)

    @classmethod
    def of(cls, known: Sequence[Known], fields: Sequence[str]) -> Reader:
        """Find how to read fields from the leads that are learnt from.

        Raises
        ------
        InputError
            If hardly any lead had a field when it was to be known.
        """
        found = cls()
        for name in fields:
            values = [each.value(name) for each in known]
            numbers = [each for each in map(figure, values) if each is not None]
            texts = sum(word(each) is not None for each in values)
            if len(numbers) == texts and len(set(numbers)) > MOST_WORDS:
                found.cuts[name] = cuts_of(numbers)
            elif words := frequent([word(each) for each in values]):
                found.words[name] = words
            else:
                raise InputError(
                    _("Too few leads had a value of %(field)s before anybody acted on them.")
                    % {"field": quoted(name[:LONGEST_NAME])},
                    remedy=_("Leave it out."),
                )
        return found

    def read(self, name: str, values: Sequence[Value]) -> list[str | None]:
        """Read values of a field as they are counted."""
        if name in self.cuts:
            return self.cuts[name].of([figure(each) for each in values])
        words = set(self.words[name])
        return [each if each in words else None for each in map(word, values)]

    def columns(self, known: Sequence[Known]) -> dict[str, list[str | None]]:
        """Read all fields of leads."""
        names = [*self.words, *self.cuts]
        return {name: self.read(name, [each.value(name) for each in known]) for name in names}


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt, and how fields are read for it."""

    method: Method
    model: Predictor | Logistic
    reader: Reader

    def predict(self, known: Sequence[Known]) -> FloatArray:
        """Give the probability that each lead is won, shape (n,)."""
        return self.model.predict(self.reader.columns(known))

    def reasons(self, known: Known) -> list[tuple[str, str, float]]:
        """Give what each known field adds to the log-odds with its value, the strongest first."""
        values = {name: column[0] for name, column in self.reader.columns([known]).items()}
        return [
            (name, said, weight)
            for name, weight in self.model.reasons(values)
            if (said := values[name]) is not None
        ]

    def written(self) -> dict[str, Any]:
        """Give it as it is stored."""
        model = self.model
        parts = (
            {
                name: {"counts": each.counts, "won": each.won, "lost": each.lost}
                for name, each in model.fields.items()
            }
            if isinstance(model, Predictor)
            else model.weights
        )
        return {
            "method": self.method.value,
            "prior": model.prior,
            "leads": model.leads,
            "parts": parts,
            "words": self.reader.words,
            "cuts": {name: list(each.edges) for name, each in self.reader.cuts.items()},
        }

    @classmethod
    def stored(cls, content: Mapping[str, Any]) -> Learnt:
        """Read it as it is stored."""
        method = Method(content["method"])
        cuts = {name: Cuts(tuple(edges)) for name, edges in content["cuts"].items()}
        prior, leads, parts = content["prior"], content["leads"], content["parts"]
        model = (
            Predictor(prior, {name: counted_of(each) for name, each in parts.items()}, leads)
            if method is Method.BAYES
            else Logistic(prior, parts, leads)
        )
        return cls(method, model, Reader(content["words"], cuts))


def counted_of(part: Mapping[str, Any]) -> Counted:
    """Read the counts of a field as they are stored."""
    counts = {value: (won, lost) for value, (won, lost) in part["counts"].items()}
    return Counted(counts, part["won"], part["lost"])


def learnt_from(
    known: Sequence[Known], won: BoolArray, known_at: Mapping[str, KnownAt], method: Method
) -> Learnt:
    """Learn from leads whose outcome is known.

    Raises
    ------
    ParameterError
        If nothing can be learnt.
    InputError
        If hardly any lead had a field.
    """
    reader = Reader.of(known, list(known_at))
    teach = learn if method is Method.BAYES else fit
    return Learnt(method, teach(reader.columns(known), won, known_at), reader)
