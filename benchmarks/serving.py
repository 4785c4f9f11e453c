"""The application under load: 41,000 units, 200 territories, 100,000 accounts, a real server.

    python benchmarks/serving.py [--database sqlite postgresql] [--seconds 120] [--readers 50]
                                 [--editors 5] [--accounts 100000] [--territories 200]
                                 [--processes 1]

``maillage serve`` runs as a process of its own, on SQLite and on a throw-away PostgreSQL. First
each page alone, warm: wall milliseconds as a client sees them, and processor milliseconds of the
server (demand: a median under 300). Then readers and editors at once; each waits 1 to 2 seconds
between two requests. Last, the map of all units in headless Chromium (demand: 5 seconds).
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil
import requests

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 600
THINKING = (1.0, 2.0)
ALONE = 7
LOOKS = 3
TOLD = (409, 422)
"""Somebody else was first, or there is nothing to undo: editors are told so."""

EDITORS_APART = 3
"""Editors beyond these share one scenario, and are told when the other was first."""


@contextmanager
def environment(database: str):
    """A data directory and a database of its own, in the environment of this process."""
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"MAILLAGE_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "maillage.settings"}
        os.environ.pop("MAILLAGE_DATABASE_URL", None)
        if database == "postgresql":
            os.environ["MAILLAGE_DATABASE_URL"] = cluster()
        import django

        django.setup()
        yield Path(folder)


def on_each(databases: Sequence[str], measure: Callable[[str], None]) -> None:
    """Measure on one database here, on several in processes of their own."""
    if len(databases) == 1:
        print(f"\n== {databases[0]}", flush=True)
        measure(databases[0])
        return
    others = [word for word in sys.argv[1:] if word not in {"--database", *databases}]
    for each in databases:
        subprocess.run([sys.executable, sys.argv[0], *others, "--database", each], check=True)


def cluster() -> str:
    """The address of an empty database on a PostgreSQL that ends with this process."""
    from urllib.parse import urlsplit

    import psycopg
    from tests import postgresql

    programs = postgresql.binaries()
    if programs is None:
        sys.exit(postgresql.ABSENT)
    kept = {name: postgresql.SETTINGS[name] for name in ("listen_addresses",
                                                         "unix_socket_directories")}  # fmt: skip
    postgresql.SETTINGS = kept
    address = postgresql.start_cluster(programs)
    server = urlsplit(address)._replace(path="/postgres").geturl()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE maillage")
    return address


def prepare(asked) -> dict:
    """Fill the database; give sessions of people, and what they will look at."""
    from django.conf import settings
    from django.test import Client
    from django_scopes import scope
    from scenarios import fill, neighbours

    from maillage.domain.people.members import add_member
    from maillage.domain.territories.editing.bench import bench_of
    from maillage.domain.territories.editing.moves import move_several
    from maillage.domain.territories.request import CONTIGUOUS_STATES, DesignRequest, Level
    from maillage.domain.territories.starting import Origin, copy_scenario, start_scenario
    from maillage.domain.workspace import prepare_database
    from maillage.models import Account, Rep, Workspace

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    prepare_database(create=True)
    workspace = Workspace.objects.first() or Workspace.objects.create(slug="main", name="Main")
    with scope(workspace=workspace):
        fill(asked.accounts)
        people = {}
        for number in range(max(asked.readers, asked.editors)):
            for role, count in (("director", asked.readers), ("operations", asked.editors)):
                if number < count:
                    who = add_member(email=f"{role}{number}@example.com", role=role,
                                     password="a long password 7")  # fmt: skip
                    client = Client()
                    client.force_login(who.user)
                    people.setdefault(role, []).append(
                        {name: each.value for name, each in client.cookies.items()}
                    )
        request = DesignRequest(
            level=Level.POSTAL, states=(*CONTIGUOUS_STATES, "AK", "HI"),
            territories=asked.territories,
        )  # fmt: skip
        scenario = start_scenario(request=request, origin=Origin.NOTHING, by=who)
        names, points, moves = neighbours(bench_of(scenario), asked.territories)
        move_several(scenario=scenario, moves=moves, revision=0, by=who)
        scenario.refresh_from_db()
        apart = min(asked.editors, EDITORS_APART)
        copies = [copy_scenario(scenario=scenario, by=who).pk for _ in range(apart + 1)]
        return {
            "readers": people["director"],
            "editors": people["operations"],
            "scenario": scenario.pk,
            "edited": copies,
            "accounts": list(Account.objects.order_by("?").values_list("pk", flat=True)[:500]),
            "reps": list(Rep.objects.values_list("pk", flat=True)),
            "near": [near(names, points, seed) for seed in range(200)],
            "territories": asked.territories,
        }


def near(names, points, seed: int) -> list[str]:
    """Codes of 1, 20 or 500 units next to each other."""
    import numpy as np

    rng = np.random.default_rng(seed)
    distance = ((points - points[rng.integers(len(points))]) ** 2).sum(axis=1)
    return names[np.argsort(distance)[: int(rng.choice([1, 20, 500]))]].tolist()


@contextmanager
def served(folder: Path, processes: int = 1):
    """The real program with its worker; gives its address and its process."""
    from tests.postgresql import free_port

    port = free_port()
    program = Path(sys.executable).with_name("maillage")
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [program, "--data-dir", folder, "serve", "--port", str(port), "--processes",
             str(processes)], stdout=log, stderr=log,
        )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, process, folder / "server.log")
        yield address, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(PATIENCE)
        words = (folder / "server.log").read_text(encoding="utf-8").splitlines()
        print("".join(f"server said: {line}\n" for line in words[1:40]), end="")


def wait_for(address: str, process, log: Path) -> None:
    """Wait until the server answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            if requests.get(f"{address}/health/", timeout=5).ok:
                return
        except requests.RequestException:
            time.sleep(0.2)
    sys.exit(log.read_text(encoding="utf-8"))


class Person:
    """Somebody who is signed in, and what became of their requests."""

    def __init__(self, address: str, cookies: dict[str, str], seed: int) -> None:
        self.address = address
        self.session = requests.Session()
        self.session.cookies.update(cookies)
        self.draw = random.Random(seed)
        self.answers: dict[str, list[tuple[float, int]]] = defaultdict(list)
        self.revisions: dict[int, int] = {}

    def ask(self, kind: str, path: str, **sent):
        """Send a request; note its time and status, 0 where there was none."""
        began = time.perf_counter()
        way = "POST" if sent else "GET"
        try:
            answer = self.session.request(way, f"{self.address}/main/{path}", timeout=PATIENCE,
                                          headers=self.headers(), **sent)  # fmt: skip
            status = answer.status_code
        except requests.RequestException as error:
            print(f"{kind}: {error}", file=sys.stderr)
            answer, status = None, 0
        self.answers[kind].append((1000 * (time.perf_counter() - began), status))
        if status >= 400 and status not in TOLD:
            print(f"{kind}: {status} {path}", file=sys.stderr)
        return answer

    def headers(self) -> dict[str, str]:
        """What the pages send along."""
        return {"X-CSRFToken": self.session.cookies.get("csrftoken", ""), "Referer": self.address}

    def read(self, known: dict) -> None:
        """Look at one page, as often as people do."""
        kind = self.draw.choices(list(READ), [weight for weight, _path in READ.values()])[0]
        self.ask(kind, READ[kind][1](self.draw, known))

    def edit(self, known: dict, scenario: int) -> None:
        """Move units, mostly; else undo, or comment."""
        if scenario not in self.revisions:
            self.ask("a scenario", f"scenarios/{scenario}/")
            answer = self.ask("its map", f"scenarios/{scenario}/state.json")
            self.revisions[scenario] = answer.json()["revision"] if answer and answer.ok else 0
        kind = self.draw.choices(["move", "undo", "comment"], [6, 2, 2])[0]
        if kind == "comment":
            self.ask("comment", f"scenarios/{scenario}/comments/new/", data={"text": "A remark"})
            return
        sent = {"revision": self.revisions[scenario]}
        if kind == "move":
            sent |= {"units": self.draw.choice(known["near"]),
                     "territory": self.draw.randint(1, known["territories"])}  # fmt: skip
        answer = self.ask(kind, f"scenarios/{scenario}/{kind}.json", json=sent)
        if answer is not None and "revision" in (found := answer.json()):
            self.revisions[scenario] = found["revision"]


def listed(draw, known: dict) -> str:
    """A list of accounts as people narrow it."""
    return "accounts/?" + draw.choice(
        [
            f"owner={draw.choice(known['reps'])}",
            f"state={draw.choice(['CA', 'TX', 'NY', 'OH', 'VT'])}&sort=-revenue",
            f"finding={draw.choice(['no_owner', 'stale', 'double_contact', 'never_approached'])}",
            f"q={draw.choice(['smith', 'health', 'spring', 'DEMO-A1'])}",
            f"page={draw.randint(1, 200)}",
        ]
    )


READ = {
    "coverage": (3, lambda _draw, _known: ""),
    "its map": (3, lambda _draw, _known: "map.json"),
    "accounts, narrowed": (6, listed),
    "an account": (6, lambda draw, known: f"accounts/{draw.choice(known['accounts'])}/"),
    "scenarios": (1, lambda _draw, _known: "scenarios/"),
    "a scenario": (2, lambda _draw, known: f"scenarios/{known['scenario']}/"),
    "map of a scenario": (1, lambda _draw, known: f"scenarios/{known['scenario']}/state.json"),
}
PAGES = {
    "coverage": "",
    "map of the coverage": "map.json",
    "accounts": "accounts/",
    "accounts of a rep": "accounts/?owner={rep}",
    "accounts nobody owns": "accounts/?finding=no_owner",
    "accounts touched by two": "accounts/?finding=double_contact",
    "accounts forgotten": "accounts/?finding=stale",
    "accounts, found by name": "accounts/?q=smith",
    "accounts, by last touch": "accounts/?sort=-touch",
    "an account": "accounts/{account}/",
    "rules": "rules/",
    "test of the rules": "rules/test/",
    "scenarios": "scenarios/",
    "a scenario": "scenarios/{scenario}/",
    "state of its map": "scenarios/{scenario}/state.json",
    "places of its units": "scenarios/{scenario}/places.json",
    "its units as a table": "scenarios/{scenario}/units/",
    "its moves": "scenarios/{scenario}/moves/",
    "letters": "letters/",
    "transfers": "transfers/",
    "claims": "claims/",
    "reviews": "reviews/",
    "publications": "publications/",
    "people": "people/",
    "activity": "log/",
}


def pages_alone(someone: Person, pages: dict, given: dict, process) -> None:
    """Each page by itself, after it was asked for twice; one that is a pair has data to send."""
    print(f"\n{'each page alone, warm':26} {'median':>8} {'95 %':>8} {'server':>8}  ms", flush=True)
    for kind, page in pages.items():
        path, sent = page if isinstance(page, tuple) else (page, {})
        for _ in range(2):
            someone.ask("", path.format(**given), **sent)
        before = processor(process)
        for _ in range(ALONE):
            someone.ask(kind, path.format(**given), **sent)
        spent = 1000 * (processor(process) - before) / ALONE
        times = [taken for taken, _status in someone.answers[kind]]
        worst = {status for _taken, status in someone.answers[kind]} - {200}
        print(f"{kind:26} {statistics.median(times):8.0f} {late(times):8.0f} {spent:8.0f}"
              f"{f'  answers {sorted(worst)}' if worst else ''}", flush=True)  # fmt: skip


def servers(process) -> list:
    """The processes that answer: not the worker."""
    children = [each for each in process.children() if "worker" not in each.cmdline()]
    return [process, *children]


def processor(process) -> float:
    """Processor seconds the server used so far."""
    used = [each.cpu_times() for each in servers(process)]
    return sum(each.user + each.system for each in used)


def memory(process) -> float:
    """MB the server holds."""
    return sum(each.memory_info().rss for each in servers(process)) / 2**20


def late(times: list[float]) -> float:
    """The 95th percentile."""
    return sorted(times)[int(0.95 * (len(times) - 1))]


def people_at_once(address: str, known: dict, process, seconds: float) -> None:
    """Readers and editors for some minutes; each thinks between two requests."""
    until = time.monotonic() + seconds

    def work(person: Person, act) -> None:
        person.session.mount("http://", requests.adapters.HTTPAdapter(max_retries=0))
        time.sleep(person.draw.uniform(0, THINKING[1]))
        while time.monotonic() < until:
            act(person)
            time.sleep(person.draw.uniform(*THINKING))

    people = [Person(address, cookies, n) for n, cookies in enumerate(known["readers"])]
    tasks = [(each, lambda person: person.read(known)) for each in people]
    for number, cookies in enumerate(known["editors"]):
        editor = Person(address, cookies, 1_000 + number)
        scenario = known["edited"][min(number, len(known["edited"]) - 1)]
        tasks.append((editor, lambda person, s=scenario: person.edit(known, s)))
    before, held = processor(process), memory(process)
    threads = [threading.Thread(target=work, args=task) for task in tasks]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    spent = processor(process) - before
    report([person for person, _act in tasks], seconds)
    print(f"the server used {spent:.0f} CPU s of {seconds:.0f} s, grew by "
          f"{memory(process) - held:.0f} MB to {memory(process):.0f} MB", flush=True)  # fmt: skip


def report(people: list[Person], seconds: float) -> None:
    """What became of all requests, by kind."""
    answers: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for person in people:
        for kind, found in person.answers.items():
            answers[kind] += found
    print(f"\n{len(people)} people at once for {seconds:.0f} s")
    print(f"{'':20} {'requests':>8} {'errors':>7} {'told':>8} {'median':>8} {'95 %':>8}  ms")
    everything = [each for found in answers.values() for each in found]
    for kind, found in [*sorted(answers.items()), ("all", everything)]:
        times = [taken for taken, _status in found]
        told = sum(status in TOLD for _taken, status in found)
        errors = sum(not 0 < status < 400 for _taken, status in found) - told
        print(f"{kind:20} {len(found):8} {errors:7} {told:8} {statistics.median(times):8.0f} "
              f"{late(times):8.0f}", flush=True)  # fmt: skip


def first_paint(address: str, known: dict) -> None:
    """Seconds until the map of all units stands, with an empty cache and again."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if program is None:
        print("no Chromium here: the map was not looked at")
        return
    from playwright.sync_api import sync_playwright
    from tests.conftest import BROWSER_FLAGS

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=BROWSER_FLAGS)
        for _look in range(LOOKS):
            context = browser.new_context(viewport={"width": 1280, "height": 860})
            context.add_cookies(
                [{"name": name, "value": value, "url": address}
                 for name, value in known["editors"][0].items()]
            )  # fmt: skip
            page = context.new_page()
            page.set_default_timeout(1000 * PATIENCE)
            times = []
            for _again in range(2):
                began = time.perf_counter()
                page.goto(f"{address}/main/scenarios/{known['scenario']}/", wait_until="commit")
                page.wait_for_selector("[data-map][data-ready=true]")
                times.append(time.perf_counter() - began)
            print(f"map of all units stands after {times[0]:.1f} s, again after {times[1]:.1f} s",
                  flush=True)  # fmt: skip
            context.close()
        browser.close()


def measure(asked, database: str) -> None:
    """All of it on one database."""
    print(f"\n== {database}", flush=True)
    with environment(database) as folder:
        known = prepare(asked)
        from django.db import connections

        connections.close_all()
        with served(folder, asked.processes) as (address, process):
            given = {"rep": known["reps"][0], "account": known["accounts"][0],
                     "scenario": known["scenario"]}  # fmt: skip
            pages_alone(Person(address, known["editors"][0], 0), PAGES, given, process)
            if asked.seconds:
                people_at_once(address, known, process, asked.seconds)
            first_paint(address, known)


def main() -> None:
    """Measure on one database here, on several in processes of their own."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", nargs="+", default=["sqlite", "postgresql"],
                        choices=["sqlite", "postgresql"])  # fmt: skip
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--editors", type=int, default=5)
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--territories", type=int, default=200)
    parser.add_argument("--processes", type=int, default=1, help="several: PostgreSQL alone")
    asked = parser.parse_args()
    if not (ROOT / "src/maillage/web/static/maillage/build/map.js").exists():
        parser.error("the pages are not built here: make setup")
    if len(asked.database) == 1:
        measure(asked, asked.database[0])
        return
    same = [f"--{name}={getattr(asked, name)}"
            for name in ("seconds", "readers", "editors", "accounts", "territories",
                         "processes")]  # fmt: skip
    for database in asked.database:
        subprocess.run([sys.executable, __file__, "--database", database, *same], check=True)


if __name__ == "__main__":
    main()
