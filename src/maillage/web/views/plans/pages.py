"""The list of plans, a plan, and its versions."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from maillage.domain.days import day_in_words
from maillage.domain.plans.deciding import may_propose
from maillage.domain.plans.differences import in_words
from maillage.domain.plans.notes import notes_shown_to
from maillage.domain.plans.queries import plans_shown_to
from maillage.interfaces.lists import plans as lists
from maillage.models import PlanNote, PlanState, PlanVersion, RepPlan
from maillage.permissions import Action, accepts_plan, coaches, may, writes_plan
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.lists import show_list
from maillage.web.views.plans.figures import beside_stored
from maillage.web.views.plans.files import file_actions
from maillage.web.views.plans.finding import called, crumbs, plan_seen
from maillage.web.views.plans.reading import read_steps

OPEN = (PlanState.DRAFT, PlanState.DISCUSSED)
DISCUSSED = (PlanState.DISCUSSED, PlanState.ACCEPTED)


@needs(Action.VIEW)
def plans(request: HttpRequest) -> HttpResponse:
    """List the plans a member may read: a rep sees their own."""
    writes = may(request.member, Action.WRITE_PLAN)
    new = {"label": _("New plan"), "icon": "plus", "kind": "primary",
           "url": address(request, "plan_new")}  # fmt: skip
    handed = {"label": _("Objectives"), "icon": "git-branch",
              "url": address(request, "objectives")}  # fmt: skip
    rows = plans_shown_to(request.member)
    empty: dict[str, Any] = {
        "icon": "target",
        "title": _("No plan yet."),
        "text": _("A plan says where the sales of a year come from, and how likely that is."),
    }
    years = sorted({day.year for day in rows.order_by().values_list("starts_on", flat=True)})
    return show_list(
        request,
        lists.plans(
            lambda row: address(request, "plan", pk=row.pk),
            years,
            empty | ({"action": new} if writes else {}),
        ),
        lists.with_reviews(rows),
        "maillage/list.html",
        header={
            "title": _("Sales plans"),
            "lead": _("What each rep is to reach in a year, where it comes from, and the odds."),
            "actions": [
                *([handed] if may(request.member, Action.VIEW_DRAFTS) else []),
                *([new] if writes else []),
            ],
        },
    )


@needs(Action.VIEW)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a plan: its seven steps, what they come to, and what is said of it."""
    return show_plan(request, plan_seen(request, pk))


def show_plan(
    request: HttpRequest, found: RepPlan, *, status: int = 200, problem: str = ""
) -> HttpResponse:
    """The page of a plan; ``problem`` is why something was refused."""
    rights = rights_of(request, found)
    context = {
        "plan": found,
        "problem": problem,
        "steps": way_of(found, rights),
        "beside": beside_stored(found.content, discussed=found.state in DISCUSSED or None),
        "read": read_steps(found.content),
        "notes": notes_shown_to(found, request.member),
        "kinds": kinds_of(request, found),
        "versions": versions_of(request, found),
        "rights": rights,
        "files": file_actions(request, found),
        "header": {
            "title": called(found),
            "lead": lead_of(found),
            "crumbs": crumbs(request),
            "actions": actions_of(request, found, rights),
        },
    }  # fmt: skip
    return render(request, "maillage/plans/plan.html", context, status=status)


def lead_of(found: RepPlan) -> str:
    """Whose plan it is, for which year."""
    day = day_in_words(found.starts_on)
    words = {"rep": found.rep.name, "day": day, "number": found.version}
    return _("%(rep)s, the year from %(day)s, version %(number)d") % words


def rights_of(request: HttpRequest, found: RepPlan) -> dict[str, bool]:
    """What its reader may do with the plan as it is."""
    member, rep, state = request.member, found.rep, found.state
    writes = writes_plan(member, rep)
    return {
        "edit": writes and state != PlanState.ACCEPTED,
        "propose": state in OPEN and may_propose(member, rep),
        "decide": state == PlanState.PROPOSED and accepts_plan(member, rep),
        "reopen": writes and state == PlanState.ACCEPTED,
        "note": may(member, Action.COMMENT),
        "restore": writes and state != PlanState.ACCEPTED,
    }


def actions_of(
    request: HttpRequest, found: RepPlan, rights: dict[str, bool]
) -> list[dict[str, str]]:
    """The buttons beside the title."""
    change = {"label": _("Change the plan"), "icon": "pencil",
              "url": address(request, "plan_edit", pk=found.pk)}  # fmt: skip
    return [change] if rights["edit"] else []


def way_of(found: RepPlan, rights: dict[str, bool]) -> dict[str, Any]:
    """The way of a plan for components/steps.html, and what comes next."""
    order = [PlanState.DRAFT, PlanState.PROPOSED, PlanState.ACCEPTED]
    state = PlanState.DRAFT if found.state == PlanState.DISCUSSED else PlanState(found.state)
    at = len(order) if state == PlanState.ACCEPTED else order.index(state)
    states = ["done"] * at + ["current"] + ["todo"] * len(order)
    labels = (_("Write the plan"), _("Discuss it"), _("Accept it"))
    ways = [{"label": label, "state": each} for label, each in zip(labels, states, strict=False)]
    action = None
    if rights["propose"]:
        action = {"label": _("Propose the plan"), "icon": "arrow-right", "kind": "primary",
                  "opens": "propose"}  # fmt: skip
    return {"ways": ways, "text": next_of(found, rights), "action": action}


def next_of(found: RepPlan, rights: dict[str, bool]) -> str:
    """What comes next, in words."""
    if found.state == PlanState.ACCEPTED:
        text = _("Accepted by %(by)s. It is in force; the next review is planned.")
        return text % {"by": found.accepted_by or _("a program")}
    if found.state == PlanState.PROPOSED:
        if rights["decide"]:
            return _("It waits for you: accept it, or send it back and say why.")
        return _("It waits for who leads the rep. Changing it takes it back.")
    if found.state == PlanState.DISCUSSED:
        text = _("Sent back by %(by)s: %(reason)s")
        return text % {"by": found.discussed_by or "", "reason": found.reason}
    if rights["propose"]:
        return _("Write it until its figures convince you, then propose it.")
    return _("It is being written; nothing of it is agreed.")


def kinds_of(request: HttpRequest, found: RepPlan) -> list[tuple[str, str]]:
    """The kinds of notes its reader may write."""
    kinds = [(PlanNote.Kind.REMARK.value, _("remark, for all who read the plan"))]
    if coaches(request.member, found.rep):
        kinds.append((PlanNote.Kind.COACHING.value, _("coaching, for the rep alone")))
    return kinds


def versions_of(request: HttpRequest, found: RepPlan) -> list[dict[str, Any]]:
    """The versions, the latest first."""
    return [
        {
            "number": each.number,
            "at": each.at,
            "by": each.by or _("a program"),
            "url": address(request, "plan_version", pk=found.pk, number=each.number),
            "changes": [in_words(change) for change in each.changes[:3]],
            "more": max(0, len(each.changes) - 3),
            "in_force": each.number == found.in_force,
        }
        for each in found.versions.select_related("by__user")
    ]


@needs(Action.VIEW)
def plan_version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show what a version said, and what it changed."""
    found = plan_seen(request, pk)
    version: PlanVersion | None = found.versions.filter(number=number).first()
    if version is None:
        raise Http404
    context = {
        "plan": found,
        "version": version,
        "changes": [in_words(change) for change in version.changes],
        "beside": beside_stored(version.content),
        "read": read_steps(version.content),
        "restores": rights_of(request, found)["restore"] and number != found.version,
        "header": {
            "title": _("Version %(number)d") % {"number": number},
            "crumbs": crumbs(request, found),
        },
    }
    return render(request, "maillage/plans/version.html", context)
