"""Two people who record costs at once: no period is counted twice (I-08)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from threading import Barrier, BrokenBarrierError, Thread

import pytest
from django.db import connection, connections
from django_scopes import scope

from maillage.domain.leads import costs
from maillage.domain.leads.costs import Cost, record_costs
from maillage.errors import ConflictError
from maillage.models import AcquisitionCost

pytestmark = [pytest.mark.integration, pytest.mark.django_db(transaction=True)]
SPRING = (date(2026, 3, 1), date(2026, 5, 31))
MAY = (date(2026, 5, 1), date(2026, 5, 31))


@pytest.fixture
def at_once(workspace, monkeypatch):
    """Record costs in a thread each, which meet where each has looked for overlaps, if they can."""
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL lets two transactions write at once")
    meeting, look = Barrier(2, timeout=1.5), costs.refuse_overlaps

    def looked(rows):
        look(rows)
        try:
            meeting.wait()
        except BrokenBarrierError:
            return

    monkeypatch.setattr(costs, "refuse_overlaps", looked)

    def record(*told):
        answers = []

        def one(cost):
            try:
                with scope(workspace=workspace):
                    answers.append(len(record_costs(costs=[cost], by="x")))
            except ConflictError as error:
                answers.append(error)
            finally:
                connections.close_all()

        threads = [Thread(target=one, args=(each,)) for each in told]
        for each in threads:
            each.start()
        for each in threads:
            each.join(30)
        return sorted(answers, key=str)

    return record


def test_of_two_periods_that_overlap_one_is_refused(at_once):
    kept, refused = at_once(Cost("sales", *SPRING, Decimal(9)), Cost("sales", *MAY, Decimal(3)))
    assert kept == 1
    assert isinstance(refused, ConflictError)
    assert AcquisitionCost.objects.count() == 1


def test_the_same_period_is_kept_once(at_once):
    assert at_once(Cost("sales", *MAY, Decimal(9)), Cost("sales", *MAY, Decimal(3))) == [1, 1]
    assert AcquisitionCost.objects.get().amount in {Decimal(3), Decimal(9)}
