"""Where socket and lock of a decider lie, for files and for PostgreSQL."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from otkel.app.serving.client import hand_over
from otkel.app.serving.places import MOST_NAME, find_socket, lock_of, make_folder
from otkel.app.settings import read_settings, settings_from
from otkel.cli.main import run
from otkel.errors import InputError
from tests.app.serving.processes import POINT, arrive, running
from tests.contract.fixtures import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]
SECRET = "postgresql://keeper:very-secret@db.example/otkel"


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a state folder of one's own, with a name that is short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="otkel-") as short:
        folder = Path(short) / "state"
        monkeypatch.setenv("OTKEL_STATE", str(folder))
        monkeypatch.setenv("OTKEL_KEYS", str(tmp_path / "keys"))
        read_settings.cache_clear()
        yield folder
        read_settings.cache_clear()


def test_the_state_folder_is_named_by_the_surroundings() -> None:
    assert settings_from({"OTKEL_STATE": "/a", "XDG_STATE_HOME": "/b"}).state == Path("/a")
    assert settings_from({"XDG_STATE_HOME": "/b"}).state == Path("/b/otkel")
    assert settings_from({}).state == Path.home() / ".local/state/otkel"


def test_of_a_file_it_lies_beside_it(tmp_path: Path, state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    short = Path("/var/otkel.db")
    assert find_socket(f"sqlite:///{short}", POINT) == short.resolve().with_name("otkel.db.syrym.sock")
    here = find_socket("sqlite:///otkel.db", POINT)  # as others name it from elsewhere
    assert here == find_socket(f"sqlite:///{tmp_path}/otkel.db", POINT)
    (tmp_path / "link.db").symlink_to(tmp_path / "otkel.db")
    assert find_socket("sqlite:///link.db", POINT) == here
    assert find_socket("sqlite:///otkel.db", "zhaisan") != here


def test_a_name_too_long_for_a_socket_becomes_a_digest(tmp_path: Path, state: Path) -> None:
    deep = tmp_path / ("d" * 120)
    found = find_socket(f"sqlite:///{deep}/otkel.db", POINT)
    assert found is not None
    assert found.parent == state
    assert found != find_socket(f"sqlite:///{deep}/other.db", POINT)
    assert len(found.name) < MOST_NAME / 2


def test_a_password_stands_in_no_name(state: Path) -> None:
    found = find_socket(SECRET, POINT)
    assert found is not None
    assert found.parent == state
    assert "secret" not in str(found)
    assert lock_of(found).name == found.name.replace(".sock", ".lock")


def test_a_ledger_in_memory_has_none() -> None:
    assert find_socket("memory:", POINT) is None
    assert hand_over("memory:", POINT, arrive(1)) is None


def test_a_state_folder_that_others_may_open_is_refused(state: Path) -> None:
    found = find_socket(SECRET, POINT)
    assert found is not None
    make_folder(found)
    assert state.stat().st_mode & 0o777 == 0o700
    state.chmod(0o755)
    with pytest.raises(InputError, match="is open to others"):
        make_folder(found)


def test_a_folder_whose_name_is_too_long_for_a_socket_is_told(
    state: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], postgres_url: str
) -> None:
    at = ("--db", postgres_url, "--at", "2025-11-28 09:00")
    assert run(["queue", "open", POINT, "--preset", "otkel", *at]) == 0
    monkeypatch.setenv("OTKEL_STATE", str(state / ("long" * 20)))
    read_settings.cache_clear()
    truck = ("--plate", "1 ABC 02", "--towards", "RU")
    assert run(["queue", "arrive", POINT, *truck, *at]) == 0  # a shell goes by itself
    capsys.readouterr()
    assert run(["queue", "serve", POINT, "--db", postgres_url, "--lang", "en"]) == 2
    assert "too long for a socket" in capsys.readouterr().err


def test_a_decider_upon_postgresql(
    tmp_path: Path, state: Path, postgres_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ("--db", postgres_url, "--at", "2025-11-28 09:00")
    assert run(["queue", "open", POINT, "--preset", "otkel", *at]) == 0
    truck = ("--plate", "1 ABC 02", "--towards", "RU", "--key", "one")
    with running(postgres_url):
        assert [one.suffix for one in sorted(state.iterdir())] == [".lock", ".sock"]
        assert run(["queue", "arrive", POINT, *truck, *at]) == 0
        handed = hand_over(postgres_url, POINT, arrive(1))
        assert handed is not None
        assert handed.status == 0
    assert [one.suffix for one in state.iterdir()] == [".lock"]
    capsys.readouterr()
    assert run(["queue", "arrive", POINT, *truck, *at]) == 0  # and without it the same
    assert "recorded before" in capsys.readouterr().out
    assert not os.path.lexists(tmp_path / "otkel.db")
