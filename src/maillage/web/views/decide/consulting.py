"""A rep's future territory, and the challenges reps and managers exchange about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from maillage.domain.territories.consulting.challenges import (
    accept_challenge,
    challenge_move,
    may_answer,
    refuse_challenge,
    withdraw_challenge,
)
from maillage.domain.territories.consulting.consultation import (
    accept_territory,
    consultation_of,
    voices,
)
from maillage.domain.territories.consulting.costs import Cost, cost_of
from maillage.domain.territories.consulting.showing import challenges_shown_to, open_scenarios
from maillage.domain.territories.editing.bench import bench_of
from maillage.domain.territories.editing.indicators import Balance, TerritoryFigures, indicators
from maillage.domain.territories.lifecycle import scenario_seen
from maillage.domain.territories.owners import settle_accounts
from maillage.domain.territories.publishing.approval import submission_of
from maillage.domain.territories.publishing.books import Book, Line, future_book
from maillage.domain.territories.publishing.letter_text import letter_text
from maillage.domain.territories.words import measure_word
from maillage.errors import ConflictError, InputError, NotFoundError, PermissionDeniedError
from maillage.interfaces.exporters.labels import reason_label
from maillage.interfaces.exporters.wording import compact, number, percent, signed_percent
from maillage.interfaces.forms.decisions import AnswerForm, ChallengeForm
from maillage.interfaces.lists import Cell
from maillage.interfaces.lists import decisions as lists
from maillage.models import Challenge, ChallengeState, Rep, Scenario
from maillage.permissions import Action, is_own, may, own_rep, sees_book
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.lists import show_list
from maillage.web.views.mine import own_context
from maillage.web.views.scenarios.figures import revision_sent

SHOWN = 200


@needs(Action.VIEW)
def territory(request: HttpRequest) -> HttpResponse:
    """Show what a scenario gives a rep: their own, or one they lead."""
    scenario = scenario_asked(request)
    rep = rep_asked(request)
    if scenario is None or rep is None:
        context = own_context(request, rep) | {"header": territory_header(rep)}
        return render(request, "maillage/decide/nothing.html", context)
    settle_accounts(scenario=scenario)
    on = timezone.localdate()
    book = future_book(scenario=scenario, rep=rep, on=on)
    figures = figures_of(scenario, rep)
    own = is_own(request.member, rep) and may(request.member, Action.CHALLENGE)
    consultation = consultation_of(scenario)
    submission = submission_of(scenario)
    voice = next((each for each in voices(scenario) if each.rep == rep), None)
    context = own_context(request, rep) | {
        "scenario": scenario,
        "others": [each for each in open_scenarios(request.member) if each != scenario],
        "rep": rep,
        "own": own,
        "hears": own and consultation is not None,
        "consultation": consultation,
        "voice": voice,
        "tiles": tiles(book, figures),
        "gained": moved_table(
            request, scenario, book.gained, _("Coming to you"), _("From"), own=own
        ),
        "lost": moved_table(
            request, scenario, book.lost, _("Going to colleagues"), _("To"), own=own
        ),
        "letter": letter_text(
            book=book,
            scenario=scenario.name,
            effective_on=submission.effective_on if submission else on,
        ),
        "challenges": challenges_shown_to(request.member).filter(scenario=scenario, rep=rep),
        "header": territory_header(rep) | {"lead": scenario.name},
    }
    return render(request, "maillage/decide/territory.html", context)


def territory_header(rep: Rep | None) -> dict[str, Any]:
    """The head of the page."""
    return {"title": _("Territory of %(rep)s") % {"rep": rep} if rep else _("My territory")}


def scenario_asked(request: HttpRequest) -> Scenario | None:
    """The scenario asked for, else the latest that is open to reps."""
    asked = request.GET.get("scenario", "")
    if asked.isdecimal():
        return scenario_seen(pk=int(asked), member=request.member)
    return open_scenarios(request.member).first()


def rep_asked(request: HttpRequest) -> Rep | None:
    """The rep asked for, by whoever may see their book; else one's own."""
    asked, member = request.GET.get("rep", ""), request.member
    if not asked.isdecimal():
        return member.rep
    rep = get_object_or_404(Rep.objects.all(), pk=int(asked))
    if not sees_book(member, rep):
        raise PermissionDeniedError(
            _("This is another rep's territory."), remedy=_("Ask who leads them.")
        )
    return rep


def figures_of(scenario: Scenario, rep: Rep) -> TerritoryFigures | None:
    """The figures of a rep's territory."""
    found = indicators(bench_of(scenario)).territories
    return next((each for each in found if each.rep == rep.external_id), None)


def tiles(book: Book, figures: TerritoryFigures | None) -> list[dict[str, Any]]:
    """What the rep has then, and how that compares with the target."""
    found = [
        {"label": _("Accounts"), "figure": number(book.accounts),
         "note": _("%(kept)s of today's stay") % {"kept": number(book.kept)}},
        {"label": _("Potential"), "figure": compact(book.potential)},
        {"label": _("Coming"), "figure": number(len(book.gained)), "url": "#gained"},
        {"label": _("Going"), "figure": number(len(book.lost)), "url": "#lost"},
    ]  # fmt: skip
    balances = figures.balances if figures else ()
    return found + [balance_tile(each) for each in balances if each.amount or each.target]


def balance_tile(each: Balance) -> dict[str, Any]:
    """How a measure of the territory compares with its target."""
    name = measure_word(each.measure).capitalize()
    return {
        "label": _("%(measure)s against its target") % {"measure": name},
        "figure": signed_percent(each.deviation, 1),
        "note": _("%(amount)s of %(target)s")
        % {"amount": compact(each.amount), "target": compact(each.target)},
        "state": "good" if each.within else "warn",
    }


def moved_table(
    request: HttpRequest,
    scenario: Scenario,
    found: tuple[Line, ...],
    caption: str,
    beside: str,
    *,
    own: bool,
) -> dict[str, Any]:
    """Accounts that come or go, each with a way to challenge it."""
    heads = [_("Account"), _("City"), _("Potential"), beside, _("Why"), ""]
    return {
        "id": "gained" if beside == _("From") else "lost",
        "caption": caption,
        "columns": [{"label": head, "number": place == 2} for place, head in enumerate(heads)],
        "rows": [
            {"key": line.external_id, "cells": cells(request, scenario, line, own=own)}
            for line in found[:SHOWN]
        ],
        "empty": {"icon": "check", "title": _("None")},
    }


def cells(request: HttpRequest, scenario: Scenario, line: Line, *, own: bool) -> list[Cell]:
    """The cells of an account that comes or goes."""
    query = {"subject": "account", "reference": line.external_id}
    challenge = address(request, "challenge_new", query, pk=scenario.pk)
    return [
        Cell(line.name, url=address(request, "account", pk=line.account)),
        Cell(" ".join(filter(None, (line.city, line.state)))),
        Cell(compact(line.potential), number=True),
        Cell(line.other or _("nobody")),
        Cell(reason_label(line.reason) if line.reason else ""),
        Cell(_("Challenge"), url=challenge) if own else Cell(""),
    ]


@require_POST
@needs(Action.CHALLENGE)
def territory_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept one's future territory."""
    scenario = scenario_seen(pk=pk, member=request.member)
    accept_territory(scenario=scenario, rep=own_rep(request.member), by=request.member)
    messages.success(request, _("Thank you: your manager sees that you agree."))
    return redirect(address(request, "territory", {"scenario": pk}))


@needs(Action.CHALLENGE)
def challenge_new(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Challenge a move of a scenario."""
    scenario = scenario_seen(pk=pk, member=request.member)
    rep = own_rep(request.member)
    asked = {name: request.GET.get(name, "")[:100] for name in ("subject", "reference")}
    reps = Rep.objects.filter(active=True)
    form = ChallengeForm(request.POST or None, reps=reps, initial={"wanted": rep})
    back = address(request, "territory", {"scenario": pk})
    if request.method == "POST" and form.is_valid():
        try:
            challenge_move(
                scenario=scenario, rep=rep, **asked, **form.cleaned_data, by=request.member
            )
        except (InputError, ConflictError, NotFoundError) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your challenge is with those who answer it."))
            return redirect(back)
    context = {
        "form": form,
        "submit": _("Challenge"),
        "back": back,
        "header": {
            "title": _("Challenge %(what)s") % {"what": asked["reference"]},
            "crumbs": [{"label": _("My territory"), "url": back}],
        },
    }
    return render(request, "maillage/form.html", context, status=422 if form.errors else 200)


def shown(request: HttpRequest) -> QuerySet[Challenge]:
    """The challenges a member may see, with what pages show of them."""
    found: QuerySet[Challenge] = challenges_shown_to(request.member).select_related(
        "rep", "proposed", "wanted", "scenario", "by__user", "answered_by__user"
    )
    return found


@needs(Action.VIEW)
def challenges(request: HttpRequest) -> HttpResponse:
    """List the challenges a member may see."""
    rows = shown(request)
    scenarios = rows.order_by("scenario__name").values_list("scenario", "scenario__name").distinct()
    listing = lists.challenges(lambda row: address(request, "challenge", pk=row.pk), [*scenarios])
    header = {
        "title": _("Challenges"),
        "lead": _("What reps ask to be cut otherwise, and what was answered."),
    }
    return show_list(request, listing, rows, "maillage/list.html", header=header)


@needs(Action.VIEW)
def challenge(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a challenge with what accepting it would cost."""
    return show_challenge(request, get_object_or_404(shown(request), pk=pk), AnswerForm())


def show_challenge(request: HttpRequest, found: Challenge, form: AnswerForm) -> HttpResponse:
    """The page of a challenge."""
    answers = found.state == ChallengeState.OPEN and may_answer(request.member, found)
    cost, problem = None, ""
    if answers:
        try:
            cost = cost_of(found)
        except InputError as error:
            problem = str(error)
    context = {
        "challenge": found,
        "badge": lists.CHALLENGES[ChallengeState(found.state)],
        "answers": answers,
        "own": found.state == ChallengeState.OPEN and is_own(request.member, found.rep),
        "cost": cost_table(cost) if cost else None,
        "warnings": new_warnings(cost) if cost else [],
        "problem": problem,
        "form": form,
        "header": {
            "title": str(found),
            "lead": _("challenged by %(rep)s") % {"rep": found.rep},
            "crumbs": [{"label": _("Challenges"), "url": address(request, "challenges")}],
        },
    }
    status = 422 if form.errors else 200
    return render(request, "maillage/decide/challenge.html", context, status=status)


def cost_table(cost: Cost) -> dict[str, Any]:
    """The figures before and after."""
    before, after = cost.before, cost.after
    rows = [
        (_("Largest deviation"), percent(before.largest_deviation, 1),
         percent(after.largest_deviation, 1)),
        (_("Changes owner"), percent(before.disruption, 1), percent(after.disruption, 1)),
        (_("Mean km"), number(before.mean_km, 1), number(after.mean_km, 1)),
        (_("In pieces"), number(before.disconnected), number(after.disconnected)),
        (_("Warnings"), number(len(before.warnings)), number(len(after.warnings))),
    ]  # fmt: skip
    for side in cost.sides:
        names = {"rep": side.rep}
        rows.append((_("Accounts of %(rep)s") % names, *map(number, side.accounts)))
        rows.append((_("Potential of %(rep)s") % names, *map(compact, side.potential)))
    return {
        "id": "cost",
        "caption": _("What accepting it changes"),
        "columns": [
            {"label": head, "number": place > 0}
            for place, head in enumerate([_("Figure"), _("Now"), _("If accepted")])
        ],
        "rows": [
            {"key": label, "cells": [Cell(label), Cell(now, number=True), Cell(then, number=True)]}
            for label, now, then in rows
        ],
    }


def new_warnings(cost: Cost) -> list[str]:
    """What would not be as asked any more."""
    known = {each.text for each in cost.before.warnings}
    return [each.text for each in cost.after.warnings if each.text not in known]


@require_POST
@needs(Action.ANSWER_CHALLENGES)
def challenge_answer(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Accept a challenge, which changes the scenario, or refuse it."""
    found = get_object_or_404(shown(request), pk=pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"]
        try:
            if "accept" in request.POST:
                accept_challenge(
                    challenge=found, revision=revision_sent(request), by=request.member, text=text
                )
            else:
                refuse_challenge(challenge=found, text=text, by=request.member)
        except InputError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Answered."))
            return redirect(address(request, "challenges"))
    return show_challenge(request, found, form)


@require_POST
@needs(Action.CHALLENGE)
def challenge_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own challenge back."""
    withdraw_challenge(challenge=get_object_or_404(shown(request), pk=pk), by=request.member)
    messages.success(request, _("Your challenge is withdrawn."))
    return redirect(address(request, "challenges"))
