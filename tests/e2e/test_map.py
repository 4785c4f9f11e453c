"""The map in a real browser, under the product's policy, with real counties and a real conflict."""

from __future__ import annotations

import base64
import re

import pytest

from tests.web.maps import NORTH_EAST, Scenario, counties
from tests.web.pages import served

pytestmark = [pytest.mark.e2e, pytest.mark.looks]

READY = "[data-map][data-ready=true]"


class Map:
    """A page with a map, as a person uses it."""

    def __init__(self, page, address):
        self.page = page
        page.goto(address)
        page.wait_for_selector(READY, timeout=60_000)
        page.evaluate(
            "() => { window.told = []; for (const name of ['maillage:moved', 'maillage:conflict'])"
            " document.addEventListener(name, (event) => window.told.push([name, event.detail])); }"
        )

    def told(self, name, count=1):
        """Wait until the page was told something so many times; give what it was told last."""
        for _ in range(200):
            found = [
                detail for each, detail in self.page.evaluate("() => window.told") if each == name
            ]
            if len(found) >= count:
                return found[-1]
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{name} was not told {count} times: {found}")

    def find(self, name):
        self.page.locator("[data-part=search]").fill(name)
        self.page.locator("[data-part=found] button").first.click()

    def choose(self, number):
        self.page.locator(f".map-legend [data-territory='{number}']").click()

    def legend(self, number, part):
        return self.page.locator(
            f".map-legend [data-territory='{number}'] [data-part={part}]"
        ).inner_text()

    def status(self):
        return self.page.locator("[data-part=status]").inner_text()

    def do(self, action):
        self.page.locator(f"[data-do={action}]").click()

    def drag(self, *shares):
        """Drag along points given as shares of the map's width and height."""
        box = self.page.locator(".map-view").bounding_box()
        places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in shares]
        self.page.mouse.move(*places[0])
        self.page.mouse.down()
        for place in places[1:]:
            self.page.mouse.move(*place, steps=4)
        self.page.mouse.up()

    def click(self, x, y, **options):
        box = self.page.locator(".map-view").bounding_box()
        self.page.locator(".map-view").click(
            position={"x": x * box["width"], "y": y * box["height"]}, **options
        )


@pytest.fixture
def scenario():
    return Scenario(counties(NORTH_EAST))


@pytest.fixture(params=["", "canvas"], ids=["webgl", "canvas"])
def map_(request, page, scenario):
    with served(scenario.pages(renderer=request.param)) as address:
        yield Map(page, address)


@pytest.fixture
def quick(page, scenario):
    """The map on a canvas: its gestures are the same, and it draws in a tenth of the time."""
    with served(scenario.pages(renderer="canvas")) as address:
        yield Map(page, address)


def index(scenario, code):
    return [each for each, _ in scenario.units].index(code)


def pixels(map_):
    """How many colours a picture of the map has, as the browser shows it."""
    shot = map_.page.locator(".map-frame").screenshot()
    return map_.page.evaluate(
        """async (base64) => {
          const image = new Image();
          image.src = 'data:image/png;base64,' + base64;
          await image.decode();
          const canvas = document.createElement('canvas');
          [canvas.width, canvas.height] = [image.width, image.height];
          const pen = canvas.getContext('2d');
          pen.drawImage(image, 0, 0);
          const counts = {};
          const data = pen.getImageData(0, 0, image.width, image.height).data;
          for (let at = 0; at < data.length; at += 4) {
            const key = '#' + [0, 1, 2].map((part) => data[at + part].toString(16).padStart(2, '0')).join('');
            counts[key] = (counts[key] ?? 0) + 1;
          }
          return counts;
        }""",
        base64.b64encode(shot).decode(),
    )


def changed(before, after):
    """How many pixels have a colour they had not."""
    return sum(max(count - before.get(colour, 0), 0) for colour, count in after.items())


def until(map_, check):
    """Wait until what is on the screen passes a check."""
    for _ in range(60):
        if check(pixels(map_)):
            return
        map_.page.wait_for_timeout(200)
    raise AssertionError("the picture never became what was awaited")


def test_it_draws_shows_accounts_recolours_and_saves(map_, scenario):
    colours = [each["colour"] for each in scenario.state()["territories"]]
    until(map_, lambda shown: min(shown.get(colour, 0) for colour in colours) > 500)
    plain = pixels(map_)
    map_.do("accounts")
    until(map_, lambda shown: changed(plain, shown) > 150)
    map_.do("accounts")
    until(map_, lambda shown: changed(plain, shown) < 60)
    with map_.page.expect_download() as begun:
        map_.do("png")
    assert begun.value.suggested_filename == "Spring redesign.png"
    picture = begun.value.path().read_bytes()
    assert (picture[:8], len(picture) > 20_000) == (b"\x89PNG\r\n\x1a\n", True)
    map_.page.locator(".map-view").focus()
    map_.page.keyboard.press("Control+a")
    map_.choose(1)
    map_.do("assign")
    map_.told("maillage:moved")
    map_.do("clear")
    until(map_, lambda shown: shown[colours[0]] > 2 * plain[colours[0]])


def test_paper_is_light_and_shows_no_selection(page, scenario):
    page.emulate_media(color_scheme="dark")
    with served(scenario.pages(renderer="canvas")) as address:
        quick = Map(page, address)
        page.evaluate("() => { window.print = () => { window.printed = true; }; }")
        page.locator(".map-view").focus()
        page.keyboard.press("Control+a")
        quick.do("print")
        page.wait_for_function("() => window.printed === true")
        page.emulate_media(media="print", color_scheme="dark")
        shown = pixels(quick)
        colours = [each["colour"] for each in scenario.state()["territories"]]
        assert min(shown.get(colour, 0) for colour in colours) > 500
        assert shown["#eef2f5"] > 50_000
        assert not page.locator(".map-tools").is_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_has_no_fault_that_axe_sees(chromium, scenario, theme):
    from axe_playwright_python.sync_playwright import Axe

    context = chromium.new_context(bypass_csp=True, color_scheme=theme, reduced_motion="reduce")
    with served(scenario.pages(renderer="canvas")) as address:
        quick = Map(context.new_page(), address)
        quick.choose(2)
        quick.find("Kings")
        found = Axe().run(quick.page).response["violations"]
    context.close()
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []


def test_a_found_unit_is_assigned_and_the_server_decides(quick, scenario):
    unit = index(scenario, "36061")
    quick.find("New York")
    assert quick.status() == "1 selected"
    quick.choose(1)
    quick.do("assign")
    answer = quick.told("maillage:moved")
    assert answer["changed"] == {"units": ["36061"], "labels": [1]}
    assert scenario.asked == [("move", {"units": ["36061"], "territory": 1, "revision": 1})]
    assert scenario.labels[unit] == 1
    assert quick.legend(1, "deviation") == "+1.2%"  # what the server said, not what was summed up


def test_a_lasso_and_a_rectangle_select_what_they_hold(quick, scenario):
    quick.page.locator("[data-tool=rectangle]").click()
    quick.drag((0.01, 0.01), (0.99, 0.99))
    assert quick.status() == f"{len(scenario.units)} selected"
    quick.page.locator("[data-tool=lasso]").click()
    quick.drag((0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6))
    few = int(quick.status().split()[0])
    assert 0 < few < len(scenario.units) / 2
    quick.page.keyboard.down("Shift")
    quick.drag((0.2, 0.6), (0.35, 0.6), (0.35, 0.75), (0.2, 0.75))
    quick.page.keyboard.up("Shift")
    assert int(quick.status().split()[0]) > few


def test_clicks_select_add_and_take_away(quick):
    quick.click(0.5, 0.5)
    assert quick.status() == "1 selected"
    quick.click(0.4, 0.5, modifiers=["Shift"])
    assert quick.status() == "2 selected"
    quick.click(0.4, 0.5, modifiers=["Control"])
    assert quick.status() == "1 selected"
    quick.click(0.02, 0.98)
    assert not quick.page.locator("[data-part=selection]").is_visible()


def test_hovering_tells_name_territory_and_figures(quick):
    quick.page.locator(".map-view").hover()
    hover = quick.page.locator("[data-part=hover]")
    hover.wait_for()
    assert re.fullmatch(
        r"[\w .]+\nRegion \d · Rep \d\nPotential\n[\d,]+\xa0k\$\nUnits\n1", hover.inner_text()
    )


def test_a_brush_paints_in_one_move(quick, scenario):
    quick.choose(5)
    quick.page.locator("[data-tool=paint]").click()
    quick.drag((0.35, 0.55), (0.5, 0.5), (0.6, 0.5))
    answer = quick.told("maillage:moved")
    painted = answer["changed"]["units"]
    assert len(painted) > 3
    assert scenario.asked == [("move", {"units": painted, "territory": 5, "revision": 1})]
    assert {scenario.labels[index(scenario, code)] for code in painted} == {5}


def test_undo_and_redo_by_button_and_keyboard(quick, scenario):
    before = list(scenario.labels)
    undo, redo = quick.page.locator("[data-do=undo]"), quick.page.locator("[data-do=redo]")
    assert (undo.is_disabled(), redo.is_disabled()) == (True, True)
    quick.find("Kings")
    quick.page.locator(".map-view").focus()
    quick.page.keyboard.press("1")
    quick.page.keyboard.press("Enter")
    quick.told("maillage:moved")
    moved = list(scenario.labels)
    assert moved != before
    undo.click()
    quick.told("maillage:moved", 2)
    assert (scenario.labels, undo.is_disabled(), redo.is_disabled()) == (before, True, False)
    quick.page.locator(".map-view").focus()
    quick.page.keyboard.press("Control+y")
    quick.told("maillage:moved", 3)
    assert scenario.labels == moved
    quick.page.keyboard.press("Control+z")
    quick.told("maillage:moved", 4)
    assert scenario.labels == before


def test_locked_units_stay_and_that_is_said(quick, scenario):
    quick.find("Kings")
    quick.do("lock")
    quick.told("maillage:moved")
    assert [scenario.units[unit][1] for unit in scenario.locked] == ["Kings"]
    quick.choose(1)
    quick.do("assign")
    message = quick.page.locator(".toasts .message.warning [data-message-text]")
    message.wait_for()
    assert message.inner_text() == "1 locked and left where they are."
    assert [name for name, _ in scenario.asked] == ["lock"]


def test_who_was_faster_is_told_and_nothing_is_lost(page, scenario):
    with served(scenario.pages(renderer="canvas")) as address:
        quick = Map(page, address)
        scenario.done.append(scenario.write({0: 5}))
        quick.find("New York")
        quick.choose(1)
        quick.do("assign")
        assert quick.told("maillage:conflict")["by"] == "Jo Tremblay"
        text = page.locator(".toasts .message.warning [data-message-text]").inner_text()
        assert text.startswith("Jo Tremblay changed this at ")
        assert "What you moved (1) stays selected; choose its territory again." in text
        assert quick.status() == "1 selected"
        assert quick.legend(1, "deviation") != "+1.2%"
        quick.do("assign")
        quick.told("maillage:moved")
        assert scenario.labels[index(scenario, "36061")] == 1
        assert scenario.labels[0] == 5
        page.console_errors.clear()  # a browser logs every 409


def test_a_change_that_could_not_be_saved_is_taken_back(page, scenario):
    with served(scenario.pages(renderer="canvas")) as address:
        quick = Map(page, address)
        before = quick.legend(1, "value"), quick.legend(3, "value")
        scenario.broken = True
        quick.find("Kings")
        quick.choose(1)
        quick.do("assign")
        message = page.locator(".toasts .message.error [data-message-text]")
        message.wait_for()
        assert message.inner_text().endswith("taken back: The database is away. Try again.")
        assert (quick.legend(1, "value"), quick.legend(3, "value")) == before
        assert quick.status() == "1 selected"
        page.console_errors.clear()


def test_moves_in_a_row_are_sent_in_order_with_the_newest_revision(quick, scenario):
    quick.page.locator(".map-view").focus()
    for name, digit in (("Kings", "1"), ("Queens", "2"), ("Bronx", "3")):
        quick.find(name)
        quick.page.locator(".map-view").focus()
        quick.page.keyboard.press(digit)
        quick.page.keyboard.press("Enter")
    quick.told("maillage:moved", 3)
    assert [asked["revision"] for _, asked in scenario.asked] == [1, 2, 3]


def test_a_table_and_the_map_share_their_selection(quick, scenario):
    boxes = quick.page.locator("#units tbody input")
    boxes.nth(0).check()
    boxes.nth(2).check()
    assert quick.status() == "2 selected"
    quick.find("Kings")
    assert [box.is_checked() for box in boxes.all()] == [False] * 6
    boxes.nth(1).check()
    assert quick.status() == "2 selected"
    quick.page.locator(".map-view").focus()
    quick.page.keyboard.press("Escape")
    assert not boxes.nth(1).is_checked()


def test_colours_show_a_measure_with_its_scale(quick):
    scale = quick.page.locator("[data-part=scale] li")
    assert scale.count() == 0
    quick.page.locator("[data-part=colour-by]").select_option("potential")
    assert scale.count() == 7
    assert scale.first.inner_text().startswith("≥ ")
    quick.page.locator("[data-part=colour-by]").select_option("change")
    assert not scale.first.is_visible()
    until(quick, lambda shown: shown.get("#e4e7ea", 0) > 50_000)


def test_another_page_s_change_is_shown(quick, scenario):
    before = quick.legend(1, "value")
    scenario.done.append(scenario.write(dict.fromkeys(range(60), 5)))
    quick.page.evaluate(
        "(revision) => document.dispatchEvent(new CustomEvent('maillage:changed', {detail: {revision}}))",
        scenario.revision,
    )
    quick.page.wait_for_function(
        "(before) => document.querySelector('.map-legend [data-territory=\"1\"] [data-part=value]')"
        ".textContent !== before",
        arg=before,
    )


def test_a_reader_cannot_change_anything(page, scenario):
    with served(scenario.pages(renderer="canvas", move_url="")) as address:
        quick = Map(page, address)
        assert page.locator("[data-tool=paint], [data-do=assign], [data-do=undo]").count() == 0
        quick.find("Kings")
        page.locator(".map-view").focus()
        page.keyboard.press("1")
        page.keyboard.press("Enter")
        page.wait_for_timeout(300)
        assert scenario.asked == []


def test_a_map_that_cannot_be_loaded_says_so(page, scenario):
    with served({**scenario.pages(), "/state": lambda *_: (404, "text/plain", b"")}) as address:
        page.goto(address)
        page.wait_for_selector("[data-map][data-error]")
        page.console_errors.clear()


def test_41000_points_are_painted_and_chosen_at_once(page):
    import numpy as np

    random = np.random.default_rng(3)
    centres = random.uniform([-122, 28], [-70, 48], (300, 2))
    places = centres[random.integers(0, 300, 41_000)] + random.normal(0, 1.2, (41_000, 2))
    lon, lat = np.round(places[places[:, 0].argsort()].T, 4).tolist()
    units = [(f"{code:05d}", f"Postal code {code:05d}") for code in range(41_000)]
    with served(Scenario(units, 14, places=(lon, lat)).pages()) as address:
        map_ = Map(page, address)
        map_.page.locator(".map-view").focus()
        map_.page.keyboard.press("Control+a")
        assert map_.status() == "41,000 selected"
