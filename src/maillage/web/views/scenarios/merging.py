"""A branch merged into its base: what each changed, in words, and what both changed, to choose."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from maillage.domain.territories.editing.bench import bench_of
from maillage.domain.territories.lifecycle import scenario_seen
from maillage.domain.territories.merging import (
    ACCOUNT,
    Difference,
    base_of,
    differences,
    merge_scenarios,
)
from maillage.models import Account, Rep, Scenario
from maillage.permissions import Action
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.views.scenarios.comparison import SHOWN
from maillage.web.views.scenarios.figures import revision_sent

type Words = Callable[[Difference], dict[str, str]]


@needs(Action.EDIT_SCENARIOS)
def merge(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show what a branch and its base changed, and merge them as chosen."""
    branch = scenario_seen(pk=pk, member=request.member)
    base = base_of(branch)
    if request.method == "POST":
        choices = {
            name.removeprefix("side-"): side
            for name, side in request.POST.items()
            if name.startswith("side-")
        }
        merge_scenarios(
            branch=branch, choices=choices, revision=revision_sent(request), by=request.member
        )
        messages.success(request, _("The branch was merged."))
        return redirect(address(request, "scenario", pk=base.pk))
    found = differences(branch=branch)
    told = words_for(base, [*found.incoming[:SHOWN], *found.kept[:SHOWN], *found.conflicts])
    context = {
        "branch": branch,
        "base": base,
        "incoming": [told(each) for each in found.incoming[:SHOWN]],
        "kept": [told(each) for each in found.kept[:SHOWN]],
        "conflicts": [told(each) for each in found.conflicts],
        "counts": {"incoming": len(found.incoming), "kept": len(found.kept)},
        "header": {
            "title": _("Merge %(branch)s into %(base)s")
            % {"branch": branch.name, "base": base.name},
            "crumbs": [
                {"label": _("Scenarios"), "url": address(request, "scenarios")},
                {"label": branch.name, "url": address(request, "scenario", pk=pk)},
            ],
        },
    }
    return render(request, "maillage/scenarios/merge.html", context)


def words_for(base: Scenario, shown: Iterable[Difference]) -> Words:
    """Give what puts a difference into words: names of units, territories, accounts and reps."""
    codes = [each.subject.removeprefix(ACCOUNT) for each in shown]
    accounts = dict(
        Account.objects.filter(external_id__in=codes).values_list("external_id", "name")
    )
    reps = dict(Rep.objects.values_list("external_id", "name"))
    posts = dict(base.territories.values_list("number", "name"))
    bench = bench_of(base)
    units = bench.ground.units["name"]

    def words(each: Difference) -> dict[str, str]:
        number, _dot, field = each.subject.rpartition(".")
        if each.subject in bench.place:
            about = str(units.iloc[bench.place[each.subject]])
            value = {0: _("none")} | posts
        elif each.subject.startswith(ACCOUNT):
            code = each.subject.removeprefix(ACCOUNT)
            about = _("account %(name)s") % {"name": accounts.get(code, code)}
            value = {"": _("follows its territory")} | reps
        elif field == "rep":
            about = _("rep of %(name)s") % {"name": posts.get(int(number), number)}
            value = {"": _("nobody")} | reps
        else:
            about, value = _("name of territory %(number)s") % {"number": number}, {}
        texts = {
            side: value.get(getattr(each, side), str(getattr(each, side)) or "–")
            for side in ("before", "ours", "theirs")
        }
        return {"subject": each.subject, "about": about, **texts}

    return words
