"""The market of industries, sizes and places, and that of a profile (A-12, A-13, C-04)."""

import pytest

from maillage.core.accounts.icp.criteria import read_icp
from maillage.core.market.revenue import read_average
from maillage.core.market.sizes import class_weights, read_size
from maillage.domain.market.asking import average_asked, market_asked
from maillage.domain.market.choice import accounts_of, choice_of, choice_of_icp
from maillage.domain.market.levels import LEVELS, market_map
from maillage.domain.market.load import load_market_file
from maillage.domain.market.words import notes
from maillage.errors import NotFoundError, ParameterError
from maillage.models import Account, Event, MarketSize
from tests.domain.accounts.factories import make_account
from tests.domain.accounts.icp.test_icp import SMALL_TECH
from tests.domain.market.builders import market_file
from tests.domain.market.test_priority import in_force

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

NEW_YORK, ERIE, LOS_ANGELES = "36061", "36029", "06037"
CELLS = [
    (NEW_YORK, "county", "5415", 100, 900, 10),
    (NEW_YORK, "county", "541513", 20, 100, 10),
    (ERIE, "county", "5415", 40, 300, 10),
    (LOS_ANGELES, "county", "5415", 60, 700, 10),
    ("US", "nation", "5415", 210, 2500, 50),
    ("US", "nation", "541513", 25, 110, 12),
]
SIZES = [
    ("US", "nation", "5415", "1-4", 100),
    ("US", "nation", "5415", "50-99", 60),
    ("US", "nation", "5415", "100-249", 40),
    (NEW_YORK, "county", "5415", "50-99", 30),
]


def load(sizes=SIZES):
    load_market_file(file=market_file(*CELLS, sizes=sizes))


def test_a_range_of_employees_counts_the_establishments_of_its_classes():
    load()
    found = market_map(choice=choice_of(industries=["5415"], size="50-99"), level="county")
    zones = found.zones["establishments"]
    assert zones.to_dict() == {LOS_ANGELES: 18, ERIE: 12, NEW_YORK: 30}
    assert found.counted.by_class == 30
    assert "employees" not in found.zones
    said = " ".join(notes(found))
    assert "Of 60 establishments of 50 to 99 employees, 30 are published by class" in said
    assert "10 establishments of these industries, of any size, are in no county." in said
    totals = {
        market_map(choice=choice_of(industries=["5415"], size="50-200"), level=level).total
        for level in LEVELS
    }
    assert len(totals) == 1


def test_all_classes_together_are_all_establishments():
    load()
    sizes = ("1-4", "5-9", "10-19", "20-49", "50-99", "100-249", "250-499", "500-999", "1000-")
    parts = [
        market_map(
            choice=choice_of(industries=["5415"], size=size), level="county"
        ).counted.counties
        for size in sizes
    ]
    whole = market_map(choice=choice_of(industries=["5415"]), level="county").total
    assert sum(part["establishments"].sum() for part in parts) == pytest.approx(whole, abs=4)


def test_sizes_that_are_not_loaded_are_said():
    load(sizes=())
    with pytest.raises(ParameterError, match="No figures by number of employees"):
        market_map(choice=choice_of(industries=["5415"], size="50-99"))
    load()
    assert MarketSize.objects.count() == len(SIZES)
    assert Event.objects.filter(verb="market.loaded").count() == 2
    assert market_map(choice=choice_of(industries=["5415"], size="50-99")).total == 60


def test_the_market_of_a_profile():
    load()
    in_force()
    choice = market_asked(icp=1)
    assert (choice.industries, choice.excluded, choice.metros) == (
        ("5415",),
        ("541513",),
        ("35620",),
    )
    found = market_map(choice=choice, level="metro")
    weights = class_weights(read_size("50-200"))
    published = 30 + 70 * 40 / 140 * weights["100-249"]
    excluded = 20 * (60 + 40 * weights["100-249"]) / 200
    assert found.zones["establishments"].to_dict() == {"35620": round(published - excluded)}
    assert found.choice.unseen == ("company_revenue",)
    said = " ".join(notes(found))
    assert "Official figures say nothing of: Sales of the company per year." in said
    assert "not known for metropolitan areas alone" in said


def test_excluded_parts_are_taken_off():
    load()
    wanted = SMALL_TECH | {"metros": [], "states": ["NY"], "employees": {"from": 1}}
    found = market_map(choice=choice_of_icp(read_icp(wanted)), level="state")
    assert found.zones["establishments"].to_dict() == {"36": 120}
    assert found.counted.residual is None
    everywhere = choice_of_icp(read_icp(wanted | {"states": []}))
    assert market_map(choice=everywhere, level="state").counted.residual == 10 - 5


@pytest.mark.parametrize(
    ("industries", "excluded", "left"),
    [(["5415", "62"], ["62", "11"], (("5415",), ())), (["54"], ["5415"], (("54",), ("5415",))),
     (["all"], ["92"], (("",), ("92",))), (["5415", "11"], ["54"], (("11",), ()))],
)  # fmt: skip
def test_exclusions_inside_and_around_the_industries(industries, excluded, left):
    choice = choice_of_icp(read_icp(SMALL_TECH | {"industries": industries, "excluded": excluded}))
    assert (choice.industries, choice.excluded) == left


def test_a_profile_of_another_country_has_no_figures():
    elsewhere = read_icp(SMALL_TECH | {"country": "FR", "metros": []})
    with pytest.raises(ParameterError, match="no official figures by zone and size of 'FR'"):
        choice_of_icp(elsewhere)


def test_the_accounts_of_a_market():
    in_force()
    fits = {"naics": "541511", "county": NEW_YORK, "employees": 120}
    make_account(1, **fits)
    for number, other in enumerate(
        [{"naics": "541513"}, {"employees": 49}, {"employees": None}, {"county": ERIE},
         {"naics": ""}, {"naics": "54"}, {"country": "CA"}], start=2,
    ):  # fmt: skip
        make_account(number, **(fits | other))
    choice = market_asked(icp=1)
    assert [each.external_id for each in Account.objects.filter(accounts_of(choice))] == ["A1"]
    factories = choice_of(industries=["31-33"], states=["NY"], size="50-")
    make_account(20, naics="332710", employees=70)
    make_account(21, naics="332710", employees=70, state="CA")
    found = Account.objects.filter(accounts_of(factories))
    assert [each.external_id for each in found] == ["A20"]


def test_what_it_may_be_worth_says_its_factors():
    load()
    choice = choice_of(industries=["5415"])

    def worth(average, of=choice):
        found = market_map(choice=of, level="state", average=average)
        return found.zones["revenue"].to_dict(), notes(found)[-1]

    amounts, said = worth(read_average("1000"))
    assert amounts == {"06": 60_000, "36": 140_000}
    assert said == "Sales possible = establishments × 1,000 a year, which you gave."
    amounts, said = worth(read_average("10", "employee"))
    assert amounts == {"06": 7_000, "36": 12_000}
    assert said.startswith("Sales possible = employees, where they are published, × 10 a year")
    amounts, said = worth(read_average("50-99:1000,100-249:2000"))
    assert amounts["06"] == 18 * 1000 + 12 * 2000
    assert "50-99: 1,000 · 100-249: 2,000" in said
    small = choice_of(industries=["5415"], size="50-99")
    assert worth(read_average("50-99:1000,100-249:2000"), small)[0]["06"] == 18 * 1000
    for number, sales in ((1, 500.0), (2, 700.0), (3, None)):
        make_account(number, naics="5415", status="customer", revenue=sales)
    make_account(4, naics="5415", revenue=9e9)
    average = average_asked(typed="customers", choice=choice)
    assert worth(average)[0]["06"] == 36_000
    assert "600 a year, the mean of 2 of your customers" in worth(average)[1]


def test_averages_that_cannot_be():
    load()
    small = choice_of(industries=["5415"], size="50-99")
    assert average_asked(typed="", choice=small) is None
    with pytest.raises(ParameterError, match="Employees are not published by size"):
        average_asked(typed="5", per="employee", choice=small)
    with pytest.raises(NotFoundError, match="no customer with sales"):
        average_asked(typed="customers", choice=small)
    with pytest.raises(ParameterError, match="A market is that of a profile, or of"):
        market_asked(industries=["54"], icp=1)
    with pytest.raises(NotFoundError, match="no version 4"):
        market_asked(icp=4)
