"""A generated company of 100,000 accounts, 200 reps and 300,000 touches, for benchmarks alone."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F, Value
from django.db.models.functions import Mod
from django.utils import timezone

from maillage.domain.demo import load_demonstration
from maillage.models import Ownership, Rep, Touch

ACCOUNTS, TEAMS, BATCH = 100_000, 8, 5_000
EARLIER = timedelta(days=37)


def load() -> None:
    """Write the demonstration twenty times as large, with eight reps in place of each."""
    load_demonstration(accounts=ACCOUNTS, on=timezone.localdate())
    reps = list(Rep.objects.order_by("pk"))
    for team in range(1, TEAMS):
        share_with_colleagues(reps, team)
    Touch.objects.bulk_create(
        (
            Touch(
                account_id=row["account_id"],
                rep_id=row["rep_id"],
                occurred_on=row["occurred_on"] - EARLIER,
                kind=row["kind"],
            )
            for row in Touch.objects.values()
        ),
        batch_size=BATCH,
        ignore_conflicts=True,
    )


def share_with_colleagues(reps: list[Rep], team: int) -> None:
    """Give each rep a colleague who takes an eighth of the accounts over, with their touches."""
    for rep in reps:
        fields = {each.attname: getattr(rep, each.attname) for each in Rep._meta.fields}
        fields |= {"id": None, "external_id": f"{rep.external_id}-{team}"}
        fields |= {"name": f"{rep.name} {team}", "email": f"{team}-{rep.email}"}
        colleague = Rep.objects.create(**fields)
        for rows in (Ownership.objects.filter(rep=rep), Touch.objects.filter(rep=rep)):
            of_team = rows.annotate(team=Mod(F("account_id"), Value(TEAMS))).filter(team=team)
            rows.filter(pk__in=of_team.values("pk")).update(rep=colleague)
