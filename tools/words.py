"""Words for translators: collect them, carry them into the catalogs, compile, check.

    python tools/words.py extract   writes src/otkel/locale/otkel.pot
    python tools/words.py update    carries new texts into each language's otkel.po
    python tools/words.py compile   writes each otkel.mo
    python tools/words.py check     says what is untranslated, fuzzy, misplaced or out of date
    python tools/words.py todo ru            prints what ru lacks, as JSON to fill in: text -> translation
    python tools/words.py fill ru FILE.json  puts such a JSON into otkel.po; of a plural a list of forms

Texts are the first words of `phrase(...)` and `phrases(...)` in the code, those of `t(...)` and `tn(...)`
in the pages, and the questions and reasons of the rulebook.
"""

from __future__ import annotations

import ast
import io
import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment
from jinja2.ext import extract_from_ast

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "otkel"
PAGES = SOURCE / "web" / "pages"
RULES = SOURCE / "law" / "data"
LOCALE = SOURCE / "locale"
TEMPLATE = LOCALE / "otkel.pot"
LANGUAGES = ("ru", "kk")
KEYWORDS = {"phrase": None, "phrases": (1, 2)}
PLACE = re.compile(r"\{(\w+)\}")
# A fixed day keeps the files equal from run to run; git knows when they changed.
MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)
HEADER = "# Words of Otkel. Translate msgstr; keep every {place} as it is.\n#"

Text = str | tuple[str, ...]


def collect() -> dict[Text, set[str]]:
    """Give every text to translate, with the files it stands in."""
    found: dict[Text, set[str]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        for _, text, _, _ in extract_from_file("python", path, keywords=KEYWORDS):
            found.setdefault(text, set()).add(name)
    for path in sorted(PAGES.rglob("*.html")):
        name = path.relative_to(ROOT).as_posix()
        for text in _texts_of_page(path):
            found.setdefault(text, set()).add(name)
    for text, path in _rulebook_texts():
        found.setdefault(text, set()).add(path.relative_to(ROOT).as_posix())
    return {text: places for text, places in found.items() if text}


def _texts_of_page(path: Path) -> Iterator[Text]:
    """Give what a template says by `t` and `tn`."""
    page = Environment().parse(path.read_text("utf-8"))
    for _, function, text in extract_from_ast(page, ("t", "tn")):
        if function == "t" and isinstance(text, tuple):
            yield str(text[0])  # the named values stand behind it
        elif function == "tn" and isinstance(text, tuple):
            yield str(text[0]), str(text[1])
        elif isinstance(text, str):
            yield text


def _rulebook_texts() -> Iterator[tuple[str, Path]]:
    for path in sorted(RULES.glob("*/*/*.yaml")):
        content = yaml.load(path.read_bytes(), yaml.CSafeLoader)
        yield content["question"], path
        if content.get("not_coded"):
            yield content["not_coded"], path
        for gap in content.get("unknown") or ():
            yield gap["reason"], path
    switches = RULES / "switches.yaml"
    for switch in yaml.load(switches.read_bytes(), yaml.CSafeLoader).values():
        yield switch["question"], switches
        for meaning in switch["options"].values():
            yield meaning, switches


def template() -> Catalog:
    """Give the catalog of all texts, untranslated."""
    catalog = _new_catalog(None)
    for text, places in collect().items():
        catalog.add(text, locations=[(place, 0) for place in sorted(places)])
    return catalog


def catalog_path(language: str) -> Path:
    """Give the path of a language's catalog."""
    return LOCALE / language / "LC_MESSAGES" / "otkel.po"


def read_catalog(language: str) -> Catalog:
    """Read a language's catalog; an empty one where there is no file yet."""
    path = catalog_path(language)
    if not path.exists():
        return _new_catalog(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def extract() -> None:
    """Write the template."""
    LOCALE.mkdir(exist_ok=True)
    TEMPLATE.write_bytes(_po_bytes(template()))


def update() -> None:
    """Carry new texts into each catalog, and leave out what no file says any more."""
    texts = template()
    for language in LANGUAGES:
        old, new = read_catalog(language), _new_catalog(language)
        for message in texts:
            if message.id:
                kept = old.get(message.id)
                strings = kept.string if kept is not None and not kept.fuzzy else ""
                new.add(message.id, strings, locations=message.locations)
        path = catalog_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_po_bytes(new))


def todo(language: str) -> None:
    """Print the texts a language lacks as JSON: each text with an empty translation."""
    forms = [""] * read_catalog(language).num_plurals
    wanted = untranslated(language)
    plural = {text[0] for text in collect() if isinstance(text, tuple)}
    print(json.dumps({t: forms if t in plural else "" for t in wanted}, ensure_ascii=False, indent=1))


def fill(language: str, path: str) -> None:
    """Put translations from a JSON file into a language's catalog; empty ones are left out."""
    given: dict[str, str | list[str]] = json.loads(Path(path).read_text("utf-8"))
    catalog = read_catalog(language)
    held = {message.id if isinstance(message.id, str) else message.id[0]: message for message in catalog}
    for text, translation in given.items():
        if text not in held:
            print(f"not a text of Otkel: {text}")
        elif translation and all(translation):
            held[text].string = translation if isinstance(translation, str) else tuple(translation)
    catalog_path(language).write_bytes(_po_bytes(catalog))


def compile_all() -> None:
    """Write each compiled catalog beside its source."""
    for language in LANGUAGES:
        catalog_path(language).with_suffix(".mo").write_bytes(compiled(language))


def compiled(language: str) -> bytes:
    """Give the bytes of a compiled catalog."""
    buffer = io.BytesIO()
    write_mo(buffer, read_catalog(language))
    return buffer.getvalue()


def untranslated(language: str) -> list[str]:
    """List the texts of the code and the rulebook that a catalog does not say yet."""
    catalog = read_catalog(language)
    missing = []
    for text in collect():
        message = catalog.get(text)
        if message is None or message.fuzzy or not all(_strings(message)):
            missing.append(text if isinstance(text, str) else text[0])
    return missing


def misplaced(language: str) -> list[str]:
    """List the translations whose {places} differ from the text's."""
    wrong = []
    for message in read_catalog(language):
        if not message.id or not all(_strings(message)):
            continue
        ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        asked = {place for text in ids for place in PLACE.findall(text)}
        spare = {"n"} if len(ids) > 1 else set()
        for string in _strings(message):
            given = set(PLACE.findall(string))
            if given - asked or asked - given - spare:
                wrong.append(f"{ids[0]!r}: {sorted(asked)} became {sorted(given)}")
    return wrong


def out_of_date() -> list[str]:
    """List the generated files that no longer agree with what they are made from."""
    stale = []
    wanted = set(collect())
    held: set[Text] = set()
    if TEMPLATE.exists():
        with TEMPLATE.open("rb") as file:
            held = {_key(message) for message in read_po(file) if message.id}
    if held != wanted:
        stale.append(f"otkel.pot: {len(wanted - held)} texts to add, {len(held - wanted)} to drop")
    for language in LANGUAGES:
        path = catalog_path(language).with_suffix(".mo")
        if not path.exists() or path.read_bytes() != compiled(language):
            stale.append(f"{language}/LC_MESSAGES/otkel.mo: compile it again")
    return stale


def not_literal() -> list[str]:
    """List the calls of `phrase` and `phrases` whose text is not written out: nobody could translate it."""
    wrong = []
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
                texts = node.args[: 2 if node.func.id == "phrases" else 1]
                if not texts or not all(
                    isinstance(t, ast.Constant) and isinstance(t.value, str) for t in texts
                ):
                    wrong.append(f"{path.relative_to(ROOT).as_posix()}:{node.lineno}")
    return wrong


def check() -> int:
    """Print what is amiss; 0 when nothing is."""
    problems = [f"not written out: {place}" for place in not_literal()]
    problems += [f"out of date: {name}" for name in out_of_date()]
    for language in LANGUAGES:
        problems += [f"{language}: untranslated: {text}" for text in untranslated(language)]
        problems += [f"{language}: places: {text}" for text in misplaced(language)]
    print("\n".join(problems) or "every text is translated, and the catalogs are up to date")
    return 1 if problems else 0


def _new_catalog(language: str | None) -> Catalog:
    return Catalog(
        locale=language,
        header_comment=HEADER,
        project="otkel",
        version="1",
        creation_date=MADE_AT,
        revision_date=MADE_AT,
        msgid_bugs_address="-",
        language_team="Otkel",
        last_translator="Otkel",
        fuzzy=False,
    )


def _po_bytes(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=100, sort_output=True, include_lineno=False)
    return buffer.getvalue()


def _strings(message: Message) -> tuple[str, ...]:
    if isinstance(message.string, (tuple, list)):
        return tuple(message.string)
    return (message.string or "",)


def _key(message: Message) -> Text:
    return message.id if isinstance(message.id, str) else tuple(message.id)


COMMANDS = {"extract": extract, "update": update, "compile": compile_all, "check": check}


def main(arguments: list[str]) -> int | str | None:
    """Run one command."""
    match arguments:
        case [name] if name in COMMANDS:
            return COMMANDS[name]()
        case ["todo", language] if language in LANGUAGES:
            todo(language)
        case ["fill", language, path] if language in LANGUAGES:
            fill(language, path)
        case _:
            return __doc__
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
