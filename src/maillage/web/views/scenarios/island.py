"""What the map of a scenario asks and sends: see "The map" in frontend/README.md."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

import numpy as np
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from maillage.domain.territories.editing.bench import Bench, bench_of
from maillage.domain.territories.editing.changes import Edit, kind_of, redo, undo
from maillage.domain.territories.editing.moves import lock_units, move_units
from maillage.domain.territories.framing import Ground
from maillage.domain.territories.lifecycle import scenario_seen
from maillage.domain.territories.words import measure_word
from maillage.errors import InputError, MaillageError, StaleError
from maillage.interfaces.problems import status_of
from maillage.models import Scenario
from maillage.permissions import Action
from maillage.texts import _, language
from maillage.web.guard import View, needs
from maillage.web.packed import Packed, pack, sent

CONFLICT, UNUSABLE = 409, 422


def answers_json(view: View) -> View:
    """Answer errors in the words the map understands."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return view(request, *args, **kwargs)
        except StaleError as error:
            found = {"revision": error.revision, "by": error.by, "at": error.at.isoformat()}
            return JsonResponse(found, status=CONFLICT)
        except MaillageError as error:
            status = status_of(error)
            found = {"message": error.message, "remedy": error.remedy}
            return JsonResponse(found, status=UNUSABLE if status == CONFLICT else status)

    return wrapper


@needs(Action.VIEW)
@answers_json
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the map the whole scenario."""
    scenario = scenario_seen(pk=pk, member=request.member)
    bench = bench_of(scenario)
    return sent(request, bench.once(("state", language()), lambda: whole_state(scenario, bench)))


def whole_state(scenario: Scenario, bench: Bench) -> Packed:
    """The whole scenario, packed."""
    everything = np.arange(len(bench.place), dtype=np.int32)
    found: dict[str, Any] = {
        "revision": scenario.revision,
        "labels": bench.numbers(everything),
        "locked": np.flatnonzero(bench.locked).tolist(),
        "territories": [
            {"number": each.number, "name": each.name, "colour": each.colour, "rep": each.rep_name}
            for each in bench.posts
        ],
        "undo": bool(kind_of(scenario, undone=False)),
        "redo": bool(kind_of(scenario, undone=True)),
    }
    if bench.ledger.problem.reference is not None:
        number = np.array([*(post.number for post in bench.posts), 0])
        found["reference"] = number[bench.ledger.gauge.today].tolist()
    lasting = bench.ground.once(("units",), lambda: units_of(bench.ground))
    parts = [json.dumps(found)[1:-1], lasting, f'"measures": [{", ".join(measures(bench))}]']
    return pack("{" + ", ".join(parts) + "}")


def units_of(ground: Ground) -> str:
    """What the map is told of the units, whatever the plan."""
    names = ground.units["name"].str.cat(ground.units["state"], sep=", ").tolist()
    return json.dumps({"units": list(ground.place), "names": names})[1:-1]


def measures(bench: Bench) -> Iterator[str]:
    """The measures by unit, with the targets of the territories."""
    targets = bench.ledger.gauge.targets[: len(bench.posts)]
    for column, each in enumerate(bench.ledger.problem.measures):
        told = {
            "name": each.name,
            "label": measure_word(each.name).capitalize(),
            "targets": np.round(targets[:, column], 2).tolist(),
            "tolerance": each.tolerance,
        }
        values = bench.ground.once(
            ("values", each.name),
            lambda found=each: json.dumps(np.round(found.array(), 2).tolist()),
        )
        yield f'{json.dumps(told)[:-1]}, "values": {values}}}'


@needs(Action.VIEW)
@answers_json
def places(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the map the places of units that are no counties."""
    ground = bench_of(scenario_seen(pk=pk, member=request.member)).ground
    return sent(request, ground.once(("places",), lambda: places_of(ground)))


def places_of(ground: Ground) -> Packed:
    """The places of the units, packed."""
    units = ground.units
    found = {
        "codes": units["unit"].tolist(),
        "lon": units["longitude"].round(5).tolist(),
        "lat": units["latitude"].round(5).tolist(),
    }
    return pack(json.dumps(found))


@require_POST
@needs(Action.EDIT_SCENARIOS)
@answers_json
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Give units to a territory."""
    scenario, said = asked(request, pk)
    edit = move_units(
        scenario=scenario,
        units=texts(said, "units"),
        territory=whole(said, "territory"),
        revision=whole(said, "revision"),
        by=request.member,
    )
    return answer(scenario, edit)


@require_POST
@needs(Action.EDIT_SCENARIOS)
@answers_json
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    """Lock units where they are, or unlock them."""
    scenario, said = asked(request, pk)
    edit = lock_units(
        scenario=scenario,
        units=texts(said, "units"),
        locked=said.get("locked") is True,
        revision=whole(said, "revision"),
        by=request.member,
    )
    return answer(scenario, edit)


@require_POST
@needs(Action.EDIT_SCENARIOS)
@answers_json
def undo_last(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the last change back."""
    return step(request, pk, undo)


@require_POST
@needs(Action.EDIT_SCENARIOS)
@answers_json
def redo_next(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the last undone change again."""
    return step(request, pk, redo)


def step(request: HttpRequest, pk: int, way: Callable[..., Edit]) -> HttpResponse:
    """Undo or redo."""
    scenario, said = asked(request, pk)
    edit = way(scenario=scenario, revision=whole(said, "revision"), by=request.member)
    return answer(scenario, edit)


def answer(scenario: Scenario, edit: Edit) -> HttpResponse:
    """Tell the map what changed, and the figures as they are now."""
    found: dict[str, Any] = {
        "revision": edit.revision,
        "changed": {"units": list(edit.units), "labels": list(edit.units.values())},
        "indicators": [
            {
                "territory": each.number,
                "measure": balance.measure,
                "value": balance.amount,
                "deviation": balance.deviation,
            }
            for each in edit.indicators.territories
            for balance in each.balances
        ],
        "warnings": [each.text for each in edit.broken],
        "undo": bool(edit.undoable),
        "redo": bool(edit.redoable),
    }
    if edit.locks:
        bench = bench_of(Scenario.objects.get(pk=scenario.pk))
        found["locked"] = np.flatnonzero(bench.locked).tolist()
    return JsonResponse(found)


def asked(request: HttpRequest, pk: int) -> tuple[Scenario, dict[str, Any]]:
    """Find the scenario, and read what the map sent.

    Raises
    ------
    InputError
        If that is no JSON object.
    """
    scenario = scenario_seen(pk=pk, member=request.member)
    try:
        sent = json.loads(request.body)
    except ValueError as error:
        raise unreadable() from error
    if not isinstance(sent, dict):
        raise unreadable()
    return scenario, sent


def whole(sent: dict[str, Any], name: str) -> int:
    """Read a whole number.

    Raises
    ------
    InputError
        If it is none.
    """
    value = sent.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise unreadable()
    return value


def texts(sent: dict[str, Any], name: str) -> list[str]:
    """Read a list of texts.

    Raises
    ------
    InputError
        If it is none.
    """
    value = sent.get(name)
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise unreadable()
    return value


def unreadable() -> InputError:
    """Build the error for what cannot be read."""
    return InputError(_("This request cannot be read."))
