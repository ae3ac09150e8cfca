"""Deciders on two machines upon one PostgreSQL: one decides, a killed one lets go, a lost one stops."""

from __future__ import annotations

import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.app.serving.processes import running, start, stop
from tests.contract.fixtures import postgres_server, postgres_url
from tests.ledger.test_postgres_hold import cut

__all__ = ["postgres_server", "postgres_url"]


class Machines:
    """Two machines: each has a state folder of its own, so that neither sees the other's lock or socket."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self._folder, self._patch = folder, patch
        patch.setenv("OTKEL_KEYS", str(folder / "keys"))

    def on(self, name: str) -> None:
        """Let what is started from now on run on one of them."""
        self._patch.setenv("OTKEL_STATE", str(self._folder / name))


@pytest.fixture
def machines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Machines]:
    """In a folder with a short name: that of a socket may not be long."""
    with tempfile.TemporaryDirectory(prefix="otkel-") as short:
        yield Machines(Path(short), monkeypatch)


def require_told(process: subprocess.Popen[str], holder: subprocess.Popen[str]) -> None:
    out, wrong = process.communicate(timeout=60)
    assert process.returncode == 2, (out, wrong)
    assert f"Another decider runs for this crossing point: process {holder.pid} on " in wrong
    assert "since 20" in wrong
    assert "Stop it there first" in wrong


def test_one_decides_and_another_machine_takes_over_when_it_is_killed(
    machines: Machines, postgres_url: str
) -> None:
    machines.on("alpha")
    with running(postgres_url) as first:
        machines.on("beta")
        require_told(start(postgres_url), first)
        first.send_signal(signal.SIGKILL)
        first.communicate(timeout=60)
        with running(postgres_url) as second:  # the server has heard that the first one is gone
            machines.on("alpha")
            require_told(start(postgres_url), second)
            _, wrong = stop(second)
        assert (second.returncode, wrong) == (0, "")


def test_one_that_lost_its_session_to_another_machine_stops_and_says_so(
    machines: Machines, postgres_url: str
) -> None:
    from otkel.app.crossing.pointing import get_point
    from otkel.app.serving.client import hand_over
    from otkel.cli.main import run
    from tests.app.serving.processes import POINT, handed

    assert get_point(POINT).slug == POINT
    machines.on("alpha")
    with running(postgres_url) as first:
        with psycopg.connect(postgres_url, autocommit=True) as database:
            (name,) = database.execute(
                "SELECT application_name FROM pg_stat_activity WHERE application_name LIKE %s",
                (f"process {first.pid} on %",),
            ).fetchone()  # type: ignore[misc]
        assert cut(postgres_url, name) == 1
        machines.on("beta")
        with running(postgres_url) as second:
            machines.on("alpha")
            told = hand_over(postgres_url, POINT, handed("tick", "k"))  # asked, it looks
            assert told is not None
            require_told(first, second)
            machines.on("beta")
            assert run(["queue", "tick", POINT, "--db", postgres_url]) in (0, 1)  # the second one goes on
