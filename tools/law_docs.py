"""Write the pages of `docs/law/` from the rulebook: one page a subject, and an index.

tools/law_docs.py           writes them
tools/law_docs.py --check   says which differ from the rulebook, and ends with status 1
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from otkel.law.corpus import Rulebook, Switch, read_rulebook
from otkel.law.timeline import Confidence, Entry, Phase, Provision

PAGES = Path(__file__).parents[1] / "docs" / "law"
MADE = "<!-- Made from the rulebook by `make generate`. Changes here are lost. -->"
CONFIDENCE = {
    Confidence.C2: "two or more independent sources agree",
    Confidence.S1: "one source only",
    Confidence.U: "unclear or contradictory",
    Confidence.D: "derived, or arithmetic",
    Confidence.K: "background knowledge, no page seen",
}
PHASES = {
    Phase.ANNOUNCED: "said to come; never stands as a value",
    Phase.PILOT: "tried, nobody must",
    Phase.MANDATORY: "in force",
    Phase.TOLERATED: "practice beside the law",
    Phase.ENDED: "in force no more from that day",
}


def pages(book: Rulebook) -> dict[str, str]:
    """Give every page by its file name."""
    subjects = sorted({p.subject for p in book.provisions.values()})
    made = {f"{subject}.md": "\n".join(_subject_page(book, subject)) for subject in subjects}
    made["switches.md"] = "\n".join(_switch_page(book))
    made["index.md"] = "\n".join(_index(book, subjects))
    return made


def _index(book: Rulebook, subjects: list[str]) -> Iterator[str]:
    yield from ("# The rulebook", "", MADE, "")
    yield "Every provision Otkel has read, by subject: its question, its values by date, where it is written,"
    yield "and how well it is attested. A provision that no code asks says why."
    yield ""
    yield "| subject | provisions | asked by code | jurisdictions |"
    yield "|---|---:|---:|---|"
    for subject in subjects:
        found = _of(book, subject)
        coded = sum(1 for p in found if p.not_coded is None)
        states = ", ".join(sorted({p.jurisdiction for p in found}))
        yield f"| [{_title(subject)}]({subject}.md) | {len(found)} | {coded} | {states} |"
    yield ""
    count = len(book.switches)
    yield f"Where sources contradict each other there is a choice: [{count} switches](switches.md)."
    yield from ("", "## How well a value is attested", "")
    yield from (f"- **{grade.value}**: {meaning}" for grade, meaning in CONFIDENCE.items())
    yield from ("", "## How far a value has come", "")
    yield from (f"- **{phase.value}**: {meaning}" for phase, meaning in PHASES.items())
    yield ""


def _subject_page(book: Rulebook, subject: str) -> Iterator[str]:
    yield from (f"# {_title(subject)}", "", MADE, "")
    for provision in _of(book, subject):
        yield from _provision(book, provision)


def _provision(book: Rulebook, provision: Provision) -> Iterator[str]:
    yield from (f"## `{provision.id}`", "", f"{provision.jurisdiction} · {provision.question}", "")
    if provision.article:
        yield from (f"Written in: {_plain(provision.article)}", "")
    if provision.entries or provision.gaps:
        yield f"| from | to | {provision.unit} | phase | published | attested |"
        yield "|---|---|---|---|---|---|"
        yield from (_row(entry) for entry in provision.entries)
        for gap in provision.gaps:
            yield f"| {_day(gap.from_on)} | {_day(gap.to_on)} | not known: {_plain(gap.reason)} | – | – | – |"
        yield ""
    if provision.switch:
        yield from (f"Hangs on the switch [`{provision.switch}`](switches.md#{provision.switch}).", "")
    for note in (provision.note, *(entry.note for entry in provision.entries)):
        if note:
            yield from (f"Note: {_plain(note)}", "")
    if provision.not_coded:
        yield from (f"Not asked by code: {_plain(provision.not_coded)}", "")
    cited = dict.fromkeys((*provision.sources, *(key for e in provision.entries for key in e.sources)))
    yield from _sources(book, cited)
    yield from (f"Attested {provision.confidence.value}; checked on {provision.checked_on}.", "")


def _row(entry: Entry) -> str:
    value = _value(entry.value) + (f" (option {entry.option})" if entry.option else "")
    cells = (_day(entry.from_on), _day(entry.to_on), value, entry.phase.value, _day(entry.known_on))
    return "| " + " | ".join((*cells, entry.confidence.value)) + " |"


def _sources(book: Rulebook, keys: Any) -> Iterator[str]:
    for key in keys:
        source = book.sources[key]
        title = _plain(source.title).replace("[", "(").replace("]", ")")
        link = f"[{title}](<{source.address}>)" if source.address.startswith("http") else title
        yield f"- {key}: {link}"
    if keys:
        yield ""


def _switch_page(book: Rulebook) -> Iterator[str]:
    yield from ("# Switches", "", MADE, "")
    yield "Where sources contradict each other Otkel takes the option marked as default, and says so in every"
    yield "answer that rests on it."
    yield ""
    for key, switch in book.switches.items():
        yield from _switch(book, key, switch)


def _switch(book: Rulebook, key: str, switch: Switch) -> Iterator[str]:
    yield from (f"## {key}", "", switch.question, "")
    for option, meaning in switch.options.items():
        mark = " (default)" if option == switch.default else ""
        yield f"- `{option}`{mark}: {_plain(meaning)}"
    yield ""
    if switch.note:
        yield from (_plain(switch.note), "")
    turned = [p.id for p in book.provisions.values() if p.switch == key]
    yield "Turns: " + (", ".join(f"`{provision}`" for provision in sorted(turned)) or "nothing yet")
    yield ""
    yield from _sources(book, switch.sources)


def _of(book: Rulebook, subject: str) -> list[Provision]:
    return sorted((p for p in book.provisions.values() if p.subject == subject), key=lambda p: p.id)


def _title(subject: str) -> str:
    return subject.replace("_", " ").capitalize()


def _day(day: Any) -> str:
    return day.isoformat() if day else "–"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "–"
    if isinstance(value, list | tuple):
        return ", ".join(_value(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_value(one)}" for key, one in value.items())
    return _plain(str(value))


def _plain(text: str) -> str:
    """Give a text that stays one cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def main(arguments: list[str]) -> int:
    """Write the pages, or compare them with what lies there."""
    made = pages(read_rulebook())
    there = {path.name: path.read_text(encoding="utf-8") for path in PAGES.glob("*.md")}
    if "--check" in arguments:
        stale = sorted(name for name in made.keys() | there.keys() if made.get(name) != there.get(name))
        print(
            f"docs/law: {', '.join(stale)} differ; run: make generate"
            if stale
            else "docs/law: as the rulebook"
        )
        return 1 if stale else 0
    PAGES.mkdir(parents=True, exist_ok=True)
    for name in there.keys() - made.keys():
        (PAGES / name).unlink()
    for name, text in made.items():
        (PAGES / name).write_text(text, encoding="utf-8")
    print(f"docs/law: {len(made)} pages written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
