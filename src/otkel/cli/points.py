"""`otkel points`: the crossing points and their names."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated

from cyclopts import Parameter
from rich.text import Text

from otkel.app.plain import Json
from otkel.app.points import list_points
from otkel.app.settings import choose_language
from otkel.app.words import words_for
from otkel.cli.options import AsJson, Lang
from otkel.cli.out import console, lines, print_json, rows


def points(
    *,
    border: Annotated[str | None, Parameter(help="Only this border, such as KZ-RU.")] = None,
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """List the crossing points with their names in Latin, Russian and Kazakh."""
    found = list_points(words_for(choose_language(lang)), border)
    if json:
        print_json(found)
        return 0
    out = console()
    for number, (name, group) in enumerate(groupby(found, key=lambda p: p["border"])):
        if number:
            out.print()
        lines(out, Text(name, style="bold"))
        table: list[tuple[str, ...]] = [
            (p["slug"], f"{p['name']} / {p['name_ru']} / {p['name_kk']}") for p in group
        ]
        rows(out, table, ("cyan",), "  ")
    return 0


def _names(point: Json) -> str:
    return f"{point['name']} / {point['name_ru']} / {point['name_kk']}"
