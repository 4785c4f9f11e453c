"""Every message speaks the reader's language: the lowest layer, and the rule that all go through it."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import translation

import maillage
from maillage import errors, texts
from maillage.core.accounts.synthetic import generate_demonstration
from maillage.core.geography.zones import time_zone
from maillage.core.market.naics import read_choice
from maillage.core.territories import Measure
from maillage.errors import CellProblem, ParameterError, RowError
from maillage.interfaces.exporters import wording
from maillage.reference import polygons

pytestmark = pytest.mark.unit

SOURCE = Path(maillage.__file__).parent
ERRORS = {
    name
    for name, found in vars(errors).items()
    if inspect.isclass(found) and issubclass(found, errors.MaillageError)
}
WORDED = {"Finding": (1, 3), "StaffingFinding": (1,), "CellProblem": (3, 4)}


@pytest.fixture
def other_words():
    yield
    apps.get_app_config("maillage").ready()


def test_numbers_in_english():
    assert [texts.number(1234567.6), texts.number(-0.5, 1)] == ["1,234,568", "-0.5"]
    assert texts.decimal(1234.567, 2) == "1234.57"
    assert [texts.percent(0.0523), texts.percent(12.5)] == ["5.2%", "1250.0%"]
    assert [texts.percent(share, 2, signed=True) for share in (0.5, -0.5)] == ["+50.00%", "-50.00%"]
    assert texts.quoted("a'b") == '"a\'b"'


def test_numbers_in_french():
    with translation.override("fr"):
        assert [texts.number(1234567.6), texts.number(-0.5, 1)] == ["1 234 568", "−0,5"]
        assert texts.decimal(1234.567, 2) == "1234,57"
        assert [texts.percent(0.0523), texts.percent(-0.5, 0, signed=True)] == ["5,2 %", "−50 %"]
        assert [texts.quoted("lieu\n"), texts.quoted(3)] == ["« lieu\\n »", "3"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_numbers_are_written_as_in_the_documents(language):
    with translation.override(language):
        assert texts.number(1234.5, 1) == wording.number(1234.5, 1)
        assert texts.percent(0.1234) == wording.percent(0.1234)


def test_the_translation_in_use_can_be_replaced(other_words):
    texts.use(str.upper, lambda one, many, count: f"{count} {many}", lambda: "fr-CA")
    assert texts._("hello") == "HELLO"
    assert texts.ngettext("day", "days", 3) == "3 days"
    assert texts.number(1000) == "1 000"


def test_english_and_no_django_by_default():
    said = (
        "import sys; from maillage.texts import *; from maillage.texts import _;"
        "from maillage.core.territories import Measure;"
        "print(_('Unit'), ngettext('a', 'b', 1), ngettext('a', 'b', 2), percent(0.5), quoted('x'));"
        "print('django' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert run.stdout == "Unit a b 50.0% 'x'\nFalse\n"


def test_a_row_error_in_french():
    problem = CellProblem(3, "Potentiel", "dix", "Pas un nombre.", "Donnez un nombre.")
    with translation.override("fr"):
        first = "ligne 3, Potentiel = « dix » : Pas un nombre. Donnez un nombre."
        assert str(RowError("a.csv", [problem])) == f"a.csv : {first}"
        assert str(RowError("a.csv", [problem] * 2)) == f"a.csv : {first} (et 1 autre)"
        assert str(RowError("a.csv", [problem] * 3)) == f"a.csv : {first} (et 2 autres)"
    first = "row 3, Potentiel = 'dix': Pas un nombre. Donnez un nombre."
    assert str(RowError("a.csv", [problem] * 2)) == f"a.csv: {first} (and 1 more)"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            lambda: Measure("potentiel", [1.0], tolerance=2),
            (
                "La tolérance de la mesure « potentiel » est de 2. "
                "Donnez une part entre 0 et 1, par exemple 0.05 pour 5 %."
            ),
        ),
        (
            lambda: read_choice("99x"),
            (
                "« 99x » n’est pas un code NAICS. Utilisez 2 à 6 chiffres (54, 5415, 541511),"
                " un intervalle (31-33) ou « all »."
            ),
        ),
        (
            lambda: time_zone("Paris"),
            "« Paris » n’est pas un fuseau horaire. Utilisez un nom IANA tel que America/New_York.",
        ),
        (
            lambda: generate_demonstration(None, on=date(2026, 1, 1), accounts=3),
            "Une démonstration de 3 comptes est trop petite. Demandez-en au moins 1000.",
        ),
    ],
)
def test_refusals_of_core_in_french(wrong, said):
    with translation.override("fr"), pytest.raises(ParameterError) as refusal:
        wrong()
    assert str(refusal.value) == said


def test_refusals_of_reference_in_french():
    with translation.override("fr"), pytest.raises(errors.NotFoundError) as refusal:
        polygons("canton")
    assert refusal.value.remedy.partition(" : ")[0] == "Il existe"


def test_every_message_of_an_error_goes_through_the_translation():
    silent = [
        f"{path.relative_to(SOURCE)}:{line}"
        for path in sorted(SOURCE.rglob("*.py"))
        for line in untranslated(path.read_text())
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("InputError('Wrong.')", [1]),
        ("InputError(_('Wrong.'), remedy=f'Use {x}.')", [1]),
        ("InputError(f'{x}', remedy=_('Use %(x)s.') % {'x': x})", []),
        ("Finding('code', _('Heavy.'), ('u',), 'Split it.')", [1]),
        ("StaffingFinding('code', message='Open.')", [1]),
        ("CellProblem(1, 'column', 'value', _('Wrong.'), _('Right.') + ' Do.')", [1]),
        ("def f():\n    text = 'Wrong.' if x else _('Right.')\n    raise FileError(text)", [2]),
        ("def f():\n    text = _('Right.')\n    raise FileError(text % {'x': 'y'})", []),
    ],
)
def test_the_rule_finds_what_is_not_translated(code, lines):
    assert list(untranslated(code)) == lines


def untranslated(code):
    """Lines with words for a person that no translation sees."""
    tree = ast.parse(code)
    for scope in ast.walk(tree):
        if isinstance(scope, ast.Module | ast.FunctionDef):
            given = assigned(scope)
            for call in (each for each in within(scope) if isinstance(each, ast.Call)):
                for words in said(call):
                    yield from (each.lineno for each in silent_words(words, given))


def within(scope):
    """The nodes of a module or function, without those of the functions in it."""
    for node in ast.iter_child_nodes(scope):
        if not isinstance(node, ast.FunctionDef):
            yield node
            yield from within(node)


def assigned(scope):
    """What each name of a scope is set to."""
    given = {}
    for node in within(scope):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            given.setdefault(node.targets[0].id, []).append(node.value)
    return given


def said(call):
    """The arguments of a call that a person reads."""
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    places = (0,) if name in ERRORS - {"RowError", "InfeasibleError"} else WORDED.get(name, ())
    yield from (call.args[place] for place in places if place < len(call.args))
    if places:
        yield from (each.value for each in call.keywords if each.arg in {"message", "remedy"})


def silent_words(node, given):
    """The literals of an expression that hold a letter and are not translated."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from [node] if any(map(str.isalpha, node.value)) else []
    elif isinstance(node, ast.JoinedStr):
        yield from (each for part in node.values for each in silent_words(part, given))
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        yield from silent_words(node.left, given)
    elif isinstance(node, ast.BinOp):
        yield from (each for part in (node.left, node.right) for each in silent_words(part, given))
    elif isinstance(node, ast.IfExp):
        yield from (each for part in (node.body, node.orelse) for each in silent_words(part, given))
    elif isinstance(node, ast.Name):
        values = given.get(node.id, [])
        yield from (each for value in values for each in silent_words(value, {}))
