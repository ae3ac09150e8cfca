"""`otkel sim`: the twin of the border."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console

from otkel.app import study, study_state
from otkel.app.ledger_files import DEFAULT_DB
from otkel.app.settings import choose_language
from otkel.app.study_present import FromQueue, begin_with
from otkel.app.words import Words, words_for
from otkel.cli.options import AsJson, Lang, flag
from otkel.cli.out import console, print_json
from otkel.cli.progress import COMPILED, progress
from otkel.cli.sim_replay import sim_replay as sim_replay  # a verb of this family
from otkel.cli.sim_told import tell_comparison, tell_field, tell_outcome, tell_sweep
from otkel.phrases import phrase

_SCENARIO = "A shipped scenario by name, or a YAML file."
A_Scenario = Annotated[str, Parameter(name="SCENARIO", help=_SCENARIO)]
Runs = Annotated[int, Parameter(help="How many replications.")]
Seed = Annotated[int | None, Parameter(help="The seed; left out, that of the scenario.")]
Until = Annotated[float | None, Parameter(help="Count nothing that happens later than so many days.")]
Without = Annotated[
    tuple[str, ...],
    Parameter(negative=(), help="Leave a cause out, such as reconstruction; may stand several times."),
]
FromState = Annotated[
    Path | None, Parameter(help="Go on from a state that --save-state wrote; who comes later is drawn anew.")
]
Engine = Annotated[
    str, Parameter(help="Where: threads, or a Dask cluster as dask://HOST:PORT; the figures are the same.")
]
Threads = Annotated[int | None, Parameter(help="How many threads; the figures are the same for any number.")]


def sim_run(
    scenario: A_Scenario,
    /,
    *,
    runs: Runs = 20,
    seed: Seed = None,
    until: Until = None,
    threads: Threads = None,
    engine: Engine = "threads",
    without: Without = (),
    out: Annotated[Path | None, Parameter(help="A folder for result.json and page.html.")] = None,
    log: Annotated[
        bool, flag("Write the log of the first replication to log.parquet in the folder.")
    ] = False,
    save_state: Annotated[
        Path | None, Parameter(help="A file for the state of the first replication at --until.")
    ] = None,
    from_state: FromState = None,
    from_queue: Annotated[
        str | None, Parameter(help="Begin with who stands at this crossing point's queue now.")
    ] = None,
    db: Annotated[
        str, Parameter(help="The ledger of that queue: sqlite:///FILE or postgresql://….")
    ] = DEFAULT_DB,
    at: Annotated[str | None, Parameter(help="As of when, local time; left out, now.")] = None,
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """Run a scenario and tell its waits, the line and the throughput."""
    words = words_for(choose_language(lang))
    setting = study_state.going_on(study.setting_of(runs, seed, until, threads, engine), from_state)
    begun: study.Source = scenario
    if from_queue is not None:
        begun, setting = begin_with(scenario, setting, FromQueue(from_queue, db, at), from_state is not None)
    if save_state is not None:
        study_state.save_state(begun, setting, save_state, without)
    with progress(words.sentence(COMPILED)) as tick:
        outcome = study.run_study(begun, setting, out, log, tick, without)
    if out is not None:
        from otkel.app.study_page import page_of

        study.write_page(out, page_of(outcome, words))
        sys.stderr.write(words.sentence(phrase("the result was written to {folder}", folder=str(out))) + "\n")
    if json:
        print_json(outcome)
    else:
        tell_outcome(console(), outcome, words)
    return 0


def sim_compare(
    one: Annotated[str, Parameter(name="A", help=_SCENARIO)],
    other: Annotated[
        str | None, Parameter(name="B", help="What is held against it; left out, A without some causes.")
    ] = None,
    /,
    *,
    runs: Runs = 20,
    seed: Seed = None,
    until: Until = None,
    threads: Threads = None,
    engine: Engine = "threads",
    without: Without = (),
    from_state: FromState = None,
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """Run two scenarios on common random numbers and tell the differences."""
    words = words_for(choose_language(lang))
    with progress(words.sentence(COMPILED)) as tick:
        setting = study_state.going_on(study.setting_of(runs, seed, until, threads, engine), from_state)
        found = study.compare_study(one, other, setting, tick, without)
    if json:
        print_json(found)
    else:
        tell_comparison(console(), found, words)
    return 0


def sim_sweep(
    scenario: A_Scenario,
    /,
    *,
    vary: Annotated[str, Parameter(help="FIELD=VALUE,VALUE,… such as service.entry.mean_min=12,14.")],
    runs: Runs = 20,
    seed: Seed = None,
    until: Until = None,
    threads: Threads = None,
    engine: Engine = "threads",
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """Run a scenario with each value of a field."""
    words = words_for(choose_language(lang))
    with progress(words.sentence(COMPILED)) as tick:
        setting = study.setting_of(runs, seed, until, threads, engine)
        found = study.sweep_study(scenario, vary, setting, tick)
    if json:
        print_json(found)
    else:
        tell_sweep(console(), found, words)
    return 0


def sim_fields(*, lang: Lang = None, json: AsJson = False) -> int:
    """List the fields of a scenario."""
    words = words_for(choose_language(lang))
    if json:
        keys = (
            "path",
            "form",
            "meaning",
            "unit",
            "least",
            "most",
            "required",
            "optional",
            "choices",
            "in_kernel",
        )
        print_json([{key: getattr(one, key) for key in keys} for one in study.list_fields()])
        return 0
    _each_field(console(), words)
    return 0


def sim_new() -> int:
    """Print a scenario with comments, to begin from."""
    sys.stdout.write(study.new_scenario())
    return 0


def _each_field(out: Console, words: Words) -> None:
    for one in study.list_fields():
        tell_field(out, one, words)
