"""What is chosen when somebody works on a lead: outcomes, reasons, judgements, roles."""

from __future__ import annotations

from enum import StrEnum

from maillage.errors import InputError
from maillage.texts import _, quoted


class ContactOutcome(StrEnum):
    """What came of a contact; who has wrong details was not contacted (E-03)."""

    REACHED = "reached"
    LEFT_MESSAGE = "left_message"
    NO_ANSWER = "no_answer"
    WRONG_DETAILS = "wrong_details"


class Refusal(StrEnum):
    """Why a lead does not qualify (E-06)."""

    NO_BUDGET = "no_budget"
    NO_AUTHORITY = "no_authority"
    NO_NEED = "no_need"
    TIMING = "timing"
    OUTSIDE_ICP = "outside_icp"
    UNREACHABLE = "unreachable"
    DUPLICATE = "duplicate"
    COMPETITOR = "competitor"
    WRONG_DATA = "wrong_data"
    OTHER = "other"


class Quality(StrEnum):
    """How good a lead is, as sales judge it (E-04)."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


class Caller(StrEnum):
    """As what somebody called to validate a lead; a call by sales validates nothing (X-12)."""

    MARKETING = "marketing"
    SDR = "sdr"
    SALES = "sales"


def one_of[Choice: StrEnum](kind: type[Choice], text: str) -> Choice:
    """Read one of the words of a list.

    Raises
    ------
    InputError
        If it is none of them.
    """
    try:
        return kind(text)
    except ValueError as error:
        raise InputError(
            _("%(text)s cannot be chosen here.") % {"text": quoted(str(text)[:40])},
            remedy=_("Choose among %(choices)s.") % {"choices": ", ".join(kind)},
        ) from error
