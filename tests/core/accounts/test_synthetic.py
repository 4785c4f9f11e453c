"""The demonstration's data: generated, labelled, repeatable and as messy as in A-20 and A-26."""

from __future__ import annotations

import time
from datetime import date

import numpy as np
import pytest
from pandas.testing import assert_frame_equal

from maillage.core.accounts.synthetic import SOURCE, generate_demonstration
from maillage.core.accounts.synthetic.industries import VERTICALS
from maillage.core.accounts.synthetic.names import company_names, example_domain
from maillage.core.territories.coverage import (
    double_contact,
    never_approached,
    potential_by_owner,
    potential_ratio,
    sole_owner,
)
from maillage.errors import ParameterError
from maillage.reference import table

pytestmark = pytest.mark.unit

TODAY = date(2026, 6, 30)


@pytest.fixture(scope="module")
def postal():
    return table("us_postal")


@pytest.fixture(scope="module")
def demonstration(postal):
    return generate_demonstration(postal, on=TODAY)


def test_five_thousand_accounts_and_25_reps_in_under_two_seconds(postal, demonstration):
    started = time.process_time()
    again = generate_demonstration(postal, on=TODAY)
    assert time.process_time() - started < 2.0
    assert (len(again.accounts), len(again.reps)) == (5000, 25)
    for name in ("accounts", "reps", "ownership", "touches"):
        assert_frame_equal(getattr(again, name), getattr(demonstration, name))


def test_another_seed_gives_other_accounts(postal, demonstration):
    other = generate_demonstration(postal, on=TODAY, seed=1)
    assert (other.accounts["postal_code"] != demonstration.accounts["postal_code"]).mean() > 0.9


def test_everything_is_labelled_as_generated(demonstration):
    accounts, reps = demonstration.accounts, demonstration.reps
    assert demonstration.source == SOURCE
    assert accounts["external_id"].str.startswith("DEMO-A").all()
    assert reps["external_id"].str.startswith("DEMO-R").all()
    assert accounts["domain"].str.endswith(".example").all()
    assert reps["email"].str.endswith("@demonstration.example").all()


def test_postal_codes_are_real_and_of_the_48_states(postal, demonstration):
    accounts = demonstration.accounts
    real = postal.set_index("postal_code").loc[accounts["postal_code"]]
    for column in ("state", "county", "latitude", "longitude", "time_zone"):
        assert accounts[column].tolist() == real[column].tolist()
    assert accounts["city"].tolist() == real["place"].tolist()
    assert sorted(set(accounts["state"]) & {"AK", "HI", "PR"}) == []


def test_industry_codes_are_of_the_classification():
    codes = [code for vertical in VERTICALS for code in vertical.naics]
    known = set(table("naics")["code"])
    assert [code for code in codes if code not in known] == []
    assert sum(vertical.share for vertical in VERTICALS) == pytest.approx(1.0)


def test_sizes_have_a_heavy_tail_that_no_county_or_account_dominates(demonstration):
    accounts = demonstration.accounts
    potential = accounts["potential"].sort_values(ascending=False)
    assert potential.head(500).sum() / potential.sum() == pytest.approx(0.62, abs=0.1)
    assert potential.iloc[0] / potential.sum() < 0.01
    counties = accounts.groupby("county")["potential"].sum() / potential.sum()
    assert counties.max() < 0.04
    assert accounts["potential"].min() > 0


def test_sites_of_a_parent_share_its_industry_and_name(demonstration):
    accounts = demonstration.accounts
    sites = accounts[accounts["parent"] != ""]
    heads = accounts.set_index("external_id").loc[sites["parent"]]
    assert sites["parent"].nunique() == 150
    assert (heads["parent"] == "").all()
    assert sites["industry"].tolist() == heads["industry"].tolist()
    pairs = zip(sites["name"], heads["name"], strict=True)
    assert [site for site, head in pairs if not site.startswith(f"{head} – ")] == []


def test_only_customers_buy(demonstration):
    accounts = demonstration.accounts
    assert set(accounts["status"]) == {"prospect", "customer", "dormant"}
    assert ((accounts["revenue"] > 0) == (accounts["status"] == "customer")).all()
    assert (accounts["revenue"] <= accounts["potential"]).all()


def test_reps_differ_as_asked(demonstration):
    reps = demonstration.reps
    assert set(reps["seniority"]) == {"junior", "confirmed", "senior"}
    assert reps["capacity"].between(0.8, 1.2).all()
    assert set(reps["languages"].explode()) == {"en", "fr", "es"}
    assert set(reps["verticals"].explode()) == {vertical.name for vertical in VERTICALS}
    assert reps["name"].is_unique
    assert reps.notna().all(axis=None)


def test_the_books_are_as_messy_as_in_real_life(demonstration):
    """A-04, A-14, A-20: holes, doubles, and books three times as rich as others."""
    accounts, ownership, touches = (
        demonstration.accounts,
        demonstration.ownership,
        demonstration.touches.assign(
            occurred_on=demonstration.touches["occurred_on"].astype("datetime64[s]")
        ),
    )
    owner = ownership.set_index("account")["rep"]
    owned = accounts.assign(owner=accounts["external_id"].map(owner).fillna(""))
    assert len(ownership) / len(accounts) == pytest.approx(0.7, abs=0.02)
    assert ownership["account"].is_unique
    books = potential_by_owner(owned, demonstration.reps["external_id"])
    ratio = potential_ratio(books)
    assert ratio.count == 1
    assert 3.0 <= ratio.figures["ratio"] <= 8.0
    assert set(sorted(books, key=lambda rep: -books[rep])[:3]) == {
        "DEMO-R01",
        "DEMO-R02",
        "DEMO-R03",
    }
    assert sole_owner(owned).count == 0
    assert 100 <= double_contact(accounts, touches, on=TODAY).count <= 400
    assert 2000 <= never_approached(accounts, touches, on=TODAY).count <= 3500


def test_forty_named_accounts_of_different_parents(demonstration):
    named = demonstration.ownership[demonstration.ownership["locked"]]
    accounts = demonstration.accounts.set_index("external_id").loc[named["account"]]
    top = accounts["parent"].where(accounts["parent"] != "", accounts.index)
    assert len(named) == 40
    assert top.is_unique


def test_touches_are_on_working_days_of_the_last_18_months(demonstration):
    touches = demonstration.touches
    days = touches["occurred_on"].astype("datetime64[s]")
    assert not touches.duplicated().any()
    assert days.dt.day_of_week.max() == 4
    assert days.max() <= np.datetime64(TODAY)
    assert (np.datetime64(TODAY) - days.min()).days <= 550


@pytest.mark.parametrize("count", [1000, 1234])
def test_other_sizes(postal, count):
    assert len(generate_demonstration(postal, on=TODAY, accounts=count).accounts) == count


def test_too_small_a_demonstration_is_refused(postal):
    with pytest.raises(ParameterError, match="10 accounts is too small"):
        generate_demonstration(postal, on=TODAY, accounts=10)


def test_a_missing_home_city_is_named(postal):
    with pytest.raises(ParameterError, match="hold no Boston, MA"):
        generate_demonstration(postal[postal["place"] != "Boston"], on=TODAY)


def test_names_repeat_only_when_all_combinations_are_used():
    names = company_names(np.random.default_rng(0), ("Data",), 480)
    stems = {name.split()[0] for name in names}
    assert len(stems) == 480


def test_domains_are_reserved_ones():
    assert example_domain("Élodie & Fils – Saint-Malo") == "elodie-fils-saint-malo.example"
