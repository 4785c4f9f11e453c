"""The layouts of official files, told apart by the names of their columns."""

from __future__ import annotations

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

REGIONAL = (
    Layout(
        key="bea",
        title=gettext_noop("Regional accounts of the Bureau of Economic Analysis"),
        kind=GDP,
        source=BEA,
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
    Layout(
        key="bea_answer",
        title=gettext_noop("Answer of the Bureau of Economic Analysis"),
        kind=GDP,
        source=BEA,
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
    Layout(
        key="nonemployers",
        title=gettext_noop("Nonemployer Statistics"),
        kind=NONEMPLOYERS,
        source=CENSUS_NONEMPLOYERS,
        needed={"state": "st", "naics": r"naics(\d{4})?", "establishments": "estab"},
        optional={"county": "cty", "output": "rcptot", "form": "lfo", "size": "rcpszfi|rcptsize"},
    ),
    Layout(
        key="nonemployers_download",
        title=gettext_noop("Nonemployer Statistics, data.census.gov download or answer"),
        kind=NONEMPLOYERS,
        source=CENSUS_NONEMPLOYERS,
        needed={"geo_id": "geo_id", "naics": r"naics\d{4}", "establishments": "nestab"},
        optional={
            "output": "nrcptot",
            "output_flag": "nrcptot_n",
            "form": "lfo",
            "size": "rcpszes",
            "year": "year",
        },
    ),
    Layout(
        key="land",
        title=gettext_noop("Gazetteer of counties or states"),
        kind=LAND,
        source=CENSUS_LAND,
        needed={"zone": "geoid", "land": "aland", "place": "usps"},
    ),
    Layout(
        key="land_metro",
        title=gettext_noop("Gazetteer of metropolitan areas"),
        kind=LAND,
        source=CENSUS_LAND,
        needed={"metro": "geoid", "land": "aland", "place": "cbsa_type"},
    ),
    Layout(
        key="land_postal",
        title=gettext_noop("Gazetteer of ZIP code areas"),
        kind=LAND,
        source=CENSUS_LAND,
        needed={"zip": "geoid", "land": "aland"},
        absent="usps|cbsa_type|name",
    ),
)
LAYOUTS = (
    *REGIONAL,
    *OTHERS,
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
