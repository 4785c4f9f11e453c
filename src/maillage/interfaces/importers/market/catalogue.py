"""The layouts of official files, told apart by the names of their columns."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from maillage.core.market.files import BUSINESS, POPULATION
from maillage.interfaces.importers.market.layouts import Layout

CENSUS_BUSINESS = "US Census Bureau, County Business Patterns"
CENSUS_POPULATION = "US Census Bureau, Population Estimates Program"

COUNTS = {"employees": "emp", "employees_flag": "emp_nf", "payroll": "ap", "payroll_flag": "ap_nf"}
FLAT = COUNTS | {"size_class": "empflag", "form": "lfo", "year": "year"}

LAYOUTS = (
    Layout(
        key="download",
        title=gettext_noop("County Business Patterns, data.census.gov download"),
        kind=BUSINESS,
        source=CENSUS_BUSINESS,
        needed={"geo_id": "geo_id", "naics": r"naics\d{4}", "establishments": "estab"},
        optional={
            "form": "lfo",
            "size": "empszes",
            "year": "year",
            "employees": "emp",
            "employees_flag": "emp_n",
            "payroll": "payann",
            "payroll_flag": "payann_n",
        },
    ),
    Layout(
        key="population",
        title=gettext_noop("County population estimates"),
        kind=POPULATION,
        source=CENSUS_POPULATION,
        needed={
            "summary_level": "sumlev",
            "state": "state",
            "county": "county",
            "population": r"popestimate\d{4}",
        },
    ),
    Layout(
        key="county",
        title=gettext_noop("County Business Patterns, county file"),
        kind=BUSINESS,
        source=CENSUS_BUSINESS,
        needed={
            "state": "fipstate",
            "county": "fipscty",
            "naics": "naics",
            "establishments": "est",
        },
        optional=FLAT,
    ),
    Layout(
        key="state",
        title=gettext_noop("County Business Patterns, state file"),
        kind=BUSINESS,
        source=CENSUS_BUSINESS,
        needed={"state": "fipstate", "naics": "naics", "establishments": "est"},
        optional=FLAT,
        absent="fipscty|msa|cd|zip",
    ),
    Layout(
        key="metro",
        title=gettext_noop("County Business Patterns, metropolitan area file"),
        kind=BUSINESS,
        source=CENSUS_BUSINESS,
        needed={"metro": "msa", "naics": "naics", "establishments": "est"},
        optional=FLAT,
        absent="fipstate|fipscty|zip",
    ),
    Layout(
        key="postal_detail",
        title=gettext_noop("ZIP Codes Business Patterns, industry detail file"),
        kind=BUSINESS,
        source=CENSUS_BUSINESS,
        needed={"zip": "zip(code)?", "naics": "naics", "establishments": "est"},
        optional=FLAT,
        absent="fipstate|fipscty|msa",
    ),
    Layout(
        key="postal_totals",
        title=gettext_noop("ZIP Codes Business Patterns, totals file"),
        kind=BUSINESS,
        source=CENSUS_BUSINESS,
        needed={"zip": "zip(code)?", "payroll": "ap", "establishments": "est"},
        optional=FLAT,
        absent="naics|fipstate|fipscty|msa",
    ),
    Layout(
        key="nation",
        title=gettext_noop("County Business Patterns, national file"),
        kind=BUSINESS,
        source=CENSUS_BUSINESS,
        needed={"naics": "naics", "quarter": "qp1", "payroll": "ap", "establishments": "est"},
        optional=FLAT,
        absent="fipstate|fipscty|msa|cd|zip(code)?|fips|geoid|zone",
    ),
    Layout(
        key="table",
        title=gettext_noop("Table of establishments by zone and industry"),
        kind=BUSINESS,
        source=CENSUS_BUSINESS,
        needed={
            "zone": r"fips|county_?fips|fips_?code|geoid|zone|county_?code",
            "naics": r"naics(_?code|\d{4})?|industry(_?code)?",
            "establishments": r"est|estab|establishments|number_of_establishments",
        },
        optional={
            "employees": "emp|employees|employment",
            "payroll": r"ap|payann(_k)?|payroll(_k)?|annual_payroll",
            "year": "year|vintage",
        },
    ),
)
