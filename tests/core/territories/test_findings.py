"""What makes a problem impossible, told to a French reader: one finding of every code."""

import numpy as np
import pytest
from django.utils import translation

from maillage.core.territories import Measure, Reference, preflight, solve
from maillage.core.territories.alignment import find_violations
from maillage.core.territories.figures import measure_up
from maillage.core.territories.staffing import staff
from maillage.errors import InfeasibleError, ParameterError
from tests.core.territories.problems import grid, line
from tests.core.territories.test_staffing import reps_of, territories_of

pytestmark = pytest.mark.unit

IMPOSSIBLE = {
    "contradiction": (
        lambda: line([1, 1], 2, locks={"u0": 1}, forbidden=[("u0", 1)]),
        (
            "La maille u0 est verrouillée au secteur 2 et y est interdite."
            " Retirez l’une des deux contraintes."
        ),
    ),
    "contradiction of a group": (
        lambda: line([1] * 4, 2, groups=[["u0", "u1"]], locks={"u0": 0, "u1": 1}),
        (
            "Un groupe qui doit rester ensemble est verrouillé à plusieurs secteurs : u0 au"
            " secteur 1, u1 au secteur 2. Verrouillez-le tout entier à un seul secteur, ou défaites"
            " le groupe."
        ),
    ),
    "contradiction within a group": (
        lambda: line([1] * 4, 2, groups=[["u0", "u1"]], locks={"u0": 0}, forbidden=[("u1", 0)]),
        (
            "La maille u0 est verrouillée au secteur 1, où u1, qui est dans son groupe, est"
            " interdite. Retirez l’une des deux contraintes."
        ),
    ),
    "contradiction of units apart in a group": (
        lambda: line([1] * 4, 2, groups=[["u0", "u1"]], separate=[["u0", "u1"]]),
        (
            "Les mailles u0 et u1 ne doivent pas partager un secteur, mais elles sont dans le même"
            " groupe. Retirez l’une des deux contraintes."
        ),
    ),
    "contradiction of units apart under locks": (
        lambda: line([1] * 4, 2, locks={"u0": 1, "u1": 1}, separate=[["u0", "u1"]]),
        (
            "Les mailles u0 et u1 ne doivent pas partager un secteur, mais toutes deux sont"
            " verrouillées au secteur 2. Retirez l’une des deux contraintes."
        ),
    ),
    "separate": (
        lambda: line([1] * 4, 2, separate=[["u0", "u1", "u2"]]),
        (
            "Des mailles (3) doivent toutes être dans des secteurs différents, mais le nombre de"
            " secteurs demandés est de 2. Demandez au moins 3 secteurs, ou laissez certaines"
            " partager le même."
        ),
    ),
    "too_few_units": (
        lambda: line([1, 1, 1], 4, tolerance=0.9),
        (
            "Secteurs demandés : 4, alors que les mailles ou groupes à répartir ne sont que 3."
            " Limitez le nombre de secteurs à 3, ou prenez des mailles plus petites."
        ),
    ),
    "empty_measure": (
        lambda: line([0, 0], 2),
        (
            "La mesure « potential » est nulle partout, elle ne peut donc pas être équilibrée."
            " Chargez ses données ou retirez-la."
        ),
    ),
    "nowhere": (
        lambda: line([1, 1], 2, forbidden=[("u0", 0), ("u0", 1)]),
        "La maille u0 est interdite dans tous les secteurs. Autorisez-la quelque part.",
    ),
    "heavy_unit": (
        lambda: grid(2, 2, 2, values=[7000, 1000, 1000, 1000]),
        (
            "La maille u0 porte à elle seule 1,40 fois la cible d’un secteur en « potential »"
            " (7 000 contre 5 000) : +40,0 % là où la tolérance d’équilibre est de 5,0 %."
            " Divisez-la en mailles plus petites (par exemple en codes postaux), mettez-la à part"
            " comme un secteur en soi, ou limitez le nombre de secteurs à 1, ou portez la tolérance"
            " à 40,00 %."
        ),
    ),
    "heavy_lock": (
        lambda: line([1] * 6, 2, locks={f"u{number}": 0 for number in range(4)}),
        (
            "Les 4 mailles verrouillées au secteur 1 portent 4 de « potential » : +33,3 % par"
            " rapport à la cible, là où la tolérance d’équilibre est de 5,0 %. Retirez des verrous,"
            " ou portez la tolérance à 33,34 %."
        ),
    ),
    "islands": (
        lambda: line([1] * 4, 2, edges=[[0, 1]]),
        (
            "Les mailles forment 3 morceaux sans lien entre eux, plus que le nombre de secteurs (2)."
            " Reliez les îles au continent (ferry, pont), ou désactivez la contiguïté."
        ),
    ),
    "islands of no whole number": (
        lambda: line([1] * 6, 2, edges=[[0, 1], [1, 2], [2, 3], [4, 5]]),
        (
            "Autour de u0, un ensemble de mailles (4) est coupé du reste et pèse 1,33 secteur en"
            " « potential » : aucun nombre entier de secteurs n’y tient à 5,0 % près. Reliez-les"
            " aux autres (ferry, pont), ou désactivez la contiguïté."
        ),
    ),
    "pocket": (
        lambda: line([7, 7, 6, 10], 3, tolerance=0.05),
        (
            "La maille u0 porte 70,0 % de la cible d’un secteur en « potential », et aucun ensemble"
            " contigu de mailles autour d’elle n’atteint la cible à 5,0 % près : le plus proche"
            " (u0) est à −30,00 %. Divisez l’une de ces mailles, reliez-la à une autre voisine,"
            " désactivez la contiguïté, ou portez la tolérance à 30,00 %."
        ),
    ),
    "disruption_floor": (
        lambda: line(
            [1, 1, 1, 1], 2, reference=Reference([0, 0, 0, 1], [10, 20, 30, 40], cap=0.05)
        ),
        (
            "Au moins 9,0 % doit changer de titulaire pour ramener les secteurs surchargés dans la"
            " tolérance, mais le plafond de rupture est de 5,0 %. Portez le plafond à 9,00 % ou"
            " plus, ou élargissez la tolérance."
        ),
    ),
}


@pytest.mark.parametrize("case", IMPOSSIBLE)
def test_every_finding_speaks_french(case):
    make, told = IMPOSSIBLE[case]
    with translation.override("fr"):
        finding = preflight(make())[0]
    assert (finding.code, str(finding)) == (case.partition(" ")[0], told)


def test_a_refusal_to_solve_speaks_french():
    with translation.override("fr"), pytest.raises(InfeasibleError) as refusal:
        solve(line([1, 1, 1], 4, tolerance=0.9))
    assert str(refusal.value) == IMPOSSIBLE["too_few_units"][1]


def test_a_wrong_problem_is_refused_in_french():
    with translation.override("fr"), pytest.raises(ParameterError) as refusal:
        line([1, 1], 2, measures=[Measure("potentiel", [1, 1, 1])])
    assert str(refusal.value) == (
        "La mesure « potentiel » : nombre de valeurs 3 au lieu de 2."
        " Donnez une valeur pour chacun, dans le même ordre."
    )


def test_broken_rules_speak_french():
    problem = line([1, 1, 1, 1], 2, locks={"u3": 1})
    labels = np.array([0, 1, 0, 0], dtype=np.int32)
    with translation.override("fr"):
        assert find_violations(problem, labels, measure_up(problem, labels)) == (
            "secteur 1 : potential à +50,00 % de la cible, la tolérance est de 5,00 %",
            "secteur 2 : potential à −50,00 % de la cible, la tolérance est de 5,00 %",
            "le secteur 1 est en 2 morceaux",
            "la maille u3 est verrouillée au secteur 2 mais se trouve dans le 1",
        )


def test_staffing_speaks_french():
    with translation.override("fr"):
        (finding,) = staff(territories_of(3), reps_of(2, 3)).findings
    (vacant,) = finding.territories
    assert str(finding) == (
        f"Secteurs : 3, commerciaux : 2, recrutements à faire : 1. À pourvoir : {vacant}."
    )
