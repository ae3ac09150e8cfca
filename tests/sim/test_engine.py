"""Engines: their names, how a job is cut and sent, and what a stop tells."""

import subprocess
import sys

import msgspec
import numpy as np
import pytest

from otkel.app.study import policy_on, setting_of, simulate
from otkel.errors import EngineError, StoppedError
from otkel.sim import engine, engine_piece
from otkel.sim.engine import dask_address, open_engine
from otkel.sim.engine_piece import Piece, maker, rows_bytes, rows_of, run_piece, scenario_bytes
from otkel.sim.run import prepare, run_replications
from otkel.sim.scenario import Scenario
from otkel.sim.scenario_check import check_scenario
from otkel.sim.scenario_file import list_scenarios, read_scenario
from tests.sim.scenarios import featured, tree
from tests.sim.test_run import same


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("dask://127.0.0.1:8786", "tcp://127.0.0.1:8786"),
        ("dask://head.cluster.kz:1", "tcp://head.cluster.kz:1"),
        ("dask+tls://[::1]:65535", "tls://[::1]:65535"),
    ],
)
def test_a_cluster_is_named_by_its_address(name, address):
    assert dask_address(name) == address


@pytest.mark.parametrize(
    "name",
    [
        "", "dask", "thread", "dask://", "dask://host", "dask://host:0", "dask://host:65536", "dask://:8786",
        "tcp://host:8786", "dask://host:8786/path", "dask://user@host:8786", "dask://host:8786\n",
        "dask://ho st:8786", "inproc://x", "dask://[::1:8786", "DASK://host:8786",
    ],
)  # fmt: skip
def test_what_names_no_engine_is_refused_before_anything_runs(name):
    with pytest.raises(EngineError, match="names no engine") as caught:
        setting_of(1, None, None, None, name)
    assert caught.value.mistake.where.field == "--engine"
    assert "\n" not in caught.value.mistake.what.values["text"]


def test_where_dask_is_missing_the_line_that_installs_it_is_told(monkeypatch):
    monkeypatch.setattr(engine, "find_spec", lambda name: None)
    with pytest.raises(EngineError) as caught, open_engine("dask://127.0.0.1:8786", 1, None):
        raise AssertionError
    assert caught.value.mistake.do.values["command"] == "pip install 'otkel[dask]'"


def test_dask_is_not_loaded_until_it_is_named():
    code = """
import sys, otkel
otkel.simulate("syrym-week", runs=1, threads=1)
sys.exit(any(name.partition(".")[0] in ("dask", "distributed") for name in sys.modules))
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("until", [None, 1.7, 3.3])
def test_rows_of_pieces_put_together_are_the_rows_of_the_whole(until):
    scenario = check_scenario(featured() | {"horizon_days": 4}).scenario
    ready = prepare(scenario, until)
    whole = run_replications(ready, 7, 5)
    parts = []
    for first, count in ((0, 3), (3, 1), (4, 3)):
        piece = Piece(scenario_bytes(scenario), 5, until, first, count)
        content, made_by = run_piece(msgspec.msgpack.encode(piece))
        assert msgspec.msgpack.decode(made_by, type=engine_piece.Maker) == maker()
        parts.append(rows_of(content, ready, count))
    assert same(whole, type(whole)(*(np.concatenate(tables) for tables in zip(*parts, strict=True))))


@pytest.mark.parametrize("name", list_scenarios())
def test_a_shipped_scenario_goes_over_the_wire_and_comes_back_as_it_was(name):
    scenario = read_scenario(name, policy_on).scenario
    assert msgspec.json.decode(scenario_bytes(scenario), type=Scenario) == scenario
    ready = prepare(scenario, 3.0)
    content, _ = run_piece(msgspec.msgpack.encode(Piece(scenario_bytes(scenario), 2, 3.0, 1, 1)))
    assert same(rows_of(content, ready, 1), run_replications(ready, 1, 2, first=1))


def test_rows_of_another_size_are_not_taken():
    ready = prepare(check_scenario(tree()).scenario)
    content = rows_bytes(run_replications(ready, 2, 1))
    with pytest.raises(ValueError, match="are not the rows of 3 replications"):
        rows_of(content, ready, 3)


def test_a_change_of_any_rule_is_seen_in_the_maker(tmp_path, monkeypatch):
    before = engine_piece._sources()
    for path in engine_piece._HERE.glob("*.py"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(engine_piece, "_HERE", tmp_path)
    assert engine_piece._sources() == before
    with (tmp_path / "run.py").open("a", encoding="utf-8") as file:
        file.write("#")
    assert engine_piece._sources() != before


@pytest.mark.parametrize("threads", [1, 2])
def test_who_stops_a_run_is_told_how_far_it_came(threads):
    def stop(done, total):
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(StoppedError) as caught:
        run_replications(prepare(check_scenario(tree()).scenario), 5000, 1, threads, stop)
    assert caught.value.mistake.what.values == {"done": 3, "total": 5000}
    assert isinstance(caught.value, KeyboardInterrupt)


def test_a_stop_in_the_shell_is_told_with_its_own_exit_status(monkeypatch, capsys):
    from otkel.app import study
    from otkel.cli.main import run

    def stopped(*args, **more):
        raise StoppedError(*_words())

    monkeypatch.setattr(study, "run_study", stopped)
    assert run(["sim", "run", "syrym-week", "--runs", "3", "--lang", "en"]) == 130
    assert "topped after 2 of 3 replications" in capsys.readouterr().err


def _words():
    from otkel.sim.run import stopped

    mistake = stopped(2, 3).mistake
    return mistake.what, mistake.do


def test_simulate_takes_the_name_of_an_engine():
    with pytest.raises(EngineError, match="names no engine"):
        simulate("syrym-week", runs=1, engine="ray://127.0.0.1:1")
