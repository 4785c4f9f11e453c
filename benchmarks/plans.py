"""The pages of plans, opportunities, indicators and pay: 100,000 accounts, 200 reps, a real server.

    python benchmarks/plans.py [--database sqlite] [--accounts 100000] [--reps 200]
                               [--opportunities 20000]

Every rep has a plan, every second one accepted, ten best accounts and opportunities of two years.
Each page alone, warm, as benchmarks/serving.py measures them, by who looks at it (demand: a median
under 300).
"""

from __future__ import annotations

import argparse
from datetime import date

from serving import Person, environment, pages_alone, served

ROLES = ("director", "manager", "operations")
TOP = 10
ASIDE = 1_000_000
"""Added to keys while they change, so that no two rows are equal meanwhile."""

PAGES = {
    "manager": {
        "plans": "plans/",
        "a new plan": "plans/new/",
        "a plan": "plans/{plan}/",
        "an accepted plan": "plans/{accepted}/",
        "a version of it": "plans/{plan}/versions/1/",
        "editor, objectives": "plans/{plan}/edit/?step=objectives",
        "editor, sources": "plans/{plan}/edit/?step=sources",
        "editor, segments": "plans/{plan}/edit/?step=segments",
        "editor, opportunities": "plans/{plan}/edit/?step=opportunities",
        "editor, time": "plans/{plan}/edit/?step=time",
        "editor, indicators": "plans/{plan}/edit/?step=indicators",
        "editor, reviews": "plans/{plan}/edit/?step=review",
        "Word plan": "plans/{accepted}/plan.docx",
        "slides": "plans/{accepted}/plan.pptx",
        "checklist": "plans/{accepted}/plan.pdf",
        "calculator, workbook": "plans/{accepted}/plan.xlsx",
        "calendar": "plans/{accepted}/plan.ics",
    },
    "director": {
        "opportunities": "opportunities/",
        "opportunities of a rep": "opportunities/?rep={rep}&outcome=open",
        "tracking of all": "tracking/?rep=",
        "tracking of a rep": "tracking/?rep={rep}&objective=480000",
        "indicators of all": "indicators/?of=workspace",
        "indicators of a rep": "indicators/?of=rep:{rep}",
        "rows of an indicator": "indicators/coverage/?of=workspace",
        "reps compared": "indicators/compared/",
        "best accounts": "top-accounts/",
        "best accounts of a rep": "top-accounts/{key}/",
        "variable pay": "pay/",
        "variable pay of a rep": "pay/{key}/",
        "wins": "wins/",
        "glossary": "glossary/",
    },
    "operations": {"look of documents": "brand/"},
    "rep": {
        "my territory": "territory/",
        "my plans": "plans/",
        "my tracking": "tracking/",
        "my indicators": "indicators/",
        "my best accounts": "top-accounts/{key}/",
        "my pay": "pay/",
        "my wins": "wins/",
    },
}


def prepare(asked) -> dict:
    """Fill the database; give sessions of people, and what they will look at."""
    from django.conf import settings
    from django.test import Client
    from django_scopes import scope

    from maillage.domain.demo import load_demonstration
    from maillage.domain.people.members import add_member
    from maillage.domain.workspace import prepare_database
    from maillage.models import Rep, RepPlan, Workspace

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    prepare_database(create=True)
    workspace = Workspace.objects.first() or Workspace.objects.create(slug="main", name="Main")
    with scope(workspace=workspace):
        load_demonstration(accounts=asked.accounts, opportunities=asked.opportunities)
        spread_over(asked.reps)
        reps = list(Rep.objects.order_by("pk"))
        people = {role: add_member(email=f"{role}@example.com", role=role, name=reps[0].manager,
                                   password="a long password 7") for role in ROLES}  # fmt: skip
        people["rep"] = add_member(email="rep@example.com", role="rep", rep=reps[0],
                                   password="a long password 7")  # fmt: skip
        write_what_reps_do(reps, people["rep"], people["manager"])
        cookies = {}
        for role, member in people.items():
            client = Client()
            client.force_login(member.user)
            cookies[role] = {name: each.value for name, each in client.cookies.items()}
        return {
            "cookies": cookies,
            "plan": RepPlan.objects.filter(rep=reps[1]).get().pk,
            "accepted": RepPlan.objects.filter(rep=reps[0]).get().pk,
            "rep": reps[0].external_id,
            "key": reps[0].pk,
        }


def spread_over(count: int) -> None:
    """Give the accounts of the demonstration, and what was done with them, to more reps."""
    from django.db import transaction
    from django.db.models import F

    from maillage.domain.statistics import analyse
    from maillage.models import Account, Opportunity, Ownership, Rep, Touch

    known = list(Rep.objects.order_by("pk"))
    Rep.objects.bulk_create(
        Rep(external_id=f"R{number:03d}", name=f"Rep {number}", manager=known[0].manager)
        for number in range(len(known), count)
    )
    first = known[0].pk
    with transaction.atomic():
        for model in (Ownership, Touch, Opportunity):
            model.objects.update(rep_id=F("rep_id") + ASIDE)
            place = F("account_id") + F("rep_id") - ASIDE - first
            model.objects.update(rep_id=place % count + first)
    analyse(Account, Ownership, Touch, Opportunity)


def write_what_reps_do(reps, own, manager) -> None:
    """Plans, every second one accepted, the best accounts of each rep, and a scheme of pay."""
    from django.utils import timezone

    from maillage.domain.accounts.holdings import held_by
    from maillage.domain.plans.deciding import accept_plan, propose_plan
    from maillage.domain.plans.writing import create_plan
    from maillage.domain.reviews.pay.schemes import EXAMPLE, write_scheme
    from maillage.domain.reviews.top_accounts import name_top
    from maillage.interfaces.importers.plans.files import example, read_plan
    from maillage.interfaces.importers.plans.stored import stored_plan

    today = timezone.localdate()
    written = read_plan(example()).model_copy(update={"starts_on": date(today.year, 1, 1)})
    for number, rep in enumerate(reps):
        plan = create_plan(rep=rep, written=written, by="benchmark")
        if number % 2 == 0:
            propose_plan(plan=plan, seen=1, by=own if rep == own.rep else manager)
            accept_plan(plan=plan, seen=1, read=stored_plan, by=manager)
        best = held_by(rep, today).order_by("-potential", "pk")[:TOP]
        entries = [{"account": each.external_id, "reason": "large"} for each in best]
        name_top(rep=rep, year=today.year, entries=entries, on=today, by="benchmark")
    write_scheme(name="Scheme", content=EXAMPLE, starts_on=date(today.year, 1, 1), by=manager)


def with_form(person: Person, known: dict) -> dict:
    """The answer of the calculator to the form of the editor, as it stands."""
    import lxml.html

    page = person.session.get(f"{person.address}/main/plans/{known['plan']}/edit/")
    form = lxml.html.fromstring(page.text).get_element_by_id("plan")
    return {"calculator, live": ("plans/{plan}/figures/", {"data": form.form_values()})}


def measure(asked) -> None:
    """All of it."""
    with environment(asked.database) as folder:
        known = prepare(asked)
        from django.db import connections

        connections.close_all()
        print(f"== {asked.database}", flush=True)
        with served(folder) as (address, process):
            for role, pages in PAGES.items():
                person = Person(address, known["cookies"][role], 0)
                more = with_form(person, known) if role == "manager" else {}
                pages_alone(person, pages | more, known, process)


def main() -> None:
    """Measure on one database."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", default="sqlite", choices=["sqlite", "postgresql"])
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--reps", type=int, default=200)
    parser.add_argument("--opportunities", type=int, default=20_000)
    measure(parser.parse_args())


if __name__ == "__main__":
    main()
