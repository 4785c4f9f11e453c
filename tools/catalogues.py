"""Collects the texts to translate, keeps the French catalogue complete, compiles it.

python tools/catalogues.py                     collect: new texts in, obsolete ones out
python tools/catalogues.py --merge FILE.po ... the same, with the translations of these files
python tools/catalogues.py --check             fail on anything missing, fuzzy or obsolete
python tools/catalogues.py --compile           only write the .mo files
"""

from __future__ import annotations

import argparse
import io
import re
import runpy
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from maillage.core.geography import Assumption, Problem

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
CATALOGUE = SOURCE / "maillage/locale/fr/LC_MESSAGES/django.po"
LAZY = {f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in ("gettext", "ngettext", "pgettext")}
KEYWORDS = {**DEFAULT_KEYWORDS, **LAZY, "gettext_noop": None, "now": None}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}")
CREATED = datetime(2026, 1, 1, tzinfo=UTC)
HEADER = "# French texts of Maillage. Written by `make catalogues`; only the msgstr are edited."

SAID_BY_CORE = (Assumption, Problem)  # core does not translate; whoever shows them does
SAID_BY_TYPER = (
    "Arguments",
    "Options",
    "Commands",
    "Error",
    "Missing command.",
    "No such command {name!r}.",
    "[default: {}]",
    "[env var: {}]",
    "[required]",
    "Aborted.",
    "Try [blue]'{command_path} {help_option}'[/] for help.",
)

Key = tuple[str | None, str]
Known = dict[Key, Message]


def collect() -> Catalog:
    """Find every translatable text of the package."""
    found = empty_catalogue()
    for file, _line, message, comments, context in extract_from_dir(
        SOURCE, method_map=[("**.py", "python"), ("**.html", in_template)], keywords=KEYWORDS
    ):
        found.add(message, locations=[(file, None)], auto_comments=comments, context=context)
    for sentences in SAID_BY_CORE:
        for sentence in sentences:
            found.add(
                sentence.value, locations=[(sentences.__module__.replace(".", "/") + ".py", None)]
            )
    for sentence in SAID_BY_TYPER:
        found.add(sentence, locations=[("maillage/cli/language.py", None)])
    return found


def in_template(
    fileobj: IO[bytes],
    keywords: Sequence[str],
    comment_tags: Sequence[str],
    options: dict[str, Any],
) -> Iterator[tuple[Any, ...]]:
    """Find the texts of a Django template, written as Python by Django itself."""
    code = "\n".join(line.strip() for line in templatize(fileobj.read().decode()).splitlines())
    return extract_python(io.BytesIO(code.encode()), keywords, comment_tags, options)


def empty_catalogue() -> Catalog:
    """Make a catalogue whose header never changes by itself."""
    return Catalog(
        locale="fr",
        project="Maillage",
        version="0",
        header_comment=HEADER,
        creation_date=CREATED,
        revision_date=CREATED,
        last_translator="Maillage",
        language_team="Maillage",
        msgid_bugs_address="",
        fuzzy=False,
    )


def read(path: Path) -> Catalog:
    """Read a catalogue, or nothing where there is none yet."""
    if not path.exists():
        return empty_catalogue()
    with path.open("rb") as stream:
        return read_po(stream, locale="fr")


def key(message: Message) -> Key:
    """What identifies a text: its context and its (singular) English."""
    return message.context, forms(message.id)[0]


def forms(text: str | Sequence[str]) -> tuple[str, ...]:
    """Return the singular alone, or all the plural forms."""
    return (text,) if isinstance(text, str) else tuple(text)


def translated(catalogue: Catalog) -> Known:
    """Return the texts that have a translation."""
    return {key(message): message for message in catalogue if message.id and message.string}


def merge(known: Known, paths: list[Path]) -> Known:
    """Let the translations of other files replace those at hand, and say where they differ."""
    merged = dict(known)
    for path in paths:
        for name, message in translated(read(path)).items():
            before = merged.get(name)
            if before is not None and before.string != message.string:
                print(f"{path.name}: {name[1]!r} was {before.string!r}, is now {message.string!r}")
            merged[name] = message
    return merged


def fill(template: Catalog, known: Known) -> Catalog:
    """Give the texts of the code their translations; everything else falls away."""
    filled = empty_catalogue()
    for message in template:
        if not message.id:
            continue
        before = known.get(key(message))
        kept = before is not None and len(forms(before.string)) == len(forms(message.id))
        filled.add(
            message.id,
            before.string if kept else None,
            locations=sorted(set(message.locations)),
            flags=before.flags if kept else (),
            auto_comments=message.auto_comments,
            context=message.context,
        )
    return filled


def write(catalogue: Catalog) -> None:
    """Write the catalogue in the order of the files."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as stream:
        write_po(stream, catalogue, width=100, sort_by_file=True, include_lineno=False)


def problems(template: Catalog, catalogue: Catalog) -> Iterator[str]:
    """Say everything that is wrong with the catalogue."""
    present = {key(message): message for message in catalogue if message.id}
    wanted = {key(message): message for message in template if message.id}
    for name, message in wanted.items():
        if name not in present or forms(present[name].id) != forms(message.id):
            yield f"no entry: {name[1]!r} ({message.locations[0][0]})"
        else:
            yield from faults(present[name], catalogue.num_plurals)
    obsolete = [*(name for name in present if name not in wanted), *catalogue.obsolete]
    yield from (f"obsolete: {name!r}" for name in obsolete)


def faults(message: Message, plurals: int) -> Iterator[str]:
    """Say what is wrong with one translation."""
    name = forms(message.id)[0]
    strings = forms(message.string)
    if not all(strings):
        yield f"not translated: {name!r}"
    elif message.fuzzy:
        yield f"fuzzy: {name!r}"
    elif message.pluralizable and len(strings) != plurals:
        yield f"{len(strings)} plural forms instead of {plurals}: {name!r}"
    else:
        allowed = [set(PLACEHOLDER.findall(form)) for form in forms(message.id)]
        wrong = [each for each in strings if set(PLACEHOLDER.findall(each)) not in allowed]
        yield from (f"placeholders differ: {name!r} and {each!r}" for each in wrong)


def compile_catalogues() -> None:
    """Compile every catalogue beside its source, as the build does."""
    runpy.run_path(str(ROOT / "hatch_build.py"))["compile_catalogues"](ROOT)


def main() -> int:
    """Read the options and do what they say."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--merge", nargs="+", type=Path, default=[], metavar="FILE.po")
    options = parser.parse_args()
    if not (options.check or options.compile):
        write(fill(collect(), merge(translated(read(CATALOGUE)), options.merge)))
    found = [] if options.compile else list(problems(collect(), read(CATALOGUE)))
    for problem in found:
        print(problem, file=sys.stderr)
    compile_catalogues()
    if found:
        print(f"{len(found)} to do in {CATALOGUE.relative_to(ROOT)}", file=sys.stderr)
    return int(bool(found) and options.check)


if __name__ == "__main__":
    sys.exit(main())
