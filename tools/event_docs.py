"""Write `docs/reference/events.md` from the vocabulary of events.

tools/event_docs.py           writes it
tools/event_docs.py --check   says whether it differs, and ends with status 1
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from enum import StrEnum
from itertools import groupby
from pathlib import Path

from otkel.facts.events import KINDS, Kind, choices
from otkel.facts.events.fields import Field, fields_of

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "events.md"
HEAD = """<!-- Made from the vocabulary of events by `make generate`. Changes here are lost. -->
# Events

Everything that happens at a crossing point is an event in the ledger, stored as one JSON array:

`[position, stream, version, client_key, word, word_version, occurred_us, recorded_us, recorded_by, point,
cause, passage, body]`

| part | meaning |
|---|---|
| `position` | place in the whole ledger, from 1, without gaps |
| `stream`, `version` | what the event belongs to, and its place there, from 1 |
| `client_key` | the same key with the same content is recorded once |
| `word`, `word_version` | what happened, and the version of its fields; below |
| `occurred_us`, `recorded_us` | when it happened and when it was recorded [µs of UTC since 1970] |
| `recorded_by` | a subject, or the name of a part of Otkel |
| `point` | the crossing point |
| `cause` | position of the event that this one answers, or null |
| `passage` | number of the passage, or null |
| `body` | the fields of the word, keys sorted, every field written out |

Words and their numbers never change. A word whose fields change gets a new version, and what was stored
under the old one is still read. No event holds a person's data: a *subject* is 32 random hex digits, and
who it is stands in the vault alone; a *digest* is 64 hex digits; a *code* is a stable word of small letters.
Whole numbers carry their unit at the end of their name. An earlier event is never edited: see
[`corrected`](#corrected) and [`voided`](#voided).
"""


def page() -> str:
    """Give the text of the page."""
    families = [
        _family(name, list(kinds)) for name, kinds in groupby(KINDS, lambda kind: kind.type.__module__)
    ]
    closed = "".join(_choices(one) for one in _closed_lists())
    return (
        HEAD + "".join(families) + "\n## Closed lists\n\nA value may be added; none ever leaves.\n" + closed
    )


def _family(module: str, kinds: list[Kind]) -> str:
    words = _first_line(sys.modules[module].__doc__)
    return f"\n## {words.rstrip('.')}\n" + "".join(_word(kind) for kind in kinds)


def _word(kind: Kind) -> str:
    lines = [
        f"\n### {kind.word}\n",
        f"{_first_line(kind.type.__doc__)} Number {kind.number}, version {kind.version}.\n",
    ]
    lines += ["| field | type | meaning |", "|---|---|---|"]
    lines += [f"| `{field.name}` | {_form(field)} | {_meaning(field)} |" for field in fields_of(kind.type)]
    return "\n".join(lines) + "\n"


def _form(field: Field) -> str:
    form = field.form.replace("|", "\\|")
    if field.choices is not None:
        return form.replace(field.choices.__name__, f"[{_title(field.choices)}](#{_anchor(field.choices)})")
    names = " or ".join(dict.fromkeys(shape.name for shape in field.shapes))
    return f"`{form}` {names}" if len(form) > 1 and names else form


def _meaning(field: Field) -> str:
    return f"{field.meaning} [{field.unit}]" if field.unit else field.meaning


def _closed_lists() -> Iterator[type[StrEnum]]:
    for one in vars(choices).values():
        if isinstance(one, type) and issubclass(one, StrEnum) and one is not StrEnum:
            yield one


def _choices(closed: type[StrEnum]) -> str:
    values = ", ".join(f"`{value.value}`" for value in closed)
    return f"\n### {_title(closed)}\n\n{_first_line(closed.__doc__)}\n{values}\n"


def _title(closed: type[StrEnum]) -> str:
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in closed.__name__).strip()


def _anchor(closed: type[StrEnum]) -> str:
    return _title(closed).replace(" ", "-")


def _first_line(text: str | None) -> str:
    return (text or "").partition("\n\n")[0].replace("\n    ", " ").strip()


def main() -> int:
    """Write the page, or say that it differs."""
    text = page()
    if "--check" in sys.argv[1:]:
        if PAGE.exists() and PAGE.read_text("utf-8") == text:
            return 0
        print("docs/reference/events.md is out of date; run: python tools/event_docs.py")
        return 1
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
