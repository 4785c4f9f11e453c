"""Says in words what a rule does."""

from __future__ import annotations

from maillage.core.accounts.criteria import Criterion
from maillage.domain.accounts.criteria.words import said
from maillage.models import AssignmentRule
from maillage.texts import _


def sentence(rule: AssignmentRule, criterion: Criterion) -> str:
    """Say what a rule does: whose accounts go to whom."""
    text = _("Accounts for which %(condition)s go to %(rep)s.")
    whom = rule.rep or _("the rep of %(territory)s") % {"territory": rule.territory}
    return text % {"condition": said(criterion), "rep": whom}
