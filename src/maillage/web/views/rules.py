"""Rules: written, tested before use, applied; the policy and the choice of a cut."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from maillage.core.territories.cut_evidence import Cut
from maillage.core.territories.cuts import Advice, cut_names
from maillage.domain.accounts.criteria.presets import presets
from maillage.domain.accounts.policy import (
    change_policy,
    in_words,
    policy_in_force,
)
from maillage.domain.territories.cutting import choose_cut, team_of_today
from maillage.domain.territories.rules.applying import begin_applying
from maillage.domain.territories.rules.editing import remove_rule, save_rule
from maillage.domain.territories.rules.testing import TARGETS, RuleTest, try_rules
from maillage.domain.words import day_word
from maillage.errors import InputError
from maillage.interfaces.exporters.wording import compact, number
from maillage.interfaces.forms.criteria import fields_of
from maillage.interfaces.forms.rules import CutForm, PolicyForm, RuleForm, initial_of
from maillage.interfaces.lists import ownership as lists
from maillage.interfaces.lists.columns import Cell, written
from maillage.interfaces.lists.frames import FrameRows
from maillage.models import AssignmentRule, Policy
from maillage.permissions import Action, may
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.asked import day_asked
from maillage.web.guard import needs
from maillage.web.lists import show_list
from maillage.web.taking import taken
from maillage.web.views.jobs import after_giving

STATES = {"twice": "bad", "none": "warn"}


def every_rule() -> Any:
    """The rules of the workspace, with what their sentences name."""
    return AssignmentRule.objects.select_related(*TARGETS)


def crumb(request: HttpRequest) -> dict[str, str]:
    """The way back to the list of rules."""
    return {"label": _("Rules"), "url": address(request, "rules")}


@needs(Action.VIEW)
def rules(request: HttpRequest) -> HttpResponse:
    """List the rules."""
    edits = may(request.member, Action.EDIT_RULES)
    new = address(request, "rule_new") if edits else ""
    actions = [{"label": _("Test"), "icon": "target", "url": address(request, "rules_test")}]
    actions += [
        {"label": label, "icon": icon, "url": address(request, name), "kind": kind}
        for label, icon, name, kind in (
            (_("Choose a cut"), "layers", "rules_cut", ""),
            (_("Policy"), "settings", "rules_policy", ""),
            (_("Write a rule"), "plus", "rule_new", "primary"),
        )
        if edits
    ]
    listing = lists.rules((lambda row: address(request, "rule", pk=row.pk)) if edits else None, new)
    header = {
        "title": _("Rules"),
        "lead": _("Whose an account is, and why: test the rules before you apply them."),
        "actions": actions,
    }
    return show_list(request, listing, every_rule(), "maillage/list.html", header=header)


@needs(Action.EDIT_RULES)
def rule_new(request: HttpRequest) -> HttpResponseBase:
    """Write a rule, from nothing or from an example."""
    form = RuleForm(request.POST or None, initial=begun(request.GET.get("from", "")))
    if request.method == "POST" and form.is_valid() and (kept := save(request, form, None)):
        return redirect(address(request, "rule", pk=kept.pk))
    header = {"title": _("Write a rule"), "crumbs": [crumb(request)]}
    return show_rule(request, form, header, examples=examples())


def examples() -> list[dict[str, Any]]:
    """Criteria to begin with, as a choice."""
    labels = {
        "named": _("Examples"),
        "size": _("By size"),
        "macro": _("By region"),
        "census_regions": _("By region of the Census Bureau"),
        "census_divisions": _("By division of the Census Bureau"),
    }
    known = presets()
    return [
        {
            "label": label,
            "choices": [(f"{kind}:{number}", name) for number, name in enumerate(known[kind])],
        }
        for kind, label in labels.items()
    ]


def begun(asked: str) -> dict[str, Any]:
    """Give the form an example to begin with; nothing where there is no such example."""
    kind, _sep, place = asked.partition(":")
    found = list(presets().get(kind, {}).items())
    if not place.isdecimal() or int(place) >= len(found):
        return {}
    name, criteria = found[int(place)]
    return {"name": name} | fields_of(criteria)


def save(
    request: HttpRequest, form: RuleForm, rule: AssignmentRule | None
) -> AssignmentRule | None:
    """Keep what a form says; None where it cannot be, which the form then says."""
    try:
        kept = save_rule(rule=rule, **form.cleaned_data, by=request.member)
    except InputError as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, _("Saved. No account has changed: test the rules, then apply them."))
    return kept


@needs(Action.EDIT_RULES)
def rule(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change a rule, and see what it does alone."""
    found = get_object_or_404(every_rule(), pk=pk)
    form = RuleForm(request.POST or None, initial=initial_of(found))
    if request.method == "POST" and form.is_valid() and save(request, form, found):
        return redirect(address(request, "rule", pk=pk))
    on = max(timezone.localdate(), found.starts_on)
    header = {
        "title": found.name,
        "lead": lists.in_words(found),
        "crumbs": [crumb(request)],
    }
    return show_rule(request, form, header, found=found, tiles=alone(request, found, on))


def alone(request: HttpRequest, found: AssignmentRule, on: date) -> list[dict[str, Any]]:
    """Say what a rule does by itself on a day."""
    test = try_rules(on=on, rules=[found])
    return tiles(request, test, ("matched", "family", "named", "changes"), rule=found.pk)


def show_rule(request: HttpRequest, form: RuleForm, header: Any, **more: Any) -> HttpResponse:
    """Show the form of a rule."""
    context = {
        "form": form,
        "sections": form.sections(),
        "header": header,
        "submit": _("Save"),
        "back": address(request, "rules"),
    }
    status = 422 if form.errors else 200
    return render(request, "maillage/ownership/rule.html", context | more, status=status)


@require_POST
@needs(Action.EDIT_RULES)
def rule_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a rule."""
    found = get_object_or_404(every_rule(), pk=pk)
    remove_rule(rule=found, by=request.member)
    messages.success(request, _("The rule %(name)s is removed.") % {"name": found.name})
    return redirect(address(request, "rules"))


@needs(Action.VIEW_DRAFTS)
def rules_test(request: HttpRequest) -> HttpResponse:
    """Show what rules would do on a day, before anything is written."""
    on = day_asked(request)
    asked = request.GET.get("rule", "")
    one = every_rule().filter(pk=int(asked)).first() if asked.isdecimal() else None
    test = try_rules(on=on, rules=[one] if one else None)
    finding = request.GET.get("show", "changes")
    finding = finding if finding in lists.findings() else "changes"
    listing = lists.tested(lambda row: address(request, "account", pk=row.pk), test, finding)
    changes = test.count("changes")
    text = _("%(accounts)s accounts change owner from %(day)s on. This can be undone as a whole.")
    return show_list(
        request,
        listing,
        FrameRows(test.rows(finding)),
        "maillage/ownership/test.html",
        kept={"on": on.isoformat(), "show": finding, "rule": asked if one else ""},
        on=on,
        today=timezone.localdate(),
        test=test,
        one=one,
        tiles=tiles(request, test, lists.findings(), rule=one.pk if one else ""),
        by_rule=[(each, lists.in_words(each), test.of_rule(each)) for each in test.rules],
        by_rep=test.by_rep(),
        applies=bool(changes.accounts) and one is None and may(request.member, Action.EDIT_RULES),
        apply_url=address(request, "rules_apply", {"on": on.isoformat(), "seen": test.fingerprint}),
        apply_text=text % {"accounts": number(changes.accounts), "day": day_word(on)},
        header={
            "title": one.name if one else _("Test of the rules"),
            "lead": lists.in_words(one)
            if one
            else _("What they would do on a day. Nothing is written."),
            "crumbs": [crumb(request)],
        },
    )


def tiles(request: HttpRequest, test: RuleTest, shown: Any, **asked: Any) -> list[dict[str, Any]]:
    """Give the figures of a test; each opens the rows behind it."""
    labels = lists.findings()
    counts = {name: test.count(name) for name in shown}
    return [
        {
            "label": labels[name],
            "figure": number(count.accounts),
            "note": _("potential %(amount)s") % {"amount": compact(count.potential)},
            "state": STATES.get(name, "") if count.accounts else "",
            "url": address(request, "rules_test", {"on": test.on.isoformat(), "show": name} | asked)
            + "#tested",
        }
        for name, count in counts.items()
    ]


@require_POST
@needs(Action.EDIT_RULES)
def rules_apply(request: HttpRequest) -> HttpResponse:
    """Apply the rules as they were tested."""
    done = begin_applying(
        on=day_asked(request), seen=request.GET.get("seen", ""), by=request.member
    )
    return after_giving(request, done)


@needs(Action.EDIT_RULES)
def rules_policy(request: HttpRequest) -> HttpResponseBase:
    """Say how claims are settled, and what reps are told about their pay."""
    policy = policy_in_force()
    names = ("winner", "escalate_days", "claim_days", "escalate_to", "pay")
    form = PolicyForm(
        request.POST or None,
        workspace=request.member.workspace,
        initial={name: getattr(policy, name) for name in names},
    )
    if request.method == "POST" and taken(form, change_policy, by=request.member):
        messages.success(request, _("Saved."))
        return redirect(address(request, "rules_policy"))
    context = {
        "form": form,
        "header": {
            "title": _("Policy"),
            "lead": _("How conflicts are settled, in the words of the territory letters."),
            "crumbs": [crumb(request)],
        },
        "words": in_words(policy),
        "submit": _("Save"),
        "back": address(request, "rules"),
    }
    status = 422 if form.errors else 200
    return render(request, "maillage/ownership/policy.html", context, status=status)


@needs(Action.EDIT_RULES)
def rules_cut(request: HttpRequest) -> HttpResponseBase:
    """Recommend how to cut the market (A-06)."""
    kept = policy_in_force()
    form = CutForm(request.POST or None, initial={"team": team_of_today()} | kept.choice)
    advice = None
    if request.method == "POST" and form.is_valid():
        advice = choose_cut(**form.cleaned_data, by=request.member)
        kept = policy_in_force()
    context = {
        "form": form,
        "why": advice.why if advice else (),
        "table": cut_table(advice) if advice else {},
        "cuts": recommended(kept),
        "header": {
            "title": _("Choose a cut"),
            "lead": _("By what the market is cut depends on three things, and on your accounts."),
            "crumbs": [crumb(request)],
        },
        "submit": _("Recommend"),
        "back": address(request, "rules"),
    }
    status = 422 if form.errors else 200
    return render(request, "maillage/ownership/cut.html", context, status=status)


def recommended(policy: Policy) -> list[str]:
    """Name the cuts that were recommended last."""
    names = cut_names()
    return [names[Cut(cut)] for cut in policy.choice.get("cuts", [])]


def cut_table(advice: Advice) -> dict[str, Any]:
    """Show how the four ways to cut were weighed."""
    names = cut_names()
    heads = [_("Cut"), _("Asked for"), _("Carried by the accounts"), _("Points")]
    rows = []
    for each in advice.weighed:
        told = each.stored()
        amounts = (told["asked"], told["carried"], told["points"])
        cells = [Cell(names[each.cut], badge="accent" if each.cut in advice.cuts else None)]
        cells += [Cell(written(amount, 2), number=True) for amount in amounts]
        rows.append({"key": each.cut.value, "cells": [*cells, Cell(written(told["says"]))]})
    columns = [{"label": head, "number": place > 0} for place, head in enumerate(heads)]
    return {
        "id": "weighed",
        "caption": _("How each cut was weighed"),
        "columns": [*columns, {"label": _("What the accounts say")}],
        "rows": rows,
    }
