"""Scenarios in files: those shipped with Otkel by name, and anybody's own by path."""

from __future__ import annotations

import os
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import msgspec

from otkel.errors import InputError, Mistake, UnknownNameError
from otkel.feeds.opening import read_bytes, read_text
from otkel.feeds.yaml_tree import read_yaml_tree
from otkel.phrases import phrase
from otkel.sim.scenario import Scenario
from otkel.sim.scenario_check import Checked, check_scenario
from otkel.sim.scenario_policy import Presets

SHIPPED = Path(__file__).parent / "scenarios"
LIMIT_MB = 5
_FROM_NEW = phrase("begin from what otkel sim new prints")


def list_scenarios() -> tuple[str, ...]:
    """Give the names of the shipped scenarios."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.yaml")))


def read_scenario(
    source: str | os.PathLike[str] | Mapping[str, Any], presets: Presets | None = None
) -> Checked:
    """Give a scenario from a shipped name, a path, or plain data. Raises InputError, UnknownNameError.

    What looks like a path is one; a bare word is a shipped scenario. `presets` as `check_scenario` has it.
    """
    if isinstance(source, Mapping):
        return check_scenario(source, presets)
    text = os.fspath(source)
    shipped = list_scenarios()
    if text in shipped:
        return _read(SHIPPED / f"{text}.yaml", presets)
    if not Path(text).exists() and not Path(text).suffix and Path(text).name == text:
        near = get_close_matches(text, shipped, 1, 0.6) or shipped
        do = phrase("take one of: {options}, or give the path of a file", options=tuple(near))
        raise UnknownNameError(phrase("there is no scenario {name}", name=text), do)
    return _read(Path(text), presets)


def _read(path: Path, presets: Presets | None) -> Checked:
    opened = read_text(read_bytes(path, LIMIT_MB), path.name)
    try:
        tree = read_yaml_tree(opened.text, path.name)
    except InputError as error:
        raise InputError(_of_a_scenario(one) for one in error.mistakes) from None
    try:
        return check_scenario(tree.data, presets)
    except InputError as error:
        raise InputError(_placed(one, path.name, tree.lines) for one in error.mistakes) from None


def _of_a_scenario(mistake: Mistake) -> Mistake:
    """Say what to do for a scenario where the reader's advice is about trips."""
    return Mistake(mistake.what, _FROM_NEW, mistake.where) if "trip" in mistake.do.text else mistake


def _placed(mistake: Mistake, file: str, lines: Mapping[str, int]) -> Mistake:
    """Give a mistake its row: that of its field, else of the nearest part around it that was written."""
    path = mistake.where.field or ""
    while path and path not in lines:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return mistake.at(file=file, row=lines.get(path, 1))


def vary(checked: Checked, changes: Mapping[str, Any]) -> Checked:
    """Give the scenario with other values in some fields, checked anew.

    A path such as `service.entry.mean_min`. In a list `points.syrym.strip_places` is one row by its name,
    `points[0].strip_places` one by its number, and `points.strip_places` all. Raises InputError.
    """
    tree = plain(checked.scenario)
    for path, value in changes.items():
        holders = _holders(tree, path)
        if not holders:
            what = phrase("there is no field {name} in this scenario", name=path)
            raise InputError([Mistake(what, phrase("see the fields with: otkel sim fields")).at(field=path)])
        for holder in holders:
            holder[path.rpartition(".")[2]] = value
    varied = check_scenario(tree, checked.presets)
    before, after = plain(checked.scenario), plain(varied.scenario)
    kept = [one for one in checked.grounds if _at(before, one.path) == _at(after, one.path)]
    return Checked(varied.scenario, tuple(kept), checked.without, checked.presets)


def steps_of(path: str) -> list[str | int]:
    """Give the steps of a path such as `points[0].weight`: names, and places in lists."""
    parts = path.replace("[", ".[").split(".")
    return [int(one[1:-1]) if one.startswith("[") else one for one in parts]


def _at(tree: Any, path: str) -> Any:
    """Give what stands at a path such as `points[0].weight`."""
    for step in steps_of(path):
        tree = tree[step]
    return tree


def plain(scenario: Scenario) -> dict[str, Any]:
    """Give a scenario as plain data, every field written out."""
    tree: dict[str, Any] = msgspec.to_builtins(scenario)
    del tree["disciplines"]  # what is found from the names of presets
    return tree


def _holders(tree: Any, path: str) -> list[dict[str, Any]]:
    """Give the parts whose field a path names."""
    *steps, last = path.replace("[", ".[").split(".")
    parts: list[Any] = [tree]
    for step in steps:
        parts = [below for one in parts for below in _below(one, step)]
    flat = [row for one in parts for row in (one if isinstance(one, list | tuple) else [one])]
    return [one for one in flat if isinstance(one, dict) and last in one]


def _below(part: Any, step: str) -> list[Any]:
    """Give what lies one step below a part: a field, or a row by number or name, or a field of all rows."""
    if isinstance(part, dict):
        return [part[step]] if step in part else []
    if not isinstance(part, list | tuple):
        return []
    if step.startswith("["):
        number = step[1:-1]
        return list(part[int(number) : int(number) + 1]) if number.isdigit() else []
    named = [row for row in part if isinstance(row, dict) and row.get("name") == step]
    return named or [below for row in part for below in _below(row, step)]
