"""The table of what a state is made of knows every array that the kernel makes, and its kind."""

import pytest

from otkel.errors import InputError
from otkel.sim import state_table
from otkel.sim.snapshot import read_snapshot, require_known
from otkel.sim.state import begin
from otkel.sim.state_table import HELD_BY, PARTS, STANDING, fields_of, unknown_parts
from tests.sim.written_states import drawn, stopped, written

TABLES = {
    "World": (state_table.TRUCKS, lambda world, state: world),
    "Corridor": (state_table.TRAVELLERS, lambda world, state: world.corridor),
    "Rules": (state_table.RULES_TABLE, lambda world, state: world.rules),
    "Results": (state_table.RESULTS | state_table.CAME, lambda world, state: state.results),
    "Way": (state_table.WAYS, lambda world, state: state.inside.corridor),
}


def test_every_part_that_the_kernel_makes_has_a_row_and_no_row_is_of_nothing():
    assert unknown_parts() == []
    for holder, rows in HELD_BY.items():
        assert set(rows) == set(fields_of(state_table._MADE[holder])), holder


def test_a_part_that_the_table_does_not_know_is_not_written(monkeypatch):
    rows = {name: how for name, how in HELD_BY["STANDS"].items() if name != "lost"}
    monkeypatch.setitem(state_table.HELD_BY, "STANDS", rows)
    assert unknown_parts() == ["STANDS.lost"]
    with pytest.raises(InputError, match=r"STANDS\.lost"):
        require_known("--save-state")


@pytest.mark.parametrize("holder", TABLES)
def test_kinds_are_those_of_the_arrays(holder):
    """Each number of a truck has the kind that stands in its row, and one place a truck."""
    table, of = TABLES[holder]
    world = drawn("ruled" if holder == "Rules" else "both" if holder in ("Corridor", "Way") else "plain", 3)
    state = begin(world)
    for name, column in table.items():
        array = getattr(of(world, state), name)
        if array is None or array.size == 0:
            continue
        assert array.dtype.newbyteorder("<").str == column.kind, name
        rest = (column.rows,) if column.rows else ()
        assert array.shape == (*rest, world.arrives.size), name


def test_what_is_by_truck_in_the_table_has_a_column():
    columns = {name for table, _ in TABLES.values() for name in table} | set(STANDING)
    columns |= set(state_table.ACTS_TABLE) | {"arrives", "found", "returns"}
    by_truck = {
        name for rows in HELD_BY.values() for name, how in rows.items() if how == state_table.BY_TRUCK
    }
    assert by_truck == columns


@pytest.mark.parametrize("kind", ["plain", "both", "ruled"])
def test_whatever_is_written_is_in_the_file(kind):
    """Of each holder that the world has, what the table calls written stands in the file under its name."""
    world = drawn(kind, 5)
    at, state = stopped(world, 5)
    kept = {name.rpartition(".")[2] for name in read_snapshot(written(world, state, at)).columns}
    told = {"ends": "truck", "starts": "station"}  # lists and starts are written in a form of their own
    holders = ["Inside", "Settings", "Results", "World"]
    more = {"both": ["Way", "Corridor"], "ruled": ["Called", "STANDS", "Rules", "ACTS"]}
    holders += more.get(kind, [])
    for holder in holders:
        for name, how in HELD_BY[holder].items():
            if how in (PARTS, state_table.AGAIN, state_table.FIXED) or (holder, name) == ("Results", "came"):
                continue
            assert told.get(name, name) in kept, (holder, name)
