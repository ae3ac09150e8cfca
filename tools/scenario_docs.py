"""Write `docs/reference/scenario.md` from the table of fields of a scenario and the shipped scenarios.

tools/scenario_docs.py           writes it
tools/scenario_docs.py --check   says whether it differs, and ends with status 1
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from otkel.app.study import policy_on
from otkel.sim.scenario import Scenario
from otkel.sim.scenario_fields import Form, ScenarioField, fields_of
from otkel.sim.scenario_file import list_scenarios, read_scenario
from otkel.sim.scenario_timeline import KINDS

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "scenario.md"
HEAD = """<!-- Made from the table of fields by `make generate`. Changes here are lost. -->
# A scenario

Everything that the twin of the border runs by, in one YAML file. How to write one:
[the guide](../guide/sim.md). A field that is left out holds its default. In place of a number may stand
`{value: 12, range: [8, 20], source: "…"}`, or `assumption:` instead of `source:`; a result carries it.
*Kernel* tells whether the fast kernel carries the field.

"""
SHIPPED = """
# Shipped scenarios

`otkel sim run NAME` runs them. What their numbers rest on:
"""


def page() -> str:
    """Give the text of the page."""
    parts = ["\n".join(_part(Scenario, "Scenario", set())), "\n", "\n".join(_whats()), "\n", SHIPPED]
    return HEAD + "".join(parts) + "".join(_shipped(name) for name in list_scenarios())


def _part(part: type[msgspec.Struct], title: str, told: set[type[msgspec.Struct]]) -> Iterator[str]:
    """Tell the fields of a part, and then the parts in it; a part that stands in several places once."""
    told.add(part)
    yield from (f"## {title}", "")
    yield from ("| field | form | unit | range | default | kernel | means |", "|---|---|---|---|---|---|---|")
    found = fields_of(part)
    for field in found.values():
        carried = "yes" if field.in_kernel else "no"
        cells = (
            f"`{field.name}`",
            _form(field),
            field.unit,
            field.span,
            _default(field),
            carried,
            field.meaning,
        )
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
    for field in found.values():
        if field.part is not None and field.part not in told:
            yield ""
            many = "Each of " if field.form is Form.ROWS else ""
            yield from _part(field.part, f"{many}`{field.name}` ({field.part.__name__})", told)


def _whats() -> Iterator[str]:
    """Tell what a change or a rule of state may change, and its values."""
    yield from ("", "## `what` of a change or a rule of state", "")
    yield from ("| what | unit | value | several at once | means |", "|---|---|---|---|---|")
    for what, kind in KINDS.items():
        span = f"{kind.span}, or open" if kind.may_be_open else kind.span
        several = "multiplied, if their causes differ" if kind.is_factor else "no"
        yield f"| `{what.value}` | {kind.unit} | {span} | {several} | {kind.meaning} |"


def _form(field: ScenarioField) -> str:
    form = f"{field.form.value} {', '.join(field.choices)}" if field.choices else field.form.value
    form = f"{form} ({field.part.__name__})" if field.part else form
    return f"{form}, or open" if field.optional else form


def _default(field: ScenarioField) -> str:
    if field.required:
        return "must be written"
    value = field.default
    if value is None or value in ("", (), {}):
        return "open" if value is None else "none"
    if field.part is not None:
        return "as below"
    if isinstance(value, tuple):
        return f"{len(value)} times {value[0]:g}"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _shipped(name: str) -> str:
    checked = read_scenario(name, policy_on)
    lines = [
        f"\n## {name}\n",
        f"{checked.scenario.about}\n",
        "| number | range | rests on |",
        "|---|---|---|",
    ]
    for one in checked.grounds:
        span = "" if one.low is None else f"{one.low:g} to {one.high:g}"
        ground = one.source or f"assumption: {one.assumption}"
        lines.append(
            "| " + " | ".join(cell.replace("|", "\\|") for cell in (f"`{one.path}`", span, ground)) + " |"
        )
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the page, or say that it differs."""
    text = page()
    if "--check" in sys.argv[1:]:
        if PAGE.exists() and PAGE.read_text("utf-8") == text:
            return 0
        print("docs/reference/scenario.md is out of date; run: python tools/scenario_docs.py")
        return 1
    PAGE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
