"""Every layout of County Business Patterns since 2007, and the answers of the Census API."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest

from maillage.errors import FileError, ParameterError, RowError
from maillage.interfaces.importers.market import read_market_file
from maillage.interfaces.importers.market.fetch import census_url, fetch
from tests.interfaces.importers.market import files
from tests.interfaces.importers.market.test_layouts import rows

pytestmark = pytest.mark.unit


def read(tmp_path, name, *lines, year=None):
    return read_market_file(files.write(tmp_path, name, files.lines(*lines)), year=year)


def test_national_file_before_legal_forms(tmp_path):
    found = read(
        tmp_path,
        "cbp07us.txt",
        "naics,empflag,emp_nf,emp,qp1_nf,qp1,ap_nf,ap,est,n1_4",
        "54----,,G,100,G,1,G,4000,10,5",
    )
    assert (found.vintage, found.layout) == (2007, "County Business Patterns, national file")
    assert rows(found, "zone", "level", "naics", "establishments", "payroll") == [
        ["US", "nation", "54", 10, 4000]
    ]


def test_metropolitan_area_file(tmp_path):
    found = read(
        tmp_path,
        "cbp16msa.txt",
        "msa,naics,empflag,emp_nf,emp,qp1_nf,qp1,ap_nf,ap,est,n1_4",
        "10180,------,,G,100,G,1,G,4000,10,5",
        "10180,11----,A,D,0,D,0,D,0,2,2",
    )
    assert rows(found, "zone", "level", "naics", "establishments", "employees") == [
        ["10180", "metro", "", 10, 100],
        ["10180", "metro", "11", 2, None],
    ]


def test_postal_detail_file(tmp_path):
    found = read(
        tmp_path,
        "zbp13detail.txt",
        '"zip","naics","est","n1_4","n5_9"',
        '"00501","------",2,1,0',
        '"00501","8131//",2,1,0',
    )
    assert found.vintage == 2013
    assert rows(found, "zone", "level", "naics", "establishments", "employees") == [
        ["00501", "postal", "", 2, None],
        ["00501", "postal", "8131", 2, None],
    ]


def test_postal_totals_file_with_columns_in_another_order(tmp_path):
    found = read(
        tmp_path,
        "zbp18totals.txt",
        "city,est,name,zip,emp_nf,emp,qp1_nf,qp1,ap_nf,ap,stabbr,cty_name",
        'NEW YORK,12,"NEW YORK, NY",501,G,90,G,1,H,4000,NY,NEW YORK',
    )
    assert rows(found, "zone", "level", "naics", "establishments", "payroll", "flag") == [
        ["00501", "postal", "", 12, 4000, "GH"]
    ]
    assert found.assumptions == ("zone codes whose leading zeros were put back: 1",)


def test_a_download_of_any_geography(tmp_path):
    areas = {
        "0200000US1": ("1", "region"),
        "0300000US1": ("1", "division"),
        "310M700US10180": ("10180", "metro"),
        "330M700US104": ("104", "combined"),
        "5001800US0101": ("0101", "district"),
        "8610000US10180": ("10180", "postal"),
        "0500000US10180": ("10180", "county"),
    }
    labelled = [files.download_row(geo, "00") for geo in areas]
    found = read(tmp_path, "d.csv", files.DOWNLOAD_HEADER, files.DOWNLOAD_LABELS, *labelled)
    assert [tuple(each) for each in rows(found, "zone", "level")] == list(areas.values())


ANSWER = [
    ["NAME", "ESTAB", "EMP", "PAYANN", "NAICS2017", "NAICS2017", "state", "county"],
    ["Autauga County, Alabama", "924", "11216", "424826", "00", "00", "01", "001"],
    ["Autauga County, Alabama", "10", None, "5107", "11", "11", "01", "001"],
]


def saved(tmp_path, answer, name="cbp2021.json"):
    return files.write(tmp_path, name, json.dumps(answer))


def test_a_saved_answer_of_the_census_api(tmp_path):
    found = read_market_file(saved(tmp_path, ANSWER))
    assert rows(found, "zone", "level", "naics", "establishments", "employees", "payroll") == [
        ["01001", "county", "", 924, 11216, 424826],
        ["01001", "county", "11", 10, None, 5107],
    ]
    assert found.vintage == 2021


@pytest.mark.parametrize(
    ("names", "codes", "expected"),
    [
        (["us"], ["1"], ["US", "nation"]),
        (["state"], ["06"], ["06", "state"]),
        (["zip code"], ["90305"], ["90305", "postal"]),
        (
            ["metropolitan statistical area/micropolitan statistical area"],
            ["31080"],
            ["31080", "metro"],
        ),
        (["state", "congressional district"], ["06", "12"], ["0612", "district"]),
    ],
)
def test_every_area_of_the_census_api(tmp_path, names, codes, expected):
    answer = [["ESTAB", "NAICS2017", *names], ["822", "334413", *codes]]
    assert rows(read_market_file(saved(tmp_path, answer)), "zone", "level") == [expected]


def test_wrong_cells_of_an_answer_are_named(tmp_path):
    answer = [ANSWER[0], [*ANSWER[1][:1], "-3", *ANSWER[1][2:]]]
    with pytest.raises(RowError) as caught:
        read_market_file(saved(tmp_path, answer))
    assert [(each.row, each.column, each.value) for each in caught.value.problems] == [
        (2, "estab", "-3")
    ]
    with pytest.raises(RowError) as caught:
        read_market_file(saved(tmp_path, [*ANSWER, ["x"]]))
    assert str(caught.value).startswith(
        "cbp2021.json: row 4, the whole row = '[\"x\"]': 1 columns instead of 8."
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (json.dumps(ANSWER)[:-30], "Expecting"),
        ('{"error": "no"}', "it is not a list of rows"),
        ("[]", "it is not a list of rows"),
        ("[1, 2]", "it is not a list of rows"),
        ('[["ESTAB"], "x"]', "it is not a list of rows"),
    ],
)
def test_what_is_not_an_answer(tmp_path, text, reason):
    with pytest.raises(FileError) as caught:
        read_market_file(files.write(tmp_path, "cbp2021.json", text))
    assert reason in caught.value.message or "Unterminated" in caught.value.message


def test_an_answer_without_the_establishments(tmp_path):
    with pytest.raises(FileError) as caught:
        read_market_file(saved(tmp_path, [["EMP", "state"], ["3", "01"]]))
    assert caught.value.message == "cbp2021.json is not a market file that Maillage knows."


def test_the_share_that_was_read_grows_to_the_whole(tmp_path):
    shares = []
    path = files.gzipped(tmp_path, "cbp21co.txt.gz", files.county_file().encode())
    read_market_file(path, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


@pytest.fixture
def census():
    asked = []

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            words = dict(parse_qsl(urlsplit(self.path).query))
            good = words.get("key") == "secret"
            body = json.dumps(ANSWER) if good else f"error: bad key {words.get('key')}"
            self.send_response(200 if good else 403)
            longer = 10 if words.get("in") == "state:99" else 0
            self.send_header("Content-Length", str(len(body) + longer))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *args):
            """Stay silent."""

    server = HTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.asked = asked
    server.address = f"http://127.0.0.1:{server.server_port}/data"
    yield server
    server.shutdown()
    server.server_close()


def question(census, **words):
    return census_url(
        **{
            "year": 2021,
            "areas": "county:*",
            "within": ["state:01"],
            "key": "secret",
            "address": census.address,
        }
        | words
    )


def test_an_answer_is_fetched_and_read(census, tmp_path):
    path = fetch(question(census, industries=["00", "11"]), tmp_path / "a2021.json")
    assert len(read_market_file(path).cells) == 2
    assert census.asked == [
        (
            "/data/2021/cbp?get=GEO_ID,ESTAB,EMP,PAYANN&for=county:*&in=state:01"
            "&NAICS2017=00&NAICS2017=11&EMPSZES=001&LFO=001&key=secret"
        )
    ]


def test_a_refusal_is_quoted_without_the_key(census, tmp_path):
    with pytest.raises(FileError) as caught:
        fetch(question(census, key="wrong"), tmp_path / "a.json", secret="wrong")
    assert caught.value.message == "There is no answer: 403 error: bad key ***."
    assert list(tmp_path.iterdir()) == []


def test_an_answer_that_breaks_off_leaves_no_file(census, tmp_path):
    with pytest.raises(FileError) as caught:
        fetch(question(census, within=["state:99"]), tmp_path / "a.json")
    assert caught.value.message.startswith("There is no answer: ")
    assert list(tmp_path.iterdir()) == []


def test_nobody_answers(tmp_path):
    url = question(type("Nobody", (), {"address": "http://127.0.0.1:1/data"}))
    with pytest.raises(FileError):
        fetch(url, tmp_path / "a.json")


def test_questions_that_cannot_be_asked():
    with pytest.raises(ParameterError):
        census_url(year=1999, areas="us:*")
    with pytest.raises(ParameterError):
        census_url(year=2021, areas="us:*", address="file:///etc")
    assert "NAICS2012" in census_url(year=2015, areas="us:*")
