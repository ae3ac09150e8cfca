"""`otkel sim replay`: a dated record held against many simulated autumns."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from otkel.app import study
from otkel.app.replay import NAME, replay_study, table_csv, write_replay
from otkel.app.settings import choose_language
from otkel.app.words import words_for
from otkel.cli.options import AsJson, Lang, flag
from otkel.cli.out import console, print_json
from otkel.cli.progress import COMPILED, progress
from otkel.cli.sim_replay_told import tell_replay
from otkel.phrases import phrase

_SCENARIO = "The shipped scenario autumn-2025, or a YAML file of your own with points of the same border."


def sim_replay(
    scenario: Annotated[str, Parameter(name="SCENARIO", help=_SCENARIO)] = NAME,
    /,
    *,
    runs: Annotated[int, Parameter(help="How many simulated autumns.")] = 200,
    seed: Annotated[int | None, Parameter(help="The seed; left out, that of the scenario.")] = None,
    without: Annotated[
        tuple[str, ...],
        Parameter(negative=(), help="Leave a cause out, such as reconstruction; may stand several times."),
    ] = (),
    effects: Annotated[
        int | None,
        Parameter(help="Autumns by which each cause's effect is told; 0: not at all; left out, up to 30."),
    ] = None,
    threads: Annotated[
        int | None, Parameter(help="How many threads; the figures are the same for any number.")
    ] = None,
    out: Annotated[
        Path | None, Parameter(help="A folder for page.html, its pictures, table.csv and result.json.")
    ] = None,
    csv: Annotated[bool, flag("Print the whole table as CSV.")] = False,
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """Hold what was reported of autumn 2025 against the twin, and tell where it is outside."""
    words = words_for(choose_language(lang))
    setting = study.setting_of(runs, seed, None, threads)
    with progress(words.sentence(COMPILED)) as tick:
        found = replay_study(scenario, setting, without, effects, tick)
    if out is not None:
        from otkel.app.replay_page import page_of, pictures_of

        pictures = pictures_of(found, words)
        write_replay(out, found, page_of(found, pictures, words), pictures)
        sys.stderr.write(words.sentence(phrase("the result was written to {folder}", folder=str(out))) + "\n")
    if json:
        print_json(found)
    elif csv:
        sys.stdout.write(table_csv(found))
    else:
        tell_replay(console(), found, words)
    return 0
