"""The layouts of official files, told apart by the names of their columns."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext_noop

from maillage.core.market.files import BUSINESS, CANADA, FIRMS, GDP, LAND, NONEMPLOYERS, POPULATION
from maillage.interfaces.importers.market.layouts import Layout
from maillage.interfaces.importers.market.sizes import SIZES

CENSUS_BUSINESS = "US Census Bureau, County Business Patterns"
CENSUS_POPULATION = "US Census Bureau, Population Estimates Program"

CENSUS_FIRMS = "US Census Bureau, Statistics of U.S. Businesses"
CENSUS_NONEMPLOYERS = "US Census Bureau, Nonemployer Statistics"
CENSUS_LAND = "US Census Bureau, Gazetteer Files"
BEA = "US Bureau of Economic Analysis, regional economic accounts"

STATCAN = "Statistics Canada, Canadian Business Counts"

COUNTS = {"employees": "emp", "employees_flag": "emp_nf", "payroll": "ap", "payroll_flag": "ap_nf"}
FLAT = COUNTS | {"size_class": "empflag", "form": "lfo", "year": "year"} | SIZES

accounts = partial(Layout, kind=GDP, source=BEA)
business = partial(Layout, kind=BUSINESS, source=CENSUS_BUSINESS)
land = partial(Layout, kind=LAND, source=CENSUS_LAND)
nonemployers = partial(Layout, kind=NONEMPLOYERS, source=CENSUS_NONEMPLOYERS)

REGIONAL = (
    accounts(
        key="bea",
        title=gettext_noop("Regional accounts of the Bureau of Economic Analysis"),
        needed={
            "geo_id": "geofips",
            "place": "geoname",
            "table": "tablename",
            "line": "linecode",
            "naics": "industryclassification",
            "unit": "unit",
            "output": r"\d{4}",
        },
        footnotes=True,
        in_parts=True,
    ),
    accounts(
        key="bea_answer",
        title=gettext_noop("Answer of the Bureau of Economic Analysis"),
        needed={
            "geo_id": "geofips",
            "place": "geoname",
            "table": "code",
            "year": "timeperiod",
            "unit": "cl_unit",
            "output": "datavalue",
        },
    ),
)
OTHERS = (
    Layout(
        key="statcan",
        title=gettext_noop("Canadian Business Counts"),
        kind=CANADA,
        source=STATCAN,
        needed={
            "geo_id": "dguid",
            "year": "ref_date",
            "staff": "employment size",
            "naics": r"north american industry classification system.*",
            "establishments": "value",
        },
        licence="Statistics Canada Open Licence",
    ),
    Layout(
        key="firms",
        title=gettext_noop("Statistics of U.S. Businesses"),
        kind=FIRMS,
        source=CENSUS_FIRMS,
        needed={
            "state": "state",
            "naics": "naics",
            "enterprise": "entrsize",
            "establishments": "estb",
        },
        optional={
            "county": "county",
            "employees": "empl",
            "employees_flag": "emplfl_n",
            "payroll": "payr",
            "payroll_flag": "payrfl_n",
            "output": "rcpt",
            "output_flag": "rcptfl_n",
        },
    ),
    nonemployers(
        key="nonemployers",
        title=gettext_noop("Nonemployer Statistics"),
        needed={"state": "st", "naics": r"naics(\d{4})?", "establishments": "estab"},
        optional={"county": "cty", "output": "rcptot", "form": "lfo", "size": "rcpszfi|rcptsize"},
    ),
    nonemployers(
        key="nonemployers_download",
        title=gettext_noop("Nonemployer Statistics, data.census.gov download or answer"),
        needed={"geo_id": "geo_id", "naics": r"naics\d{4}", "establishments": "nestab"},
        optional={
            "output": "nrcptot",
            "output_flag": "nrcptot_n",
            "form": "lfo",
            "size": "rcpszes",
            "year": "year",
        },
    ),
    land(
        key="land",
        title=gettext_noop("Gazetteer of counties or states"),
        needed={"zone": "geoid", "land": "aland", "place": "usps"},
    ),
    land(
        key="land_metro",
        title=gettext_noop("Gazetteer of metropolitan areas"),
        needed={"metro": "geoid", "land": "aland", "place": "cbsa_type"},
    ),
    land(
        key="land_postal",
        title=gettext_noop("Gazetteer of ZIP code areas"),
        needed={"zip": "geoid", "land": "aland"},
        absent="usps|cbsa_type|name",
    ),
)
LAYOUTS = (
    *REGIONAL,
    *OTHERS,
    business(
        key="download",
        title=gettext_noop("County Business Patterns, data.census.gov download"),
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
    business(
        key="county",
        title=gettext_noop("County Business Patterns, county file"),
        needed={
            "state": "fipstate",
            "county": "fipscty",
            "naics": "naics",
            "establishments": "est",
        },
        optional=FLAT,
    ),
    business(
        key="state",
        title=gettext_noop("County Business Patterns, state file"),
        needed={"state": "fipstate", "naics": "naics", "establishments": "est"},
        optional=FLAT,
        absent="fipscty|msa|cd|zip",
    ),
    business(
        key="metro",
        title=gettext_noop("County Business Patterns, metropolitan area file"),
        needed={"metro": "msa", "naics": "naics", "establishments": "est"},
        optional=FLAT,
        absent="fipstate|fipscty|zip",
    ),
    business(
        key="postal_detail",
        title=gettext_noop("ZIP Codes Business Patterns, industry detail file"),
        needed={"zip": "zip(code)?", "naics": "naics", "establishments": "est"},
        optional=FLAT,
        absent="fipstate|fipscty|msa",
    ),
    business(
        key="postal_totals",
        title=gettext_noop("ZIP Codes Business Patterns, totals file"),
        needed={"zip": "zip(code)?", "payroll": "ap", "establishments": "est"},
        optional=FLAT,
        absent="naics|fipstate|fipscty|msa",
    ),
    business(
        key="nation",
        title=gettext_noop("County Business Patterns, national file"),
        needed={"naics": "naics", "quarter": "qp1", "payroll": "ap", "establishments": "est"},
        optional=FLAT,
        absent="fipstate|fipscty|msa|cd|zip(code)?|fips|geoid|zone",
    ),
    business(
        key="table",
        title=gettext_noop("Table of establishments by zone and industry"),
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
