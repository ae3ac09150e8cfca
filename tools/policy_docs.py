"""Write `docs/reference/policy.md` from the table of a policy's fields and from the presets.

tools/policy_docs.py           writes it
tools/policy_docs.py --check   says whether it differs, and ends with status 1
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from otkel.app.policies import Resolved, list_presets, resolve
from otkel.app.policy_files import Binding, Description
from otkel.app.policy_law import row_name
from otkel.law.corpus import read_rulebook
from otkel.phrases import Phrase
from otkel.queueing.discipline import Form, PolicyField, fields
from otkel.queueing.policy_fields import row_fields, top_fields

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "policy.md"
HEAD = """<!-- Made from the table of fields and the presets by `make generate`. Changes here are lost. -->
# The policy of a queue

Every number by which a crossing point's queue and controls run, for one direction. How to write one of your
own: [the guide](../guide/queue-policy.md). A field that is left out holds its default; *open* means that
nothing is set. Fields marked *live only* are not carried by the fast kernel of the twin.

"""
PRESETS = """
# Presets

Each is shown as it stands by the law of {on}, without the fields that hold their default. **Law** names the
provision that gives the value on that day; *source* and *assumed* are told below each table. How well a
source attests: C2 two independent sources agree, S1 one source, U unclear, D derived, K background knowledge.
"""


def page() -> str:
    """Give the text of the page."""
    on = max(provision.checked_on for provision in read_rulebook().provisions.values())
    parts = [HEAD, "\n".join(_field_tables()), "\n", PRESETS.format(on=on.isoformat())]
    parts += ["\n".join(_preset(name, preset, on)) for name, preset in list_presets().items()]
    return "".join(parts)


# -- the table of fields ------------------------------------------------------------------------


def _field_tables() -> Iterator[str]:
    yield from ("## Fields", "")
    yield from _fields(list(top_fields().values()))
    for field in top_fields().values():
        if field.form is Form.ROWS:
            yield from ("", f"## Each of `{field.name}`", "")
            yield from _fields(list(row_fields(field.name).values()))
    assert len(fields()) == len({field.path for field in fields()})


def _fields(chosen: list[PolicyField]) -> Iterator[str]:
    yield from ("| field | form | unit | range | default | means |", "|---|---|---|---|---|---|")
    for field in chosen:
        meaning = field.meaning if field.in_kernel else f"{field.meaning} (*live only*)"
        cells = (f"`{field.name}`", _form(field), field.unit, field.span, _default(field), meaning)
        yield "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _form(field: PolicyField) -> str:
    form = f"{field.form.value} {', '.join(field.choices)}" if field.choices else field.form.value
    return f"{form}, or open" if field.optional else form


def _default(field: PolicyField) -> str:
    return "must be written" if field.required else _value(field.default)


# -- a preset -----------------------------------------------------------------------------------


def _preset(name: str, preset: Description, on: date) -> Iterator[str]:
    resolved = resolve(name, on)
    yield from ("", f"## {name}", "", preset.notes.about)
    if preset.base:
        yield f"Builds on [{preset.base}](#{preset.base}), whose sources and gaps hold here too."
    yield from ("", "| field | value | unit | from |", "|---|---|---|---|")
    for path, value, unit in _values(resolved):
        cells = (f"`{path}`", value, unit, _origin(path, preset, resolved))
        yield "| " + " | ".join(_cell(cell) for cell in cells) + " |"
    yield from _told(resolved)
    yield from _notes(preset)
    yield ""


def _values(resolved: Resolved) -> Iterator[tuple[str, str, str]]:
    """Give what differs from the defaults: path, value, unit."""
    for field in top_fields().values():
        value = getattr(resolved.policy, field.name)
        if field.name == "name" or (not field.required and value == field.default):
            continue
        if field.form is not Form.ROWS:
            yield field.path, _value(value), field.unit
            continue
        for row in value:
            yield from _row(field.name, row)


def _row(table: str, row: Any) -> Iterator[tuple[str, str, str]]:
    name = row_name({key: getattr(row, key) for key in row.__struct_fields__})
    told = False
    for field in row_fields(table).values():
        value = getattr(row, field.name)
        if field.name not in ("name", "stage", "lane") and (field.required or value != field.default):
            told = True
            yield f"{table}.{name}.{field.name}", _value(value), field.unit
    if not told:
        yield f"{table}.{name}", "as by default", ""


def _origin(path: str, preset: Description, resolved: Resolved) -> str:
    if provision := resolved.provisions.get(path):
        subject = read_rulebook().get_provision(provision).subject
        return f"**Law** [{provision}](../law/{subject}.md)"
    top, level = path.partition(".")[0], preset
    while True:
        if any(top in one.fields for one in level.notes.assumptions):
            return "assumed"
        if numbers := [i for i, one in enumerate(level.notes.sources, 1) if top in one.fields]:
            where = "" if level is preset else f" of {level.name}"
            return f"source {', '.join(map(str, numbers))}{where}"
        if level.base is None:
            return ""
        level = list_presets()[level.base]


def _told(resolved: Resolved) -> Iterator[str]:
    if resolved.told:
        yield from ("", "The law gives no value on this day, and the preset's own stands:", "")
    for one in resolved.told:
        field = one.where.field or ""
        kept = getattr(resolved.policy, field, None)
        yield f"- `{field}`, {_value(kept)}: {_text(one.what)}"


def _notes(preset: Description) -> Iterator[str]:
    yield from ("", "Sources:", "")
    for i, one in enumerate(preset.notes.sources, 1):
        note = f": {one.note}" if one.note else ""
        told = ", ".join(f"`{field}`" for field in one.fields)
        yield f"{i}. {told}: [{one.title}](<{one.address}>), {one.confidence}{note}"
    if preset.notes.assumptions:
        yield from ("", "Assumed:", "")
    for assumed in preset.notes.assumptions:
        yield f"- {', '.join(f'`{field}`' for field in assumed.fields)}: {assumed.why}"
    yield from ("", "Not modelled:", "")
    yield from (f"- {one}" for one in preset.notes.not_modelled)
    bound = {path: one for path, one in preset.provisions.items() if one.before}
    yield from (_backwards(path, one) for path, one in bound.items())


def _backwards(path: str, binding: Binding) -> str:
    return f"\n`{path}` counts backwards: {binding.provision} is how long before the slot."


# -- words --------------------------------------------------------------------------------------


def _value(value: Any) -> str:
    if value is None:
        return "open"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(_value(getattr(one, "name", one)) for one in value) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _text(phrase: Phrase) -> str:
    values = {key: _text(one) if isinstance(one, Phrase) else one for key, one in phrase.values.items()}
    return phrase.text.format(**values).rstrip(".")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def main() -> int:
    """Write the page, or say that it differs."""
    text = page()
    if "--check" in sys.argv[1:]:
        if PAGE.exists() and PAGE.read_text("utf-8") == text:
            return 0
        print("docs/reference/policy.md is out of date; run: python tools/policy_docs.py")
        return 1
    PAGE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
