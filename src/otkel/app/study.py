"""Use cases of the twin: run a scenario, hold two beside each other, vary a field, tell the fields."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from otkel.app.policies import resolve
from otkel.errors import InputError, Mistake, Where
from otkel.phrases import Phrase, phrase
from otkel.queueing.policy import Policy
from otkel.sim.engine import THREADS, dask_address
from otkel.sim.experiment import (
    REPLICATIONS,
    Comparison,
    Setting,
    Sweep,
    compare,
    require_room,
    run_scenario,
    seed_of,
    sweep,
)
from otkel.sim.result import Outcome
from otkel.sim.run import Tick, prepare, run_logged
from otkel.sim.scenario import Scenario
from otkel.sim.scenario_check import Checked
from otkel.sim.scenario_fields import ScenarioField, fields
from otkel.sim.scenario_file import SHIPPED, list_scenarios, plain, read_scenario
from otkel.sim.scenario_without import causes_in
from otkel.sim.scenario_without import without as without_causes

__all__ = ["list_scenarios"]

Source = str | os.PathLike[str] | Mapping[str, Any] | Scenario | Checked
MOST_RUNS, MOST_THREADS, MOST_VALUES = 1_000_000, 1024, 100
_MEMORY_USED = 0.7  # share of the machine's memory that a run may take
NEW = "syrym-week"


def simulate(
    scenario: Source,
    *,
    runs: int = REPLICATIONS,
    seed: int | None = None,
    until: float | None = None,
    threads: int | None = None,
    engine: str = THREADS,
    without: Sequence[str] = (),
) -> Outcome:
    """Run a scenario `runs` times and give its figures with their intervals.

    `scenario`: the name of a shipped one, a path, plain data, or a `Scenario`. `until` [days]: what happens
    later is not counted. `engine`: `threads`, or a Dask cluster as `dask://HOST:PORT`; the figures are the
    same. `without`: causes of the scenario that are left out. Raises InputError with everything that is
    wrong, and EngineError, before anything runs.
    """
    setting = setting_of(runs, seed, until, threads, engine)
    return run_scenario(less(scenario, without), setting)


def run_study(
    scenario: Source,
    setting: Setting,
    out: Path | None = None,
    log: bool = False,
    tick: Tick | None = None,
    without: Sequence[str] = (),
) -> Outcome:
    """Run a scenario; into the folder `out` goes `result.json`, and with `log` the log of one replication.

    `without`: causes that are left out of it.
    """
    if log and setting.start is not None:
        what = phrase("a log begins with an empty border")
        raise refused("--log", what, phrase("leave --from-state out"))
    if log and out is None:
        raise refused("--log", phrase("a log needs a folder"), phrase("name one with --out"))
    checked = less(scenario, without)
    if log:
        require_room(checked, prepare(checked.scenario, setting.until_days), setting, logged=True)
    outcome = run_scenario(checked, setting, tick)
    if out is not None:
        write_file(out / "result.json", msgspec.json.format(msgspec.json.encode(outcome), indent=1) + b"\n")
        if log:
            _write_log(checked, setting, out / "log.parquet")
    return outcome


def compare_study(
    one: Source,
    other: Source | None,
    setting: Setting,
    tick: Tick | None = None,
    without: Sequence[str] = (),
) -> Comparison:
    """Run two scenarios on common random numbers, and give the differences of the other to the one.

    Some causes may be left out of the other; without another it is the same scenario without them.
    """
    if other is None and not without:
        what = phrase("a scenario is held against another, or against itself without a cause")
        raise refused("B", what, phrase("name another scenario, or a cause with --without"))
    return compare(checked_of(one), less(one if other is None else other, without), setting, tick)


def require_causes(checked: Checked, causes: Sequence[str]) -> None:
    """Raise InputError for a cause that a scenario does not have."""
    known = causes_in(checked.scenario)
    unknown = next((one for one in causes if one not in known), None)
    if unknown is None:
        return
    what = phrase("this scenario has no cause {name}", name=unknown[:60])
    do = phrase("take one of: {options}", options=known) if known else phrase("leave the option out")
    raise refused("--without", what, do)


def sweep_study(scenario: Source, vary: str, setting: Setting, tick: Tick | None = None) -> Sweep:
    """Run a scenario with each value of a field; `vary` is FIELD=VALUE,VALUE,…."""
    field, values = read_vary(vary)
    return sweep(checked_of(scenario), field, values, setting, tick)


def list_fields() -> tuple[ScenarioField, ...]:
    """Give every field of a scenario."""
    return fields()


def new_scenario() -> str:
    """Give the text of a scenario with comments, to begin from."""
    return (SHIPPED / f"{NEW}.yaml").read_text(encoding="utf-8")


def setting_of(
    runs: int, seed: int | None, until: float | None, threads: int | None, engine: str = THREADS
) -> Setting:
    """Give how to run. Raises InputError for a number that cannot be, EngineError for what is no engine."""
    wrong = [*_beyond("--runs", runs, 1, MOST_RUNS), *_beyond("--seed", seed, 0, 2**63 - 1)]
    wrong += [*_beyond("--threads", threads, 1, MOST_THREADS), *_beyond("--until", until, 0.01, 36_600)]
    if wrong:
        raise InputError(wrong)
    if engine != THREADS:
        dask_address(engine)
    return Setting(
        replications=runs,
        seed=seed,
        until_days=until,
        threads=threads or len(os.sched_getaffinity(0)),
        room_bytes=int(_MEMORY_USED * os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")),
        engine=engine,
    )


def read_vary(text: str) -> tuple[str, list[Any]]:
    """Read FIELD=VALUE,VALUE,…; `none` stands for a field left open. Raises InputError."""
    field, _, listed = text.partition("=")
    values: list[Any] = [None if one == "none" else one for one in listed.split(",") if one]
    if not field or not 0 < len(values) <= MOST_VALUES:
        raise refused(
            "--vary",
            phrase("{text} does not name a field and its values", text=text[:60]),
            phrase("write it as service.entry.mean_min=12,14,16"),
        )
    return field, values


def write_page(out: Path, page: str) -> None:
    """Write the page of a run into its folder. Raises InputError."""
    write_file(out / "page.html", page.encode())


def checked_of(scenario: Source) -> Checked:
    """Give a scenario that makes sense. Raises InputError, UnknownNameError."""
    if isinstance(scenario, Checked):
        return scenario
    if isinstance(scenario, Scenario):
        return read_scenario(plain(scenario), policy_on)
    return read_scenario(scenario, policy_on)


def policy_on(name: str, on: date) -> Policy:
    """Give the policy of a preset as the law of a day makes it. Raises UnknownNameError."""
    return resolve(name, on).policy


def less(scenario: Source, causes: Sequence[str]) -> Checked:
    """Give a scenario that makes sense, without some of its causes. Raises InputError, UnknownNameError."""
    checked = checked_of(scenario)
    require_causes(checked, causes)
    return without_causes(checked, causes) if causes else checked


def _beyond(option: str, given: float | None, least: float, most: float) -> Iterator[Mistake]:
    if given is not None and not least <= given <= most:
        what = phrase("{text} is out of range", text=f"{given}")
        yield Mistake(
            what, phrase("write a number from {span}", span=f"{least} to {most}"), Where(field=option)
        )


def refused(option: str, what: Phrase, do: Phrase) -> InputError:
    """Give the mistake of an option."""
    return InputError([Mistake(what, do, Where(field=option))])


def _write_log(checked: Checked, setting: Setting, path: Path) -> None:
    """Write the log of the first replication."""
    from otkel.queueing.log import save_log
    from otkel.sim.result_log import columns_of

    ready = prepare(checked.scenario, setting.until_days)
    world, log = run_logged(ready, seed_of(checked, setting))
    save_log(columns_of(checked.scenario, world, log), path)


def write_file(path: Path, content: bytes) -> None:
    """Write a file of a result, with its folder. Raises InputError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise refused(
            "--out",
            phrase("{file} cannot be written ({reason})", file=path.name, reason=error.strerror or ""),
            phrase("name another folder"),
        ) from None
