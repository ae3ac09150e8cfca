"""States of the twin in files: stop a run and keep it, and let others go on from there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from otkel.app.study import Source, less, refused, write_file
from otkel.feeds.opening import read_bytes
from otkel.phrases import phrase
from otkel.sim.engine import THREADS
from otkel.sim.experiment import Setting, require_kernel, require_room, seed_of
from otkel.sim.run import prepare, run_until
from otkel.sim.snapshot import MOST_MB, read_snapshot


def save_state(scenario: Source, setting: Setting, path: Path, without: Sequence[str] = ()) -> None:
    """Run the first replication of a scenario up to `until_days` and write its state then.

    Raises InputError where no instant is given, and where the state cannot be written.
    """
    if setting.until_days is None:
        what = phrase("a state is that of an instant")
        raise refused("--save-state", what, phrase("say when with --until, in days"))
    checked = less(scenario, without)
    require_kernel(checked)
    ready = prepare(checked.scenario, setting.until_days)._replace(start=setting.start)
    require_room(checked, ready, setting)
    write_file(path, run_until(ready, seed_of(checked, setting)).to_bytes())


def going_on(setting: Setting, path: Path | None) -> Setting:
    """Give a setting whose runs go on from a state of a file. Raises InputError."""
    if path is None:
        return setting
    if setting.engine != THREADS:
        what = phrase("a run goes on from a state in this process only")
        raise refused("--from-state", what, phrase("leave --engine out"))
    return msgspec.structs.replace(setting, start=read_snapshot(read_bytes(path, MOST_MB)))
